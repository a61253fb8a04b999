"""Hugo itself builds a site with all constructs before and after a pseudo-translated run, and the pages agree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from transpipe.cli import app

CONSTRUCTS = Path(__file__).parents[1] / "constructs"
CONFIG = """
baseURL = "https://example.org/"
defaultContentLanguage = "zh"
defaultContentLanguageInSubdir = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section", "404"]
enableInlineShortcodes = true
[security]
enableInlineShortcodes = true
[languages.zh]
weight = 1
[languages.en]
weight = 2
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.parser.attribute]
block = true
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [['$$', '$$']]
inline = [['\\\\(', '\\\\)']]
"""
PAIRED = '<div class="{name}">{{{{ .Inner | $.Page.RenderString }}}}</div>'
SHORTCODES = {
    **dict.fromkeys(("youtube", "badge", "icon", "cta", "x"), '<i data-p="{{ with .Get 0 }}{{ . }}{{ end }}"></i>'),
    **dict.fromkeys(("ref", "relref", "static"), "/target/{{ .Get 0 | urlize }}"),
    **{name: PAIRED.format(name=name) for name in ("note", "tabs", "tab", "box", "hint", "unknown")},
    "mermaid": "<pre>{{ .Inner }}</pre>",
}
PROSE = ("alt", "title", "aria-label", "placeholder", "data-p")


def build(root: Path) -> None:
    """Build the site; any warning is a failure."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("hugo"),
            "--source",
            root,
            "--destination",
            root / "public",
            "--cleanDestinationDir",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(root), "PATH": "/usr/bin:/bin"},
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    assert "WARN" not in output, output
    assert "ERROR" not in output, output


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one bundle for each construct, translated in place."""
    root = tmp_path_factory.mktemp("hugo")
    (root / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    for name, text in SHORTCODES.items():
        path = root / "layouts" / "shortcodes" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    single = root / "layouts" / "_default" / "single.html"
    single.parent.mkdir(parents=True)
    single.write_text("<h1>{{ .Title }}</h1><main>{{ .Content }}</main>", encoding="utf-8")
    for folder in sorted(CONSTRUCTS.iterdir()):
        post = root / "content" / folder.name / "index.zh.md"
        post.parent.mkdir(parents=True)
        data = (folder / "source.md").read_bytes()
        if data.startswith(b"{{"):
            data = b"---\ntitle: x\n---\n" + data  # Hugo would take the tag for JSON front matter
        post.write_bytes(data)
    build(root)
    (root / "transpipe.yaml").write_text("engine: pseudo\n", encoding="utf-8")
    result = CliRunner().invoke(
        app, ["run", "--scope", "missing", "--in-place", "-q", "--config", str(root / "transpipe.yaml")],
        standalone_mode=False,
    )  # fmt: skip
    assert result.exception is None, result.exception
    assert result.return_value == 0, result.stdout
    build(root)
    return root


def pages(root: Path, language: str) -> dict[str, BeautifulSoup]:
    base = root / "public" / language
    return {
        path.parent.relative_to(base).as_posix(): BeautifulSoup(path.read_bytes(), "html.parser").main
        for path in base.rglob("index.html")
    }


def elements(page: BeautifulSoup, *, emphasis: bool) -> list[tuple[str, dict[str, str]]]:
    found = []
    for tag in page.find_all(True):
        if tag.name in ("em", "strong") and not emphasis:
            continue
        attributes = {key: str(value).replace("/zh/", "/en/") for key, value in tag.attrs.items() if key not in PROSE}
        if tag.name in ("h1", "h2", "h3", "h4", "h5", "h6"):
            attributes.pop("id", None)
        found.append((tag.name, attributes))
    return found


def test_every_page_is_there_in_both_languages(site: Path) -> None:
    chinese, english = pages(site, "zh"), pages(site, "en")
    assert len(chinese) >= len(list(CONSTRUCTS.iterdir())) - 3
    untranslated = set(chinese) - set(english)
    assert untranslated == set(), "every construct has something to translate"


def test_elements_and_destinations_are_the_same(site: Path) -> None:
    chinese, english = pages(site, "zh"), pages(site, "en")
    for name, page in chinese.items():
        # Goldmark does not see all of the emphasis that was meant in the Chinese; in the English it does.
        emphasis = name != "emphasis"
        assert elements(english[name], emphasis=emphasis) == elements(page, emphasis=emphasis), name


def test_meant_emphasis_comes_out(site: Path) -> None:
    assert len(pages(site, "en")["emphasis"].find_all("strong")) == 6


def test_links_inside_a_page_find_their_heading(site: Path) -> None:
    checked = 0
    for language in ("zh", "en"):
        for name, page in pages(site, language).items():
            ids = {tag["id"] for tag in page.find_all(id=True)}
            for link in page.find_all("a", href=True):
                path, _, fragment = unquote(str(link["href"])).partition("#")
                if fragment and path in ("", f"/{language}/{name}/"):
                    assert fragment in ids, f"{language}/{name}: {fragment}"
                    checked += 1
    assert checked >= 2 * 5


def test_code_is_untouched(site: Path) -> None:
    chinese, english = pages(site, "zh"), pages(site, "en")
    for name, page in chinese.items():
        for before, after in zip(page.find_all(["code", "pre"]), english[name].find_all(["code", "pre"]), strict=True):
            assert before.get_text() == after.get_text(), name


def test_heading_ids_are_those_of_hugo(site: Path) -> None:
    from transpipe.jobs.setup import make_rules
    from transpipe.parse.anchors import heading_ids
    from transpipe.parse.document import parse_document
    from transpipe.stores.settings import load_settings

    rules = make_rules(load_settings(site), "all").prose
    for folder in ("anchors", "headings", "shortcode-parameters", "switches"):
        document = parse_document((site / "content" / folder / "index.zh.md").read_bytes(), rules)
        page = pages(site, "zh")[folder]
        hugo = [tag["id"] for tag in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"], id=True)]
        assert [name for _, name in heading_ids(document)] == hugo

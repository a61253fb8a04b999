"""`transpipe status`: what is counted on made sites, and how it is shown."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from markdown_it import MarkdownIt

from helpers import PROSE, RULES
from transpipe.cli import app
from transpipe.jobs.status_rows import StatusRows
from transpipe.parse.document import parse_document
from transpipe.pipeline.progress import translated_percent
from transpipe.report.status_formats import STATUS_FORMATS
from transpipe.report.status_values import PageStatus, PostStatus, StatusReport

GOLDEN = Path(__file__).parents[1] / "formats"
SUFFIXES = {"text": "txt", "json": "json", "markdown": "md", "html": "html"}


def percent(text: str) -> int:
    return translated_percent(parse_document(text.encode("utf-8"), PROSE), RULES.markers)


# --- the share of a page ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "English.\n",
        "The Digital Product Passport (数字产品护照) helps.\n",
        "`中文` and English.\n",
        "<!-- transpipe: off -->\n\n中文段落。\n\n<!-- transpipe: on -->\n\nEnglish.\n",
        "---\ntags: [碳中和]\n---\nEnglish.\n",
        "---\ntranslation: required\n---\n",
        "English.\n\n> Requires translation\n",
    ],
)
def test_nothing_waits(text: str) -> None:
    assert percent(text) == 100


def test_the_share_is_counted_in_characters_of_prose() -> None:
    assert percent("中文段落。\n") == 0
    assert percent("ABCDE\n\n中文段落。\n") == 50
    assert percent("A B C D E `code code` \n\n**中文**段落。\n") == 50
    assert percent("---\ntitle: 中文标题一\n---\nABCDE\n") == 50


def test_a_marker_is_no_prose_and_what_it_marks_waits_however_little_chinese_is_in_it() -> None:
    mostly_english = "This sentence is English but for one word which is 数据.\n"
    assert percent(mostly_english) == 100
    assert percent(f"> Requires translation\n\n{mostly_english}") == 0


def test_only_a_page_without_pending_text_is_complete() -> None:
    assert percent("word " * 2000 + "\n\n文。\n") == 99


# --- a site -----------------------------------------------------------------------------------


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode("utf-8"))


def commit() -> None:
    """All files as a commit of a repository in the working directory."""
    person = ("-c", "user.name=tester", "-c", "user.email=tester@example.org")
    for call in (["init", "--quiet"], ["add", "--all"], [*person, "commit", "--quiet", "--message", "change"]):
        subprocess.run(["git", *call], check=True, capture_output=True)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write("transpipe.yaml", "engine: pseudo\n")
    (tmp_path / "content").mkdir()
    return tmp_path


def status(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["status", *arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    return result


def loaded() -> dict[str, dict[str, object]]:
    found = json.loads(status("--format", "json").stdout)
    assert found["version"] == 1
    return {post["post"]: post["languages"] for post in found["posts"]} | {"total": found["total"]}


def test_a_site_without_posts(site: Path) -> None:
    assert status().stdout == "no posts\n"
    for format_ in STATUS_FORMATS:
        assert status("--format", format_).return_value is None


def test_posts_and_languages_of_a_site(site: Path) -> None:
    write("content/post/a/index.zh.md", "中文段落。\n")
    write("content/post/a/index.en.md", "ABCDE\n\n中文段落。\n")
    write("content/post/a/index.zh-hant.md", "中文段落。\n")
    write("content/post/b.zh.md", "中文段落。\n")
    write("content/event/c.md", "English.\n")
    write("review/post/b.en.md", "Draft.\n")
    found = loaded()
    assert list(found) == ["event/c", "post/a", "post/b", "total"]
    assert found["post/a"] == {
        "zh": {"path": "content/post/a/index.zh.md", "percent": 100, "stale": 0, "in_review": False, "problem": ""},
        "zh-hant": {
            "path": "content/post/a/index.zh-hant.md",
            "percent": 100,
            "stale": 0,
            "in_review": False,
            "problem": "",
        },
        "en": {"path": "content/post/a/index.en.md", "percent": 50, "stale": 0, "in_review": False, "problem": ""},
    }
    assert found["post/b"]["en"] == {"path": None, "percent": 0, "stale": 0, "in_review": True, "problem": ""}
    assert "zh-hant" not in found["post/b"]
    assert found["event/c"]["zh"] == {"path": None, "percent": 0, "stale": 0, "in_review": False, "problem": ""}
    counts = {"posts": 3, "complete": 1, "partial": 1, "missing": 1, "stale": 0, "in_review": 1, "percent": 50}
    assert found["total"]["en"] == counts
    assert found["total"]["zh-hant"] == {**counts, "posts": 1, "partial": 0, "missing": 0, "in_review": 0, "percent": 100}  # fmt: skip


def test_a_run_and_a_status_agree(site: Path) -> None:
    write("content/p/index.en.md", "English text.\n\n> Requires translation\n\n## 小节\n\n中文 `code` 段落。\n")
    before = loaded()["p"]
    CliRunner().invoke(app, ["run"], standalone_mode=False)
    after = loaded()["p"]
    assert (before["en"]["in_review"], after["en"]["in_review"], after["zh"]["in_review"]) == (False, True, True)  # type: ignore[index]
    for draft in ("index.en.md", "index.zh.md"):
        Path("review/p", draft).replace(Path("content/p", draft))
    published = loaded()["p"]
    assert [page["percent"] for page in published.values()] == [100, 100]  # type: ignore[index]


def test_content_folders_of_languages(site: Path) -> None:
    write("hugo.yaml", "languages:\n  zh: {contentDir: content/chinese}\n  en: {contentDir: content/english}\n")
    write("content/chinese/post/a.md", "中文段落。\n")
    write("content/english/post/a.md", "English.\n")
    assert loaded()["post/a"]["en"]["path"] == "content/english/post/a.md"  # type: ignore[index]


def test_a_changed_source_makes_its_segments_stale(site: Path) -> None:
    write("content/a.zh.md", "第一段讲能源。\n\n第二段讲水。\n")
    write("content/a.en.md", "The first part is about energy.\n\nThe second part is about water.\n")
    commit()
    assert loaded()["a"]["en"]["stale"] == 0  # type: ignore[index]
    write("content/a.zh.md", "第一段讲能源。\n\n第二段讲海洋和森林。\n")
    found = loaded()
    assert (found["a"]["en"]["stale"], found["total"]["en"]["stale"]) == (1, 1)  # type: ignore[index]
    assert found["a"]["en"]["percent"] == 100  # type: ignore[index]
    write("content/a.en.md", "The first part is about energy.\n\nThe second part is about seas and forests.\n")
    commit()
    assert loaded()["a"]["en"]["stale"] == 0  # type: ignore[index]


def test_what_is_wrong_with_a_file_stands_beside_it(site: Path) -> None:
    write("content/a.en.md", "---\ntitle: [\n---\n")
    write("content/b.en.md", "English.\n")
    Path("content/c.en.md").write_bytes(b"\xff")
    Path("content/d.en.md").symlink_to("nowhere.md")
    lines = status().stdout.split("\n")
    assert [line.split()[-1] for line in lines[1:5]] == ["?", "%", "?", "?"]
    problems = [line for line in lines if line.startswith("content/")]
    assert [line.split(":")[0] for line in problems] == ["content/a.en.md", "content/c.en.md", "content/d.en.md"]


def test_the_output_file(site: Path) -> None:
    write("content/a.md", "English.\n")
    result = status("--format", "html", "--output", "status.html")
    assert result.stdout == ""
    assert "<!doctype html>" in Path("status.html").read_bytes().decode("utf-8")
    failed = CliRunner().invoke(app, ["status", "--output", "no/such/folder/x"], standalone_mode=False)
    assert "no/such/folder/x: can't be written" in str(failed.exception)


# --- formats ----------------------------------------------------------------------------------


def sample() -> StatusReport:
    full = PageStatus("content/x.md", 100)
    posts = (
        PostStatus("_index", "", {"zh": full, "en": full}),
        PostStatus("event/2024-symposium", "event", {"zh": full, "zh-hant": full, "en": PageStatus("", 0, True)}),
        PostStatus("post/2024-碳中和路线图", "post", {"zh": full, "en": PageStatus("content/y.md", 61, True, 3)}),
        PostStatus("post/broken", "post", {"zh": full, "en": PageStatus("content/z.md", 0, False, 0, "line 3: not closed")}),
    )  # fmt: skip
    return StatusReport("site", "2024-05-06", ("zh", "zh-hant", "en"), frozenset({"zh", "zh-hant"}), StatusRows(posts))


def hostile() -> StatusReport:
    name = 'p/<script>|`x`\n"\u202e'
    pages = {"en": PageStatus("c", 0, False, 0, name)}
    return StatusReport(name, "2024-05-06", ("en",), frozenset(), StatusRows([PostStatus(name, name, pages)]))


@pytest.mark.parametrize("format_", STATUS_FORMATS)
def test_golden_files(format_: str) -> None:
    """TRANSPIPE_ACCEPT=1 writes them; read them before you commit them."""
    path = GOLDEN / f"status.{SUFFIXES[format_]}"
    text = "".join(STATUS_FORMATS[format_](sample()))
    if os.environ.get("TRANSPIPE_ACCEPT"):
        path.write_bytes(text.encode("utf-8"))
    assert text == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_names_of_files_are_text_and_no_markup(format_: str) -> None:
    text = "".join(STATUS_FORMATS[format_](hostile()))
    assert "\u202e" not in text
    if format_ == "text":
        return
    html = text if format_ == "html" else MarkdownIt("gfm-like", {"linkify": False}).render(text)
    page = BeautifulSoup(html, "html.parser")
    assert not page.find_all(["script", "img", "a"])
    assert len(page.find_all("tr")) == (3 if format_ == "html" else 4)


def test_the_page_stands_alone() -> None:
    html = "".join(STATUS_FORMATS["html"](sample()))
    assert not re.search(r"https?:|//|url\(|@import|<script|<link|\son\w+=", html)
    assert "prefers-color-scheme: dark" in html


def test_bars_say_in_words_what_they_show() -> None:
    page = BeautifulSoup("".join(STATUS_FORMATS["html"](sample())), "html.parser")
    bars = page.select("svg.bar")
    assert len(bars) == 3 + 7 + 7  # cards, sections, pages with a file that could be measured
    for bar in bars:
        widths = {str(part["class"][0]): float(part["width"]) for part in bar.find_all("rect")}
        assert sum(widths.values()) <= 100.01
        done = widths.get("complete", 0) + widths.get("begun", 0)
        assert bar["aria-label"] == f"{round(done)} percent"

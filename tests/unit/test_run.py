"""`transpipe run` on made sites, in process, with the pseudo engine."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import frontmatter
import pytest
from click.testing import CliRunner, Result

from transpipe.cli import app

POST = "---\ntitle: 标题\n---\nEnglish text.\n\n> Requires translation\n\n## 小节\n\n中文 `code` 段落。\n"


class SiteMaker:
    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, data: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        return file

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8")

    def tree(self) -> dict[str, str]:
        return {
            path.relative_to(self.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteMaker]:
    maker = SiteMaker(tmp_path)
    (tmp_path / "content").mkdir()
    maker.write("transpipe.yaml", "engine: pseudo\n")
    monkeypatch.chdir(tmp_path)
    yield maker


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["run", *arguments], standalone_mode=False)


def report(*arguments: str) -> dict[str, object]:
    result = run("--format", "json", *arguments)
    assert result.exception is None, result.exception
    loaded = json.loads(result.stdout)
    assert isinstance(loaded, dict)
    loaded["exit"] = result.return_value
    return loaded


def rules(made: dict[str, object]) -> list[tuple[str, str, int]]:
    return [(f["rule"], f["path"], f["line"]) for post in made["posts"] for f in post["findings"]]  # type: ignore[attr-defined]


def test_a_marked_post_becomes_two_drafts(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", POST)
    made = report()
    assert made["exit"] == 0
    assert [item["path"] for item in made["posts"][0]["written"]] == ["review/p/index.en.md", "review/p/index.zh.md"]
    draft, original = site.read("review/p/index.en.md"), site.read("review/p/index.zh.md")
    assert "Requires" not in draft + original
    assert "English text.\n\n## " in draft
    assert "`code`" in draft
    assert "中文 `code` 段落。" in original
    assert site.read("content/p/index.en.md") == POST
    meta = frontmatter.loads(draft)["params"]["transpipe"]
    assert meta["status"] == "needs-review"
    assert meta["source"] == "content/p/index.en.md"
    assert meta["source_hash"] == "sha256:" + hashlib.sha256(POST.encode()).hexdigest()
    assert {"model", "glossary", "date", "tool", "digest"} <= set(meta)


def test_a_second_run_changes_no_byte(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", POST)
    report()
    before = site.tree()
    made = report()
    assert made["totals"]["current"] == 1
    assert made["totals"]["written"] == 0
    assert site.tree() == before
    assert "nothing to do" in run().stdout


@pytest.mark.parametrize("options", [[], ["--diff"], ["--scope", "all"], ["--in-place"], ["--format", "json"]])
def test_dry_run_writes_nothing(site: SiteMaker, options: list[str]) -> None:
    site.write("content/p/index.en.md", POST)
    site.write("content/q/index.zh.md", "# 只有中文\n")
    before = site.tree()
    assert run("--dry-run", *options).exception is None
    assert site.tree() == before
    assert not (site.root / ".transpipe").exists()


def test_diff_shows_the_change(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", POST)
    text = run("--dry-run", "--diff").stdout
    assert "-> Requires translation" in text
    assert "-中文 `code` 段落。" in text


def test_in_place_touches_content(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", POST)
    report("--in-place")
    assert "Requires" not in site.read("content/p/index.en.md")
    assert "中文" in site.read("content/p/index.zh.md")
    assert not (site.root / "review").exists()
    assert report("--in-place")["totals"]["written"] == 0


def test_the_original_is_written_only_when_the_bundle_has_none(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", POST)
    site.write("content/p/index.zh-hant.md", "已有\n")
    assert [item["path"] for item in report()["posts"][0]["written"]] == ["review/p/index.en.md"]


def test_edited_drafts_are_never_overwritten(site: SiteMaker) -> None:
    source = site.write("content/p/index.en.md", POST)
    report()
    draft = site.root / "review/p/index.en.md"
    edited = draft.read_bytes().replace(b"English text.", b"English text, edited.")
    draft.write_bytes(edited)
    assert rules(report()) == []
    source.write_bytes(POST.replace("English text.", "English, changed.").encode())
    assert rules(report()) == [("conflict", "review/p/index.en.md", 19)]
    assert draft.read_bytes() == edited


def test_untouched_drafts_follow_their_source(site: SiteMaker) -> None:
    source = site.write("content/p/index.en.md", POST)
    report()
    before = site.read("review/p/index.en.md")
    source.write_bytes(POST.replace("段落", "新的段落").encode())
    assert report()["totals"]["written"] == 2
    assert site.read("review/p/index.en.md") != before


def test_foreign_files_are_kept(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", POST)
    foreign = site.write("review/p/index.en.md", "my own file\n")
    assert ("foreign-file", "review/p/index.en.md", 1) in rules(report())
    assert foreign.read_bytes() == b"my own file\n"


def test_scopes(site: SiteMaker) -> None:
    site.write("content/marked.en.md", POST)
    site.write("content/mixed.en.md", "# Title\n\n没有标记的中文段落。\n\nEnglish (中文) text.\n")
    site.write("content/missing.zh.md", "---\ntitle: 只有中文\n---\n正文。\n")
    site.write("content/both.zh.md", "正文。\n")
    site.write("content/both.en.md", "Body.\n")

    def written(scope: str) -> set[str]:
        made = report("--dry-run", "--scope", scope)
        return {item["path"].removeprefix("review/") for post in made["posts"] for item in post["written"]}

    marked = {"marked.en.md", "marked.zh.md"}
    mixed = {"mixed.en.md", "mixed.zh.md"}
    assert written("marked") == marked
    assert written("untranslated") == marked | mixed
    assert written("missing") == {"missing.en.md"}
    assert written("all") == marked | mixed | {"missing.en.md"}


def test_english_of_a_mixed_file_stays_to_the_byte(site: SiteMaker) -> None:
    text = "# Title  \n\n没有标记的中文段落。\n\nEnglish (中文) text ，with  odd\tspaces。\n* x\n"
    site.write("content/mixed.en.md", text)
    report("--scope", "untranslated")
    draft = site.read("review/mixed.en.md")
    assert "# Title  \n\n" in draft
    assert draft.endswith("\n\nEnglish (中文) text ，with  odd\tspaces。\n* x\n")


def test_simplified_goes_before_traditional(site: SiteMaker) -> None:
    site.write("content/p.zh.md", "正文。\n")
    site.write("content/p.zh-hant.md", "正文。\n")
    made = report("--scope", "missing")
    assert [post["path"] for post in made["posts"]] == ["content/p.zh.md"]


BAD = {
    "latin1.en.md": (b"caf\xe9\n\n> Requires translation\n", "encoding", 1),
    "nul.en.md": (b"a\n\0\n", "encoding", 2),
    "unclosed.en.md": ("---\ntitle: 中\n\ntext\n", "front-matter", 1),
    "yaml.en.md": ("---\ntitle: [中\n---\n", "front-matter", 2),
    "shortcode.en.md": ("text\n\n{{< youtube x\n", "shortcode", 3),
    "quote.en.md": ('{{< figure title="中 >}}\n', "shortcode", 1),
    "nothing.en.md": ("text\n\n> Requires translation\n", "empty-scope", 3),
    "empty.en.md": (b"", "empty-file", 1),
    "long.en.md": ("中" * 1_700_000, "too-large", 1),
}


def test_bad_files_are_findings_and_the_others_go_on(site: SiteMaker) -> None:
    for name, (data, _, _) in BAD.items():
        site.write(f"content/{name}", data)
    site.write("content/good.en.md", POST)
    (site.root / "content" / "loop.en.md").symlink_to(site.root / "content" / "loop.en.md")
    made = report()
    found = rules(made)
    for name, (_, rule, line) in BAD.items():
        assert any(r == rule and p == f"content/{name}" and n >= line for r, p, n in found), (name, found)
    assert ("unreadable", "content/loop.en.md", 1) in found
    assert made["exit"] == 1
    assert (site.root / "review" / "good.en.md").exists()
    assert sorted(path.name for path in (site.root / "review").iterdir()) == ["good.en.md", "good.zh.md"]


def test_unreadable_files(site: SiteMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    file = site.write("content/p.en.md", POST)
    real = io.FileIO

    def refuse(path: str) -> io.FileIO:
        if path == str(file):  # a mode of 0 does not keep root out
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(io, "FileIO", refuse)
    assert ("unreadable", "content/p.en.md", 1) in rules(report())


def test_unwritable_output_is_a_finding(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", POST)
    site.write("review/p", "a file where a folder is needed")
    made = report()
    assert made["exit"] == 1
    assert ("unwritable", "content/p/index.en.md", 1) in rules(made)


def test_a_site_without_posts(site: SiteMaker) -> None:
    assert report()["totals"]["files"] == 0
    (site.root / "content").rmdir()
    assert "no such folder" in str(run().exception)


def test_usage_errors(site: SiteMaker) -> None:
    assert "outside of the site root" in str(run("/etc/hosts").exception)
    assert "exclude each other" in str(run("--in-place", "--output", "x").exception)
    assert "outside of the site root" in str(run("--output", "../x").exception)
    site.write("transpipe.yaml", "modle: x\n")
    assert "did you mean 'model'" in str(run().exception)
    site.write("transpipe.yaml", "model: absent\n")
    assert "no model 'absent'" in str(run().exception)


def test_front_matter_marker_goes(site: SiteMaker) -> None:
    site.write("content/p.en.md", "---\ntitle: T\ntranslation: required\nweight: 1\n---\n中文。\n")
    report()
    assert site.read("review/p.en.md").startswith("---\ntitle: T\nweight: 1\nparams:\n  transpipe:\n")


@pytest.mark.parametrize(
    "front",
    [
        "---\nparams:\n    a: 1\ntitle: 标题\n---\n", "---\nparams: {a: 1}\ntitle: 标题\n---\n", "---\nparams:\ntitle: 标题\n---\n",
        "---\nparams: {}\ntitle: 标题\n---\n", "+++\ntitle = '标题'\n[params]\na = 1\n+++\n", "+++\ntitle = '标题'\nparams = { a = 1 }\n+++\n",
        "+++\ntitle = '标题'\n+++\n", "---\n{title: 标题, a: 1}\n---\n", '{"title": "标题", "params": {"a": 1}}\n', '{"title": "标题"}\n', "",
    ],
)  # fmt: skip
def test_provenance_finds_its_place_in_every_front_matter(site: SiteMaker, front: str) -> None:
    from transpipe.parse.front_matter import read_front_matter

    site.write("content/p.zh.md", front + "正文。\n")
    made = report("--scope", "missing")
    assert made["exit"] == 0, rules(made)
    read = read_front_matter((site.root / "review/p.en.md").read_bytes())
    assert read is not None
    params = read.data["params"]
    assert params["transpipe"]["status"] == "needs-review"  # type: ignore[index]
    assert params.get("a", 1) == 1  # type: ignore[attr-defined]
    assert report("--scope", "missing")["totals"]["current"] == 1


def test_fragments_of_the_whole_site_are_checked(site: SiteMaker) -> None:
    site.write("content/p/index.zh.md", "## 小节\n\n正文。\n")
    site.write("content/p/index.en.md", "## Section\n\nBody.\n")
    site.write(
        "content/q.zh.md",
        "[好](/p/#小节) [坏](/p/#没有) [相对](../p/#section) [页](p/index.zh.md#没了) [外](https://a.b/#x) [谁](/r/#x)\n",
    )
    site.write("content/s/index.zh.md", '## 目标\n\n[甲]({{< ref "/p#也没有" >}})\n')
    site.write("content/t.zh.md", "---\ntitle: x\n---\n见[目标](/zh/s/#目标)。\n")
    made = report("--scope", "missing")
    found = [(f["path"], f["message"].split(" ")[0]) for f in made["site_findings"]]  # type: ignore[attr-defined]
    assert found == [
        ("content/q.zh.md", "/p/#没有"), ("content/q.zh.md", "p/index.zh.md#没了"), ("content/s/index.zh.md", "/p#也没有"),
    ]  # fmt: skip
    assert "{#目标}" in site.read("review/s/index.en.md")


def test_tags_are_translated_where_they_are_terms(site: SiteMaker) -> None:
    site.write("glossary/a.yaml", "terms:\n  - {source: 脱碳, target: decarbonization}\n")
    site.write("content/p.zh.md", "---\ntags: [脱碳, 脱碳之旅, COP28]\ncategories:\n  - 脱碳\n---\n正文。\n")
    report("--scope", "missing")
    draft = site.read("review/p.en.md")
    assert "tags: [Decarbonization, 脱碳之旅, COP28]\n" in draft
    assert "categories:\n  - Decarbonization\n" in draft


def test_a_file_can_be_closed(site: SiteMaker) -> None:
    site.write("content/p.zh.md", "---\ntranspipe: false\n---\n正文。\n")
    assert report("--scope", "all")["totals"]["written"] == 0  # type: ignore[index]


def test_inner_text_of_shortcodes_by_setting(site: SiteMaker) -> None:
    site.write("content/p.zh.md", "{{< a >}}内文{{< /a >}} {{% b %}}内文{{% /b %}}正文。\n")
    report("--scope", "missing")
    assert "内文" not in site.read("review/p.en.md")
    site.write("transpipe.yaml", "engine: pseudo\noutput: raw\nshortcodes:\n  inner: raw\n")
    report("--scope", "missing")
    assert site.read("raw/p.en.md").count("内文") == 1


def test_params_that_are_no_map_are_reported(site: SiteMaker) -> None:
    site.write("content/p.zh.md", "---\nparams: text\n---\n正文。\n")
    made = report("--scope", "missing")
    assert ("front-matter", "content/p.zh.md", 2) in rules(made)
    assert made["exit"] == 1


def test_help_does_not_import_the_heavy_modules() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom transpipe.cli import app\n"
        "for c in ([], ['run'], ['model'], ['glossary']):\n"
        "    r = CliRunner().invoke(app, [*c, '--help']); assert r.exit_code == 0 and 'xample' in r.output, r.output\n"
        "heavy = {'ctranslate2', 'bs4', 'langdetect', 'argostranslate', 'numpy', 'pyromark', 'yaml', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [(["--version"], 0, "transpipe"), (["nonsense"], 2, "No such command"), (["run", "/absent"], 2, "outside")],
)
def test_exit_codes_of_the_program(site: SiteMaker, arguments: list[str], code: int, text: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "transpipe", *arguments], capture_output=True, text=True, check=False, cwd=site.root
    )
    assert done.returncode == code
    assert text in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_rules_are_switched_off_by_setting(site: SiteMaker) -> None:
    site.write("content/p.zh.md", "有(3个。\n\n[甲](#没有) 一\n")
    site.write("content/q.zh.md", "[坏](/p/#没有)。\n")
    assert {rule for rule, _, _ in rules(report("--scope", "missing"))} == {"anchor"}
    site.write("transpipe.yaml", "engine: pseudo\noutput: other\nrules:\n  off: [anchor]\n")
    made = report("--scope", "missing")
    assert rules(made) == []
    assert made["site_findings"] == []

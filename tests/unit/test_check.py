"""`transpipe check` on made sites, in process: what is found, where, and what is passed over."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import transpipe.jobs.file_facts
import transpipe.jobs.pair_facts
import transpipe.jobs.workers
from transpipe.cli import app
from transpipe.jobs.check import CheckRequest, check
from transpipe.model import Finding, SourceFile
from transpipe.rules import BY_ID
from transpipe.stores.check_cache import KnownFacts
from transpipe.stores.settings import load_settings

FRONT = "---\ntitle: {}\n---\n"
CLEAN_EN = FRONT.format("Standards") + "\n## Scope\n\nText about [scope](#scope), in English, by people (双化).\n"
CLEAN_ZH = FRONT.format("标准") + "\n## 范围\n\n关于[范围](#范围)的中文。\n"


class SiteMaker:
    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, data: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        return file

    def post(self, name: str, english: str | bytes = CLEAN_EN, chinese: str = CLEAN_ZH) -> None:
        self.write(f"content/{name}/index.en.md", english)
        self.write(f"content/{name}/index.zh.md", chinese)

    def check(self, *paths: str, **options: object) -> list[Finding]:
        """Findings without `structure`, which the small pages here would all have."""
        chosen = {"ignore": frozenset({"structure"}), **options}
        request = CheckRequest(tuple(self.root / path for path in paths), **chosen)  # type: ignore[arg-type]
        return check(request, load_settings(self.root)).findings

    def git(self, *arguments: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *identity, *arguments], cwd=self.root, check=True, capture_output=True)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteMaker]:
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path)
    yield SiteMaker(tmp_path)


def short(findings: list[Finding]) -> list[tuple[str, str, int, int, int]]:
    """Rule, last part of the path, line, column, last line."""
    return [(one.rule, one.path.rpartition("/")[2], one.line, one.column, one.end_line) for one in findings]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", "--ignore", "structure", *arguments], standalone_mode=False)


# --- nothing to say -----------------------------------------------------------------------------


def test_a_clean_site_has_no_findings(site: SiteMaker) -> None:
    site.post("a")
    site.post("b/c")
    assert site.check() == []
    result = run()
    assert (result.return_value, result.stdout) == (0, "no findings; 4 files of 2 posts checked\n")


def test_a_site_without_posts_is_clean(site: SiteMaker) -> None:
    assert site.check() == []


def test_chinese_that_is_meant_is_passed_over(site: SiteMaker) -> None:
    body = (
        "The academy (中国信息通信研究院) wrote 《绿色算力发展报告》 about “双碳”.\n\n```\n中文\n```\n\n`中文`\n\n"
        '<span lang="zh">以标准促减排</span> is the motto of the group.\n\n'
        "<!-- transpipe: ignore untranslated -->\n本段有意保留中文。\n\n"
        "<!-- transpipe: off -->\n\n本段也是。\n\n<!-- transpipe: on -->\n\n[中文](/zh/)\n"
    )
    site.post("a", FRONT.format("Standards (标准)") + body)
    assert site.check() == []


# --- what is found, and where -------------------------------------------------------------------


def test_places_are_those_of_the_chinese(site: SiteMaker) -> None:
    text = (
        "---\ntitle: 标准化工作\n---\n\nEnglish text.\n\nEnglish first. 行动计划由国际电联牵头，\n首批参与的机构有四十多家。\n\n"
        '{{< figure src="a.png" caption="数据中心" >}}\n\n<p>由志愿者翻译。</p>\n\n| 指标 | Value |\n|---|---|\n| a | 1 |\n'
    )
    site.post("a", text)
    found = site.check()
    assert short(found) == [
        ("untranslated", "index.en.md", 2, 8, 2),
        ("untranslated", "index.en.md", 7, 16, 8),
        ("untranslated", "index.en.md", 10, 33, 10),
        ("untranslated", "index.en.md", 12, 4, 12),
        ("untranslated", "index.en.md", 14, 3, 14),
    ]
    assert found[1].excerpt.startswith("行动计划由国际电联牵头")
    assert "the shortcode parameter `figure.caption`" in found[2].message
    assert "the front matter value `title`" in found[0].message


def test_a_marked_scope_is_one_finding(site: SiteMaker) -> None:
    site.post("a", CLEAN_EN + "\n> Requires translation\n\n## 小节\n\n中文段落。\n\n> End of translation\n\nThe end.\n")
    (found,) = site.check()
    assert (found.rule, found.line, found.end_line, found.excerpt) == ("marked", 9, 13, "Requires translation")


def test_a_marker_without_chinese_says_so(site: SiteMaker) -> None:
    site.post("a", CLEAN_EN + "\n<!-- requires translation -->\n\nThe end.\n")
    (found,) = site.check()
    assert "remove the marker" in found.message


def test_left_over_chinese_is_said_of_translations_alone(site: SiteMaker) -> None:
    front = "---\ntitle: A\nparams:\n  transpipe:\n    status: approved\n    source: a\n    source_hash: b\n---\n"
    text = "Contact us at our office in 北京 when you come to visit the site next year.\n"
    site.post("a", FRONT.format("A") + text)
    site.post("b", front + text)
    assert short(site.check()) == [("leftover", "index.en.md", 9, 29, 9)]


def test_english_in_a_chinese_file_is_a_note(site: SiteMaker) -> None:
    english = "The group has agreed on a plan for the next two years of its work.\n"
    site.post("a", chinese=CLEAN_ZH + f"\n{english}\n```\n{english}```\n")
    (found,) = site.check()
    assert (found.rule, found.line, found.severity) == ("english-in-chinese", 9, BY_ID["english-in-chinese"].severity)
    assert run().return_value == 0


def test_missing_languages(site: SiteMaker) -> None:
    site.write("content/a.en.md", CLEAN_EN)
    site.write("content/b.zh-hant.md", CLEAN_ZH)
    site.write(
        "content/c.en.md", "<!-- transpipe: ignore-file missing-language -->\n" + CLEAN_EN.partition("---\n\n")[2]
    )
    site.write("content/d.en.md", "---\ntitle: d\ntranslationKey: x\n---\n")
    site.write("content/e.zh.md", "---\ntitle: e\ntranslationKey: x\n---\n")
    found = site.check()
    assert [(one.rule, one.path) for one in found] == [
        ("missing-language", "content/a.en.md"),
        ("missing-language", "content/b.zh-hant.md"),
    ]
    assert "`en` (content/b.en.md)" in found[1].message
    assert [one.path for one in site.check("content/d.en.md", "content/b.zh-hant.md")] == ["content/b.zh-hant.md"]
    site.write("transpipe.yaml", "languages: {required: [en, fr]}\n")
    assert [one.path for one in site.check("content/d.en.md")] == ["content/e.zh.md"]


@pytest.mark.parametrize("command", [["check", "--fail-on", "never"], ["run", "--scope", "all"], ["status"]])
def test_a_file_whose_name_is_not_utf8_stops_nothing(site: SiteMaker, command: list[str]) -> None:
    site.write("transpipe.yaml", "engine: pseudo\n")
    site.write("content/good.zh.md", CLEAN_ZH)
    try:
        site.write(os.fsdecode(b"content/\xc4\xe3.zh.md"), CLEAN_ZH)
    except OSError:
        pytest.skip("this file system takes no such name")
    for format_ in ("text", "json"):
        options = [] if command[0] == "run" and format_ == "text" else ["--format", format_]
        result = CliRunner().invoke(app, [*command, *options], standalone_mode=False)
        assert result.exception is None, result.exception
        assert "good" in result.output
    found = [one for one in site.check() if one.rule == "unreadable"]
    assert [one.path for one in found] == ["content/\udcc4\udce3.zh.md"]
    assert "rename it" in found[0].message
    assert [one for one in site.check() if one.rule == "unreadable"] == found


def test_a_key_that_no_encoding_has_stops_nothing(site: SiteMaker) -> None:
    front = '{\n"title": "A",\n"translationKey": "\\ud800"\n}\n\n'
    site.write("content/a.en.md", front + "Text.\n")
    site.write("content/b.zh.md", front + "中文。\n")
    assert site.check() == site.check() == []


def test_switches_of_the_other_language_count_where_one_file_is_checked(site: SiteMaker) -> None:
    site.write("transpipe.yaml", "languages: {required: [en, fr]}\n")
    site.write("content/a.en.md", CLEAN_EN)
    site.write("content/a.zh.md", CLEAN_ZH)
    assert [one.path for one in site.check("content/a.en.md")] == ["content/a.zh.md"]
    site.write(
        "content/a.zh.md", "<!-- transpipe: ignore-file missing-language -->\n" + CLEAN_ZH.partition("---\n\n")[2]
    )
    assert site.check() == site.check("content/a.en.md") == []


def test_drafts_wait_and_are_looked_into_when_asked_for(site: SiteMaker) -> None:
    site.post("a")
    front = "---\ntitle: A\nparams:\n  transpipe:\n    status: needs-review\n    source_hash: b\n---\n"
    site.write("review/a/index.en.md", front + "中文留下了。\n")
    (found,) = site.check()
    assert (found.rule, found.path) == ("unpublished-draft", "review/a/index.en.md")
    assert "(needs-review)" in found.message
    assert [one.rule for one in site.check("content/a")] == ["unpublished-draft"]
    assert [one.rule for one in site.check("review")] == ["unpublished-draft", "untranslated"]


def test_anchors(site: SiteMaker) -> None:
    text = (
        "\n[a](#scope) [b](#gone) [c](/b/#scope) [d](/b/#gone) [e](/other/#gone) [f](#fn:1)\n\n"
        "`[g](#code)` <i id=here></i> [h](#here)\n\n```\n[i](#code) [j](/b/#code)\n```\n"
    )
    site.post("a", CLEAN_EN + text)
    site.post("b")
    assert [(one.line, one.excerpt) for one in site.check()] == [(9, "#gone"), (9, "/b/#gone")]


def test_a_translation_is_read_beside_its_source(site: SiteMaker) -> None:
    english = "---\ntitle: A\n---\n\n## Scope\n\nText in English.\n"
    chinese = "---\ntitle: 甲\n---\n\n## 范围\n\n中文。\n"
    site.post("a", english, chinese)
    site.git("init")
    site.git("add", ".")
    site.git("commit", "-m", "one")
    assert site.check(ignore=frozenset()) == []
    site.post("a", english, chinese.replace("中文。", "新的中文段落。") + "\n![](a.png)\n")
    first = site.check(ignore=frozenset())
    assert [(one.rule, one.path, one.line) for one in first] == [
        ("stale", "content/a/index.en.md", 7),
        ("structure", "content/a/index.en.md", 7),
    ]
    assert site.check(ignore=frozenset()) == first
    assert site.check("content/a/index.en.md", ignore=frozenset()) == first
    assert site.check("content/a/index.zh.md", ignore=frozenset()) == first
    silent = english.replace("Text", "<!-- transpipe: ignore stale -->\nText")
    site.post("a", silent, chinese.replace("中文。", "新的中文段落。"))
    assert "stale" not in {one.rule for one in site.check(ignore=frozenset())}


def test_pairs_are_remembered_until_a_file_or_the_history_changes(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = "---\ntitle: A\n---\n\n## Scope\n\nText in English.\n"
    chinese = "---\ntitle: 甲\n---\n\n## 范围\n\n中文。\n"
    site.post("a", english, chinese)
    site.git("init")
    site.git("add", ".")
    site.git("commit", "-m", "one")
    site.check()
    asked: list[str] = []

    def compare(source: SourceFile, target: SourceFile, *others: object) -> list[Finding]:
        asked.append(target.path)
        return []

    monkeypatch.setattr(transpipe.jobs.pair_facts, "pair_findings", compare)
    site.check()
    assert asked == []
    site.git("commit", "--allow-empty", "-m", "two")
    site.check()
    site.check()
    assert asked == ["content/a/index.en.md"]
    site.post("a", english, chinese + "\n更多。\n")
    site.check()
    assert len(asked) == 2


# --- bad input ------------------------------------------------------------------------------------


def test_bad_files_are_findings_and_hide_nothing(site: SiteMaker) -> None:
    site.post("good", FRONT.format("A") + "\n中文段落。\n")
    site.write("content/bytes.en.md", b"---\ntitle: a\n---\n\xff\n")
    site.write("content/nul.en.md", b"a\0b\n")
    site.write("content/empty.en.md", "  \n")
    site.write("content/open.en.md", "---\ntitle: a\n")
    site.write("content/yaml.en.md", "---\ntitle: [a\n---\n中文段落。\n")
    site.write("content/yaml.zh.md", "---\ntitle: 标题: 二\n---\n正文\n")
    site.write("content/code.en.md", "{{< figure \n")
    site.write("content/twice.en.md", "---\ntitle: a\ntitle: b\n---\n")
    (site.root / "content" / "loop.en.md").symlink_to("loop.en.md")
    (site.root / "content" / "out.en.md").symlink_to("/etc/hostname")
    (site.root / "content" / "folder").symlink_to(".")
    found = {
        one.path.rpartition("/")[2]: one.rule for one in site.check(ignore=frozenset({"missing-language", "structure"}))
    }
    assert found == {
        "bytes.en.md": "encoding", "nul.en.md": "encoding", "empty.en.md": "empty-file", "open.en.md": "broken",
        "yaml.en.md": "broken", "yaml.zh.md": "broken", "code.en.md": "broken", "twice.en.md": "duplicate-key",
        "loop.en.md": "unreadable", "out.en.md": "unreadable", "index.en.md": "untranslated",
    }  # fmt: skip


def test_a_broken_file_names_the_line(site: SiteMaker) -> None:
    site.post("a", "---\ntitle: a\nb: [c\n---\ntext\n\n{{< x\n")
    assert short(site.check())[0][:3] == ("broken", "index.en.md", 4)


# --- fingerprints and the cache -------------------------------------------------------------------


def test_fingerprints_stay_when_the_text_moves(site: SiteMaker) -> None:
    site.post("a", FRONT.format("A") + "\n会议通过了三项**标准草案**。\n")
    (before,) = site.check()
    site.post("a", FRONT.format("A") + "\nA new paragraph.\n\n会议通过了三项\n标准草案。\n")
    (after,) = site.check()
    assert before.line != after.line
    assert before.fingerprint == after.fingerprint


def test_a_second_check_finds_the_same_and_reads_no_file_twice(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post("a", FRONT.format("A") + "\n中文段落。[a](/b/#gone)\n")
    site.post("b")
    first = site.check()
    assert {one.rule for one in first} == {"untranslated", "anchor"}

    def refuse(*arguments: object) -> None:
        raise AssertionError("a file was looked at that has not changed")

    monkeypatch.setattr(transpipe.jobs.file_facts, "check_file", refuse)
    assert site.check() == first


def test_the_cache_is_never_stale(site: SiteMaker) -> None:
    site.post("a", FRONT.format("A") + "\n中文段落。\n")
    assert len(site.check()) == 1
    site.write("transpipe.yaml", "languages: {target: fr}\nignore: []\n")  # the English file is a third language now
    assert "untranslated" not in {one.rule for one in site.check()}
    site.write("transpipe.yaml", "")
    assert len(site.check()) == 1
    site.post("a")
    assert site.check() == []


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"format": 2}', b"\xff", b'{"format": 2, "key": 1}\n[1]\n'])
def test_a_damaged_cache_is_no_cache(site: SiteMaker, data: bytes) -> None:
    site.post("a", FRONT.format("A") + "\n中文段落。\n")
    first = site.check()
    site.write(".transpipe/check.jsonl", data)
    assert site.check() == first


@pytest.mark.parametrize(
    "line",
    [
        b"{\n",
        b"1\n",
        b"[1, 0]\n",
        b'""\n',
        b'"abcd"\n',
        b'["ab", [1]]\n',
        b'["' + b"x" * 24 + b'", 0]\n',
        b'["' + b"a" * 24 + b'", [1]]\n',
        b"\xff",
    ],
)
def test_a_cache_with_a_damaged_line_is_no_cache(site: SiteMaker, line: bytes) -> None:
    site.post("a", FRONT.format("A") + "\n中文段落。\n")
    first = site.check()
    cache = site.root / ".transpipe" / "check.jsonl"
    sound = cache.read_bytes()
    cache.write_bytes(sound + line)
    assert site.check() == first
    assert cache.read_bytes() == sound


def test_what_is_known_has_a_key_once() -> None:
    known = KnownFacts()
    keys = [f"{number:03x}{number * 7919:021x}" for number in range(300)] + [
        f"0aa{number:021x}" for number in range(300)
    ]
    for key in keys:
        known.add(key, 0)
        known.add(key, 0)
    known.add("f" * 24, [[], [], [], "us", ""])
    assert len(known) == 601
    assert dict(known) == {**dict.fromkeys(keys, 0), "f" * 24: [[], [], [], "us", ""]}
    assert known.get("f" * 24) == [[], [], [], "us", ""]
    assert {known.get(key) for key in keys} == {0}
    assert known.get("0aa" + "f" * 21) is None
    assert known.get("a" * 24) is None
    copy = KnownFacts()
    for line in known.lines():
        copy.read_line(line)
    assert copy.same_keys(known)
    assert dict(copy) == dict(known)
    copy.add("e" * 24, 0)
    assert not copy.same_keys(known)


def test_what_reads_files_can_be_sent_to_a_process_that_is_no_copy_of_this_one(site: SiteMaker) -> None:
    """On macOS and Windows it is sent as bytes."""
    site.post("a", FRONT.format("A") + "\n中文段落。\n")
    site.git("init", "-q")
    site.git("add", ".")
    site.git("commit", "-q", "-m", "first")
    sent: list[bytes] = []

    def send(work: Callable[[object], object], items: Iterable[object], *others: Callable[..., object]) -> list[object]:
        for prepare in others[1:]:
            prepare()
        sent.append(pickle.dumps(work))
        return [pickle.loads(sent[-1])(item) for item in items]

    first = site.check()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transpipe.jobs.file_facts, "work_through", send)
        patch.setattr(transpipe.jobs.pair_facts, "work_through", send)
        assert site.check() == first
    assert len(sent) == 3  # content, drafts, pairs


def test_other_processes_find_the_same(site: SiteMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        site.post(f"p{number}", FRONT.format("A") + f"\n第{number}段中文。\n")
    alone = site.check()
    (site.root / ".transpipe" / "check.jsonl").unlink()
    monkeypatch.setattr(transpipe.jobs.workers, "FEW", 1)
    monkeypatch.setattr(transpipe.jobs.workers, "_CHUNK", 7)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)
    assert site.check() == alone
    assert len(alone) == 30


# --- options --------------------------------------------------------------------------------------


def test_only_and_ignore(site: SiteMaker) -> None:
    site.write("content/a.en.md", FRONT.format("A") + "\n中文段落。\n")
    assert [one.rule for one in site.check()] == ["missing-language", "untranslated"]
    assert [one.rule for one in site.check(only=frozenset({"untranslated"}))] == ["untranslated"]
    assert [one.rule for one in site.check(ignore=frozenset({"untranslated", "structure"}))] == ["missing-language"]


def test_fail_on(site: SiteMaker) -> None:
    site.write("content/a.en.md", CLEAN_EN)
    assert run().return_value == 1
    assert run("--fail-on", "error").return_value == 0
    site.write("content/a.en.md", FRONT.format("A") + "\n中文段落。\n")
    assert run("--fail-on", "error").return_value == 1
    assert run("--fail-on", "never").return_value == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "untranslatd"], "did you mean 'untranslated'?"),
        (["content/gone"], "no such file or folder"),
        (["elsewhere"], "not in the content folder"),
        (["--baseline", "gone.json"], "make it with --write-baseline"),
        (["--changed-since", "HEAD"], "git"),
        (["--changed-since", "--output=x"], "git"),
    ],
)
def test_usage_errors(site: SiteMaker, arguments: list[str], message: str) -> None:
    site.post("a")
    done = subprocess.run(
        [sys.executable, "-m", "transpipe", "check", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert message in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_output_goes_to_a_file(site: SiteMaker) -> None:
    site.post("a")
    assert run("--output", "out.txt").stdout == ""
    assert (site.root / "out.txt").read_bytes() == b"no findings; 2 files of 1 post checked\n"


# --- baseline ---------------------------------------------------------------------------------------


def test_a_baseline_knows_findings_by_their_text(site: SiteMaker) -> None:
    site.post("a", FRONT.format("A") + "\n中文段落。\n\n第二段中文。\n")
    result = run("--write-baseline", "known.json")
    assert result.return_value == 0
    assert len(json.loads((site.root / "known.json").read_bytes())["findings"]) == 2
    known = site.root / "known.json"
    assert site.check(baseline=known) == []
    site.post("a", FRONT.format("A") + "\nNew.\n\n第二段中文。\n\n中文段落。\n\n中文段落。\n")
    (new,) = site.check(baseline=known)
    assert (new.rule, new.line) == ("untranslated", 11)


def test_entries_that_do_not_occur_any_more_are_told(site: SiteMaker) -> None:
    site.post("a", FRONT.format("A") + "\n中文段落。\n")
    run("--write-baseline", "known.json")
    site.post("a")
    result = run("--baseline", "known.json")
    assert result.return_value == 0
    assert "1 entry does not occur any more" in result.stderr
    assert run("--baseline", "known.json", "content/a").stderr == ""


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1}', '{"version": 2, "findings": []}', '{"findings": 1}'])
def test_a_damaged_baseline_is_a_usage_error(site: SiteMaker, text: str) -> None:
    site.post("a")
    site.write("known.json", text)
    result = run("--baseline", "known.json")
    assert "known.json" in str(result.exception)


# --- changes ----------------------------------------------------------------------------------------


def test_changed_since_checks_the_posts_that_changed(site: SiteMaker) -> None:
    bad = FRONT.format("A") + "\n中文段落。\n"
    for name in "abcd":
        site.post(name, bad)
    site.git("init")
    site.git("add", ".")
    site.git("commit", "-m", "one")
    assert site.check(changed_since="HEAD") == []
    site.write("content/b/index.zh.md", CLEAN_ZH + "\n更多。\n")
    site.post("e 空", bad)
    (site.root / "content" / "c" / "index.zh.md").unlink()
    found = [(one.rule, one.path) for one in site.check(changed_since="HEAD")]
    assert found == [
        ("untranslated", "content/b/index.en.md"),
        ("stale", "content/b/index.en.md"),
        ("missing-language", "content/c/index.en.md"),
        ("untranslated", "content/c/index.en.md"),
        ("untranslated", "content/e 空/index.en.md"),
    ]
    result = run("--changed-since", "gone")
    assert "no such revision" in str(result.exception)


def test_changed_since_a_branch_asks_where_this_one_left_it(site: SiteMaker) -> None:
    bad = FRONT.format("A") + "\n中文段落。\n"
    site.post("a", bad)
    site.git("init")
    site.git("add", ".")
    site.git("commit", "-m", "one")
    site.git("checkout", "-b", "work")
    site.post("b", bad)
    site.git("add", ".")
    site.git("commit", "-m", "two")
    site.git("checkout", "main")
    site.post("a", bad + "\nChanged on main.\n")
    site.git("commit", "-am", "three")
    site.git("checkout", "work")
    assert [one.path for one in site.check(changed_since="main")] == ["content/b/index.en.md"]


# --- start-up -----------------------------------------------------------------------------------------


def test_a_check_without_doubts_imports_no_heavy_module(site: SiteMaker) -> None:
    site.post("a", FRONT.format("A") + "\n中文段落。\n")
    script = (
        "import sys; from transpipe.cli import app; app.main(['check', '--fail-on', 'never'], standalone_mode=False);"
        "print([name for name in ('langdetect', 'bs4', 'ctranslate2', 'argostranslate', 'rich', "
        "'sentencepiece', 'ahocorasick_rs', 'multiprocessing') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

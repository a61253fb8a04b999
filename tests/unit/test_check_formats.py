"""The formats of `transpipe check`: golden files for people, schemas for programs, and text that wants to be markup."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from markdown_it import MarkdownIt

from transpipe.model import Finding, Severity
from transpipe.report.check_markdown import SIZE, check_markdown
from transpipe.report.check_text import check_text
from transpipe.report.formats import FORMATS, render
from transpipe.report.github import SHOWN
from transpipe.report.values import CheckReport
from transpipe.rules import RULES

GOLDEN = Path(__file__).parents[1] / "formats"
SUFFIXES = {
    "text": "txt",
    "lines": "lines.txt",
    "json": "json",
    "github": "github.txt",
    "sarif": "sarif",
    "junit": "xml",
    "markdown": "md",
}
SARIF_SCHEMA = json.loads((GOLDEN.parent / "data" / "sarif-2.1.0-rtm.5.json").read_bytes())
CHECK_SCHEMA = json.loads(files("transpipe.report").joinpath("schemas/check-1.json").read_bytes())
POST = "content/post/2023-12-09-ITU-COP28-outcomes/index.en.md"
OTHER = "content/post/2024-碳中和, 100%/index.en.md"
BIDI = "\u202e\u2066\u200f"
HOSTILE = (
    "%0A::error::owned",
    "::error file=a,line=1::owned",
    "\n::add-path::/tmp/owned\n##[add-path]/tmp/owned",
    "a | b \\| c || `code` ``x``",
    "<script>alert(1)</script> <!-- --> &amp; &lt;",
    "]]> <![CDATA[ x ]]>",
    "\x00\x01\x08\x0b\x0c\x1b[31mred\x1b[0m\x7f\x85\x9b31m",
    "line\r\none\rtwo\nthree\u2028four\u2029five",
    "👩‍👩‍👧‍👦 🇬🇧 e\u0301 𝔘 \U0001f9d1\U0001f3fd\u200d\U0001f4bb",
    f"{BIDI}gnitset\u2069",
    "![x](https://example.org/a.png) [y](javascript:alert(1)) **b** _i_ ~~s~~ # h $x$",
    "@octocat fixes #1, see https://example.org",
    "\ud800 lone \udcff \ufffe \uffff",
    '" onload="x" \' =',
    "中文　全角",
)
"""Every way that we know to break out of a format, or to make a reader see what is not there."""


def report(*findings: Finding, **values: Any) -> CheckReport:
    return CheckReport("/site", list(findings), **{"files": 120, "posts": 45, "seconds": 0.8123, **values})


def sample() -> CheckReport:
    error, warning, info = Severity.ERROR, Severity.WARNING, Severity.INFO
    return report(
        Finding("duplicate-key", warning, POST, 17, "front matter key 'categories' stands twice; only the last one counts"),
        Finding(
            "leftover", error, POST, 23, "Chinese in an English file: translate it, or put it in brackets after the English",
            "世界标准合作组织的COP28联合声明强调可持续发展。", 3, 25, "k3v0w2m9qa",
        ),
        Finding("number", info, POST, 77, "number not in the translation: 12", "是国际电联2023年12月发布的", 60, 0, "0b1c2d3e4f"),
        Finding("shortcode", error, OTHER, 4, "shortcode {{< figure >}} is not closed | close it", "{{< figure", 1, 0, "zz00000000"),
        baselined=3,
    )  # fmt: skip


def hostile() -> CheckReport:
    made = []
    for number, text in enumerate(HOSTILE, 1):
        severity = list(Severity)[number % 3]
        made.append(
            Finding("leftover", severity, f"content/{number}.md", number, f"before {text} after", text, 2, 0, "f")
        )
    return report(*made)


def many() -> CheckReport:
    findings = [
        Finding(
            RULES[n % 5].id,
            list(Severity)[n % 3],
            f"content/{n // 7:05}/index.en.md",
            n % 7 + 1,
            "message: do it",
            f"文{n}",
        )
        for n in range(10_000)
    ]
    return report(*findings)


REPORTS = {"empty": report, "sample": sample, "hostile": hostile, "many": many}


@pytest.fixture(params=REPORTS)
def made(request: pytest.FixtureRequest) -> CheckReport:
    return REPORTS[request.param]()  # type: ignore[no-any-return, operator]


# --- all of them ------------------------------------------------------------------------------


def test_every_format_has_a_golden_file() -> None:
    assert list(SUFFIXES) == list(FORMATS)


@pytest.mark.parametrize("name", ["empty", "sample"])
@pytest.mark.parametrize("format_", FORMATS)
def test_golden_files(name: str, format_: str) -> None:
    """TRANSPIPE_ACCEPT=1 writes them; read them before you commit them."""
    path = GOLDEN / f"{name}.{SUFFIXES[format_]}"
    text = render(format_, REPORTS[name]())  # type: ignore[operator]
    if os.environ.get("TRANSPIPE_ACCEPT"):
        path.write_bytes(text.encode("utf-8"))
    assert text == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_is_utf_8_text_with_a_final_line_break_and_always_the_same(format_: str, made: CheckReport) -> None:
    text = render(format_, made)
    assert text.encode("utf-8")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert render(format_, made) == text


@pytest.mark.parametrize("format_", ["text", "lines", "github", "junit", "markdown"])
def test_nothing_invisible_comes_through(format_: str) -> None:
    text = render(format_, hostile())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]", text)
    assert r"\u202e" in text.replace("\\\\", "\\")
    assert "👩‍👩‍👧‍👦" in text


def test_no_format_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys; import transpipe.report.formats; "
        "print([m for m in sys.modules if m.startswith(('transpipe.report.', 'transpipe.model', 'json', 'xml'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['transpipe.report.formats']"


# --- text -------------------------------------------------------------------------------------


def test_colours_are_asked_for_and_change_nothing_else() -> None:
    plain, painted = check_text(sample()), check_text(sample(), color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == plain
    assert painted.count("\x1b[0m") > 8
    assert render("json", sample(), color=True) == render("json", sample())


def test_a_file_is_one_group_and_a_finding_one_line_with_its_quotation_below() -> None:
    lines = check_text(hostile()).split("\n")
    assert len([line for line in lines if line.startswith("content/")]) == len(HOSTILE)
    assert len([line for line in lines if "[leftover]" in line]) == len(HOSTILE)
    assert len(lines) == 4 * len(HOSTILE) + 2


# --- json -------------------------------------------------------------------------------------


def test_json_is_valid_by_its_schema(made: CheckReport) -> None:
    jsonschema.Draft202012Validator.check_schema(CHECK_SCHEMA)
    loaded = json.loads(render("json", made))
    jsonschema.validate(loaded, CHECK_SCHEMA)
    assert loaded["summary"]["findings"] == len(loaded["findings"]) == len(made.findings)
    assert sum(loaded["summary"]["rules"].values()) == len(made.findings)


def test_json_says_what_was_found_unchanged() -> None:
    findings = json.loads(render("json", hostile()))["findings"]
    assert [finding["excerpt"] for finding in findings] == list(HOSTILE)
    assert [finding["end_line"] for finding in findings] == [finding["line"] for finding in findings]


def test_the_schema_refuses_what_is_not_documented() -> None:
    loaded = json.loads(render("json", sample()))
    for key in CHECK_SCHEMA["$defs"]["finding"]["required"]:
        broken = {**loaded, "findings": [{k: v for k, v in loaded["findings"][0].items() if k != key}]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, CHECK_SCHEMA)
    assert set(loaded["findings"][0]) == set(CHECK_SCHEMA["$defs"]["finding"]["properties"])
    assert set(loaded["summary"]) == set(CHECK_SCHEMA["$defs"]["summary"]["properties"])


# --- github -----------------------------------------------------------------------------------


class Runner:
    """Reads a log as the runner of GitHub Actions does: commands at the start of a line or, in the old form, anywhere."""

    def __init__(self, log: str) -> None:
        self.annotations: list[tuple[str, dict[str, str], str]] = []
        self.other: list[str] = []
        stopped = ""
        for line in re.split(r"\r\n|\r|\n", log):
            found = re.match(r"\s*::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)", line)
            if stopped:
                stopped = "" if line.strip() == f"::{stopped}::" else stopped
            elif found and found[1] == "stop-commands":
                stopped = found[3]
            elif found and found[1] in ("error", "warning", "notice"):
                properties = dict(pair.split("=", 1) for pair in (found[2] or "").split(",") if pair)
                self.annotations.append((found[1], {k: decoded(v) for k, v in properties.items()}, decoded(found[3])))
            elif line.startswith(("::group::", "::endgroup::")) or not line:
                continue
            else:
                self.other.append(line)
        assert not stopped, "commands are left off for the rest of the job"


def decoded(text: str) -> str:
    for written, meant in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(written, meant)
    return text


def test_annotations_arrive_as_they_were_meant() -> None:
    runner = Runner(render("github", sample()))
    assert runner.other == []
    assert [kind for kind, _, _ in runner.annotations] == ["error", "error", "warning", "notice"]
    _, first, message = runner.annotations[0]
    assert first == {"file": POST, "line": "23", "endLine": "25", "title": "transpipe: leftover"}
    assert message.split("\n")[1] == "“世界标准合作组织的COP28联合声明强调可持续发展。”"
    assert runner.annotations[1][1] == {"file": OTHER, "line": "4", "col": "1", "title": "transpipe: shortcode"}


def test_posts_cannot_give_commands() -> None:
    runner = Runner(render("github", hostile()))
    assert runner.other == []
    assert len(runner.annotations) == len(HOSTILE)
    assert {properties["title"] for _, properties, _ in runner.annotations} == {"transpipe: leftover"}
    assert any("%0A::error::owned" in message for _, _, message in runner.annotations)


def test_github_shows_ten_of_a_kind_and_hears_how_many_more_there_are() -> None:
    runner = Runner(render("github", many()))
    kinds = [kind for kind, _, _ in runner.annotations]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(("error", "warning", "notice"), SHOWN)
    assert runner.annotations[9][2].startswith("3,324 more errors: ")
    ten = report(*[Finding("number", Severity.ERROR, "a.md", n + 1, "x") for n in range(SHOWN)])
    assert all("file" in properties for _, properties, _ in Runner(render("github", ten)).annotations)


def test_ci_formats_name_the_paths_of_the_repository() -> None:
    made = sample()
    made.prefix = "web/site/"
    assert Runner(render("github", made)).annotations[0][1]["file"] == f"web/site/{POST}"
    assert f'file="web/site/{POST}"' in render("junit", made)
    location = json.loads(render("sarif", made))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == f"web/site/{POST}"
    assert json.loads(render("json", made))["findings"][0]["path"] == POST


# --- sarif ------------------------------------------------------------------------------------


def test_sarif_is_valid_by_its_schema(made: CheckReport) -> None:
    loaded = json.loads(render("sarif", made))
    jsonschema.Draft4Validator(SARIF_SCHEMA).validate(loaded)
    (run,) = loaded["runs"]
    assert len(run["results"]) == len(made.findings)
    for result, finding in zip(run["results"], made.findings, strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert unquote(artifact["uri"]) == finding.path
        assert artifact["uriBaseId"] in run["originalUriBaseIds"]


def test_every_rule_is_described() -> None:
    all_rules = report(*[Finding(rule.id, rule.severity, "a.md", 1, "x") for rule in RULES])
    rules = json.loads(render("sarif", all_rules))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert all(f"docs/rules/{rule['id']}.md" in rule["help"]["text"] for rule in rules)
    assert json.loads(render("sarif", report()))["runs"][0]["tool"]["driver"]["rules"] == []


def fingerprints(made: CheckReport) -> list[str]:
    results = json.loads(render("sarif", made))["runs"][0]["results"]
    return [result["partialFingerprints"]["transpipeSegment/v1"] for result in results]


def test_fingerprints_do_not_move_with_the_lines() -> None:
    before = sample()
    after = report(*[Finding(f.rule, f.severity, f.path, f.line + 40, f.message, f.excerpt, f.column, 0, f.fingerprint) for f in before.findings])  # fmt: skip
    assert fingerprints(after) == fingerprints(before)
    same = [Finding("number", Severity.INFO, "a.md", line, "x", fingerprint="same") for line in (1, 5, 9)]
    assert fingerprints(report(*same)) == ["same:1", "same:2", "same:3"]


def test_a_file_name_that_is_not_utf_8_is_a_uri_all_the_same() -> None:
    made = report(Finding("unreadable", Severity.ERROR, "content/\udcff.md", 1, "can't be read"))
    assert '"uri": "content/%FF.md"' in render("sarif", made)
    assert json.loads(render("json", made))["findings"][0]["path"] == "content/\udcff.md"
    for format_ in ("text", "github", "junit", "markdown"):
        assert r"\udcff.md" in render(format_, made).replace("\\\\", "\\")


# --- junit ------------------------------------------------------------------------------------


def test_junit_is_xml_with_a_case_for_each_finding(made: CheckReport) -> None:
    root = ET.fromstring(render("junit", made).encode("utf-8"))
    cases = list(root.iter("testcase"))
    assert len(cases) == max(1, len(made.findings))
    assert root.get("tests") == str(len(cases))
    assert (
        root.get("failures")
        == str(len(list(root.iter("failure"))))
        == str(len(made.findings) - made.count(Severity.INFO))
    )
    assert root.get("skipped") == str(len(list(root.iter("skipped")))) == str(made.count(Severity.INFO))
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        names = [case.get("name") for case in suite]
        assert len(set(names)) == len(names), "viewers merge cases of the same name"


def test_junit_names_do_not_move_with_the_lines() -> None:
    names = re.findall(r'testcase name="([^"]*)"', render("junit", sample()))
    assert names == ["duplicate-key", "leftover: “世界标准合作组织的COP28联合声明强调可持续发展。”", "number: “是国际电联2023年12月发布的”", "shortcode: “{{&lt; figure”"]  # fmt: skip


# --- markdown ---------------------------------------------------------------------------------


def cells(markdown: str) -> list[list[str]]:
    """The rows of the table as a reader sees them, by another Markdown parser."""
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    assert not re.search(r"<(script|img|a|em|strong|s|del|ul|blockquote|pre|!--)", html), html
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    found = [re.findall(r"<t[dh]>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row] for row in found]


def test_markdown_shows_the_text_and_nothing_but_the_text() -> None:
    rows = cells(check_markdown(hostile()))
    assert len(rows) == len(HOSTILE) + 1
    assert {len(row) for row in rows} == {4}
    shown = "\n".join(row[3] for row in rows).replace("\u200b", "")
    for text in HOSTILE[:2] + HOSTILE[3:6] + HOSTILE[10:12]:
        assert f"before {text} after" in shown


def test_nobody_is_notified_by_a_comment() -> None:
    text = check_markdown(hostile())
    assert "@octocat" not in text
    assert not re.search(r"(?<!&)#\d", text)


def test_worst_findings_first_and_a_comment_that_github_takes() -> None:
    text = check_markdown(many())
    assert len(text) < SIZE
    levels = [row[0] for row in cells(text)[1:]]
    assert set(levels[:700]) == {"error"}
    assert f"{10_000 - len(levels):,} more findings: " in text
    assert [row[0] for row in cells(check_markdown(sample()))[1:]] == ["error", "error", "warning", "note"]

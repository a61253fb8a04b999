"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import transpipe
from helpers import PROSE, RULES
from transpipe.cli import app
from transpipe.glossary.entries import KEYS
from transpipe.glossary.lint import lint
from transpipe.model import Severity, SourceFile
from transpipe.pipeline.check_file import CheckRules, Role, check_file
from transpipe.rules import BY_ID, Rule
from transpipe.rules import RULES as ALL_RULES
from transpipe.stores.argos import embedded_path
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import SETTINGS
from transpipe.verify.checks import CHECKS

REPOSITORY = Path(__file__).parents[2]


def text(name: str) -> str:
    return (REPOSITORY / name).read_bytes().decode("utf-8")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found.append((" ".join((*path, name)), command))
        if isinstance(command, click.Group):
            found.extend(commands(command, (*path, name)))
    return found


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_is_documented(setting: object) -> None:
    assert f"| `{setting.key}` |" in text("docs/settings.md")  # type: ignore[attr-defined]
    assert setting.help in text("docs/settings.md")  # type: ignore[attr-defined]


def test_every_command_carries_an_example() -> None:
    for name, command in commands(app):
        assert re.search(r"Examples?:", command.help or ""), f"transpipe {name} --help has no example"


def test_every_finding_is_documented() -> None:
    rules = {check.id for check in CHECKS}
    for path in (REPOSITORY / "src").rglob("*.py"):
        rules.update(re.findall(r"""[fF]inding\(\s*"([a-z-]+)",\s*Severity""", path.read_bytes().decode("utf-8")))
    assert len(rules) > 10
    for rule in rules | set(BY_ID):
        assert re.search(rf"^\| \[?`{rule}`[^|]* \|", text("docs/findings.md"), re.MULTILINE), rule
        assert rule in BY_ID, f"{rule} is not in transpipe.rules"


def test_every_glossary_key_is_documented() -> None:
    for key in KEYS:
        assert re.search(rf"\b{key.name}\b", text("docs/glossary.md")), key.name


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]:
        code = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
        prose = code.sub("", path.read_bytes().decode("utf-8"))
        for target in re.findall(r"\]\(([^)#:]+)\)", prose):
            assert (path.parent / target).exists() or "…" in target, f"{path.name}: {target}"


def test_the_readme_names_the_embedded_model() -> None:
    assert embedded_path().name in text("README.md")


def test_versions_agree() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", transpipe.__version__)
    assert "## [Unreleased]" in text("CHANGELOG.md")


def test_constraints_name_no_host() -> None:
    assert "://" not in text("constraints.txt")
    for package in ("torch", "stanza", "spacy"):
        assert not re.search(rf"^{package}==", text("constraints.txt"), re.MULTILINE)


def test_the_glossary_of_the_project_is_sound() -> None:
    glossary = load_glossary(REPOSITORY / "glossary")
    assert len(glossary) > 600
    assert lint(glossary.terms) == []
    for term in (
        "国际电联",
        "世界标准合作组织",
        "标准化计划协调小组",
        "绿色化数字行动",
        "双化",
        "净零",
        "循环经济",
        "数字生态体系",
    ):
        assert [match.source for match in glossary.find(term)] == [term]


LEVELS_OF_PAGES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def test_the_index_of_rules_links_every_page_once() -> None:
    rows = re.findall(r"^\| (\[`.*?`\]\(.*?\)|`.*?`) \| (\w+) \|", text("docs/findings.md"), re.MULTILINE)
    expected = [(f"[`{rule.id}`](rules/{rule.id}.md)", LEVELS_OF_PAGES[rule.severity]) for rule in ALL_RULES]
    assert sorted(rows) == sorted(expected)
    assert {path.stem for path in (REPOSITORY / "docs/rules").glob("*.md")} == set(BY_ID)


@pytest.mark.parametrize("rule", ["marked", "untranslated", "broken", "anchor", "english-in-chinese", "duplicate-key"])
def test_the_example_of_a_rule_shows_it(rule: str) -> None:
    example = re.search(r"^```(markdown|yaml)\n(.*?)^```", text(f"docs/rules/{rule}.md"), re.MULTILINE | re.DOTALL)
    assert example is not None
    page = example[2] if example[1] == "markdown" else f"---\n{example[2]}---\n"
    role = Role.SOURCE if rule == "english-in-chinese" else Role.TARGET
    facts = check_file(SourceFile("a.md", page.encode("utf-8")), role, CheckRules(PROSE, RULES.markers))
    assert rule in {finding.rule for finding in facts.findings}


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_page_that_names_its_severity(rule: Rule) -> None:
    head = f"# `{rule.id}`\n{rule.title}. Severity: {LEVELS_OF_PAGES[rule.severity]}"
    page = text(f"docs/rules/{rule.id}.md")
    assert page.startswith(head)
    for part in ("What it finds", "What to do", "How to silence it"):
        assert f"\n## {part}\n" in page, part

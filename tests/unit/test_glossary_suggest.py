"""Frequent terms that no entry covers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from transpipe.cli import app
from transpipe.glossary.suggest import Passage, suggest
from transpipe.units import Term

TEXT = (
    "我们研究碳足迹核算，企业的碳足迹核算很难。关于碳足迹核算的方法，碳足迹核算需要数据。"
    "用碳足迹核算来管理产品。国际电联谈碳足迹核算，國際電聯也谈碳足跡核算。"
)


def terms(text: str, *, known: tuple[Term, ...] = (), least: int = 3) -> list[tuple[str, int]]:
    made = suggest([Passage(text, "a.md:1")], known, least=least, most=10)
    return [(item.term, item.times) for item in made]


def test_no_text_no_suggestions() -> None:
    assert terms("") == terms("English alone") == terms("只说一次") == []


def test_a_frequent_term_is_found_as_a_whole_in_both_scripts() -> None:
    assert terms(TEXT) == [("碳足迹核算", 7)]


def test_what_the_glossary_covers_is_not_suggested() -> None:
    assert terms(TEXT, known=(Term(("碳足迹核算",), "carbon footprint accounting"),)) == []
    assert terms(TEXT, known=(Term(("足迹",), "footprint"),)) == [("核算", 7)]


def test_everyday_words_are_no_terms() -> None:
    assert terms("我们可以进行，他们可以进行，你们可以进行。今天可以进行吗？可以进行。") == []


def test_examples_show_the_term_and_its_place() -> None:
    passages = [Passage("没有。", "a.md:1"), Passage("前" * 80 + TEXT, "b.md:7")]
    (item,) = suggest(passages, (), least=3, most=1)
    assert item.place == "b.md:7"
    assert item.term in item.example
    assert item.example.startswith("…")
    assert len(item.example) < 70


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "transpipe.yaml").write_bytes(b"{}\n")
    (tmp_path / "content" / "a.zh.md").write_bytes(f"---\ntitle: 题\n---\n# 甲\n\n{TEXT}\n\n`碳足迹核算`\n".encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def suggested(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["glossary", "suggest", *arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.stdout


def test_the_command_counts_prose_and_no_code(site: Path) -> None:
    assert suggested().startswith("     7  碳足迹核算\n        content/a.zh.md:6: 我们研究碳足迹核算")
    assert suggested("--min-count", "8") == ""


def test_csv_and_yaml_are_entries_to_be_filled_in(site: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(suggested("--format", "csv")))
    assert (row["source"], row["target"]) == ("碳足迹核算", "")
    assert row["note"].startswith("7 times, as in content/a.zh.md:6: ")
    loaded = yaml.safe_load(suggested("--format", "yaml"))
    assert loaded == {"terms": [{"source": "碳足迹核算", "target": ""}]}
    assert yaml.safe_load(suggested("--format", "yaml", "--min-count", "8")) == {"terms": []}

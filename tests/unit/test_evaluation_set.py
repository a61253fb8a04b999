"""The evaluation set is sound: a score on it means something."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from transpipe.script import has_han
from transpipe.stores.glossary_files import load_glossary
from transpipe.tagged_text import STRAY, TAG, structure
from transpipe.terminology import has_rendering, missing_terms
from transpipe.translate.terms import Glossary

REPOSITORY = Path(__file__).parents[2]
LINES = (REPOSITORY / "tests/data/evaluation/field.tsv").read_bytes().decode("utf-8").split("\n")
ROWS = [line.split("\t") for line in LINES[1:] if line]
MATCHED_WRONGLY = {("ict-05", "低时延"), ("fin-05", "绿色经济"), ("mic-04", "本页内容")}
"""降低 + 时延, 绿色 + 经济活动, and no heading: a match of the glossary need not be what a sentence says."""


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary(REPOSITORY / "glossary")


def test_200_different_sentences_in_eleven_subjects() -> None:
    assert LINES[0].split("\t") == ["id", "subject", "source", "reference"]
    assert len(ROWS) == 200
    assert all(len(row) == 4 and all(cell == cell.strip() != "" for cell in row) for row in ROWS)
    assert len({row[0] for row in ROWS}) == len({row[2] for row in ROWS}) == 200
    assert min(Counter(row[1] for row in ROWS).values()) >= 8
    assert len({row[1] for row in ROWS}) == 11


def test_lengths_are_those_of_real_posts() -> None:
    lengths = sorted(len(TAG.sub("", row[2])) for row in ROWS)
    assert sum(length < 10 for length in lengths) >= 5
    assert sum(length >= 60 for length in lengths) >= 10
    assert 18 <= lengths[100] <= 32


def test_sources_are_chinese_and_references_are_not() -> None:
    for name, _, source, reference in ROWS:
        assert has_han(source), name
        assert not has_han(reference), name


def test_tags_are_well_nested_and_the_same_on_both_sides() -> None:
    tagged = 0
    for name, _, source, reference in ROWS:
        assert not STRAY.search(TAG.sub("", source + reference)), name
        wanted, got = structure(source), structure(reference)
        assert wanted is not None, name
        assert got is not None, name
        assert sorted(wanted) == sorted(got), name
        tagged += bool(wanted)
    assert tagged >= 20


def test_references_carry_the_terms_of_the_glossary(glossary: Glossary) -> None:
    wanted, missing = 0, set()
    for name, _, source, reference in ROWS:
        terms = glossary.find(source)
        wanted += len({term.target for term in terms})
        missing.update((name, term.source) for term in missing_terms(reference, terms))
    assert missing <= MATCHED_WRONGLY
    assert wanted >= 250


def test_references_use_no_deprecated_term(glossary: Glossary) -> None:
    for name, _, source, reference in ROWS:
        for term in glossary.find(source):
            assert not any(has_rendering(word, reference, exact=True) for word in term.deprecated), (name, term.source)

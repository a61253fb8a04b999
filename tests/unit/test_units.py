"""Units from a reviewed pair: tags are found again in the translation, and what does not fit gives none."""

from __future__ import annotations

import pytest

from helpers import parse, segments
from transpipe.pair.english import split_sentences
from transpipe.pair.units import extract_units, plausible


def units(source: str, target: str) -> list[tuple[str, str, str]]:
    made = extract_units(parse(source), segments(source), parse(target), post="p")
    return [(unit.level, unit.source, unit.target) for unit in made]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("甲乙。\n", "Words.\n", [("segment", "甲乙。", "Words.")]),
        ("[甲](a)和[乙](b)。\n", "[B](b) and [A](a).\n", [("segment", "⟦1⟧甲⟦/1⟧和⟦2⟧乙⟦/2⟧。", "⟦2⟧B⟦/2⟧ and ⟦1⟧A⟦/1⟧.")]),
        ("见**[甲](a)**。\n", "See **[A](a)**.\n", [("segment", "见⟦1⟧甲⟦/1⟧。", "See ⟦1⟧A⟦/1⟧.")]),
        ("见[甲](/zh/a/)。\n", "See [A](/en/a/).\n", [("segment", "见⟦1⟧甲⟦/1⟧。", "See ⟦1⟧A⟦/1⟧.")]),
        ("见 ISO 14064-1:2018 标准。\n", "See the standard ISO 14064-1:2018.\n",
         [("segment", "见 ⟦1/⟧ 标准。", "See the standard ⟦1/⟧.")]),
        ("**甲乙。丙丁。**\n", "**First words. Second words.**\n",
         [("segment", "甲乙。丙丁。", "First words. Second words."), ("sentence", "甲乙。", "First words."),
          ("sentence", "丙丁。", "Second words.")]),
        ("[甲](a)一。[乙](a)二。\n", "[A](a) one. [B](a) two.\n",
         [("segment", "⟦1⟧甲⟦/1⟧一。⟦2⟧乙⟦/2⟧二。", "⟦1⟧A⟦/1⟧ one. ⟦2⟧B⟦/2⟧ two."),
          ("sentence", "⟦1⟧甲⟦/1⟧一。", "⟦1⟧A⟦/1⟧ one."), ("sentence", "⟦1⟧乙⟦/1⟧二。", "⟦1⟧B⟦/1⟧ two.")]),
        # Wrapped in other places: the same text.
        ("甲乙丙\n丁戊己。\n", "Some words\nand more of them.\n", [("segment", "甲乙丙丁戊己。", "Some words and more of them.")]),
    ],
)  # fmt: skip
def test_tags_are_found_by_what_they_are(source: str, target: str, expected: list[tuple[str, str, str]]) -> None:
    assert units(source, target) == expected


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("只有中文。\n", "只有中文。\n"),
        ("见[甲](a)。\n", "See [A](c).\n"),
        ("见[甲](a)。\n", "See A.\n"),
        ("见甲。\n", "See [A](a).\n"),
        ("见`码`甲。\n", "See `code` A.\n"),
        ("见**甲**。\n", "See *A*.\n"),
        ("见甲<br>乙。\n", "See A and B.\n"),
        ("见 ISO 14064-1:2018 标准。\n", "See ISO 14064-2:2019, the standard.\n"),
        ("甲。\n", "A text that says so much more than its source does that it can't be a translation of it.\n"),
        ("很长很长的一段中文文字，说了许多许多的事情，不会只有一个词。\n", "Word.\n"),
        ("见 [ITU](a) 甲。\n", "See [the union](a) A.\n"),
    ],
)
def test_what_does_not_fit_gives_no_unit(source: str, target: str) -> None:
    assert units(source, target) == []


def test_another_number_of_sentences_gives_the_segment_alone() -> None:
    made = units("甲乙丙丁。戊己庚辛。\n", "All of it in one sentence of words.\n")
    assert [level for level, _, _ in made] == ["segment"]


def test_sentences_of_implausible_lengths_give_the_segment_alone() -> None:
    made = units(
        "甲乙丙丁戊己庚辛壬癸子丑寅卯。辰。\n", "Yes. It came to pass in those days that there was much to be said.\n"
    )
    assert [level for level, _, _ in made] == ["segment"]


def test_a_sound_sentence_of_a_segment_with_other_markup_is_taken() -> None:
    made = units("甲乙丙丁。见[戊](a)。\n", "The first words. See [E](other).\n")
    assert made == [("sentence", "甲乙丙丁。", "The first words.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("E.g. one, i.e. No. 5 of Dr. A. B. Smith et al. in U.S. terms. Two.", ["E.g. one, i.e. No. 5 of Dr. A. B. Smith et al. in U.S. terms.", "Two."]),
        ('He said "One." Two (three.) four.', ['He said "One."', "Two (three.) four."]),
        ("Version 2.0 is 1.5 times it. 3 more.", ["Version 2.0 is 1.5 times it.", "3 more."]),
        ("One; two. Three.", ["One; two.", "Three."]),
    ],
)  # fmt: skip
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected


def test_semicolons_end_sentences_where_asked() -> None:
    assert split_sentences("One; two. Three.", semicolons=True) == ["One;", "two.", "Three."]


def test_lengths_are_judged_without_tags() -> None:
    assert plausible("⟦1⟧绿色数字行动⟦/1⟧", "⟦1⟧Green Digital Action⟦/1⟧")

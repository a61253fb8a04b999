"""What reads the same has the same fingerprint, and what does not has another."""

from __future__ import annotations

import pytest

from helpers import parse
from transpipe.pair.fingerprint import DIGITS, fingerprint, fold, prose


def of(text: str) -> str:
    (block,) = (block for block in parse(text).blocks if block.kind != "title")
    return fingerprint(fold(prose(block)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("使用 Git 提交代码。", "使用Git提交代码。"),
        ("第一行，\n第二行。", "第一行，第二行。"),
        ("第一行,第二行.", "第一行，第二行。"),
        ("**数字**化[转型](/a)", "数字化转型"),
        ("数字化[转型](/a)", '数字化[转型](/b "题")'),
        ("他说“好”。", "他说「好」。"),
        ("数字化转型与后续发展", "數字化轉型與後續發展"),
        ("２０２３年", "2023年"),
        ('A "good" day\'s work', "A “good” day’s  work"),
        ("One line\nof two.", "One line of two."),
    ],
)
def test_cosmetic_changes_do_not_count(one: str, other: str) -> None:
    assert of(one) == of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("到 2030 年", "到 2035 年"), ("减少排放。", "减少排放！"), ("减少排放", "减排"), ("Good.", "Goods.")],
)
def test_words_numbers_and_stops_count(one: str, other: str) -> None:
    assert of(one) != of(other)


def test_fingerprints_never_change() -> None:
    """They stand in files."""
    assert fingerprint(fold("減少 排放。")) == fingerprint("减少排放.") == "2949jes1b8"
    assert len(fingerprint("")) == DIGITS

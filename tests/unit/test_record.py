"""The record of a translation goes through the front matter and comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import parse
from transpipe.pair.record import Entry, Record, decode, encode, mark, marks

_MARK = st.one_of(st.just(""), st.text().filter(bool).map(mark))
_RECORDS = st.lists(st.builds(Entry, _MARK, _MARK).filter(any), min_size=1).map(tuple)


def test_nothing_is_no_record() -> None:
    assert encode(()) == ""
    assert decode("") is None


@given(_RECORDS)
def test_a_record_comes_back(record: Record) -> None:
    text = encode(record)
    assert decode(text) == record
    assert decode(text.replace(" ", "\n  ")) == record, "YAML may fold it"


def test_full_fingerprints_are_cut_to_marks() -> None:
    assert encode((Entry("abcdefghij", "0123456789"),)) == "abcdef:012345"


@pytest.mark.parametrize(
    "text", ["abcdef", "abcdef:01234", "abcdef:012345 :", "abcdef:01234z", "abcdef:012345:6", "ABCDEF:012345", "{}"]
)
def test_damaged_text_is_no_record(text: str) -> None:
    assert decode(text) is None


def test_marks_follow_the_words_alone() -> None:
    plain, marked_up = parse("正文的 第一段。\n\n第二段。"), parse("**正文**的\n第一段。\n\n第三段。")
    assert marks(plain.blocks)[0] == marks(marked_up.blocks)[0] != ""
    assert marks(plain.blocks)[1] != marks(marked_up.blocks)[1]
    assert marks(parse("![](a.png)").blocks) == ("",)

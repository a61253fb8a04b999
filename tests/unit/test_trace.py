"""Segments of an older version are found again in a newer one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transpipe.pair.record import mark
from transpipe.pair.trace import trace


def found(old: list[str], new: list[str]) -> list[tuple[int, ...]]:
    return trace([mark(text) for text in old], [mark(text) for text in new], new)


_TEXTS = st.lists(st.text("甲乙丙丁戊", min_size=1, max_size=3), max_size=12)


@given(_TEXTS)
def test_nothing_moves_by_itself(texts: list[str]) -> None:
    assert found(texts, texts) == [(number,) for number in range(len(texts))]


@given(_TEXTS, _TEXTS)
def test_what_is_found_is_what_was_asked_for(old: list[str], new: list[str]) -> None:
    places = found(old, new)
    used = [j for place in places for j in place]
    for text, place in zip(old, places, strict=True):
        joined = "".join(new[j] for j in place)
        assert not place or text in joined or joined == text
    whole = [place for place in places if len(place) == 1 and new[place[0]] in old]
    assert len(set(whole)) == len(whole), "two segments are in one place only when they were merged"
    assert set(used) <= set(range(len(new)))


@given(st.permutations("甲乙丙丁戊己"))
def test_every_order_is_followed(order: list[str]) -> None:
    assert found(list("甲乙丙丁戊己"), order) == [(order.index(text),) for text in "甲乙丙丁戊己"]


def test_removed_and_added() -> None:
    assert found(["甲", "乙", "丙"], ["甲", "丙"]) == [(0,), (), (1,)]
    assert found(["甲", "丙"], ["甲", "乙", "丙"]) == [(0,), (2,)]
    assert found([], ["甲"]) == []
    assert found(["甲"], []) == [()]


def test_a_heading_that_repeats_the_title_stays_the_heading() -> None:
    assert found(["数字", "数字", "正文"], ["气候", "数字", "正文"]) == [(), (1,), (2,)]


def test_split_and_merged() -> None:
    assert found(["甲。乙。", "丙"], ["甲。", "乙。", "丙"]) == [(0, 1), (2,)]
    assert found(["甲。", "乙。", "丙"], ["甲。乙。", "丙"]) == [(0,), (0,), (1,)]
    assert found(["One two.", "Three."], ["One two. Three."]) == [(0,), (0,)]
    assert found(["甲。", "乙。"], ["甲。乙。丙。"]) == [(), ()], "words were added"


def test_a_segment_without_words_is_nowhere() -> None:
    assert found(["", "甲"], ["", "甲"]) == [(), (1,)]

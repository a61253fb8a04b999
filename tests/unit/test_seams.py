"""Spaces at the seams: where protected text comes back into a translation whose engine set none."""

from __future__ import annotations

import pytest

from helpers import FunctionEngine, translated


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("It adopts ⟦1/⟧, and more.", "It adopts ISO 14064-1:2018, and more."),
        ("It adopts⟦1/⟧, and more.", "It adopts ISO 14064-1:2018, and more."),
        ("⟦1/⟧is adopted.", "ISO 14064-1:2018 is adopted."),
        ("Theirs (⟦1/⟧) is adopted.", "Theirs (ISO 14064-1:2018) is adopted."),
        ("Adopt ⟦1/⟧'s text.", "Adopt ISO 14064-1:2018's text."),
        ("s ⟦1/⟧.", "S ISO 14064-1:2018."),
    ],
)
def test_identifiers_stand_apart_from_words(answer: str, expected: str) -> None:
    made = translated("等同采用ISO 14064-1:2018，并有所增加。\n".encode(), FunctionEngine(lambda text: answer))
    assert made.decode("utf-8") == expected + "\n"

"""Tagged text as a list of pieces and back: what every format writes in its own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from transpipe.tagged_text import TAG, split_tags


class Piece(NamedTuple):
    """Text, or one end of a tag."""

    form: str
    """text, open, close or alone."""
    text: str = ""
    number: int = 0


def pieces(tagged: str) -> list[Piece]:
    """The pieces of a tagged text, without empty ones."""
    found: list[Piece] = []
    for index, part in enumerate(split_tags(tagged)):
        if index % 2 == 0:
            if part:
                found.append(Piece("text", part))
            continue
        tag = TAG.fullmatch(part)
        assert tag is not None
        form = "close" if tag["close"] else "alone" if tag["alone"] else "open"
        found.append(Piece(form, part, int(tag["number"] or tag["closed"])))
    return found


def opening(number: int | str) -> str:
    """`⟦1⟧`."""
    return f"⟦{number}⟧"


def closing(number: int | str) -> str:
    """`⟦/1⟧`."""
    return f"⟦/{number}⟧"


def alone(number: int | str) -> str:
    """`⟦1/⟧`."""
    return f"⟦{number}/⟧"


def written(tagged: str, text: Callable[[str], str], tag: Callable[[Piece], str]) -> str:
    """The tagged text in the words of a format: `text` escapes, `tag` writes one end of a tag."""
    return "".join(text(piece.text) if piece.form == "text" else tag(piece) for piece in pieces(tagged))


def plain_spaces(tagged: str) -> str:
    """The tagged text with single spaces: tools wrap lines as they like."""
    return " ".join(tagged.split())


def plain(text: str) -> str:
    """Text from outside: the brackets of tags can't come in by it."""
    return text.replace("⟦", "[").replace("⟧", "]")

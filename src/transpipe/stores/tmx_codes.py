"""Inline codes of TMX as tags, and tags as inline codes.

`<bpt>` and `<ept>` of one `i` are a pair, everything else stands alone. What belongs together in two languages is told
by `x`, else by `i` or by what the code holds, else by the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from transpipe.script import count_han, has_han
from transpipe.tagged_text import MAX_TAGS, TAG, split_tags, structure, without_tags

_BRACKETS = str.maketrans("⟦⟧", "[]")
# What XML 1.0 can't hold, whatever it is escaped as.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Code(NamedTuple):
    """An inline element."""

    form: str
    """open, close or alone."""
    pair: str
    """`i` of an opening and of its closing code."""
    x: str
    content: str


def tag_both(source: Sequence[str | Code], target: Sequence[str | Code]) -> tuple[str, str] | str:
    """Both sides as tagged text, or why the unit can't be used."""
    source, target = _paired(source), _paired(target)
    codes = [piece for piece in source if isinstance(piece, Code) and piece.form != "close"]
    if len(codes) > MAX_TAGS:
        return f"more than {MAX_TAGS} inline codes"
    numbers = dict(enumerate(codes, 1))
    first, second = _tagged(source, numbers), _tagged(target, numbers)
    if first is None or second is None or _shape(first) != _shape(second):
        return "other inline codes in source and target"
    if not has_han(first):
        return "no Chinese in the source"
    if not without_tags(second).strip():
        return "an empty target"
    if 2 * count_han(second) > len(without_tags(second)):
        return "the target is Chinese"
    return first, second


def _shape(text: str) -> list[tuple[str, str]] | None:
    found = structure(text)
    return None if found is None else sorted(found)


def _paired(pieces: Sequence[str | Code]) -> list[str | Code]:
    """Opening codes that nothing closes, and closing ones that nothing opened, stand alone."""
    opened = {piece.pair for piece in pieces if isinstance(piece, Code) and piece.form == "open"}
    closed = {piece.pair for piece in pieces if isinstance(piece, Code) and piece.form == "close"}
    both = opened & closed
    return [
        piece._replace(form="alone") if isinstance(piece, Code) and piece.form != "alone" and piece.pair not in both
        else piece
        for piece in pieces
    ]  # fmt: skip


def _tagged(pieces: Sequence[str | Code], numbers: dict[int, Code]) -> str | None:
    """Tagged text, its codes numbered like those that are alike in `numbers`; None where there is none."""
    free = dict(numbers)
    opened: dict[str, list[int]] = {}
    text: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            text.append(piece.translate(_BRACKETS))
        elif piece.form == "close":
            if not opened.get(piece.pair):
                return None
            text.append(f"⟦/{opened[piece.pair].pop()}⟧")
        else:
            number = _alike(piece, free)
            if number is None:
                return None
            del free[number]
            if piece.form == "open":
                opened.setdefault(piece.pair, []).append(number)
            text.append(f"⟦{number}⟧" if piece.form == "open" else f"⟦{number}/⟧")
    return None if free else " ".join("".join(text).split())


def _alike(code: Code, free: dict[int, Code]) -> int | None:
    same = {number: other for number, other in free.items() if other.form == code.form}
    for value in ("x", "pair", "content"):
        mine = getattr(code, value)
        for number, other in same.items():
            if mine and getattr(other, value) == mine:
                return number
    return next(iter(same), None)


def coded(text: str) -> Iterator[str]:
    """Tagged text as the content of a `<seg>`."""
    for index, piece in enumerate(split_tags(text)):
        tag = TAG.fullmatch(piece) if index % 2 else None
        if tag is None:
            yield xml_text(piece)
        elif tag["close"]:
            yield f'<ept i="{tag["closed"]}">{piece}</ept>'
        elif tag["alone"]:
            yield f'<ph x="{tag["number"]}">{piece}</ph>'
        else:
            yield f'<bpt i="{tag["number"]}" x="{tag["number"]}">{piece}</bpt>'


def xml_text(text: str) -> str:
    """Text for XML, for attributes in double quotes too; characters that XML can't hold become spaces."""
    return escape(_NO_XML.sub(" ", text), {'"': "&quot;"})

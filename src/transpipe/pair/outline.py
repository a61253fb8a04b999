"""What a draft remembers of its making, for all of its bytes: the segments, and what stands between them.

A draft is a row of units with gaps around them. A unit is a segment together with the segments inside it (the alt text
of an image in a paragraph), as their bytes change together; a gap is everything else, markup and front matter and
text in the target language, without the `params.transpipe` map. Of a unit the outline keeps the mark of its source and
of what the machine wrote, of a gap what the machine wrote. The marks of a unit are blind to markup, so that it is found
again where a person has worked on it; one more, of its bytes, says whether a person has. Where a person has overruled
the machine the outline still says what the machine wrote or would have written, so human work stays recognisable for
ever.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from transpipe.pair.fingerprint import fingerprint
from transpipe.pair.record import DIGITS, Entry, decode, encode

NOTHING = ""
"""The mark of a text that the machine never wrote."""
_INSIDE = "-"
_UNKNOWN = "-"
_TOKEN = re.compile(rf"-|[0-9a-x]{{{DIGITS}}}")
_TEXT_DIGITS = 4
"""Characters of a mark of bytes: 20 bits, as it is compared with one text only, and never searched for."""
_TEXT = re.compile(rf"-|[0-9a-x]{{{_TEXT_DIGITS}}}")


class Unit(NamedTuple):
    """The marks of a segment, its own first, then those of the segments inside it."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    text: str = NOTHING
    """The mark of the bytes that the machine wrote, markup and all; nothing where it is not known (older drafts)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The units of a draft in the order of its source, and the gaps around them."""

    units: tuple[Unit, ...]
    gaps: tuple[str, ...]
    """Marks; the gap before each unit, and the last one after them all."""
    open: Mapping[str, str] = field(default_factory=dict)
    """Conflicts that nobody has settled: the mark of the source, and that of the person's text when it was reported."""


def gap_mark(data: bytes) -> str:
    """The mark of a gap: of its bytes, not of its words."""
    return fingerprint(data.decode("utf-8", "replace"))[:DIGITS]


def bytes_mark(data: bytes) -> str:
    """The mark of the bytes of a unit. How lines end does not count, as Git may change it in a whole file."""
    return fingerprint(data.replace(b"\r\n", b"\n").decode("utf-8", "replace"))[:_TEXT_DIGITS]


def write_outline(outline: Outline) -> dict[str, str]:
    """The entries of `params.transpipe` that hold the outline."""
    record = [Entry(*pair) for unit in outline.units for pair in zip(unit.sources, unit.targets, strict=True)]
    before = (
        [gap, *[_INSIDE] * (len(unit.sources) - 1)] for gap, unit in zip(outline.gaps, outline.units, strict=False)
    )
    entries = {
        "segments": encode(tuple(record)),
        "texts": " ".join(unit.text or _UNKNOWN for unit in outline.units),
        "rest": " ".join([*chain.from_iterable(before), outline.gaps[-1]]),
    }
    if outline.open:
        entries["conflicts"] = encode(tuple(Entry(*pair) for pair in outline.open.items()))
    return entries


def read_outline(provenance: Mapping[str, object]) -> Outline | None:
    """The outline of a draft, or None where there is none, or where a hand has damaged it."""
    record = decode(str(provenance.get("segments", "")))
    rest = str(provenance.get("rest", "")).split()
    if record is None or len(rest) != len(record) + 1 or not all(map(_TOKEN.fullmatch, rest)):
        return None
    if rest[0] == _INSIDE or rest[-1] == _INSIDE:
        return None
    units: list[list[Entry]] = []
    for entry, gap in zip(record, rest, strict=False):
        if gap == _INSIDE:
            units[-1].append(entry)
        else:
            units.append([entry])
    texts = str(provenance.get("texts", "")).split() or [_UNKNOWN] * len(units)
    if len(texts) != len(units) or not all(map(_TEXT.fullmatch, texts)):
        return None
    conflicts = decode(str(provenance.get("conflicts", ""))) or ()
    return Outline(
        tuple(_unit(entries, text) for entries, text in zip(units, texts, strict=True)),
        tuple(gap for gap in rest if gap != _INSIDE),
        {entry.source: entry.target for entry in conflicts},
    )


def without_conflicts(provenance: Mapping[str, object], sources: Collection[str]) -> dict[str, object]:
    """The entries of a draft where a person has settled the conflicts about some sources, given by their marks."""
    left = [entry for entry in decode(str(provenance.get("conflicts", ""))) or () if entry.source not in sources]
    others = {key: value for key, value in provenance.items() if key != "conflicts"}
    return {**others, "conflicts": encode(tuple(left))} if left else others


def _unit(entries: Sequence[Entry], text: str) -> Unit:
    return Unit(
        tuple(entry.source for entry in entries),
        tuple(entry.target for entry in entries),
        NOTHING if text == _UNKNOWN else text,
    )

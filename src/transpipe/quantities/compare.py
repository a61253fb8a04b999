"""Which quantities of a Chinese text its English translation does not hold: rounding is no excuse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from transpipe.quantities.numerals import loose_values
from transpipe.quantities.units import BY_ID, mentions
from transpipe.quantities.values import Kind, Quantity, Reading, Said

# 15 亩 are a hectare, and miles are no round number of metres: such a conversion can't be exact, any other can.
_UNEVEN = frozenset({"mu", "acre", "mile", "nautical mile"})
_ROUNDING = Fraction(1, 100)
_VAGUE = re.compile("[近上数几成约逾超][十百千万亿]|[十百千万亿][多余来几]")
_PLAIN = (Kind.NUMBER, Kind.ORDINAL, Kind.MULTIPLE)


def missing(asked: Iterable[Quantity], said: Said) -> Iterator[Quantity]:
    """The quantities that are not said in any of their forms."""
    for quantity in asked:
        if not holds(said, quantity):
            yield quantity


def holds(said: Said, quantity: Quantity) -> bool:
    """Whether an English text says a quantity, whatever the unit behind it."""
    if quantity.kind is Kind.VERSION:
        return quantity.text in said.text
    return any(reading in said.readings for reading in accepted(quantity)) or _converted(said, quantity)


def accepted(quantity: Quantity) -> Iterator[Reading]:
    """The readings of an English text that say a quantity."""
    for value in (quantity.value, *quantity.others):
        match quantity.kind:
            case Kind.PERCENT:
                yield Kind.PERCENT, value
                yield Kind.FRACTION, value / 100
            case Kind.FRACTION:
                yield Kind.FRACTION, value
                yield Kind.PERCENT, value * 100
                if value == Fraction(1, 2):
                    yield Kind.NUMBER, value
            case Kind.MULTIPLE:
                yield from ((kind, value) for kind in (Kind.NUMBER, Kind.MULTIPLE))
                yield Kind.PERCENT, value * 100
            case Kind.MONTH:
                yield Kind.MONTH, value
            case Kind.DECADE:
                yield Kind.DECADE, value
                yield Kind.NUMBER, value
            case Kind.CENTURY if value <= 0:
                yield Kind.CENTURY, Fraction(0)
                yield Kind.ORDINAL, value + 21
            case Kind.CENTURY:
                yield Kind.ORDINAL, value
                yield Kind.NUMBER, value
                yield Kind.DECADE, (value - 1) * 100
            case _:
                yield from ((kind, value) for kind in _PLAIN)


def _converted(said: Said, quantity: Quantity) -> bool:
    """Whether the same amount is said in this unit or another one of its dimension."""
    if not quantity.unit:
        return False
    unit = BY_ID[quantity.unit]
    base = quantity.value * unit.factor
    for measure in said.measures:
        if BY_ID[measure.unit].dimension != unit.dimension:
            continue
        uneven = measure.unit != unit.id and not _UNEVEN.isdisjoint((measure.unit, unit.id))
        if abs(measure.base - base) <= (base * _ROUNDING if uneven else 0):
            return True
    return False


def without_unit(asked: Iterable[Quantity], said: Said) -> Iterator[Quantity]:
    """The quantities whose value is said, but whose unit is not named anywhere."""
    for quantity in asked:
        if (
            quantity.unit
            and not mentions(said.text, quantity.unit)
            and not _converted(said, quantity)
            and holds(said, quantity)
        ):
            yield quantity


def made_up(asked: Iterable[Quantity], said: Said, source: str) -> Iterator[str]:
    """Numbers in digits of an English text that no reading of its source explains.

    `source` is the folded Chinese text: digits that stand in it anywhere, in names and codes too, are explained.
    """
    if not said.written or _VAGUE.search(source):
        return
    explained = {value for quantity in asked for _, value in accepted(quantity)} | loose_values(source)
    explained |= {value / 10**power for value in explained for power in (3, 6, 9)}
    explained |= {Fraction(30)} if "半" in source else set()
    for text, value in said.written:
        digits = text.split()[0].replace(",", "")
        if value > 12 and value not in explained and digits not in source:
            yield text

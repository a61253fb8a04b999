"""What a number in a text is: a kind, an exact value, and the unit that it counts."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Kind(StrEnum):
    """What a value stands for."""

    NUMBER = "number"
    PERCENT = "percent"
    """Hundredths, and percentage points."""
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    """Times, -fold, twice."""
    ORDINAL = "ordinal"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    DECADE = "decade"
    """Its first year: 1990; 90 where the century is not said."""
    CENTURY = "century"
    """0 for this one, -1 for the last one."""
    VERSION = "version"
    """Digits with two points or more (1.1.0, 10.0.0.1): compared as text."""


class Quantity(NamedTuple):
    """A quantity of a Chinese text that its translation has to hold."""

    kind: Kind
    value: Fraction
    text: str
    """As written, for messages."""
    unit: str = ""
    """Id of a unit in `units.UNITS`; empty for none."""
    others: tuple[Fraction, ...] = ()
    """Values that are as good: 15 and 3 for an hour, 10 and 100,000 for the 10 of `10-20万`."""
    small: bool = False
    """A numeral of one character (`三个`), which good English often says in another way."""


Reading = tuple[Kind, Fraction]
"""One way to read a number of an English text."""


class Measure(NamedTuple):
    """A number with its unit."""

    unit: str
    """Id of the unit that it is written with."""
    base: Fraction
    """The value in the base unit of the dimension."""


class Said(NamedTuple):
    """Everything that an English text says in numbers."""

    text: str
    readings: frozenset[Reading]
    measures: tuple[Measure, ...]
    written: tuple[tuple[str, Fraction], ...]
    """Numbers that stand there in digits, as written, with their values."""

"""Numbers, percentages, dates and units: values are compared, not characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from transpipe.quantities.compare import made_up, missing, without_unit
from transpipe.quantities.numerals import fold
from transpipe.quantities.units import BY_ID
from transpipe.quantities.values import Kind, Quantity
from transpipe.quantities.words import MONTH_NAMES
from transpipe.verify.checks.pair import Pair, listed

_DIGIT = re.compile(r"\d")
_DATES = (Kind.YEAR, Kind.MONTH, Kind.DAY, Kind.DECADE, Kind.CENTURY)


def number(pair: Pair) -> str | None:
    """Numbers in digits, numerals of two characters and more, fractions, multiples, ordinals, versions."""
    wanted = [q for q in pair.asked if not q.small and q.kind is not Kind.PERCENT and q.kind not in _DATES]
    return _missing(pair, wanted, "number not in the translation")


def number_word(pair: Pair) -> str | None:
    """Numerals of one character, which good English says in many ways or leaves to a list."""
    return _missing(pair, [q for q in pair.asked if q.small], "number word not in the translation")


def percent(pair: Pair) -> str | None:
    """Percentages, percentage points, 三成, 百分之五."""
    return _missing(pair, [q for q in pair.asked if q.kind is Kind.PERCENT], "percentage not in the translation")


def date(pair: Pair) -> str | None:
    """Years, months, days, decades and centuries."""
    return _missing(pair, [q for q in pair.asked if q.kind in _DATES], "date not in the translation")


def unit(pair: Pair) -> str | None:
    """Units and currencies of numbers that are there themselves."""
    lost = [f"{q.text} ({BY_ID[q.unit].id})" for q in without_unit(pair.asked, pair.said)] if pair.asked else []
    return f"unit not in the translation: {listed(lost)}" if lost else None


def number_added(pair: Pair) -> str | None:
    """Numbers above 12 in digits that nothing in the source explains."""
    if not _DIGIT.search(pair.target):
        return None
    found = list(made_up(pair.asked, pair.said, f"{fold(pair.source)} {pair.renderings}"))
    return f"not in the source: {listed(found)}" if found else None


def _missing(pair: Pair, wanted: Sequence[Quantity], what: str) -> str | None:
    lost = [_shown(quantity) for quantity in missing(wanted, pair.said)] if wanted else []
    return f"{what}: {listed(lost)}" if lost else None


def _shown(quantity: Quantity) -> str:
    """The quantity as written, with its value where that says more."""
    value = _SHOWN.get(quantity.kind, _plain)(quantity)
    return quantity.text if value in quantity.text.replace(",", "") else f"{quantity.text} ({value})"


def _plain(quantity: Quantity) -> str:
    value = quantity.value
    if value.denominator == 1:
        return f"{value.numerator:,}" if value >= 10_000 else str(value.numerator)
    return f"{float(value):g}"


_SHOWN: dict[Kind, Callable[[Quantity], str]] = {
    Kind.PERCENT: lambda quantity: f"{_plain(quantity)}%",
    Kind.FRACTION: lambda quantity: f"{quantity.value.numerator}/{quantity.value.denominator}",
    Kind.MONTH: lambda quantity: MONTH_NAMES[int(quantity.value) - 1],
    Kind.DECADE: lambda quantity: f"{int(quantity.value)}s",
    Kind.CENTURY: lambda quantity: f"century {int(quantity.value)}" if quantity.value > 0 else "century",
    Kind.VERSION: lambda quantity: quantity.text,
}

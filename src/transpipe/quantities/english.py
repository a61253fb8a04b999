"""What an English text says in numbers, read in every way that it can be read.

The readings are generous: a number that could be a month, a share or an ordinal is all of them. Who compares asks
whether the one that is wanted is among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from transpipe.quantities.units import english_unit
from transpipe.quantities.values import Kind, Measure, Reading, Said
from transpipe.quantities.words import (
    CARDINALS,
    DECADES,
    GLYPHS,
    HELD,
    MONTHS,
    ORDINALS,
    PARTS,
    ROMAN,
    SCALES,
    SUFFIXES,
    TENS,
)  # fmt: skip

_TOKEN = re.compile(
    r"[0-9]{1,3}(?:[, \u00a0\u2009\u202f][0-9]{3}){1,6}(?![0-9])(?:\.[0-9]{1,18})?|[0-9]{1,18}(?:\.[0-9]{1,18})?|[A-Za-z]+|[%‰½⅓⅔¼¾⅕⅛/]"
)
_NUMERIC_DATE = re.compile(
    r"(?<![0-9.])(?:([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})|([0-9]{1,4})[-/]([0-9]{1,2}))(?![0-9]|\.[0-9])"
)
_SHORT_RANGE = re.compile(r"(?<![0-9])([0-9]{2})([0-9]{2})[-–—/]([0-9]{2})(?![0-9])")
_DECADE = re.compile(r"(?<![0-9])((?:1[5-9]|20)?[0-9]0)['’]?s\b")
_MONTH = re.compile(r"\b(?:months?|lunar)\b", re.IGNORECASE)
_CENTURY = re.compile(r"\bcentur(?:y|ies)\b|\bmid-?century\b|\b20(?:50|100)\b", re.IGNORECASE)


class _Token(NamedTuple):
    text: str
    start: int
    end: int


class _Number(NamedTuple):
    value: Fraction
    next: int
    """Index of the token behind it."""


def said(text: str) -> Said:
    """Everything that an English text without tags says in numbers."""
    tokens = [_Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text)]
    readings: set[Reading] = set(_dates(text))
    measures: list[Measure] = []
    written: list[tuple[str, Fraction]] = []
    index = 0
    while index < len(tokens):
        number = _number(tokens, index)
        if number is None:
            readings.update(_word(tokens, index))
            index += 1
            continue
        first = tokens[index]
        if first.text[0].isdigit():
            written.append((text[first.start : tokens[number.next - 1].end], number.value))
        for value in _ways(tokens, index, number):
            readings.update(_readings(tokens, number.next, value))
            unit = english_unit(text, first.start, tokens[number.next - 1].end)
            if unit is not None:
                measures.append(Measure(unit.id, value * unit.factor))
        index = number.next
    plain = [value for kind, value in readings if kind is Kind.NUMBER]
    if any(kind is Kind.PERCENT for kind, _ in readings):  # "between 5 and 10 %" says it once for both
        readings.update((Kind.PERCENT, value) for value in plain)
    if _MONTH.search(text):  # "months 3 to 5"
        readings.update((Kind.MONTH, value) for value in plain)
    return Said(text, frozenset(readings), tuple(measures), tuple(written))


def _number(tokens: list[_Token], index: int) -> _Number | None:
    """The number that begins at a token: digits or words, with the scales behind them."""
    total, current, start = Fraction(0), None, index
    while index < len(tokens):
        word = tokens[index].text
        low = word.lower()
        if word[0].isdigit():
            if current is not None or total:
                break
            current = _digits(word)
        elif low in CARDINALS:
            value = CARDINALS[low]
            if current is None:
                current = Fraction(value)
            elif _fits(tokens[index - 1].text.lower(), current, value):
                current += value
            elif low == "ten" and _lower(tokens, index + 1) == "thousand":  # 2 ten thousand
                current *= 10
            else:
                break
        elif low in SCALES and (current is not None or _lower(tokens, index - 1) in ("a", "an", "half")):
            scale = SCALES[low]
            current = (Fraction(1) if current is None else current) * scale
            if _lower(tokens, start - 1) == "half" or _lower(tokens, start - 2) == "half":
                current /= 2
            if scale >= 1000:
                total, current = total + current, None
        elif word in SUFFIXES and current is not None and _touches(tokens, index):
            break
        elif low == "and" and _lower(tokens, index + 1) in ("a", "one") and _lower(tokens, index + 2) == "half":
            current = (current or Fraction(0)) + Fraction(1, 2)  # two and a half million
            index += 2
        elif low == "and" and _lower(tokens, index - 1) in SCALES and _lower(tokens, index + 1) in CARDINALS:
            pass
        elif word in GLYPHS and current is not None and _touches(tokens, index):
            current += Fraction(*GLYPHS[word])
        else:
            break
        index += 1
    if index == start or (current is None and not total):
        return None
    return _Number(total + (current or 0), index)


def _fits(before: str, current: Fraction, value: int) -> bool:
    """Whether a word goes on with the number before it: twenty-one, three hundred forty."""
    if before in TENS:
        return value < 10
    return before in ("hundred", "and") and current % 100 == 0


def _digits(text: str) -> Fraction:
    return Fraction(re.sub(r"[, \u00a0\u2009\u202f]", "", text))


def _lower(tokens: list[_Token], index: int) -> str:
    return tokens[index].text.lower() if 0 <= index < len(tokens) else ""


def _touches(tokens: list[_Token], index: int) -> bool:
    return tokens[index - 1].end == tokens[index].start


def _ways(tokens: list[_Token], index: int, number: _Number) -> Iterator[Fraction]:
    """The value, and what else the same characters may mean."""
    yield number.value
    following = tokens[number.next] if number.next < len(tokens) else None
    if following is not None and following.text in SUFFIXES:  # 350m, 20k, 3 Mt
        yield number.value * SUFFIXES[following.text]
    if "." in tokens[index].text and following is not None and following.text.lower() in ("am", "pm", "a", "p"):
        yield from (Fraction(part) for part in tokens[index].text.split("."))  # 9.30 a.m.
    if " " in tokens[index].text:  # 10 200 may be two numbers
        yield from (Fraction(part) for part in re.split(r"[, \u00a0\u2009\u202f]", tokens[index].text))


def _readings(tokens: list[_Token], index: int, value: Fraction) -> Iterator[Reading]:
    """The readings of a number by what stands behind it, at `index`."""
    yield Kind.NUMBER, value
    after, second = _lower(tokens, index), _lower(tokens, index + 1)
    if after in ("%", "percent", "percentage", "pp", "pct", "pc") or (after == "per" and second == "cent"):
        yield Kind.PERCENT, value
    elif after == "‰" or (after == "per" and second in ("mille", "thousand")):
        yield Kind.FRACTION, value / 1000
    elif after in ("times", "fold", "x"):
        yield Kind.MULTIPLE, value
    elif after in ("st", "nd", "rd", "th"):
        yield Kind.ORDINAL, value
    elif after in ORDINALS and value in (20, 30, 40, 50, 60, 70, 80, 90):  # twenty-first
        yield Kind.ORDINAL, value + ORDINALS[after]
    elif after == "hundredth" or (after in PARTS and value):
        yield Kind.FRACTION, value / PARTS[after]
    elif after in ("in", "out", "/", "of") and (below := _below(tokens, index)):
        yield Kind.FRACTION, value / below
    elif after in GLYPHS:
        yield Kind.NUMBER, value + Fraction(*GLYPHS[after])


def _below(tokens: list[_Token], index: int) -> Fraction | None:
    """The second number of `one in five`, `two out of every three`, `1/3`."""
    while index < len(tokens) and tokens[index].text.lower() in ("in", "out", "of", "every", "/"):
        index += 1
    number = _number(tokens, index)
    return number.value if number and number.value else None


def _word(tokens: list[_Token], index: int) -> Iterator[Reading]:
    """The readings of a word that is no number itself."""
    word = tokens[index].text
    low = word.lower()
    if low in SCALES:
        yield Kind.NUMBER, Fraction(SCALES[low])  # US$ billions
    if low in ORDINALS:
        yield Kind.ORDINAL, Fraction(ORDINALS[low])
    if low in PARTS:
        yield Kind.FRACTION, Fraction(1, PARTS[low])  # a third
    for value in HELD.get(low, ()):
        yield Kind.NUMBER, Fraction(value)
        yield Kind.MULTIPLE, Fraction(value)
    if low.endswith("fold") and low[:-4] in CARDINALS:
        yield Kind.MULTIPLE, Fraction(CARDINALS[low[:-4]])
    if word in ROMAN:
        yield Kind.ORDINAL, Fraction(ROMAN[word])
        yield Kind.NUMBER, Fraction(ROMAN[word])
    if word in MONTHS:
        yield Kind.MONTH, Fraction(MONTHS[word])
    if low in DECADES:
        yield Kind.DECADE, Fraction(DECADES[low])
    if word in GLYPHS:
        yield Kind.FRACTION, Fraction(*GLYPHS[word])


def _dates(text: str) -> Iterator[Reading]:
    """Months in numeric dates, second years of `2023–25`, decades, centuries."""
    for found in _NUMERIC_DATE.finditer(text):
        for part in found.group(1, 3, 4, 5, 6):
            if part and int(part) <= 12:
                yield Kind.MONTH, Fraction(part)
    for century, first, second in _SHORT_RANGE.findall(text):
        if second > first:
            yield Kind.NUMBER, Fraction(century + second)
    for decade in _DECADE.findall(text):
        yield Kind.DECADE, Fraction(decade)
    if _CENTURY.search(text):
        yield Kind.CENTURY, Fraction(0)

"""What a sentence holds that comes through as it is, or by a rule, and not as a model would say it: names and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from transpipe.quantities.numerals import NUMERAL, SCALE, TO, fold, mixed_value
from transpipe.quantities.words import MONTH_NAMES
from transpipe.tagged_text import split_tags
from transpipe.units import TermMatch

# Digits in three groups or more are addresses, versions, dates, times: 127.0.0.1:80, 1.1.0, 2011-12-03, 10:15:30.
_NAME = re.compile(
    r"(?<![A-Za-z0-9.,_])[0-9]+(?:[.:/-][0-9]+){2,}(?![0-9])|"
    r"(?<![0-9.,])[0-9]{2,}(?![0-9.,]*[万亿千百0-9.,])|[A-Za-z][A-Za-z0-9._+#'’-]*[A-Za-z0-9+#](?:[ ][A-Z][A-Za-z0-9._+#'’-]*[A-Za-z0-9+#])*"
)
# 3.5亿, 1亿3000万, 三百万; not what is vague (30多万, 几百万), an ordinal, or the end of a range
# of which it may count both (10-20万).
_AMOUNT = re.compile(
    rf"(?<![A-Za-z_0-9.,第几数])(?:[0-9][0-9,]*(?:\.[0-9]+)?\s*{SCALE}(?:[0-9]{{1,8}}(?:\.[0-9]+)?\s*万)?"
    rf"|(?<!{NUMERAL})[一二两三四五六七八九十]{NUMERAL}*[万亿]{NUMERAL}*)(?!{NUMERAL}|[多余几来])"
)
# 2023年12月9日, 12月; not the end of a range (1-3月), and no year alone, which a model copies.
_DATE = re.compile(
    r"(?<![0-9.])(?:(?P<year>(?:19|20)[0-9]{2})\s*年\s*)?(?P<month>1[0-2]|0?[1-9])\s*月(?:份|\s*(?P<day>3[01]|[12][0-9]|0?[1-9])\s*[日号])?"
)
_RANGE = re.compile(rf"(?:[0-9]|(?![万亿]){NUMERAL}){TO}\Z")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def names(text: str, terms: Sequence[TermMatch]) -> tuple[TermMatch, ...]:
    """Latin names and words, whole numbers and amounts of a tagged sentence outside of its terms, from left to right.

    Names of several words are one. An amount or a date has another target than source, its English: a model takes 万 and
    亿 for a thousand, a million or nothing, and March for every month.
    """
    found: list[TermMatch] = []
    offset = 0
    for index, piece in enumerate(split_tags(text)):
        every = (*_dates(piece), *_amounts(piece), *_latin(piece)) if index % 2 == 0 else ()
        for match in sorted(every, key=lambda item: (item.start, -item.end)):
            start, end = offset + match.start, offset + match.end
            if not any(other.start < end and start < other.end for other in (*terms, *found[-1:])):
                found.append(replace(match, start=start, end=end))
        offset += len(piece)
    return tuple(found)


def is_name(match: TermMatch) -> bool:
    """Whether it is a name or a word, and no number."""
    return match.source == match.target and not match.source.isdigit()


def _latin(text: str) -> Iterator[TermMatch]:
    for match in _NAME.finditer(text):
        yield TermMatch(match.start(), match.end(), match[0], match[0], (match[0],), keep_case=True)


def _amounts(text: str) -> Iterator[TermMatch]:
    folded = fold(text)
    for match in _AMOUNT.finditer(folded):
        value = mixed_value("".join(match[0].split()))
        if value is not None and value >= 1000 and not _RANGE.search(folded, 0, match.start()):
            said = _said(value)
            yield _ruled(match, text, (said, _digits(value)), keep_case=False)


def _dates(text: str) -> Iterator[TermMatch]:
    folded = fold(text)
    for match in _DATE.finditer(folded):
        if not _RANGE.search(folded, 0, match.start()):
            month = MONTH_NAMES[int(match["month"]) - 1]
            day, year = match["day"] or "", match["year"] or ""
            said = " ".join(filter(None, (day.lstrip("0"), month, year)))
            american = f"{month} {day.lstrip('0')}" + f", {year}" * bool(year)
            yield _ruled(match, text, (said, american) if day else (said,), keep_case=True)


def _ruled(match: re.Match[str], text: str, accepted: tuple[str, ...], *, keep_case: bool) -> TermMatch:
    """A match in the folded text as what it is in the text, where every character stands at the same place."""
    return TermMatch(*match.span(), text[slice(*match.span())], accepted[0], accepted, keep_case)


def _said(value: Fraction) -> str:
    """As English texts say it: 350 million, 20,000."""
    for scale, name in _SCALES:
        if value >= scale and (value * 1000 / scale).denominator == 1:
            return f"{float(value / scale):.7g} {name}"
    return _digits(value)


def _digits(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,}"

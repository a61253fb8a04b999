"""The quantities of a Chinese text, in the order in which they stand there.

A table of constructs, longest first: at each place where a quantity may begin, the first that matches reads it. What is
vague (`几十`, `数百`, `成千上万`) or an idiom is no quantity.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from transpipe.quantities.numerals import NUMERAL, SCALE, TO, fold, mixed_value
from transpipe.quantities.units import chinese_unit
from transpipe.quantities.values import Kind, Quantity

# Digits that are part of a Latin word (COP28, Q.3, v2) are no numbers of the text.
_FREE = r"(?<![A-Za-z_0-9])(?<![A-Za-z][-_./:+])(?<![0-9][.,:])"
# Longer runs of digits are keys and hashes, not numbers.
_DIGITS = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9,])|[0-9]{1,3}(?: [0-9]{3}){1,6}(?! ?[0-9])|[0-9]{1,18})"
    r"(?:\.[0-9]{1,18})?(?![.,]?[0-9])"
)
_ARABIC = rf"{_FREE}{_DIGITS}(?:\s*[多余来]?{SCALE}(?:[0-9]{{1,8}}(?:\.[0-9]{{1,8}})?\s*万)?)?"
_CHINESE = rf"(?<![〇零一二两三四五六七八九十百千万亿几数上]){NUMERAL}{{1,20}}(?!{NUMERAL})(?:点[〇零一二三四五六七八九]+)?(?:[多余来][万亿]+)?"
_N = rf"(?:{_ARABIC}|{_CHINESE})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?:(?:1[4-9]|20|21)[0-9]{2}|一[七八九][〇零一二三四五六七八九]{2}|二[〇零][〇零一二三四五六七八九]{2})"
# What a numeral of one character counts: with one of these behind it, 三 is three. 一 is "a" and never asked for.
_COUNTED = (
    "个|项|种|名|位|家|类|次|年|天|周|月|日|小时|分钟|秒|人|国|地|省|市|县|区|条|款|章|节|篇|册|部|本|份|张|台|套|层|级|阶段|步|点"
    "|方面|大|组|轮|届|期|代|维(?!码)|度|米|公里|吨|元|欧元|美元|支|只|座|处|所|场|批|对|枚|颗|块|端|侧|季度|星期|岁|句|页|行|列"
)
_SMALL = re.compile(rf"[二两三四五六七八九十](?=\s*[多余来]?(?:{_COUNTED}))")
# A numeral that sums up a list (`A 和 B 两种`) is not said in English.
_LISTED = re.compile(r"(?:[、和与及或]|\band\b)[^，。；：！？]*\Z")
_NOT_COUNTED = "第再每统不同唯之其独合"

_Read = Callable[["re.Match[str]"], Iterable[Quantity]]


class _Construct(NamedTuple):
    pattern: re.Pattern[str]
    read: _Read


def quantities(text: str) -> list[Quantity]:
    """All quantities of a Chinese text without tags."""
    if not _START.search(text):
        return []
    return list(_scan(fold(text)))


def _scan(text: str) -> Iterator[Quantity]:
    position = 0
    while (start := _START.search(text, position)) is not None:
        position = start.end()
        for construct in _CONSTRUCTS:
            found = construct.pattern.match(text, start.start())
            if found is not None:
                yield from construct.read(found)
                position = max(found.end(), position)
                break


def _value(text: str) -> Fraction | None:
    return mixed_value(re.sub("[多余来]", "", text))


def _one(kind: Kind, text: str, value: Fraction | None, **more: object) -> Iterator[Quantity]:
    if value is not None:
        yield Quantity(kind, value, " ".join(text.split()), **more)  # type: ignore[arg-type]


def _nothing(found: re.Match[str]) -> Iterable[Quantity]:
    return ()


# --- dates ------------------------------------------------------------------------------------


def _date(found: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Kind.YEAR, Fraction(found["year"]), found[0])
    yield Quantity(Kind.MONTH, Fraction(found["month"]), found[0])
    if found["day"]:
        yield Quantity(Kind.DAY, Fraction(found["day"]), found[0])


def _year(found: re.Match[str]) -> Iterator[Quantity]:
    return _one(Kind.YEAR, found[0], _value(found[0]))


def _month(found: re.Match[str]) -> Iterator[Quantity]:
    yield from _one(Kind.MONTH, found[0], _value(found["first"] or ""))
    yield from _one(Kind.MONTH, found[0], _value(found["month"]))


def _day(found: re.Match[str]) -> Iterator[Quantity]:
    return _one(Kind.DAY, found[0], _value(found["day"]))


def _decade(found: re.Match[str]) -> Iterator[Quantity]:
    tens = _value(found["tens"])
    if tens is None or tens >= 100:
        yield from _one(Kind.DECADE, found[0], tens)
        return
    century = {"上": Fraction(20), "本": Fraction(21)}.get(found["century"] or "", _value(found["century"] or ""))
    if century is None:
        yield Quantity(Kind.DECADE, tens, found[0], others=(1800 + tens, 1900 + tens, 2000 + tens))
    else:
        yield Quantity(Kind.DECADE, (century - 1) * 100 + tens, found[0], others=(tens,))


def _century(found: re.Match[str]) -> Iterator[Quantity]:
    named = {"本": Fraction(0), "上": Fraction(-1)}.get(found["century"])
    return _one(Kind.CENTURY, found[0], _value(found["century"]) if named is None else named)


def _clock(found: re.Match[str]) -> Iterator[Quantity]:
    hour = Fraction(found["hour"])
    yield Quantity(Kind.NUMBER, hour, found[0], others=(hour + 12, hour - 12))
    if int(found["minute"]):
        yield Quantity(Kind.NUMBER, Fraction(found["minute"]), found[0])


def _hour(found: re.Match[str]) -> Iterator[Quantity]:
    hour = _value(found["hour"])
    if hour is not None and hour > 1:
        small = len(found["hour"]) == 1 and not found["hour"].isdigit()
        yield Quantity(Kind.NUMBER, hour, found[0], others=(hour + 12, hour - 12), small=small)


# --- shares, multiples, ordinals --------------------------------------------------------------


def _fraction(found: re.Match[str]) -> Iterator[Quantity]:
    powers = {"百": Fraction(100), "千": Fraction(1000), "万": Fraction(10**4), "十": Fraction(10)}
    below = powers.get(found["below"]) or _value(found["below"])
    above = powers.get(found["above"]) or _value(found["above"])
    if below and above is not None:
        if below == 100:
            yield Quantity(Kind.PERCENT, above, found[0])
        else:
            yield Quantity(Kind.FRACTION, above / below, found[0])


def _percent(found: re.Match[str]) -> Iterator[Quantity]:
    if found["first"]:
        yield from _one(Kind.PERCENT, found["first"] + "%", _value(found["first"]))
    yield from _one(Kind.PERCENT, found.string[found.start("value") : found.end()], _value(found["value"]))


def _per_mille(found: re.Match[str]) -> Iterator[Quantity]:
    value = _value(found["value"])
    return _one(Kind.FRACTION, found[0], None if value is None else value / 1000)


def _share(found: re.Match[str]) -> Iterator[Quantity]:
    value = _value(found["tenths"])
    if value is not None:
        yield Quantity(Kind.PERCENT, value * 10 + (5 if found["half"] else 0), found[0])


def _half(found: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Kind.FRACTION, Fraction(1, 2), found[0], small=True)


def _doubled(found: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Kind.MULTIPLE, Fraction(2 if found["times"] == "一" else 4), found[0])


def _multiple(found: re.Match[str]) -> Iterator[Quantity]:
    value = _value(found["value"])
    if value is not None:
        # 增长两倍 is three times as much, and not everybody keeps to it.
        yield Quantity(Kind.MULTIPLE, value, found[0], others=(value + 1, value - 1) if value > 2 else (value + 1,))


def _ordinal(found: re.Match[str]) -> Iterator[Quantity]:
    value = _value(found["value"])
    return _one(Kind.ORDINAL, found[0], value if value and value > 1 else None)  # 第一 is "the best", "at once" …


# --- numbers ----------------------------------------------------------------------------------


def _version(found: re.Match[str]) -> Iterator[Quantity]:
    yield Quantity(Kind.VERSION, Fraction(0), found[0])


def _range(found: re.Match[str]) -> Iterator[Quantity]:
    """The first number; `10-20万` may mean 10 or 100,000 by it. The second one is read on its own."""
    value = _value(found["first"])
    second, plain = _value(found["second"]), _value(re.match(r"[0-9., ]*[0-9]", found["second"])[0])  # type: ignore[index]
    if value is not None:
        others = (value * second / plain,) if second and plain and second != plain else ()
        yield Quantity(Kind.NUMBER, value, found["first"], others=others)


def _number(found: re.Match[str]) -> Iterator[Quantity]:
    text, end = found.string, found.end()
    unit = chinese_unit(text, end)
    if unit is None and re.match(r"[A-Za-z]", text[end : end + 1]):
        return iter(())  # 5G, 3D: names
    value = _value(found[0])
    years = value is not None and value < 100 and text[end : end + 1] == "年"
    others = (1900 + value, 2000 + value) if years and value is not None else ()
    return _one(
        Kind.NUMBER, text[found.start() : unit[1] if unit else end], value, unit=unit[0] if unit else "", others=others
    )


def _numeral(found: re.Match[str]) -> Iterator[Quantity]:
    text, start, end = found.string, found.start(), found.end()
    if text[end : end + 1] == "几":
        return
    small = len(found[0]) == 1
    if small and (not _SMALL.match(text, start) or text[start - 1 : start] in tuple(_NOT_COUNTED)):
        return
    if small and _LISTED.search(text, max(0, start - 60), start):
        return
    unit = chinese_unit(text, end) if found[0] + text[end : end + 1] not in ("二元", "三元") else None
    word = text[start : unit[1]] if unit else text[start : end + small]
    yield from _one(Kind.NUMBER, word, _value(found[0]), unit=unit[0] if unit else "", small=small)


_CONSTRUCTS: tuple[_Construct, ...] = tuple(
    _Construct(re.compile(pattern), read)
    for pattern, read in (
        # 2023-12-09, 2023/12
        (rf"{_FREE}(?P<year>(?:19|20)[0-9]{{2}})(?P<mark>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=mark)(?P<day>0?[1-9]|[12][0-9]|3[01])(?![0-9./-])", _date),
        (rf"{_FREE}(?P<year>(?:19|20)[0-9]{{2}})[-/](?P<month>0[1-9]|1[0-2])(?P<day>)(?!年)(?![0-9./-])", _date),
        (r"(?<![A-Za-z0-9.])[0-9]+(?:\.[0-9]+){2,}(?![0-9])", _version),
        (r"(?<![0-9:])(?P<hour>[01]?[0-9]|2[0-4]):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:])", _clock),
        # 20世纪90年代, 本世纪20年代, 90年代, 1990年代
        (r"(?:(?P<century>[0-9]{1,2}|二?十[一二三四五六七八九]?|二十|[上本])世纪)?(?P<tens>(?:1[6-9]|20)?[0-9]0|[二三四五六七八九]?十)年代", _decade),
        (r"(?P<century>[0-9]{1,2}|二?十[一二三四五六七八九]?|[上本])世纪", _century),
        (rf"(?<![A-Za-z0-9.,]){_YEAR}(?=\s*(?:年(?![多余])|财年|{TO}(?:19|20)?[0-9]{{2}}\s*年))", _year),
        (rf"(?<![〇零一二两三四五六七八九十百千几0-9.])(?:(?P<first>{_MONTH})\s*月?(?:{TO}|[、和与]))?(?P<month>{_MONTH})\s*月(?![球饼光亮子])", _month),
        (rf"(?:(?<=[月至到–—~-])|(?<=[月至到] ))(?P<day>{_DAY})\s*[日号]", _day),
        # 三分之一, 百分之五, 5%, 5-10%, 3‰, 三成半, 一半
        (rf"(?P<below>{_N})分之(?P<above>{_N})", _fraction),
        ("百分百", lambda found: _one(Kind.PERCENT, found[0], Fraction(100))),
        (rf"(?:(?P<first>{_FREE}{_DIGITS})%?{TO})?(?P<value>{_FREE}{_DIGITS})\s*(?:%|个?百分点)", _percent),
        ("一个百分点", _nothing),  # "each percentage point"
        (rf"(?P<first>)(?P<value>{_CHINESE})个?百分点", _percent),
        (rf"(?P<value>{_FREE}{_DIGITS})\s*‰", _per_mille),
        (rf"(?<![〇零一二两三四五六七八九十百千万亿第几数])(?P<tenths>{_FREE}[0-9](?:\.[0-9])?|[一二两三四五六七八九])成(?P<half>半)?"
         "(?![不功本立为员果熟长都分效型交绩就品份套人见名家色像因语批])", _share),
        ("一半(?![天会儿截路径])|半数", _half),
        # 翻一番, 两倍, 第三, 第18届
        ("翻了?(?P<times>[一两])番", _doubled),
        (rf"(?P<value>{_N})\s*[多余]?倍(?![数频率])", _multiple),
        (rf"第\s*(?P<value>[0-9]{{1,18}}|{NUMERAL}{{1,20}})", _ordinal),
        # 下午3点, 15时30分
        (rf"(?P<hour>(?:1[0-9]|2[0-4]|[0-9])|{_CHINESE})(?:点钟?|时)(?=[整半前后，。、起]|[0-9一二三四五]{{1,3}}[分]|收|开|到|至|$)", _hour),
        # 10-20, 10至20万, 3.5亿, 三百五十, 三个
        (rf"(?P<first>{_FREE}{_DIGITS}){TO}(?=(?P<second>{_ARABIC}))", _range),
        (_ARABIC, _number),
        (_CHINESE, _numeral),
    )
)  # fmt: skip
_START = re.compile(r"[0-9０-９〇零一二两兩三四五六七八九十百千万萬亿億第翻半本上]")

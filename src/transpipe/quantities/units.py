"""Units: how Chinese and English write them, and how they convert.

A unit converts inside its dimension only: 1,000 m may be said as 1 km, and 万吨 as kt.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit; its id is the first English word."""

    chinese: str
    """Regular expression for Chinese text, symbols included."""
    dimension: str
    factor: Fraction
    """In base units of the dimension."""
    words: tuple[str, ...]
    """English words in the singular, any case."""
    symbols: tuple[str, ...] = ()
    """English symbols, in this case only."""

    @property
    def id(self) -> str:
        """Its name in messages."""
        return self.words[0]


def _unit(chinese: str, dimension: str, factor: str, words: str, symbols: str = "") -> Unit:
    return Unit(chinese, dimension, Fraction(factor), tuple(words.split(", ")), tuple(symbols.split()))


# Longer Chinese names stand before the shorter ones that begin them.
UNITS: tuple[Unit, ...] = (
    # areas and volumes
    _unit("平方公里|平方千米|km²|km2", "area", "1000000", "square kilometre, square kilometer, sq km", "km² km2 km^2"),
    _unit("平方米|平米|㎡|m²|m2", "area", "1", "square metre, square meter, sq m, sqm", "m² m2 m^2 ㎡"),
    _unit("公顷", "area", "10000", "hectare", "ha"),
    _unit("亩", "area", "2000/3", "mu"),
    _unit("英亩", "area", "4046.8564224", "acre"),
    _unit("立方米|m³|m3", "volume", "1000", "cubic metre, cubic meter", "m³ m3 m^3"),
    _unit("毫升|mL|ml", "volume", "0.001", "millilitre, milliliter", "ml mL"),
    _unit("公升|升(?!级|至|到|高|温|幅|学|值|为|华)", "volume", "1", "litre, liter", "l L"),
    # lengths
    _unit("海里", "length", "1852", "nautical mile", "nmi"),
    _unit("英里", "length", "1609.344", "mile", "mi"),
    _unit("公里|千米|km", "length", "1000", "kilometre, kilometer", "km"),
    _unit("厘米|公分|cm", "length", "0.01", "centimetre, centimeter", "cm"),
    _unit("毫米|mm", "length", "0.001", "millimetre, millimeter", "mm"),
    _unit("微米|μm|µm", "length", "0.000001", "micrometre, micrometer, micron", "μm µm um"),
    _unit("纳米|奈米|nm", "length", "0.000000001", "nanometre, nanometer", "nm"),
    _unit("米(?![饭色线粉])|公尺", "length", "1", "metre, meter", "m"),
    # masses
    _unit("公斤|千克|kg", "mass", "1", "kilogram, kilogramme, kilo", "kg"),
    _unit("毫克|mg", "mass", "0.000001", "milligram", "mg"),
    _unit("微克|μg|µg", "mass", "0.000000001", "microgram", "μg µg ug mcg"),
    _unit("吨(?!位)", "mass", "1000", "tonne, ton, metric ton", "t kt Mt Gt"),
    _unit("克(?![服拉隆里])", "mass", "0.001", "gram, gramme", "g"),
    _unit("斤", "mass", "0.5", "jin, catty, half-kilo"),
    # energy and power
    _unit("千瓦时|千瓦小时|度电|kWh", "energy", "1", "kilowatt-hour, kilowatt hour", "kWh"),
    _unit("兆瓦时|兆瓦小时|MWh", "energy", "1000", "megawatt-hour, megawatt hour", "MWh"),
    _unit("吉瓦时|GWh", "energy", "1000000", "gigawatt-hour, gigawatt hour", "GWh"),
    _unit("太瓦时|TWh", "energy", "1000000000", "terawatt-hour, terawatt hour", "TWh"),
    _unit("千瓦(?!时|小)|kW(?!h)", "power", "1000", "kilowatt", "kW"),
    _unit("兆瓦(?!时|小)|MW(?!h)", "power", "1000000", "megawatt", "MW"),
    _unit("吉瓦(?!时)|GW(?!h)", "power", "1000000000", "gigawatt", "GW"),
    _unit("太瓦(?!时)|TW(?!h)", "power", "1000000000000", "terawatt", "TW"),
    _unit("瓦特|瓦(?![时片斯房])", "power", "1", "watt", "W"),
    # frequency, data
    _unit("吉赫兹?|GHz", "frequency", "1000000000", "gigahertz", "GHz"),
    _unit("兆赫兹?|MHz", "frequency", "1000000", "megahertz", "MHz"),
    _unit("千赫兹?|kHz", "frequency", "1000", "kilohertz", "kHz"),
    _unit("赫兹", "frequency", "1", "hertz", "Hz"),
    _unit("字节", "data", "8", "byte", "B"),
    _unit("比特", "data", "1", "bit", "b"),
    # temperature
    _unit("摄氏度|℃|°C|度C", "temperature", "1", "degree Celsius, degree centigrade, Celsius, degree", "°C ℃ ° C"),
    # time
    _unit("个季度", "months", "3", "quarter"),
    _unit("个月", "months", "1", "month"),
    _unit("年(?=[以之]?[内后前间来]|时间|期|多|半|的历史)|周年|载", "months", "12", "year, annual, anniversary, decade", "yr yrs"),
    _unit("周(?!年|[一二三四五六日末])|个?星期(?![一二三四五六日天])", "seconds", "604800", "week, fortnight", "wk"),
    _unit("天", "seconds", "86400", "day, daily", "d"),
    _unit("个?小时|个?钟头", "seconds", "3600", "hour, hourly", "h hr hrs"),
    _unit("分钟", "seconds", "60", "minute", "min mins"),
    _unit("毫秒|ms", "seconds", "0.001", "millisecond", "ms"),
    _unit("秒钟?", "seconds", "1", "second", "s sec secs"),
    # money; a value is never converted from one currency into another
    _unit("美元|美金|USD", "USD", "1", "US dollar, dollar, USD, buck", "$ US$ USD"),
    _unit("欧元|EUR", "EUR", "1", "euro, EUR", "€ EUR"),
    _unit("日元|日圆|JPY", "JPY", "1", "yen, JPY", "¥ JP¥ JPY"),
    _unit("英镑|GBP", "GBP", "1", "pound, sterling, GBP", "£ GBP"),
    _unit("港元|港币|HKD", "HKD", "1", "Hong Kong dollar, HKD", "HK$ HKD"),
    _unit("新?台币|TWD", "TWD", "1", "Taiwan dollar, NT dollar, NTD, TWD", "NT$ NTD TWD"),
    _unit("澳元|AUD", "AUD", "1", "Australian dollar, AUD", "A$ AU$ AUD"),
    _unit("加元|CAD", "CAD", "1", "Canadian dollar, CAD", "C$ CA$ CAD"),
    _unit("新加坡元|新元|SGD", "SGD", "1", "Singapore dollar, SGD", "S$ SGD"),
    _unit("瑞士法郎|瑞郎|CHF", "CHF", "1", "franc, CHF", "CHF"),
    _unit("韩元|KRW", "KRW", "1", "won, KRW", "₩ KRW"),
    _unit("卢比|INR", "INR", "1", "rupee, INR", "₹ INR"),
    _unit("卢布|RUB", "RUB", "1", "rouble, ruble, RUB", "₽ RUB"),
    _unit("元人民币|人民币|块钱|元(?![素件数宇组旦老始年])|CNY|RMB", "CNY", "1", "yuan, renminbi, RMB, CNY", "¥ RMB CNY CN¥"),
)  # fmt: skip
BY_ID = {unit.id: unit for unit in UNITS}
# 元 is the dollar of Hong Kong, Taiwan, Macao and Singapore as well, and 度 is more than Celsius.
_ALSO = {"yuan": r"|\bdollars?\b|\$", "degree Celsius": r"|\bdeg\b|\bdegrees?\b"}

_CHINESE = re.compile(
    r"\s*(?:多|余|来|几)?\s*(?:" + "|".join(f"(?P<u{number}>{unit.chinese})" for number, unit in enumerate(UNITS)) + ")"
)
_WORDS = {word.casefold(): unit for unit in UNITS for word in unit.words}
_SYMBOLS = {symbol: unit for unit in UNITS for symbol in unit.symbols}
_LATIN = re.compile(r"[A-Za-zμµ]")


def chinese_unit(text: str, position: int) -> tuple[str, int] | None:
    """The unit that stands at a position of a folded Chinese text: its id and where it ends."""
    found = _CHINESE.match(text, position)
    if found is None or found.lastgroup is None:
        return None
    end = found.end()
    if _LATIN.match(text[end - 1]) and _LATIN.match(text[end : end + 1]):
        return None  # `5m` of `5min`
    return UNITS[int(found.lastgroup[1:])].id, end


_AFTER = re.compile(
    r"[\s-]*((?:(?:square|sq|cubic|metric|US|Hong Kong|nautical|degrees?|kilowatt|megawatt|gigawatt|terawatt)[\s-]+)?[A-Za-zμµ°℃€£¥$]+[²³]?[23]?)"
)
_BEFORE = re.compile(r"(US\$|HK\$|NT\$|[AC]\$|\$|€|£|¥|RMB|CNY|USD|EUR)\s*\Z")


def english_unit(text: str, start: int, end: int) -> Unit | None:
    """The unit of the number at `start` to `end` of an English text, before or behind it."""
    before = _BEFORE.search(text, max(0, start - 5), start)
    if before is not None:
        return _SYMBOLS[before[1]]
    found = _AFTER.match(text, end)
    if found is not None and not (found[0] == "s" and text[end - 1] == "0"):  # the 1990s
        name = " ".join(found[1].replace("-", " ").split())
        for candidate in (name, name.split()[0]):
            unit = _SYMBOLS.get(candidate) or _word(candidate.casefold())
            if unit is not None:
                return unit
    return None


def _word(word: str) -> Unit | None:
    return (
        _WORDS.get(word) or _WORDS.get(word.removesuffix("s")) or _WORDS.get(word.replace(" ", "-").removesuffix("s"))
    )


@cache
def _mention(unit: Unit) -> re.Pattern[str]:
    words = "|".join(
        rf"\b(?i:{re.escape(word)})(?i:e?s)?\b".replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]+") for word in unit.words
    )  # fmt: skip
    symbols = "|".join(rf"(?<![A-Za-z]){re.escape(symbol)}(?![A-Za-z²³])" for symbol in unit.symbols)
    return re.compile(f"{words}{'|' if symbols else ''}{symbols}{_ALSO.get(unit.id, '')}")


def mentions(text: str, unit: str) -> bool:
    """Whether an English text names the unit in any form."""
    return _mention(BY_ID[unit]).search(text) is not None

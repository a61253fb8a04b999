"""Chinese numerals as values: `三百五十`, `二〇二三`, `两万五千`, `3.5亿`, `1亿3000万`."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"亿": 10**8, "万": 10**4}
_YEARS = ("一七", "一八", "一九", "二零")
NUMERAL = "[〇零一二两三四五六七八九十百千万亿]"
# 千 and 百 also begin units: 3千米 are three kilometres.
SCALE = r"(?:[十百千]?[万亿]+|[十百千](?![米克瓦卡帕焦赫伏字兆]|分[之点比]))"
TO = r"\s*(?:[-–—~]{1,2}|至|到)\s*"
"""Between the ends of a range in a folded text."""
_RUN = re.compile(f"{NUMERAL}{{1,12}}")
_ARABIC = re.compile(rf"(\d[\d, ]*(?:\.\d+)?)\s*({SCALE})?")
# Full-width signs, and the Traditional forms of all characters that numbers, units and measure words are written with.
_FOLD = str.maketrans(
    {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | {
        "％": "%",
        "．": ".",
        "：": ":",
        "－": "-",
        "～": "~",
        "＋": "+",
        "／": "/",
        "　": " ",
        "\u00a0": " ",
        "\u2009": " ",
    }
    | dict(
        zip(
            "萬億兩點個號週種項條噸頁課層幾餘畝歲時鐘紀雙階類隻張間場屆數國維輪顆圓塊臺鎊歐韓盧幣新創華攝氏開爾焦納釐負約萊標準單筆縣區員從後為對",
            "万亿两点个号周种项条吨页课层几余亩岁时钟纪双阶类只张间场届数国维轮颗圆块台镑欧韩卢币新创华摄氏开尔焦纳厘负约莱标准单笔县区员从后为对",
            strict=True,
        )
    )
)


def fold(text: str) -> str:
    """Half-width and Simplified, as far as numbers go; every character stays at its place."""
    return text.translate(_FOLD)


def numeral_value(text: str) -> Fraction | None:
    """The value of Chinese numerals; None for what is no number by the rules (`三五`, `十四五`, `百`)."""
    whole, point, decimals = text.partition("点")
    value = _whole(whole)
    if value is None or not point:
        return None if value is None else Fraction(value)
    if not decimals or any(char not in DIGITS for char in decimals):
        return None
    return value + Fraction(int("".join(str(DIGITS[char]) for char in decimals)), 10 ** len(decimals))


def _whole(text: str) -> int | None:
    if all(char in DIGITS for char in text):
        if len(text) == 1 or text[:2] in _YEARS or "〇" in text:  # 一九九七, 二〇; 三五 is "a few"
            return int("".join(str(DIGITS[char]) for char in text))
        return None
    for char, scale in _SCALES.items():
        head, found, tail = text.rpartition(char)
        if not found:
            continue
        before, after = _whole(head) if head else None, _tail(tail, scale)
        return None if before is None or after is None else before * scale + after
    return _section(text)


def _tail(text: str, scale: int) -> int | None:
    """What follows a scale: `两万五` is 25,000, `两万零五` is 20,005."""
    if not text:
        return 0
    if len(text) == 1 and text in DIGITS:
        return DIGITS[text] * scale // 10
    value = _whole(text.lstrip("零〇"))
    return None if value is None or value >= scale else value


def _section(text: str) -> int | None:
    """Up to 9,999: digits before 千, 百 and 十 in falling order."""
    total, digit, last = 0, None, 10**4
    for char in text:
        if char in _TENS:
            unit = _TENS[char]
            if unit >= last or (digit is None and (unit != 10 or total)):
                return None
            total, digit, last = total + (1 if digit is None else digit) * unit, None, unit
        elif char in "零〇":
            if digit is not None or not total:
                return None
            last = 10 if last > 10 else last
        elif digit is None and char in DIGITS:
            digit = DIGITS[char]
        else:
            return None
    if digit is not None:
        return total + (digit * last // 10 if last >= 100 and text[-2] not in "零〇" else digit)
    return total


def mixed_value(text: str) -> Fraction | None:
    """The value of digits, of digits with scales (`3.5亿`, `1亿3000万`), or of Chinese numerals."""
    if not text[:1].isdigit():
        return numeral_value(text)
    total, position = Fraction(0), 0
    while position < len(text):
        part = _ARABIC.match(text, position)
        if part is None:
            return None
        value = Fraction(part[1].replace(",", "").replace(" ", "").rstrip("."))
        for char in part[2] or "":
            value *= _TENS.get(char) or _SCALES[char]
        total += value
        position = part.end()
    return total


def loose_values(text: str) -> set[Fraction]:
    """Every value that numerals of a folded text may have, well-formed or not: 14 and 45 and 5 for `十四五`."""
    found: set[Fraction] = set()
    for run in _RUN.findall(text):
        for start in range(len(run)):
            values = (numeral_value(run[start:end]) for end in range(start + 1, len(run) + 1))
            found.update(value for value in values if value is not None)
    return found

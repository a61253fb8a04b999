"""Quantities: Chinese text to values, English text to readings, and the comparison of the two."""

from __future__ import annotations

from fractions import Fraction

import pytest

from transpipe.quantities.chinese import quantities
from transpipe.quantities.compare import holds, made_up, missing, without_unit
from transpipe.quantities.english import said
from transpipe.quantities.numerals import fold, loose_values, mixed_value, numeral_value
from transpipe.quantities.units import UNITS, chinese_unit, mentions
from transpipe.quantities.values import Kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0), ("五", 5), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("一百", 100), ("一百零五", 105),
        ("一百一十", 110), ("一百五", 150), ("三千", 3000), ("三千零八", 3008), ("三千五", 3500), ("一万", 10_000),
        ("十万", 100_000), ("两万五", 25_000), ("两万五千", 25_000), ("两万零五", 20_005), ("三百万", 3_000_000),
        ("一千二百万", 12_000_000), ("一亿", 10**8), ("三亿五千万", 350_000_000), ("十三亿", 13 * 10**8),
        ("两万亿", 2 * 10**12), ("二〇二三", 2023), ("一九九七", 1997), ("二零二三", 2023), ("二〇", 20),
    ],
)  # fmt: skip
def test_numerals(text: str, value: int) -> None:
    assert numeral_value(text) == value


@pytest.mark.parametrize(
    "text", ["", "三五", "十四五", "百", "千万", "万一", "一五一十", "三三两两", "十十", "百分", "五点", "点五"]
)
def test_what_is_no_numeral(text: str) -> None:
    assert numeral_value(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", "3"), ("1,234.5", "1234.5"), ("3.5亿", "350000000"), ("2 万", "20000"), ("1亿3000万", "130000000"),
        ("5千", "5000"), ("3百万", "3000000"), ("2.5万亿", "2500000000000"), ("三点一四", "3.14"), ("20 000", "20000"),
    ],
)  # fmt: skip
def test_digits_with_scales(text: str, value: str) -> None:
    assert mixed_value(text) == Fraction(value)


def test_loose_values_see_through_idioms() -> None:
    assert {14, 5} <= loose_values("“十四五”规划")


def test_folding_keeps_every_character_at_its_place() -> None:
    text = "２０２３年，兩萬５％～６％"
    assert fold(text) == "2023年，两万5%~6%"
    assert len(fold(text)) == len(text)


def listing(text: str) -> list[tuple[str, str]]:
    return [(found.kind.value, str(found.value)) for found in quantities(text)]


@pytest.mark.parametrize(
    "text",
    [
        "", "标准化", "一带一路", "统一标准", "唯一", "一些", "十分重要", "千万不要", "万一失败", "成千上万", "数百家", "几十个", "上百人",
        "三农问题", "四川省", "二维码", "百度", "十四五规划", "COP28", "ITU-T L.1470", "5G网络", "3D打印", "H2O", "v2", "Q.3",
        "一个国家", "第一次", "一分为二", "三峡", "七嘴八舌", "乱七八糟", "五花八门", "A 和 B 两种", "德、法、韩三种文字", "一半天", "一成不变",
        "三成员", "每个百分点", "月亮", "倍数", "正月", "本届", "上半年",
    ],
)  # fmt: skip
def test_texts_without_quantities(text: str) -> None:
    assert listing(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3.5亿人", [("number", "350000000")]),
        ("2万个", [("number", "20000")]),
        ("20多万人", [("number", "200000")]),
        ("四十余家", [("number", "40")]),
        ("六千多块钱", [("number", "6000")]),
        ("十二家", [("number", "12")]),
        ("三个月", [("number", "3")]),
        ("两项研究", [("number", "2")]),
        ("10-20", [("number", "10"), ("number", "20")]),
        ("10至20", [("number", "10"), ("number", "20")]),
        ("10～20", [("number", "10"), ("number", "20")]),
        ("3到5年", [("number", "3"), ("number", "5")]),
        ("1,000吨", [("number", "1000")]),
        ("版本1.1.0", [("version", "0")]),
        ("正负0.5毫米", [("number", "1/2")]),
        ("10:30", [("number", "10"), ("number", "30")]),
        ("下午3点", [("number", "3")]),
        ("三分之一", [("fraction", "1/3")]),
        ("十分之三", [("fraction", "3/10")]),
        ("万分之五", [("fraction", "1/2000")]),
        ("一半以上", [("fraction", "1/2")]),
        ("3‰", [("fraction", "3/1000")]),
        ("百分之五", [("percent", "5")]),
        ("百分之三点五", [("percent", "7/2")]),
        ("百分之百", [("percent", "100")]),
        ("72%", [("percent", "72")]),
        ("５％", [("percent", "5")]),
        ("5%-10%", [("percent", "5"), ("percent", "10")]),
        ("5-10%", [("percent", "5"), ("percent", "10")]),
        ("1.5个百分点", [("percent", "3/2")]),
        ("八成", [("percent", "80")]),
        ("三成半", [("percent", "35")]),
        ("两倍", [("multiple", "2")]),
        ("1.5倍", [("multiple", "3/2")]),
        ("翻一番", [("multiple", "2")]),
        ("翻了两番", [("multiple", "4")]),
        ("第三章", [("ordinal", "3")]),
        ("第十八届", [("ordinal", "18")]),
        ("第 5 研究组", [("ordinal", "5")]),
        ("2023年12月", [("year", "2023"), ("month", "12")]),
        ("2023 年 12 月 9 日", [("year", "2023"), ("month", "12"), ("day", "9")]),
        ("12月9日至12日", [("month", "12"), ("day", "9"), ("day", "12")]),
        ("二〇二三年", [("year", "2023")]),
        ("2021-2025年", [("year", "2021"), ("year", "2025")]),
        ("2023-12-09", [("year", "2023"), ("month", "12"), ("day", "9")]),
        ("1-2月", [("month", "1"), ("month", "2")]),
        ("三月交卷", [("month", "3")]),
        ("20世纪90年代", [("decade", "1990")]),
        ("上世纪八十年代", [("decade", "1980")]),
        ("本世纪20年代", [("decade", "2020")]),
        ("90年代", [("decade", "90")]),
        ("21世纪", [("century", "21")]),
        ("本世纪中叶", [("century", "0")]),
        ("兩萬五千個", [("number", "25000")]),
        ("第三方的三個標準", [("ordinal", "3"), ("number", "3")]),
    ],
)  # fmt: skip
def test_quantities(text: str, found: list[tuple[str, str]]) -> None:
    assert listing(text) == found


def test_one_character_numerals_are_small_and_others_are_not() -> None:
    assert [found.small for found in quantities("三个 十二个 3个 一半")] == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5公里", "kilometre"), ("5千米", "kilometre"), ("5 km", "kilometre"), ("5米", "metre"), ("5平方公里", "square kilometre"),
        ("2万吨", "tonne"), ("3千克", "kilogram"), ("100兆瓦", "megawatt"), ("3000千瓦时", "kilowatt-hour"), ("5度电", "kilowatt-hour"),
        ("1.5摄氏度", "degree Celsius"), ("1.5℃", "degree Celsius"), ("3亿元", "yuan"), ("3亿美元", "US dollar"), ("5欧元", "euro"),
        ("3个月", "month"), ("5天", "day"), ("24小时", "hour"), ("30分钟", "minute"), ("5年内", "year"), ("100亩", "mu"),
        ("5", ""), ("5个", ""), ("5元素", ""), ("20度", ""), ("5mins", ""), ("二元函数", ""),
    ],
)  # fmt: skip
def test_units(text: str, unit: str) -> None:
    assert "".join(found.unit for found in quantities(text)) == unit


def test_every_unit_knows_its_own_names() -> None:
    for unit in UNITS:
        for name in unit.words:
            assert mentions(f"about 5 {name}s", unit.id) or mentions(f"about 5 {name}", unit.id), (unit.id, name)
        for symbol in unit.symbols:
            assert mentions(f"5 {symbol}", unit.id), (unit.id, symbol)
    assert chinese_unit("5", 1) is None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("350 million", "number", "350000000"), ("3.5 hundred million", "number", "350000000"), ("US$350m", "number", "350000000"),
        ("0.35 billion", "number", "350000000"), ("two and a half million", "number", "2500000"), ("half a million", "number", "500000"),
        ("2 ten thousand", "number", "20000"), ("20,000", "number", "20000"), ("20 000", "number", "20000"), ("20k", "number", "20000"),
        ("one hundred and twenty-three", "number", "123"), ("twenty-one", "number", "21"), ("a dozen", "number", "12"),
        ("one and a half", "number", "3/2"), ("1½ hours", "number", "3/2"), ("Phase II", "number", "2"), ("both", "number", "2"),
        ("three thousand five hundred", "number", "3500"), ("US$ billions", "number", "1000000000"), ("9.30 a.m.", "number", "30"),
        ("2023–25", "number", "2025"), ("Q3", "number", "3"),
        ("5%", "percent", "5"), ("5 per cent", "percent", "5"), ("five percent", "percent", "5"), ("5 to 10 percent", "percent", "5"),
        ("3 percentage points", "percent", "3"),
        ("one third", "fraction", "1/3"), ("two-thirds", "fraction", "2/3"), ("a quarter", "fraction", "1/4"), ("half", "fraction", "1/2"),
        ("one in five", "fraction", "1/5"), ("two out of every three", "fraction", "2/3"), ("1/3", "fraction", "1/3"),
        ("3 per thousand", "fraction", "3/1000"), ("three quarters", "fraction", "3/4"),
        ("twice", "multiple", "2"), ("doubled", "multiple", "2"), ("3 times", "multiple", "3"), ("threefold", "multiple", "3"),
        ("10x", "multiple", "10"), ("tripled", "multiple", "3"),
        ("third", "ordinal", "3"), ("18th", "ordinal", "18"), ("twenty-first", "ordinal", "21"), ("the twentieth century", "ordinal", "20"),
        ("December", "month", "12"), ("Sept. 9", "month", "9"), ("2023-12-09", "month", "12"), ("09/12/2023", "month", "12"),
        ("the 1990s", "decade", "1990"), ("the nineties", "decade", "90"), ("mid-century", "century", "0"),
    ],
)  # fmt: skip
def test_english(text: str, kind: str, value: str) -> None:
    assert (Kind(kind), Fraction(value)) in said(text).readings


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("may", "month", "5"), ("march on", "month", "3"), ("3.5 billion", "number", "350000000"), ("2 and 3", "number", "5"),
        ("5 of the 10", "percent", "5"), ("version 3.5", "month", "5"), ("third", "number", "3"), ("1990", "decade", "1990"),
    ],
)  # fmt: skip
def test_english_does_not_say(text: str, kind: str, value: str) -> None:
    assert (Kind(kind), Fraction(value)) not in said(text).readings


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("服务3.5亿人", "serving 350 million people"),
        ("2万个站点", "20,000 sites"),
        ("约三分之一", "about a third"),
        ("约三分之一", "one in three"),
        ("占五分之一", "20%"),
        ("八成来自风电", "four fifths come from wind"),
        ("近两成", "nearly 20%"),
        ("增长两倍", "tripled"),
        ("增长两倍", "twice as much"),
        ("一半以上", "more than half"),
        ("第十八届会议", "the eighteenth meeting"),
        ("第三阶段", "Phase III"),
        ("10～20%", "between 10 and 20 per cent"),
        ("35-45万吨", "350,000 to 450,000 tonnes"),
        ("2023年12月9日", "9 December 2023"),
        ("2023年12月9日", "2023-12-09"),
        ("2021—2025年", "2021–25"),
        ("20世纪90年代", "the nineties"),
        ("90年代", "the 1990s"),
        ("本世纪中叶", "the middle of the century"),
        ("12月", "month 12"),
        ("下午3点", "15:00"),
        ("15:30", "3.30 p.m."),
        ("六千多元", "more than six thousand yuan"),
        ("1000米", "1 km"),
        ("100万千瓦", "1 GW"),
        ("20万吨", "200 kt"),
        ("24个月", "two years"),
        ("150亩", "10 hectares"),
        ("版本1.1.0", "version 1.1.0"),
        ("年费1.98 万元和5.6 万元", "19,800 and 56,000 yuan"),
        ("一百二十家", "120 factories"),
        ("三到五年", "three to five years"),
        ("两种方法", "both methods"),
        ("两年一次", "biennial, every second year"),
    ],
)
def test_good_translations_hold_everything(source: str, target: str) -> None:
    assert list(missing(quantities(source), said(target))) == []
    assert list(without_unit(quantities(source), said(target))) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("服务3.5亿人", "serving 3.5 billion people"),
        ("服务3.5亿人", "serving 35 million people"),
        ("服务3.5亿人", "serving about 300 million people"),
        ("2万个站点", "2,000 sites"),
        ("三分之一", "a quarter"),
        ("百分之五", "five"),
        ("5%", "15%"),
        ("八成", "8%"),
        ("第三阶段", "Phase II"),
        ("10-20", "from 10 to 30"),
        ("2023年12月9日", "9 November 2023"),
        ("2023年", "2022"),
        ("20世纪90年代", "the 1980s"),
        ("本世纪中叶", "in the middle"),
        ("版本1.1.0", "version 1.1"),
        ("十二家", "eleven"),
        ("20万吨", "200,007 tonnes"),
        ("翻两番", "doubled"),
    ],
)
def test_wrong_numbers_are_seen(source: str, target: str) -> None:
    assert list(missing(quantities(source), said(target)))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("100兆瓦", "100 GW"), ("100兆瓦", "100 kilowatts"), ("5公里", "5 miles"), ("3亿元", "EUR 300 million"), ("3亿美元", "300 million yuan"),
        ("5亩", "5 acres"), ("3天", "3 hours"), ("1.5摄氏度", "1.5 kelvin"), ("20万吨", "200,000 litres"), ("5平方米", "5 cubic metres"),
    ],
)  # fmt: skip
def test_wrong_units_are_seen(source: str, target: str) -> None:
    assert [found.unit for found in without_unit(quantities(source), said(target))]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("100兆瓦", "100-megawatt"), ("5公里", "5-kilometre"), ("3亿元", "RMB 300 million"), ("3亿元", "¥300 million"), ("一碗二十元", "20 dollars a bowl"),
        ("5平方米", "5 m²"), ("1.5℃", "1.5 degrees"), ("3天", "a three-day meeting"), ("3亿美元", "$300m"), ("5年内", "over a 5-year period"),
    ],
)  # fmt: skip
def test_good_units_are_not(source: str, target: str) -> None:
    assert list(without_unit(quantities(source), said(target))) == []


def test_numbers_that_nothing_explains() -> None:
    def found(source: str, target: str) -> list[str]:
        return list(made_up(quantities(source), said(target), source))

    assert found("扩展为六台", "to 60 servers") == ["60"]
    assert found("有1000个", "10000 of them, 1000") == ["10000"]
    for source, target in (
        ("近万条", "nearly 10,000"), ("“十四五”规划", "the 14th Five-Year Plan"), ("COP28", "COP28"), ("七点半", "7:30"),
        ("3.5亿", "350 million"), ("三个", "3"), ("分为三步", "12 steps"), ("一半", "50%"), ("二十四小时", "24/7"), ("2万", "20k"),
    ):  # fmt: skip
        assert found(source, target) == [], (source, target)


def test_holding_looks_at_the_value_alone() -> None:
    (found,) = quantities("5公里")
    assert holds(said("5 miles"), found)
    assert not holds(said("6 miles"), found)

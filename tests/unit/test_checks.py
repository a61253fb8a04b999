"""Checks of drafts and documents: what they find, and what they leave alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers import PROSE, PROVENANCE, FunctionEngine, drafts_of, plan
from transpipe.model import Block, Segment, Sentence, Severity, Span, Tag
from transpipe.pipeline.recall import recall_similar
from transpipe.pipeline.render import render_plan
from transpipe.rules import BY_ID
from transpipe.stores.memory import SqliteMemory
from transpipe.translate.terms import Glossary
from transpipe.units import ApprovedUnit, Draft, Origin, Term
from transpipe.verify.checks import CHECKS, DOCUMENT_CHECKS, Doubt, check_document, check_draft

PAGES = sorted((Path(__file__).parents[2] / "docs" / "rules").glob("*.md"))
TERMS = Glossary(
    [
        Term(("国际电联",), "ITU", admitted=("International Telecommunication Union",), deprecated=("International Telecom Union",)),
        Term(("碳中和",), "carbon neutrality", admitted=("carbon neutral",), deprecated=("carbon neutralisation", "carbon")),
        Term(("循环经济",), "circular economy", admitted=("circularity",), deprecated=("loop economy", "economy")),
        Term(("数字经济",), "digital economy"),
        Term(("减排",), "emission reduction", admitted=("reduction of emissions", "cutting emissions", "emissions cuts")),
        Term(("【标准】",), "【GDAStandard】"),
    ],
    "test",
)  # fmt: skip


def found(source: str, target: str, origin: Origin = Origin.ENGINE) -> dict[str, str]:
    """Messages by rule."""
    sentence = Sentence(source, (), Span(0, 1))
    draft = Draft(target, origin, None, tuple(TERMS.find(source)))
    return {check.id: message for check, message in check_draft(sentence, draft)}


def segment(*sources: str, kind: str = "paragraph", key: str = "") -> Segment:
    return Segment(Block(kind, Span(0, 1), (), key=key), tuple(Sentence(source, (), Span(0, 1)) for source in sources))


def doubts(*rows: tuple[Segment, list[str]]) -> list[Doubt]:
    segments = [row[0] for row in rows]
    made = [
        [
            Draft(target, Origin.ENGINE, None, tuple(TERMS.find(sentence.text)))
            for sentence, target in zip(item.sentences, targets, strict=True)
        ]
        for item, targets in rows
    ]
    return list(check_document(segments, made))


# --- good translations ------------------------------------------------------------------------

GOOD = [
    ("", ""), ("……", "..."), ("国际电联发布报告。", "ITU's report is out."), ("国际电联发布报告。", "The International Telecommunication Union reports."),
    ("不断改进", "continuous improvement"), ("非常重要", "very important"), ("无线网络", "wireless network"), ("未来十年", "the next decade"),
    ("不同国家", "various countries"), ("无论如何", "in any case"), ("非洲各国", "African countries"), ("不仅如此", "what is more"),
    ("没有数据", "without data"), ("无法确定", "is unclear"), ("不支持", "unsupported"), ("不超过3米", "up to 3 m"), ("未达标", "fell short"), ("尚未达成", "pending agreement"),
    ("是不是", "whether it is so"), ("南非", "South Africa"), ("非物质文化遗产", "intangible heritage"), ("无障碍环境", "accessible environments"),
    ("必不可少", "essential to nobody but us"), ("不少于一年", "at least a year"), ("不久之后", "soon after"), ("无人机", "drones"),
    ("使用Wi-Fi网络", "over WiFi"), ("基于SSL的服务", "SSL-based services"), ("用JSON格式", "in json"), ("CO₂排放", "CO2 emissions"),
    ("IMT-2030框架", "the IMT-2030 framework"), ("IMT-2030框架", "the IMT 2030 framework"), ("5G基站", "5G base stations"), ("100MW项目", "a 100 MW project"),
    ("见www.itu.int。", "See www.itu.int."), ("写信至a@b.org", "write to a@b.org"), ("标准（草案）", "standard (draft)"), ("1）概述", "1) Overview"),
    ("“双碳”", "“dual carbon”"), ("「雙碳」", '"dual carbon"'), ("工人的工具", "the workers' tools and a worker's tool"),
    ("24英寸屏幕和“大”屏幕", '24" screens and "big" screens'), ("他说（见下文", "He says (see below"), ("很多很多", "many many"),
    ("一步一步", "step by step"), ("他说那个", "he said that that was it"), ("Bora Bora岛", "Bora Bora island"), ("大数据大模型大算力", "big data, big models, big computing power"),
    ("标识符 [a-z A-Z]", "an identifier [a-z A-Z]"), ("指定为 mv 或 cp 时，mv 或 cp 的文件夹", "for mv or cp, mv or cp and its folder"),
    ("Vue 能胜任大规模场景吗？", "Does Vue scale?"), ("概述", "Overview"), ("投资5亿美元", "investing $500 million"), ("1、概述", "1. Overview"), ("图1｜概述", "Figure 1 | Overview"),
    ("【标准】发布", "【GDAStandard】 published"), ("碳中和目标", "the carbon neutral target"), ("数字经济与循环经济", "digital economy and circular economy"),
    ("循环经济和经济", "the circular economy and the economy"), ("2023年减排3.5亿吨", "In 2023, emission reduction came to 350 million tonnes"),
    ("第三步", "step 3"), ("每提高一个百分点", "each percentage-point increase"), ("填写⟦1/⟧和⟦2/⟧两个字段", "Fill in ⟦1/⟧ and ⟦2/⟧"),
    ("约四十余家", "more than 40"), ("上世纪80年代", "the 1980s"), ("每周四上午八点", "Thursdays at 8 a.m."), ("气温低至零下20度", "as low as minus 20"),
    ("⟦1⟧标准⟦/1⟧", "⟦1⟧standard⟦/1⟧"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target"), GOOD)
def test_good_translations_raise_no_doubt(source: str, target: str) -> None:
    assert found(source, target) == {}


# --- bad ones ---------------------------------------------------------------------------------

BAD = [
    ("empty", "标准", "", "is empty"), ("empty", "标准", "…", "is empty"),
    ("copied", "标准", "标准", "Chinese text itself"), ("copied", "⟦1⟧标准⟦/1⟧", "标准", "Chinese text itself"),
    ("tags", "见⟦1⟧标准⟦/1⟧。", "See the standard.", "⟦1⟧"), ("tags", "见⟦1/⟧。", "See ⟦1/⟧ ⟦1/⟧.", "more often"),
    ("tags", "⟦1⟧甲⟦/1⟧⟦2⟧乙⟦/2⟧", "⟦1⟧a⟦2⟧b⟦/1⟧⟦/2⟧", "nested"), ("tags", "⟦1⟧甲⟦/1⟧", "⟦1⟧a⟦/1⟧ ⟧", "nested"),
    ("markup", "标准", "**standard", "**"), ("markup", "标准", "# standard", "#"), ("markup", "标准", "standard]", "]"), ("markup", "2、标准", "3. standard", "3."),
    ("order", "⟦1/⟧中的⟦2/⟧", "⟦2/⟧ in ⟦1/⟧", "order"),
    ("term-missing", "国际电联报告", "a report of the union", "国际电联 = ITU"),
    ("term-deprecated", "国际电联报告", "a report of the International Telecom Union", "write “ITU”"),
    ("term-deprecated", "碳中和目标", "the carbon target", "“carbon” for 碳中和"),
    ("term-deprecated", "循环经济很重要", "The economy is important", "“economy” for 循环经济"),
    ("number", "3.5亿人", "3.5 billion people", "3.5亿 (350,000,000)"), ("number", "三分之一", "a quarter", "三分之一 (1/3)"),
    ("number", "增长三倍", "grew by half", "三倍 (3)"), ("number", "版本1.1.0", "version 1.0", "1.1.0"), ("number", "第三章", "the last chapter", "第三 (3)"),
    ("number", "10至20家", "10 to 30 firms", "20"), ("number", "1.5公里", "15 km", "1.5公里"),
    ("number-word", "三个国家", "four countries", "三个 (3)"), ("number-word", "一半以上", "a majority", "一半 (1/2)"),
    ("number-added", "很多国家", "193 countries", "193"), ("number-added", "扩展为六台", "to 60 servers", "60"),
    ("percent", "下降三成", "down by 3%", "三成 (30%)"), ("percent", "百分之五", "5 points of it", "百分之五 (5%)"), ("percent", "72%", "27%", "72%"),
    ("date", "2023年12月9日", "9 November 2023", "12月 (December)"), ("date", "20世纪90年代", "the 1920s", "1990s"), ("date", "21世纪", "the modern age", "century 21"),
    ("date", "2023年", "in 2022", "2023"), ("date", "本世纪中叶", "in the middle", "century"),
    ("unit", "100兆瓦", "100 GW", "megawatt"), ("unit", "3亿元", "EUR 300 million", "yuan"), ("unit", "20万吨", "200,000 litres", "tonne"),
    ("identifier", "ISO 14064-1:2018标准", "the standard ISO 14064-1", "ISO 14064-1:2018"), ("identifier", "COP28大会", "COP27", "COP28"),
    ("identifier", "GB/T 24040", "GB/T 2404", "GB/T 24040"), ("identifier", "ITU-T L.1470", "ITU-T L.1471", "L.1470"),
    ("identifier", "FG-AI4A-I-132文件", "document FG-AI4A-I-123", "FG-AI4A-I-132"), ("identifier", "CO₂排放", "carbon emissions", "CO2"), ("identifier", "5G基站", "base stations", "5G"),
    ("name", "由Ethos公司开发", "developed by Eros", "Ethos"), ("name", "Zero Waste Europe发布", "Zero Europe published", "Waste"), ("name", "用SQL查询", "query", "SQL"),
    ("url", "见https://a.org/b。", "See https://a.org/c.", "https://a.org/b"), ("url", "写信至a@b.org", "write to a@c.org", "a@b.org"),
    ("leftover", "数字化转型", "digital 转型", "转型"),
    ("wide-punctuation", "报告（草案）", "report （draft）", "（, ）"), ("wide-punctuation", "２号", "No. ２", "２"),
    ("brackets", "标准（草案）", "standard (draft", "( without its )"), ("brackets", "标准（草案）", "standard draft)", ") without its ("),
    ("quotes", "“双碳”", '"dual carbon', '" 1 times'), ("quotes", "“双碳”", "“dual carbon", "“ 1 times"),
    ("loop", "提供服务", "provides services services", "services"), ("loop", "该服务", "the use of the use of the use of it", "the use of"),
    ("loop", "生产环境中的数据", "in the field of data in the field of use and in the field of it", "in the field of"),
    ("length", "各国应当加强合作以应对气候变化。", "Agreed.", "very short"), ("length", "各国应当加强合作。", "Countries should do so. " * 6, "very long"),
    ("negation", "系统不支持", "The system supports it", "不支持"), ("negation", "尚未发布", "It is published", "未发布"),
    ("negation", "标准仍不统一", "Standards are still unified", "不统一"), ("negation", "结果仍不明确", "The result is still clear", "不明确"),
    ("negation", "路径无关", "The path", "无关"), ("negation", "没有变化", "It changes", "没有变化"), ("negation", "非必选项", "a required item", "非必选项"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "source", "target", "part"), BAD)
def test_bad_translations_are_named(rule: str, source: str, target: str, part: str) -> None:
    assert part in found(source, target).get(rule, "")


def test_every_check_has_bad_examples() -> None:
    assert {check.id for check in CHECKS} - {row[0] for row in BAD} == {"kept", "pieces", "fuzzy"}


def test_kept_says_nothing_else_and_pieces_goes_along() -> None:
    assert list(found("标准", "标准", Origin.KEPT)) == ["kept"]
    assert list(found("标准3", "standard", Origin.AROUND_TAGS)) == ["number", "pieces"]


def test_lost_tags_are_named_by_what_they_hold() -> None:
    tags = (Tag(1, Span(0, 1), Span(2, 3), "link"), Tag(2, Span(3, 4), None, "identifier", "L.1470"))
    sentence = Sentence("见⟦1⟧标准⟦/1⟧⟦2/⟧", tags, Span(0, 1))
    messages = {check.id: message for check, message in check_draft(sentence, Draft("See it", Origin.ENGINE))}
    assert messages["tags"] == "lost in the translation: link ⟦1⟧, L.1470"


def test_without_terms_there_is_nothing_to_say_about_terms() -> None:
    sentence = Sentence("国际电联报告", (), Span(0, 1))
    assert list(check_draft(sentence, Draft("a report", Origin.ENGINE))) == []


# --- documents --------------------------------------------------------------------------------


def test_a_document_without_doubts() -> None:
    rows = [
        (segment("背景", kind="heading"), ["Background"]),
        (segment("国际电联报告。", "碳中和。"), ["The International Telecommunication Union reports.", "Carbon neutrality."]),
        (segment("国际电联标准。"), ["ITU standards."]),
        (segment("减排。"), ["Emission reductions."]),
        (segment("减排很难。"), ["emission reduction is hard."]),
        (segment("碳中和。"), ["Carbon neutrality."]),
        (segment("碳中和。"), ["Carbon  neutrality."]),
        (segment("电池等", kind="heading"), ["Batteries etc."]),
        (segment("结束。", kind="heading"), ["It is over."]),
        (segment("开始", kind="heading"), ["At the U.N."]),
        (segment("然后", kind="heading"), ["And then..."]),
        (segment("备注", kind="cell"), ["A note."]),
        (segment("标题", kind="front-matter", key="summary"), ["A title."]),
    ]  # fmt: skip
    assert doubts(*rows) == []
    assert list(check_document([], [])) == []


def test_documents_are_checked_as_a_whole() -> None:
    rows = [
        (segment("背景", kind="heading"), ["Background."]),
        (segment("减排很难。"), ["Cutting emissions is hard."]),
        (segment("第一句。", "减排势在必行。"), ["First.", "Emission reduction is a must."]),
        (segment("减排势在必行。"), ["Emission reduction is a must."]),
        (segment("第一句。", "减排势在必行。"), ["First.", "Emission reduction is due."]),
        (segment("题目", kind="front-matter", key="image.caption"), ["A title."]),
    ]
    assert [(item.check.id, item.segment, item.sentence) for item in doubts(*rows)] == [
        ("term-inconsistent", 2, 1), ("inconsistent", 4, 0), ("heading-stop", 0, 0), ("heading-stop", 5, 0),
    ]  # fmt: skip
    messages = [item.message for item in doubts(*rows)]
    assert "“emission reduction” here and “cutting emissions” before" in messages[0]
    assert "“First. Emission reduction is a must.” before" in messages[1]


def test_doubts_of_sentences_know_their_place() -> None:
    (doubt,) = doubts((segment("好。"), ["Good."]), (segment("好。", "3个。"), ["Good.", "Some."]))[:1]
    assert (doubt.check.id, doubt.segment, doubt.sentence) == ("number", 1, 1)


# --- rules and pages --------------------------------------------------------------------------


def test_every_check_is_a_rule_below_error() -> None:
    for check in (*CHECKS, *DOCUMENT_CHECKS):
        assert check.severity is BY_ID[check.id].severity
        assert check.severity < Severity.ERROR


def test_every_check_has_a_page() -> None:
    assert {check.id for check in (*CHECKS, *DOCUMENT_CHECKS)} <= {page.stem for page in PAGES}


def pages_of_checks() -> list[Path]:
    known = {check.id for check in (*CHECKS, *DOCUMENT_CHECKS)}
    return [page for page in PAGES if page.stem in known]


@pytest.mark.parametrize("page", pages_of_checks(), ids=lambda page: page.stem)
def test_the_examples_of_a_page_are_true(page: Path, tmp_path: Path) -> None:
    text = page.read_bytes().decode("utf-8")
    rule = page.stem
    assert text.startswith(f"# `{rule}`\n{BY_ID[rule].title}. Severity: ")
    for heading in ("What it finds", "Examples", "What to do", "How to silence it"):
        assert f"## {heading}\n" in text
    rows = re.findall(r"^\| (.+?) \| (.+) \| (.+?) \|$", text, re.MULTILINE)[1:]
    terms = _glossary_of(text)
    origin = {"kept": Origin.KEPT, "pieces": Origin.AROUND_TAGS}.get(rule, Origin.ENGINE)
    documents = [rows] if rule in ("inconsistent", "term-inconsistent") else [[row] for row in rows]
    for document in documents:
        segments = [segment(row[0], kind="heading" if rule == "heading-stop" else "paragraph") for row in document]
        made = [[Draft(row[1], origin, None, tuple(terms.find(row[0])))] for row in document]
        if rule == "fuzzy":
            made = [[_with_match(text, row[0], row[1], tmp_path)] for row in document]
        messages = {item.segment: item.message for item in check_document(segments, made) if item.check.id == rule}
        assert [messages.get(index, "none") for index in range(len(document))] == [row[2] for row in document]


def _with_match(text: str, source: str, target: str, folder: Path) -> Draft:
    """The draft of a sentence beside the approved one of the page."""
    approved = re.search(r"^Approved: (\S+) = (.+)$", text, re.MULTILINE)
    assert approved is not None
    memory = SqliteMemory(folder / "memory.sqlite3")
    memory.approve([ApprovedUnit(approved[1], approved[2], "sentence")])
    found = recall_similar(source, (), memory, Glossary([], ""), 0.85)
    memory.close()
    if isinstance(found, Draft):
        assert found.target == target
        return found
    return Draft(target, Origin.ENGINE, match=found)


def _glossary_of(text: str) -> Glossary:
    entry = re.search(r"^Glossary: (\S+) = ([^;\n]+)(?:; forbidden: (.+))?$", text, re.MULTILINE)
    if entry is None:
        return Glossary([], "")
    target, *admitted = entry[2].split(", ")
    forbidden = tuple(entry[3].split(", ")) if entry[3] else ()
    return Glossary([Term((entry[1],), target, admitted=tuple(admitted), deprecated=forbidden)], "")


# --- switches of authors ----------------------------------------------------------------------


def rendered_rules(text: str) -> list[tuple[str, int]]:
    made = plan(text.encode())
    drafts = drafts_of(made, FunctionEngine(lambda sentence: "Word."))
    return [(item.rule, item.line) for item in render_plan(made, drafts, PROVENANCE, PROSE).findings]


def test_findings_are_switched_off_by_comments() -> None:
    text = "有3个。\n\n另有4个。\n\n又有5个。\n"
    assert rendered_rules(text) == [("number", 1), ("number", 3), ("number", 5)]
    ignored = text.replace("另有", "<!-- transpipe: ignore number -->\n\n另有")
    assert rendered_rules(ignored) == [("number", 1), ("number", 7)]
    other = text.replace("另有", "<!-- transpipe: ignore percent -->\n\n另有")
    assert rendered_rules(other) == [("number", 1), ("number", 5), ("number", 7)]
    assert rendered_rules("<!-- transpipe: ignore-file -->\n\n" + text) == []

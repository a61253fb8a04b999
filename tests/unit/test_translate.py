"""Terms, guards, and the ladder with engines that misbehave."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import PROSE, PROVENANCE, FunctionEngine, drafts_of, glossary, plan, rendering
from transpipe.glossary.lint import lint
from transpipe.parse.document import parse_document
from transpipe.pipeline.render import render_plan
from transpipe.tagged_text import TAG, split_tags, structure
from transpipe.terminology import missing_terms
from transpipe.translate.guard import faults
from transpipe.translate.ladder import Work, translate
from transpipe.translate.names import is_name, names
from transpipe.translate.ports import Decoding, Hypothesis
from transpipe.translate.pseudo import PseudoEngine, pseudo
from transpipe.translate.terms import Glossary, model_input, whole_term
from transpipe.units import Origin, Term
from transpipe.verify.skeleton import skeleton_difference

TERMS = glossary(("国际电联", "ITU"), ("国际电联标准", "ITU standards"), ("循环经济", "circular economy"))


def test_longest_match_wins_and_never_crosses_a_tag() -> None:
    assert [match.source for match in TERMS.find("国际电联标准与循环⟦1⟧经济⟦/1⟧国际电联")] == [
        "国际电联标准",
        "国际电联",
    ]


def test_code_switching_sets_spaces() -> None:
    text = "推动国际电联的⟦1⟧循环经济⟦/1⟧COP28工作"
    assert model_input(text, TERMS.find(text)) == "推动 ITU 的⟦1⟧circular economy⟦/1⟧COP28 工作"


def test_a_gloss_that_repeats_the_term_is_taken_in() -> None:
    for text in ("国际电联（ITU）的工作", "国际电联ITU的工作", "「国际电联」（ITU）的工作"):
        assert model_input(text, TERMS.find(text)) == "ITU 的工作"


def test_context_terms_need_their_word() -> None:
    terms = Glossary([Term(("平台",), "platform", context=("数字",))], "v")
    assert terms.find("数字平台")
    assert not terms.find("火车平台")


def test_lint() -> None:
    terms = [
        Term(("甲", "甲"), "A", place="a:1"), Term(("甲",), "A", place="a:2"), Term(("甲",), "B", place="a:3"),
        Term(("乙",), "C", deprecated=("b",), place="a:4"), Term(("丙",), "D", deprecated=("d",), place="a:5"),
        Term(("甲",), "E", context=("丁",), place="a:6"),
    ]  # fmt: skip
    assert [(problem.place, problem.rule) for problem in lint(terms)] == [
        ("a:1", "duplicate"), ("a:2", "duplicate"), ("a:3", "contradiction"),
        ("a:4", "forbidden-preferred"), ("a:5", "forbidden-preferred"),
    ]  # fmt: skip


def test_latin_terms_are_whole_words() -> None:
    terms = glossary(("AI", "artificial intelligence"))
    assert [match.start for match in terms.find("AI 与 MAIL 和ＡＩ技术")] == [0, 11]


def test_whole_term() -> None:
    for text, target in (("循环经济", "circular economy"), ("循环经济。", "circular economy"), ("循环经济的", None)):
        assert whole_term(text, TERMS.find(text)) == target


@pytest.mark.parametrize(
    ("target", "missing"),
    [
        ("The circular economy grows", False),
        ("Circular economies grow", False),
        ("the circular-economy's goal", False),
        ("a ⟦1⟧circular⟦/1⟧ economy", False),
        ("the loop economy", True),
        ("noncircular economyx", True),
    ],
)
def test_term_forms(target: str, missing: bool) -> None:
    assert bool(missing_terms(target, TERMS.find("循环经济"))) is missing


@pytest.mark.parametrize(
    ("source", "target", "fault"),
    [
        ("⟦1⟧甲⟦/1⟧乙", "⟦1⟧a⟦/1⟧ b", None),
        ("⟦1⟧甲⟦/1⟧⟦2/⟧", "⟦2/⟧ ⟦1⟧a⟦/1⟧", None),
        ("⟦1⟧甲⟦/1⟧乙", "a b", "tags"),
        ("⟦1⟧甲⟦/1⟧乙", "⟦1⟧a⟦/1⟧ ⟦1⟧b⟦/1⟧", "tags"),
        ("⟦1⟧甲⟦/1⟧乙", "⟦1⟧a b", "tags"),
        ("⟦1⟧甲⟦/1⟧乙", "⟦/1⟧a⟦1⟧ b", "tags"),
        ("⟦1⟧甲⟦/1⟧乙", "⟦1⟧⟦/1⟧ a b", "tags"),
        ("⟦1⟧甲⟦/1⟧⟦2⟧乙⟦/2⟧", "⟦1⟧a⟦2⟧b⟦/2⟧⟦/1⟧", "tags"),
        ("甲", "a ⟦1/⟧", "tags"),
        ("甲", "a ⟦", "tags"),
        ("甲", "", "empty"),
        ("甲", "。", "empty"),
        ("甲乙", "甲乙", "leftover"),
        ("甲", "go go go now", "loop"),
        ("甲", "word " * 100, "length"),
        ("甲", "a {{< b >}}", "structure"),
        ("甲", "a\n---\nb", "structure"),
    ],
)
def test_guard(source: str, target: str, fault: str | None) -> None:
    found = faults(source, target, ())
    assert (fault in found) if fault else found == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["⟦1⟧", "⟦/1⟧", "⟦2/⟧", "⟦3⟧", "⟦/3⟧", "a", " "]), max_size=12))
def test_only_the_structure_of_the_source_passes(pieces: list[str]) -> None:
    source = "⟦1⟧甲⟦/1⟧⟦2/⟧⟦3⟧乙⟦/3⟧"
    target = "".join(pieces)
    if "tags" not in faults(source, target + " x", ()):
        assert sorted(structure(target) or []) == sorted(structure(source) or [])


def test_a_hypothesis_that_repeats_itself_is_none() -> None:
    assert faults("甲乙", "the same the same the same", ()) == ["loop"]
    assert faults("甲乙", "services services for companies", ()) == ["loop"]
    assert faults("mv 或 mv", "mv or mv mv", ()) == []
    assert faults("甲乙", "one two one two three", ()) == []


def draft(text: str, *answers: str, terms: Glossary = TERMS) -> tuple[str, Origin, int]:
    """Translate with an engine that gives its answers in turn, the last one for ever."""
    engine = _Answers(answers)
    (made,) = translate([Work(text, tuple(terms.find(text)))], engine, Decoding(), terms.find)
    return made.target, made.origin, engine.calls


class _Answers:
    id = "answers:1"

    def __init__(self, answers: Sequence[str]) -> None:
        self.answers = answers
        self.calls = 0

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        answer = self.answers[min(self.calls, len(self.answers) - 1)]
        self.calls += 1
        return [[Hypothesis(part, -1.0) for part in answer.split("|")] for _ in sentences]


def test_the_first_hypothesis_that_keeps_everything_is_taken() -> None:
    assert draft("推动国际电联⟦1/⟧", "push|push ITU|⟦1/⟧ push ITU") == ("⟦1/⟧ push ITU", Origin.ENGINE, 1)


def test_a_hypothesis_without_a_forbidden_rendering_goes_first() -> None:
    terms = Glossary([Term(("双创",), "innovation", deprecated=("double creation",))], "v")
    assert draft("谈双创事", "double creation is innovation|innovation", terms=terms)[0] == "innovation"
    assert draft("谈双创事", "double creation is innovation", terms=terms)[0] == "double creation is innovation"


def test_names_have_their_capitals() -> None:
    terms = Glossary([Term(("绿色数字行动",), "Green Digital Action", keep_case=True)], "v")
    assert draft("推动绿色数字行动", "push Green digital action", terms=terms)[0] == "push Green Digital Action"


def test_the_stop_of_a_name_in_a_piece_is_part_of_it() -> None:
    terms = Glossary([Term(("某公司",), "A Co., Ltd.", keep=True)], "v")
    assert draft("某公司，开会", "word", terms=terms) == ("A Co., Ltd., word", Origin.AROUND_TAGS, 3)


def test_a_name_that_stays_as_it_is_counts_in_no_other_form() -> None:
    terms = Glossary([Term(("澳恪森",), "Oxon8", keep=True)], "v")
    assert draft("推动澳恪森", "push oxon8s|push Oxon8's", terms=terms)[0] == "push Oxon8's"


def test_a_term_that_no_rung_keeps_ends_in_a_finding_at_its_line() -> None:
    data = "第一行。\n\n第二行说国际电联*甲*乙。\n\n末行。\n".encode()
    engine = FunctionEngine(lambda text: "" if "ITU" in text or "⟦" in text else pseudo(text))
    made = plan(data)
    hopeless = {text: replace(item, target="word ⟦1⟧a⟦/1⟧ b") if item.terms else item
                for text, item in drafts_of(made, engine, TERMS).items()}  # fmt: skip
    findings = render_plan(made, hopeless, PROVENANCE, PROSE).findings
    assert [(item.rule, item.line) for item in findings if item.rule == "term-missing"] == [("term-missing", 3)]
    kept = drafts_of(made, FunctionEngine(lambda text: "" if "乙" in text else pseudo(text)), TERMS)
    findings = render_plan(made, kept, PROVENANCE, PROSE).findings
    assert [(item.rule, item.line) for item in findings] == [("kept", 3)]


def test_source_order_of_tags_goes_first() -> None:
    assert draft("⟦1/⟧甲⟦2/⟧", "⟦2/⟧ a ⟦1/⟧|⟦1/⟧ a ⟦2/⟧")[0] == "⟦1/⟧ a ⟦2/⟧"


def test_repetition_control_is_the_second_rung() -> None:
    assert draft("推动工作", "go go go go", "push the work") == ("push the work", Origin.ENGINE, 2)
    assert draft("推动国际电联", "go go go go", "push", "push ⟦1/⟧") == ("push ITU", Origin.ENGINE, 3)


def test_lost_terms_travel_as_tags() -> None:
    assert draft("推动国际电联", "push", "push ⟦1/⟧") == ("push ITU", Origin.ENGINE, 2)


def test_names_travel_as_tags_from_the_start() -> None:
    assert draft("感谢 Noah Ispas 工作", "thanks to ⟦1/⟧") == ("thanks to Noah Ispas", Origin.ENGINE, 1)
    assert draft("感谢⟦1/⟧Noah Ispas 工作", "thanks to ⟦2/⟧ ⟦1/⟧") == (
        "thanks to Noah Ispas ⟦1/⟧", Origin.ENGINE, 1,
    )  # fmt: skip


def test_sentences_that_differ_in_names_alone_are_one_question() -> None:
    engine = FunctionEngine(lambda text: text.replace("配置 ", "configure "))
    works = [Work(f"配置 {name}", ()) for name in ("Hugo", "Argos")]
    made = translate(works, engine, Decoding(), TERMS.find)
    assert (engine.asked, [item.target for item in made]) == (["配置 ⟦1/⟧"], ["configure Hugo", "configure Argos"])


def test_a_name_that_got_lost_as_a_tag_goes_as_a_word() -> None:
    text = "感谢 Noah Ispas 工作"
    for wrong in ("thanks", "thanks ⟦1/⟧ and ⟦1/⟧"):
        assert draft(text, wrong, "thanks to Noah Ispas") == ("thanks to Noah Ispas", Origin.ENGINE, 2)


def test_a_number_that_got_lost_as_a_word_goes_as_a_tag() -> None:
    engine = FunctionEngine(lambda text: "see ⟦2/⟧ ⟦1/⟧" if "⟦2/⟧" in text else "see ⟦1/⟧")
    (made,) = translate([Work("见 Hugo 第 123 节", ())], engine, Decoding(), TERMS.find)
    assert engine.asked == ["见 ⟦1/⟧ 第 123 节", "见 ⟦1/⟧ 第 ⟦2/⟧ 节"]
    assert made.target == "see 123 Hugo"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("投入3.5亿元，约30万亿", ["350 million", "30 trillion"]),
        ("1亿3000万吨", ["130 million"]),
        ("1.98 万元", ["19,800"]),
        ("2,500 万欧元", ["25 million"]),
        ("１２万", ["120,000"]),
        ("1234.5678万", ["12,345,678"]),
        ("3千名", ["3,000"]),
        ("三百万人，两万五千人，十万人", ["3 million", "25,000", "100,000"]),
        ("2.5亿至3亿", ["250 million", "300 million"]),
        ("千万不要，万一，上百万，几十万，30多万，三亿多，第三百万，5百米，300千克，4千米，三五亿，3D", []),
        ("10-20万人", []),
    ],
)
def test_amounts_are_said_by_rule(text: str, said: list[str]) -> None:
    assert [name.target for name in names(text, ()) if name.source != name.target] == said


def test_amounts_are_put_to_the_engine_in_english() -> None:
    assert Work("投入⟦1⟧3.5亿元⟦/1⟧。", ()).asked.source == "投入⟦1⟧350 million 元⟦/1⟧。"
    assert draft("投入3.5亿元。", "350 billion|350 million yuan.")[0] == "350 million yuan."


def test_addresses_versions_and_dates_are_names() -> None:
    text = "例如 127.0.0.1:7077、1.1.0，2011-12-03 的 10:15:30，不是 3.5 或 10-20"
    assert [name.target for name in names(text, ()) if is_name(name)] == [
        "127.0.0.1:7077", "1.1.0", "2011-12-03", "10:15:30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("于2023年12月发布，3月31日前，今年5月份", ["December 2023", "31 March", "May"]),
        ("2019年12月09日起", ["9 December 2019"]),
        ("1月至3月，11月底", ["January", "March", "November"]),
        ("１２月９日", ["9 December"]),
        ("1-3月，3个月，月球，2023年，每月15日", []),
    ],
)
def test_dates_are_said_by_rule(text: str, said: list[str]) -> None:
    assert [name.target for name in names(text, ()) if name.source != name.target] == said


def test_another_order_of_a_date_is_as_good() -> None:
    assert draft("于2023年12月9日", "9 March 2023|on December 9, 2023")[0] == "on December 9, 2023"


def test_the_draft_that_has_lost_least_is_the_spare_one() -> None:
    assert draft("见 Hugo 与 Argos", "see|see ⟦1/⟧", "x")[0] == "see Hugo"


def test_an_amount_inside_a_term_is_left_to_the_term() -> None:
    terms = glossary(("三亿人上冰雪", "300 Million People on Ice and Snow"))
    assert names("推动三亿人上冰雪", terms.find("推动三亿人上冰雪")) == ()


def test_lost_names_are_no_reason_to_give_up() -> None:
    assert draft("感谢 Noah Ispas 工作", "thanks No Ispas", "x")[:2] == ("thanks No Ispas", Origin.ENGINE)


def test_more_names_than_tags_leave_the_short_ones_as_words() -> None:
    engine = FunctionEngine(lambda text: text.replace("与", "and"))
    names = [f"Name{letter * 3}" for letter in "abcdefghi"]
    (made,) = translate([Work("与".join([*names, "Ab"]), ())], engine, Decoding(), TERMS.find)
    assert engine.asked == ["与".join([*(f"⟦{n}/⟧" for n in range(1, 10)), " Ab"])]
    assert all(name in made.target for name in names)


def test_a_term_never_goes_through_the_engine() -> None:
    assert draft("国际电联。", "wrong") == ("ITU.", Origin.TERM, 0)


def test_around_the_tags() -> None:
    target, origin, _ = draft("甲⟦1⟧国际电联⟦/1⟧", "word")
    assert (target, origin) == ("word ⟦1⟧ITU⟦/1⟧", Origin.AROUND_TAGS)


def test_the_chinese_is_kept_when_all_fails() -> None:
    assert draft("甲乙⟦1/⟧", "")[:2] == ("甲乙⟦1/⟧", Origin.KEPT)


POST = """---
title: 标题文字
---
## 标题 `c`

段落**强调**和[链接](/u "题目")与{{< ref "x" >}}，![图片](a.png)。第二句*斜体*。

- 列表一
- 列表[二](/v)

| 甲 | 乙 |
|---|---|
| 丙*丁* | 戊 |

<p title="提示">文字<b>粗</b></p>
"""

_RANDOM = random.Random(7)


def _shuffled(text: str) -> str:
    pieces = split_tags(text)
    tags = pieces[1::2]
    _RANDOM.shuffle(tags)
    pieces[1::2] = tags
    return pseudo("".join(pieces))


HOSTILE = {
    "drop": lambda text: TAG.sub("", pseudo(text)),
    "duplicate": lambda text: pseudo(text) * 2,
    "swap": _shuffled,
    "invent": lambda text: pseudo(text) + " ⟦9/⟧ ⟦8⟧x⟦/8⟧",
    "unbalance": lambda text: pseudo(text).replace("⟦/1⟧", ""),
    "empty": lambda text: "",
    "source": lambda text: text,
    "long": lambda text: pseudo(text) + "very " * 2000,
    "markdown": lambda text: "# x\n\n- [a](b) **c** `d` | e | ![i](j) <!-- k --> " + pseudo(text),
    "markdown-line": lambda text: pseudo(text) + " [a](b) **c** _d_ `e` | f ![g](h) ~~i~~ $j$ &amp; [^k]",
    "start": lambda text: "1. " + pseudo(text),
    "heading": lambda text: "# > - + " + pseudo(text),
    "lone-bracket": lambda text: "] " + pseudo(text) + " [",
    "shortcode": lambda text: pseudo(text) + " {{< evil >}}",
    "half-shortcode": lambda text: "{{% " + pseudo(text),
    "html": lambda text: "<script>alert(1)</script></div><b>" + pseudo(text),
    "fence": lambda text: "---\n" + pseudo(text) + "\n---",
    "code-fence": lambda text: "```\n" + pseudo(text),
    "yaml": lambda text: pseudo(text) + ": # @ ' \"",
    "quotes": lambda text: '" ' + pseudo(text) + " ' `",
    "control": lambda text: pseudo(text) + "\x00\x1b",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_engine_can_break_the_structure(name: str) -> None:
    data = POST.encode("utf-8")
    made = rendering(data, FunctionEngine(HOSTILE[name]))
    before, after = parse_document(data, PROSE), parse_document(made.data, PROSE)
    keys = {node for node in after.skeleton if node.kind == "key"} - {
        node for node in before.skeleton if node.kind == "key"
    }
    assert all(node.detail.startswith("params") for node in keys)
    body = [node for node in before.skeleton if node.kind != "key"]
    assert skeleton_difference(body, [node for node in after.skeleton if node.kind != "key"]) is None
    if name not in ("yaml",):  # no markup where it stands
        assert made.findings, "what an engine did wrong must be reported"


def test_the_pseudo_engine_keeps_every_tag_and_changes_every_run() -> None:
    text = "⟦1⟧标准⟦/1⟧与⟦2/⟧合作，2023年。"
    assert faults(text, pseudo(text), ()) == []
    assert pseudo(text) == pseudo(text) == PseudoEngine().translate([text], Decoding())[0][0].text


def test_equal_sentences_are_translated_once() -> None:
    engine = FunctionEngine(pseudo)
    rendering("重复的句子。\n\n重复的句子。\n\n- 重复的句子。\n".encode(), engine)
    assert engine.asked == ["重复的句子。"]

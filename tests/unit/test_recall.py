"""The order of recall: approved before machine, the segment before its sentences, the best context first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers import PROSE, PROVENANCE, FunctionEngine, glossary, parse, plan, segments
from transpipe.pair.context import contexts
from transpipe.pair.lookup import lookup_form
from transpipe.pair.units import extract_units
from transpipe.parse.document import parse_document
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.render import render_plan
from transpipe.stores.memory import DictMemory, SqliteMemory
from transpipe.translate.ports import Decoding
from transpipe.translate.pseudo import PseudoEngine
from transpipe.units import ApprovedUnit, Draft, Origin
from transpipe.write.provenance import digest

SENTENCE = ApprovedUnit("甲一。", "A person said this.", "sentence")


class Bench:
    """A memory and an engine, and what a plan becomes with them."""

    def __init__(self, folder: Path, units: Sequence[ApprovedUnit] = (), fuzzy: float = 0.85) -> None:
        self.memory = SqliteMemory(folder / "memory.sqlite3")
        if units:
            self.memory.approve(units)
        self.engine = FunctionEngine(lambda text: PseudoEngine().translate([text], Decoding())[0][0].text)
        terms = glossary(("国际电联", "ITU"), ("世界银行", "World Bank"))
        self.translator = Translator(self.engine, self.memory, terms, Decoding(), fuzzy)

    def drafts(self, text: str) -> list[Draft]:
        made, drafts = self.drafted(text)
        return [draft for index in range(len(made.segments)) for draft in made.drafts(index, drafts)]

    def drafted(self, text: str) -> tuple[Plan, dict[str, Draft]]:
        (made,) = self.translator.recall([plan(text.encode("utf-8"))])
        return made, self.translator.draft([made])

    def written(self, text: str) -> str:
        made, drafts = self.drafted(text)
        document = parse_document(render_plan(made, drafts, PROVENANCE, PROSE).data, PROSE)
        assert digest(document)
        return document.source[document.body :].decode("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_without_units_the_plan_stays_as_it_is(folder: Path) -> None:
    bench = Bench(folder)
    made = plan("甲一。乙二。\n".encode())
    assert bench.translator.recall([made]) == [made]
    assert not bench.memory.path.exists(), "looking something up makes no file"


def test_an_approved_sentence_goes_before_the_engine_and_the_machine_unit(folder: Path) -> None:
    bench = Bench(folder)
    bench.drafts("甲一。乙二。\n")
    bench.memory.approve([SENTENCE])
    first, second = bench.drafts("甲一。乙二。\n")
    assert (first.origin, first.target) == (Origin.APPROVED, "A person said this.")
    assert second.origin is Origin.MEMORY
    assert len(bench.engine.asked) == 2, "both were asked for before anything was approved"


def test_a_whole_segment_goes_before_its_sentences(folder: Path) -> None:
    whole = ApprovedUnit("甲一。乙二。", "Both in one sentence.", "segment")
    bench = Bench(folder, [SENTENCE, whole])
    (draft,) = bench.drafts("甲一。乙二。\n")
    assert (draft.origin, draft.target) == (Origin.APPROVED, "Both in one sentence.")
    assert bench.engine.asked == []
    assert bench.written("甲一。乙二。\n") == "\nBoth in one sentence.\n"


def test_a_sentence_that_the_engine_would_get_in_clauses_is_found_as_a_whole(folder: Path) -> None:
    long = "甲乙丙丁戊己庚辛壬癸子丑寅卯，" * 8 + "结束。"
    assert len(segments(long)[0].sentences) > 1
    bench = Bench(folder, [ApprovedUnit(long, "One long sentence of a person.", "sentence")])
    assert bench.written(f"前面。{long}后面。\n").count("One long sentence of a person.") == 1


def test_spacing_width_and_tag_numbers_do_not_matter() -> None:
    assert lookup_form("参见 ⟦3/⟧ ，第１章 ITU 标准") == lookup_form("参见⟦1/⟧,第1章ITU标准")
    assert lookup_form("见⟦1⟧甲⟦/1⟧") != lookup_form("见⟦1/⟧甲")


@pytest.mark.parametrize(
    "target", ["No tag.", "⟦1/⟧ alone.", "⟦1⟧a⟦/1⟧ ⟦2⟧b⟦/2⟧", "⟦1⟧⟦/1⟧ empty.", "⟦1⟧a⟦/1⟧ {{< b >}}"]
)
def test_a_target_with_other_tags_is_never_used(folder: Path, target: str) -> None:
    bench = Bench(folder, [ApprovedUnit("见⟦1⟧甲⟦/1⟧。", target, "sentence")])
    (draft,) = bench.drafts("见[甲](u)。\n")
    assert draft.origin is Origin.ENGINE


def test_the_best_context_wins_then_the_newest(folder: Path) -> None:
    text = "# 题\n\n前一段。\n\n概述\n\n后一段。\n"
    document = parse(text)
    place = next(contexts(document)[block.span] for block in document.blocks if block.inlines[0].text == "概述")
    none = ApprovedUnit("概述", "None", "segment", post="a")
    heading = none._replace(target="Heading", heading=place.heading, post="b")
    one = none._replace(target="One", after=place.after, post="c")
    both = none._replace(target="Both", before=place.before, after=place.after, post="d")
    newest = none._replace(target="Newest", before="other", after="another", post="e")
    known: list[ApprovedUnit] = []
    for unit, expected in ((none, "None"), (newest, "Newest"), (heading, "Heading"), (one, "One"), (both, "Both")):
        known.insert(0, unit)  # the better one is the older one, so that age does not decide
        for path in folder.glob("memory*"):
            path.unlink()
        bench = Bench(folder, known if unit is not newest else [none, newest])
        assert bench.drafts(text)[2].target == expected
        bench.memory.close()


def test_equal_sentences_get_what_belongs_to_their_place(folder: Path) -> None:
    text = "# 甲\n\n概述\n\n# 乙\n\n概述\n"
    units = [
        ApprovedUnit("概述", word, "segment", heading=name) for name, word in (("甲", "Overview"), ("乙", "Summary"))
    ]
    bench = Bench(folder, units)
    assert bench.written(text).strip("\n").split("\n")[2::4] == ["Overview", "Summary"]


def test_what_is_approved_goes_before_what_is_imported_and_is_not_replaced_by_it(folder: Path) -> None:
    approved = SENTENCE._replace(post="p", origin="approved")
    imported = SENTENCE._replace(target="Imported.", origin="imported")
    bench = Bench(folder, [approved, imported])
    assert bench.memory.approve([approved._replace(target="Aligned.", origin="aligned")]) == 0
    assert bench.drafts("甲一。\n")[0].target == approved.target
    assert bench.memory.approve([approved._replace(target="Said better.")]) == 1
    assert bench.drafts("甲一。\n")[0].target == "Said better."
    assert bench.memory.approve([approved._replace(target="Said better.")]) == 0, "the second time changes nothing"


def test_numbers_and_names_of_a_similar_sentence_are_put_right_and_flagged(folder: Path) -> None:
    known = ApprovedUnit(
        "国际电联在2023年发布了关于绿色数字行动的报告。",
        "In 2023, ITU published a report on green digital action.",
        "sentence",
    )
    bench = Bench(folder, [known])
    (draft,) = bench.drafts("世界银行在2024年发布了关于绿色数字行动的报告。\n")
    assert draft.origin is Origin.ENGINE, "too many characters differ: neither used nor proposed"
    assert draft.match is None
    (draft,) = bench.drafts("国际电联在2024年发布了关于绿色数字行动的报告。\n")
    assert draft.origin is Origin.FUZZY
    assert draft.target == "In 2024, ITU published a report on green digital action."
    assert draft.match is not None
    assert draft.match.adapted == (("2023", "2024"),)
    made, drafts = bench.drafted("国际电联在2024年发布了关于绿色数字行动的报告。\n")
    (finding,) = [item for item in render_plan(made, drafts, PROVENANCE, PROSE).findings if item.rule == "fuzzy"]
    assert "2023 → 2024" in finding.message


def test_another_word_makes_a_proposal_and_no_draft(folder: Path) -> None:
    known = ApprovedUnit(
        "这项技术可以在所有国家的公共机构使用。", "It may be used by public bodies everywhere.", "sentence"
    )
    bench = Bench(folder, [known])
    (draft,) = bench.drafts("这项技术不可以在所有国家的公共机构使用。\n")
    assert draft.origin is Origin.ENGINE
    assert draft.match is not None
    assert draft.match.target == known.target
    _, drafts = Bench(folder / "off", [known], fuzzy=1.0).drafted("这项技术不可以在所有国家的公共机构使用。\n")
    assert all(item.match is None for item in drafts.values())


def test_a_machine_unit_goes_before_a_similar_sentence(folder: Path) -> None:
    bench = Bench(folder)
    text = "国际电联在2024年发布了关于绿色数字行动的报告。\n"
    bench.drafts(text)
    bench.memory.approve([ApprovedUnit(text.strip().replace("2024", "2023"), "ITU in 2023.", "sentence")])
    assert bench.drafts(text)[0].origin is Origin.MEMORY


def test_a_reviewed_pair_comes_back_byte_for_byte(folder: Path) -> None:
    source = (
        "---\ntitle: 标题一\n---\n\n# **绿色**数字\n\n本文由[国际电联](/zh/itu/)发布。**第一句。第二句有`代码`；还有一句。** 参见 ITU-T L.1470。\n"
        "新的一行。\n\n![图片](a.png)说明文字。\n\n> 引用第一行。\n> 引用第二行。\n\n| 表头 | 值 |\n|---|---|\n| 单元 | `x` |\n"
    )
    target = (
        "---\ntitle: Title one\n---\n\n# **Green** digital\n\nThis paper was published by [ITU](/zh/itu/). **First one. "
        "The second has `代码`. There is another.** See ITU-T L.1470.\n"
        "A new line.\n\n![Picture](a.png) Explaining text.\n\n> First line quoted.\n> Second line quoted.\n\n"
        "| Head | Value |\n|---|---|\n| Cell | `x` |\n"
    )
    units = extract_units(parse(source), segments(source), parse(target), post="a.md")
    bench = Bench(folder, units)
    made, drafts = bench.drafted(source)
    rendering = render_plan(made, drafts, PROVENANCE, PROSE)
    assert bench.engine.asked == []
    assert not rendering.findings
    body = rendering.data.decode("utf-8").partition("\n---\n")[2]
    assert body == target.partition("\n---\n")[2]
    assert "title: Title one\n" in rendering.data.decode("utf-8")


def test_dry_runs_recall_too(folder: Path) -> None:
    Bench(folder, [SENTENCE]).memory.close()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    memory = DictMemory(SqliteMemory(folder / "memory.sqlite3", read_only=True))
    assert memory.approved([lookup_form("甲一。")])
    memory.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before

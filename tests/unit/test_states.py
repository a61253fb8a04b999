"""What becomes of a draft when its source, the draft, or both have changed: merged without a store or a model."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from helpers import PROSE, PROVENANCE, RULES, FunctionEngine, drafts_of
from transpipe.model import SourceFile
from transpipe.pair.outline import Outline, read_outline, write_outline
from transpipe.parse.document import parse_document
from transpipe.pipeline.merge import Existing, Merge, Stuck, merge_draft
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.pipeline.render import render_plan, render_published
from transpipe.write.provenance import digest, read_provenance, removal
from transpipe.write.splice import splice

SOURCE = """\
---
title: 标题
weight: 1
---
## 小节

第一段。

第二段有[链接](b.md)。

English stays.

第三段。

- 甲项
- 乙项

第四段。

第五段“引用”`a_b`。
"""
DRAFT = """\
---
title: Heading
weight: 1
---
## Section

First text.

Second text has a [link](b.md).

English stays.

Third text.

- Item A
- Item B

Fourth text.

Fifth text "quotes" `a_b`.
"""
WORDS = {
    "标题": "Heading", "小节": "Section", "第一段。": "First text.", "第二段有⟦1⟧链接⟦/1⟧。": "Second text has a ⟦1⟧link⟦/1⟧.",
    "第三段。": "Third text.", "甲项": "Item A", "乙项": "Item B", "第四段。": "Fourth text.",
    "第五段“引用”⟦1/⟧。": 'Fifth text "quotes" ⟦1/⟧.',
}  # fmt: skip
MINE = "What I wrote 我的."


class Post:
    """A source and its draft, without I/O."""

    def __init__(self, source: str = SOURCE, kind: Kind = Kind.MISSING) -> None:
        self.kind = kind
        self.asked: list[str] = []
        self.human = False
        self.source = source
        self.draft = self.render(self.plan())

    def plan(self) -> Plan:
        made = plan_file(SourceFile("a.md", self.source.encode()), self.kind, RULES)
        assert isinstance(made, Plan), made
        return made

    def render(self, plan: Plan) -> bytes:
        engine = FunctionEngine(lambda text: WORDS.get(text, f"New {len(text)} {abs(hash(text)) % 10}."))
        data = render_plan(plan, drafts_of(plan, engine), PROVENANCE, PROSE).data
        self.asked = engine.asked
        return data

    @property
    def text(self) -> str:
        """The draft without the map."""
        document = parse_document(self.draft, PROSE)
        return splice(document.source, [removal(document)]).decode()

    def outline(self) -> Outline:
        provenance = read_provenance(parse_document(self.draft, PROSE))
        assert provenance is not None
        made = read_outline(provenance)
        assert made is not None
        return made

    def edit(self, *pairs: tuple[str, str]) -> None:
        """What a person does in an editor."""
        text = self.draft.decode()
        for old, new in pairs:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        self.draft = text.encode()

    def change(self, *pairs: tuple[str, str]) -> None:
        """What happens to the source."""
        for old, new in pairs:
            assert self.source.count(old) == 1, old
            self.source = self.source.replace(old, new)

    def merge(self, approved: bool = False) -> Merge | Stuck:
        document = parse_document(self.draft, PROSE)
        provenance = read_provenance(document) or {}
        self.human = self.human or provenance["digest"] != digest(document)
        draft = Existing(document, self.outline(), not self.human, approved)
        return merge_draft(self.plan(), draft, RULES, frozenset(), keep_machine=True)

    def run(self) -> dict[str, str]:
        """Merge and write; the states that are not `current`, by the text of the source."""
        merge = self.merge()
        assert isinstance(merge, Merge), merge
        self.draft = self.render(merge.plan)
        plain = {"".join(item.text for item in block.inlines): str(state) for block, state in merge.states}
        return {text: state for text, state in plain.items() if state != "current"}


def test_the_draft_is_what_the_table_says() -> None:
    post = Post()
    assert post.text == DRAFT
    assert read_outline(write_outline(post.outline())) == post.outline()


def test_nothing_changed() -> None:
    post = Post()
    before = post.draft
    assert post.run() == {}
    assert post.draft == before
    assert post.asked == []


Edit = tuple[str, str]
GONE = ("第三段。\n\n", "")
TABLE: dict[str, tuple[list[Edit], list[Edit], dict[str, str], list[Edit]]] = {
    # name: changes of the source, edits of the draft, states, the new draft against the old one
    "source changed": ([("第一段。", "改了。")], [], {"改了。": "stale"}, [("First text.", "NEW")]),
    "title changed": ([("标题", "新题")], [], {"新题": "stale"}, [("Heading", "NEW")]),
    "link changed": ([("b.md", "c.md")], [], {"第二段有链接。": "stale"}, [("b.md", "c.md")]),
    "gap changed": ([("weight: 1", "weight: 2"), ("English stays.", "English goes.")], [], {},
                    [("weight: 1", "weight: 2"), ("English stays.", "English goes.")]),
    "added": ([("第三段。", "新段。\n\n第三段。")], [], {"新段。": "new"}, [("Third text.", "NEW\n\nThird text.")]),
    "deleted": ([GONE], [], {}, [("Third text.\n\n", "")]),
    "moved": ([GONE, ("第四段。", "第四段。\n\n第三段。")], [], {}, [("Third text.\n\n", ""), ("Fourth text.", "Fourth text.\n\nThird text.")]),
    "reordered": ([("- 甲项\n- 乙项", "- 乙项\n- 甲项")], [], {}, [("- Item A\n- Item B", "- Item B\n- Item A")]),
    "split": ([("第一段。", "第一。\n\n段。")], [], {"第一。": "new", "段。": "new"}, [("First text.", "NEW\n\nNEW")]),
    "merged": ([("小节\n\n第一段。\n\n第二段有", "小节\n\n第一段。第二段有")], [], {"第一段。第二段有链接。": "new"},
               [("First text.\n\nSecond text has a [link](b.md).", "First text. Second text has a [link](b.md).")]),
    "edited": ([], [("First text.", MINE)], {"第一段。": "edited"}, [("First text.", MINE)]),
    "edited, another changed": ([("第四段。", "改了。")], [("First text.", MINE)], {"第一段。": "edited", "改了。": "stale"},
                                [("First text.", MINE), ("Fourth text.", "NEW")]),
    "edited, neighbour changed": ([("小节", "节")], [("First text.", MINE)], {"第一段。": "edited", "节": "stale"},
                                  [("First text.", MINE), ("Section", "NEW")]),
    "edited, and the machine's neighbours too": ([("第四段。", "改了。")], [("First text.", MINE), ("Section", "My section"), ("Second text", "My text")],
                                                 {"小节": "edited", "第一段。": "edited", "第二段有链接。": "edited", "改了。": "stale"},
                                                 [("First text.", MINE), ("Section", "My section"), ("Second text", "My text"), ("Fourth text.", "NEW")]),
    "edited and moved by the source": ([GONE, ("第四段。", "第四段。\n\n第三段。")], [("Third text.", MINE)], {"第三段。": "edited"},
                                       [("Third text.\n\n", ""), ("Fourth text.", f"Fourth text.\n\n{MINE}")]),
    "edited item, reordered": ([("- 甲项\n- 乙项", "- 乙项\n- 甲项")], [("Item A", MINE)], {"甲项": "edited"}, [("- Item A\n- Item B", f"- Item B\n- {MINE}")]),
    "conflict": ([("第一段。", "改了。")], [("First text.", MINE)], {"改了。": "conflict"}, [("First text.", MINE)]),
    "conflict with other news": ([("第一段。", "改了。"), ("第四段。", "也改。")], [("First text.", MINE)], {"改了。": "conflict", "也改。": "stale"},
                                 [("First text.", MINE), ("Fourth text.", "NEW")]),
    "conflict, source split": ([("第一段。", "改。\n\n另。")], [("First text.", MINE)], {"改。": "conflict", "另。": "conflict"}, [("First text.", MINE)]),
    "title edited": ([("第一段。", "改了。")], [("title: Heading", "title: 'My: title'")], {"标题": "edited", "改了。": "stale"},
                     [("title: Heading", "title: 'My: title'"), ("First text.", "NEW")]),
    "split by a person": ([("第四段。", "改了。")], [("First text.", "One.\n\nTwo.")], {"第一段。": "edited", "改了。": "stale"},
                          [("First text.", "One.\n\nTwo."), ("Fourth text.", "NEW")]),
    "merged by a person": ([("第四段。", "改了。")], [("First text.\n\nSecond text has a", "First and second have a")],
                           {"第一段。": "edited", "第二段有链接。": "edited", "改了。": "stale"},
                           [("First text.\n\nSecond text has a", "First and second have a"), ("Fourth text.", "NEW")]),
    "deleted by a person": ([("第四段。", "改了。")], [("Third text.\n\n", "")], {"第三段。": "edited", "改了。": "stale"},
                            [("Third text.\n\n", ""), ("Fourth text.", "NEW")]),
    "item deleted by a person": ([("第四段。", "改了。")], [("- Item B\n", "")], {"乙项": "edited", "改了。": "stale"},
                                 [("- Item B\n", ""), ("Fourth text.", "NEW")]),
    "deleted on both sides": ([("第四段。", "改了。"), GONE], [("Third text.\n\n", "")], {"改了。": "stale"}, [("Third text.\n\n", ""), ("Fourth text.", "NEW")]),
    "added by a person": ([("第四段。", "改了。")], [("Third text.", "Third text.\n\nA note.")], {"改了。": "stale"},
                          [("Third text.", "Third text.\n\nA note."), ("Fourth text.", "NEW")]),
    "moved by a person": ([("第四段。", "改了。")], [("First text.\n\n", ""), ("Third text.", "Third text.\n\nFirst text.")], {"第一段。": "edited", "改了。": "stale"},
                          [("First text.\n\n", ""), ("Third text.", "Third text.\n\nFirst text."), ("Fourth text.", "NEW")]),
    "English edited": ([("第四段。", "改了。")], [("English stays.", "English is mine.")], {"改了。": "stale"},
                       [("English stays.", "English is mine."), ("Fourth text.", "NEW")]),
    "front matter edited": ([("第四段。", "改了。")], [("weight: 1", "weight: 1\nauthor: me")], {"改了。": "stale"},
                            [("weight: 1", "weight: 1\nauthor: me"), ("Fourth text.", "NEW")]),
    "both changed a gap alike": ([("weight: 1", "weight: 2"), ("第四段。", "改了。")], [("weight: 1", "weight: 2")], {"改了。": "stale"},
                                 [("weight: 1", "weight: 2"), ("Fourth text.", "NEW")]),
    "link edited": ([("第四段。", "改了。")], [("b.md", "mine.md")], {"第二段有链接。": "edited", "改了。": "stale"}, [("b.md", "mine.md"), ("Fourth text.", "NEW")]),
    "emphasis added": ([("第四段。", "改了。")], [("First", "**First**")], {"第一段。": "edited", "改了。": "stale"}, [("First", "**First**"), ("Fourth text.", "NEW")]),
    "link edited, conflict": ([("第二段有", "改了的")], [("b.md", "mine.md")], {"改了的链接。": "conflict"}, [("b.md", "mine.md")]),
    "link changed on both sides": ([("b.md", "c.md")], [("b.md", "mine.md")], {"第二段有链接。": "edited"}, [("b.md", "mine.md")]),
    "emphasis added, conflict": ([("第一段。", "改了。")], [("First", "**First**")], {"改了。": "conflict"}, [("First", "**First**")]),
    "quotes made curly": ([("第四段。", "改了。")], [('"quotes"', "“quotes”")], {"第五段“引用”。": "edited", "改了。": "stale"},
                          [('"quotes"', "“quotes”"), ("Fourth text.", "NEW")]),
    "quotes made curly, conflict": ([("第五段", "改了")], [('"quotes"', "“quotes”")], {"改了“引用”。": "conflict"}, [('"quotes"', "“quotes”")]),
    "code edited": ([("第四段。", "改了。")], [("`a_b`", "`a-b`")], {"第五段“引用”。": "edited", "改了。": "stale"}, [("`a_b`", "`a-b`"), ("Fourth text.", "NEW")]),
    "code edited, conflict": ([("第五段", "改了")], [("`a_b`", "`a-b`")], {"改了“引用”。": "conflict"}, [("`a_b`", "`a-b`")]),
    "a space edited": ([("第四段。", "改了。")], [("First text.", "First  text.")], {"第一段。": "edited", "改了。": "stale"},
                       [("First text.", "First  text."), ("Fourth text.", "NEW")]),
    "a space edited, conflict": ([("第一段。", "改了。")], [("First text.", "First  text.")], {"改了。": "conflict"}, [("First text.", "First  text.")]),
    "link edited and moved by the source": ([("\n\n第二段有[链接](b.md)。", ""), ("第四段。", "第四段。\n\n第二段有[链接](b.md)。")], [("b.md", "mine.md")], {"第二段有链接。": "edited"},
                                            [("Second text has a [link](b.md).\n\n", ""), ("Fourth text.", "Fourth text.\n\nSecond text has a [link](mine.md).")]),
    "emphasis in a title": ([("标题", "新题")], [("title: Heading", "title: '*Heading*'")], {"新题": "conflict"}, [("title: Heading", "title: '*Heading*'")]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_table(name: str) -> None:
    changes, edits, states, outcome = TABLE[name]
    post = Post()
    post.edit(*edits)
    post.change(*changes)
    assert post.run() == states
    wanted = DRAFT
    for old, new in outcome:
        assert wanted.count(old) == 1, old
        wanted = wanted.replace(old, new)
    assert masked(post.text) == wanted
    # What was kept stays recognised as human, and a second pass changes no byte and asks nobody.
    before = post.draft
    again = {text: state for text, state in states.items() if state in ("edited", "conflict")}
    assert post.run() == again
    assert post.draft == before
    assert post.asked == []
    # Nor does a later change of another segment touch it.
    post.change(("甲项", "丙项"))
    assert post.run() == {
        "丙项": "conflict" if "甲项" in again else "stale",
        **{k: v for k, v in again.items() if k != "甲项"},
    }
    assert masked(post.text) == (wanted if "甲项" in again else wanted.replace("Item A", "NEW"))


def masked(text: str) -> str:
    """New machine text of any wording as NEW."""
    return re.sub(r"New \d+ \d\.", "NEW", text)


STUCK: dict[str, tuple[list[Edit], list[Edit], str]] = {
    "its source is gone, and its link was edited": ([("第二段有[链接](b.md)。\n\n", "")], [("b.md", "mine.md")], "Second text"),
    "its source is gone": ([GONE], [("Third text.", MINE)], MINE),
    "both changed a gap": ([("weight: 1", "weight: 2")], [("weight: 1", "weight: 3")], "weight: 3"),
    "added in the gap that a person has changed": ([("English stays.", "新段。\n\nEnglish stays.")], [("English stays.", "English is mine.")], "English is mine."),
    "added between two of which one is gone": ([("第三段。\n\n- 甲项", "- 丙项"), ("乙项", "丁项"), ("第四段。", "五。")], [("Third text.", "Third text.\n\nMine.")], "Mine."),
    "merged by a person, one gone": ([("第一段。\n\n", "")], [("First text.\n\nSecond text has a", "First and second have a")], "First and"),
}  # fmt: skip


@pytest.mark.parametrize("name", STUCK)
def test_what_only_a_person_can_decide(name: str) -> None:
    changes, edits, place = STUCK[name]
    post = Post()
    post.edit(*edits)
    post.change(*changes)
    stuck = post.merge()
    assert isinstance(stuck, Stuck)
    start = post.draft.rfind(b"\n", 0, stuck.offset) + 1
    assert post.draft[start:].decode().startswith(place), post.draft[start:].decode()


def settle_by_editing(post: Post) -> bool:
    post.edit((MINE, "What I wrote now."))
    return False


def settle_by_approving(post: Post) -> bool:
    return True


@pytest.mark.parametrize("settle", [settle_by_editing, settle_by_approving])
def test_a_conflict_stands_until_somebody_settles_it(settle: Callable[[Post], bool]) -> None:
    post = Post()
    post.edit(("First text.", MINE))
    post.change(("第一段。", "改了。"))
    assert post.run() == {"改了。": "conflict"}
    assert post.run() == {"改了。": "conflict"}
    merge = post.merge(approved=settle(post))
    assert isinstance(merge, Merge)
    assert not merge.disputes
    assert "edited" in [str(state) for _, state in merge.states]


def test_a_conflict_names_both_texts() -> None:
    post = Post()
    post.edit(("First text.", MINE))
    post.change(("第一段。", "改了。"))
    merge = post.merge()
    assert isinstance(merge, Merge)
    (dispute,) = merge.disputes
    assert dispute.text == MINE
    assert post.draft[dispute.offset :].startswith(MINE.encode())
    assert [segment.sentences[0].text for segment in merge.disputed.segments] == ["改了。"]
    assert merge.plan.segments == ()


def test_segments_inside_others_go_with_them() -> None:
    post = Post("前文![图一](a.png)后文。\n\n另一段。\n")
    post.edit(("(a.png)", "(a.png 'mine')"))
    post.change(("另一段。", "改了。"))
    assert post.run() == {"前文后文。": "edited", "改了。": "stale"}
    assert "'mine'" in post.text
    post.change(("图一", "图二"))
    assert post.run() == {"前文后文。": "conflict"}
    assert "'mine'" in post.text


def test_segments_inside_others_are_stale_with_them() -> None:
    post = Post("前文![图一](a.png)后文。\n\n另一段。\n")
    post.change(("图一", "图二"))
    assert post.run() == {"前文后文。": "stale"}
    assert post.run() == {}


def without_texts(draft: bytes) -> bytes:
    return re.sub(rb" *texts: .*\n", b"", draft)


def test_a_draft_of_an_older_version_goes_by_its_words() -> None:
    post = Post()
    post.draft = without_texts(post.draft)
    before = post.text
    assert {unit.text for unit in post.outline().units} == {""}
    post.edit(("b.md", "mine.md"))
    post.change(("第一段。", "改了。"))
    assert post.run() == {"改了。": "stale"}
    assert masked(post.text) == before.replace("b.md", "mine.md").replace("First text.", "NEW")
    # What is written now is marked by its bytes; of the rest nobody knows who wrote it.
    assert sum(unit.text != "" for unit in post.outline().units) == 1
    post.edit(("New", "*New*"))
    post.change(("改了。", "又改。"))
    assert post.run() == {"又改。": "conflict"}


def test_what_a_person_takes_back_is_the_machine_s_again() -> None:
    post = Post()
    before = post.draft
    post.edit(("b.md", "mine.md"))
    assert post.run() == {"第二段有链接。": "edited"}
    post.edit(("mine.md", "b.md"))
    assert post.run() == {}
    assert post.draft == before


def test_what_was_published_counts_as_written() -> None:
    post = Post()
    post.edit(("b.md", "mine.md"))
    merge = post.merge(approved=True)
    assert isinstance(merge, Merge)
    post.draft = render_published(merge.plan, merge.settled, PROVENANCE, (), PROSE).data
    assert post.text == DRAFT.replace("b.md", "mine.md")
    assert post.run() == {}
    post.change(("第二段有", "改了的"))
    assert post.run() == {"改了的链接。": "stale"}


def test_line_ends_that_git_changes_are_nobody_s_work() -> None:
    post = Post(SOURCE.replace("第一段。", "第一段。\n第四段。"))
    assert "First text.\nFourth text." in post.text
    post.draft = post.draft.replace(b"\n", b"\r\n")
    post.source = post.source.replace("\n", "\r\n").replace("甲项", "丙项")
    assert post.run() == {"丙项": "stale"}


WITH_PINS = [
    "[去](#小节)\n\n## 小节{}\n\n第一段。\n\n第四段。\n".replace("{}", rest) for rest in ("", " {.a}", "\n---")
]
WITH_LABEL = "## 小节\n\n见[链接][]。\n\n[链接]: b.md\n\n第一段。\n\n第四段。\n"
AROUND_PINS: list[tuple[list[Edit], dict[str, str]]] = [
    ([], {}),
    ([("First text.", MINE)], {"第一段。": "edited"}),
    ([("Section", "*Section*")], {"小节": "edited"}),
    ([("Section", "My section")], {"小节": "edited"}),
    ([("First text.", "A note.\n\nFirst text.")], {}),
    ([("Section", "*Section*"), ("First text.", "A note.\n\nFirst text.")], {"小节": "edited"}),
    ([("Section", "My section"), ("First text.", "A note.\n\nFirst text.")], {"小节": "edited"}),
]


@pytest.mark.parametrize("source", [*WITH_PINS, WITH_LABEL])
@pytest.mark.parametrize(("edits", "states"), AROUND_PINS)
def test_pins_and_labels_stay_where_they_are(source: str, edits: list[Edit], states: dict[str, str]) -> None:
    post = Post(source)
    post.edit(*edits)
    before = masked(post.text)
    post.change(("第四段。", "改了。"))
    assert post.run() == {**states, "改了。": "stale"}
    assert masked(post.text) == before.replace("Fourth text.", "NEW")
    assert post.run() == states


def test_scope_of_a_mixed_file() -> None:
    source = "---\ntitle: T\n---\nEnglish one.\n\n> Requires translation\n\n第一段。\n\n第四段。\n"
    post = Post(source, Kind.MIXED)
    post.edit(("First text.", MINE), ("English one.", "English mine."))
    post.change(("第四段。", "改了。"))
    assert post.run() == {"第一段。": "edited", "改了。": "stale"}
    assert masked(post.text) == f"---\ntitle: T\n---\nEnglish mine.\n\n{MINE}\n\nNEW\n"


@pytest.mark.parametrize("bad", [{}, {"segments": "x"}, {"segments": "aaaaaa:bbbbbb", "rest": "aaaaaa"}, {"segments": "aaaaaa:bbbbbb", "rest": "- aaaaaa"}, {"segments": "aaaaaa:bbbbbb", "rest": "aaaaaa aaaaaa", "texts": "aaaa aaaa"}, {"segments": "aaaaaa:bbbbbb", "rest": "aaaaaa aaaaaa", "texts": "aaaaaa"}])  # fmt: skip
def test_a_damaged_outline_is_none(bad: dict[str, str]) -> None:
    assert read_outline(bad) is None

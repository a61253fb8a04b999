"""`stale` and `structure` on tiny git histories, each with the expected answer for every segment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from git_sites import EN, ZH, GitSite, Step, commit, en, en_is, move, stamp, zh, zh_is
from helpers import PROSE
from transpipe.jobs.pair_compare import Comparison, compare_pair
from transpipe.model import SourceFile
from transpipe.pair.side import Side, read_side
from transpipe.parse.document import parse_document
from transpipe.stores.git import History

SOURCE = """---
title: 数字技术与气候行动
date: 2026-01-05
description: 国际电联会议的报道
tags: [气候, 数字]
---

# 会议背景

国际电联在 2023 年发布了报告，介绍数字技术如何帮助各国减少温室气体排放，并向政府提出了建议。

会议有 45 个国家参加，日程见[会议网站](/zh/meeting/)，数据用 `co2-tool` 命令算出。

## 主要目标

- 减少电子废弃物
- 提高网络的能效，到 2030 年达到 50%
- 保护海洋的生物多样性
- 培训青年工程师

代表们讨论了循环经济。他们认为，延长设备的使用寿命是最有效的办法。

| 国家 | 参加 | 数量 |
| --- | --- | --- |
| 中国 | 是 | 120 |
| 德国 | 是 | 37 |
| 巴西 | 否 | 8 |

```sh
# 计算排放
co2-tool --year 2023 report.csv
```

![代表们的合影](/images/group.jpg)

{{< figure src="/images/map.png" title="参会国家的地图" >}}

## 下一步工作

秘书处将在六月公布标准草案，各成员国可以在三个月内提出意见。

青年代表呼吁企业公开供应链的排放数据，并[签署承诺书](https://example.org/pledge)。

<div class="note">更多信息请联系秘书处</div>
"""
TARGET = """---
title: Digital technology and climate action
date: 2026-01-05
description: Report from an ITU meeting
tags: [Climate, Digital]
---

# Background of the meeting

In 2023 ITU published a report on how digital technology helps countries to reduce greenhouse gas emissions, with
advice for governments.

Delegates of 45 countries took part; see the [website](/en/meeting/) for the agenda. The data come from `co2-tool`.

## Main aims

- Less electronic waste
- More efficient networks, by 50% until 2030
- Protecting the biodiversity of the oceans
- Training young engineers

The delegates discussed the circular economy. They believe that longer use of devices is what helps most.

| Country | Present | Number |
| --- | --- | --- |
| China | Yes | 120 |
| Germany | Yes | 37 |
| Brazil | No | 8 |

```sh
# compute emissions
co2-tool --year 2023 report.csv
```

![Group photo of the delegates](/images/group.jpg)

{{< figure src="/images/map.png" title="Map of the countries that took part" >}}

## Next steps

The secretariat will publish a draft of the standard in June, and members have three months to comment on it.

Young delegates called on companies to disclose the emissions of their supply chains and to
[sign the pledge](https://example.org/pledge).

<div class="note">Contact the secretariat for more information</div>
"""


class Scenario(NamedTuple):
    """A history after both files were committed, and what is to be found at its end."""

    name: str
    steps: tuple[Step, ...]
    expected: Mapping[str, str]
    """Rule by the beginning of a segment: of the translation, or, for what is missing there, of the source."""


def _swapped(text: str, one: str, other: str) -> str:
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


def _without(text: str, start: str, end: str) -> str:
    return text[: text.index(start)] + text[text.index(end) :]


_SIMPLIFIED = "数术与气动国际电联会议报发绍帮减温体并标参见据废弃网达护样训师们讨论认为长设备办德计图书处员内见应开链签诺还项关于经营"
_TRADITIONAL = "數術與氣動國際電聯會議報發紹幫減溫體並標參見據廢棄網達護樣訓師們討論認為長設備辦德計圖書處員內見應開鏈簽諾還項關於經營"


def _traditional(text: str) -> str:
    changed = text.translate(str.maketrans(_SIMPLIFIED, _TRADITIONAL))
    assert changed.count("會") > 3
    return changed


YOUTH = "青年代表呼吁企业公开供应链的排放数据，并[签署承诺书](https://example.org/pledge)。"
CIRCULAR = "代表们讨论了循环经济。他们认为，延长设备的使用寿命是最有效的办法。"
CIRCULAR_EN = (
    "The delegates discussed the circular economy. They believe that longer use of devices is what helps most."
)
DRAFT = "秘书处将在六月公布标准草案，各成员国可以在三个月内提出意见。"
NEW = "大会还通过了一项关于人工智能用电的决议，要求运营商每年公布耗电量。"
NEW_EN = "The assembly also passed a resolution on the power that artificial intelligence uses."
STALE, STRUCTURE = "stale", "structure"

NUMBER_ZH = zh(("会议有 45 个", "会议有 46 个"))
NUMBER_EN = en(("Delegates of 45", "Delegates of 46"))

# Everything below the front matter of the translation; the new line of the source stands against one of them.
CLEARED = dict.fromkeys(
    [
        "Background", "In 2023", "Delegates", "Main", "Less", "More", "Protecting", "Training", "The delegates",
        "Country", "Present", "Number", "China", "Yes", "120", "Germany", "Yes ", "37", "Brazil", "No", "8",
        "Group photo", "Map of", "Next", "The secretariat", "Young", "Contact",
    ],
    STALE,
)  # fmt: skip

SCENARIOS = (
    # --- nothing that matters
    Scenario("nothing happens", (), {}),
    Scenario("cosmetic edit of the source", (zh(("国际电联在 2023", "**国际电联**在2023"), ("循环经济。他们", "循环经济。 他们")), commit), {}),
    Scenario("cosmetic edit of the translation", (en(("In 2023 ITU", "In 2023 *ITU*"), ("longer use", "longer  use")), commit), {}),
    Scenario("cosmetic edits of both", (zh(("发布了报告，", "发布了报告,")), en(("In 2023 ITU", "In 2023 **ITU**")), commit), {}),
    Scenario("white space alone", (zh_is(lambda text: text.replace("\n\n", "\n\n\n") + "\n\n"), commit), {}),
    Scenario("line wrapping of the source", (zh(("如何帮助各国", "如何帮助\n各国"), ("六月公布", "六月\n公布")), commit), {}),
    Scenario("line wrapping of the translation", (en(("emissions, with\nadvice", "emissions, with advice")), commit), {}),
    Scenario("line ends of the source", (zh_is(lambda text: text.replace("\n", "\r\n")), commit), {}),
    Scenario("line ends of the translation, then a change", (en_is(lambda text: text.replace("\n", "\r\n")), commit, NUMBER_ZH, commit), {"Delegates of 45": STALE}),
    Scenario("width of punctuation", (zh_is(lambda text: text.replace("，", ",").replace("。", ".")), commit), {}),
    Scenario("other quotation marks and spaces", (zh(("循环经济", "“循环经济”")), en(("circular economy", '"circular economy"')), commit, zh(("“循环经济”", "「循环经济」")), commit), {}),
    Scenario("Simplified becomes Traditional", (zh_is(_traditional), commit), {}),
    Scenario("another date in the front matter", (zh(("2026-01-05", "2026-02-01")), commit), {}),
    Scenario("other tags", (zh(("[气候, 数字]", "[气候, 数字, 会议]")), commit), {}),
    Scenario("keys of the front matter in another order", (zh(("date: 2026-01-05\ndescription: 国际电联会议的报道", "description: 国际电联会议的报道\ndate: 2026-01-05")), commit), {}),
    Scenario("a comment in the source", (zh(("## 下一步工作", "<!-- 待核对 -->\n\n## 下一步工作")), commit), {}),
    Scenario("other list markers", (zh_is(lambda text: text.replace("\n- ", "\n* ")), commit), {}),
    Scenario("an id for a heading", (zh(("## 主要目标", "## 主要目标 {#aims}")), commit), {}),
    Scenario("a comment in Chinese code", (zh(("# 计算排放", "# 计算全年的排放")), commit), {}),
    # --- words change
    Scenario("a number changes", (NUMBER_ZH, commit), {"Delegates of 45": STALE}),
    Scenario("words change", (zh(("向政府提出了建议", "向企业提出了建议")), commit), {"In 2023 ITU": STALE}),
    Scenario("a sentence is added", (zh((DRAFT, DRAFT + "逾期不候。")), commit), {"The secretariat will": STALE}),
    Scenario("a paragraph is written anew", (zh((DRAFT, "标准草案推迟到明年。")), commit), {"The secretariat will": STALE}),
    Scenario("the text of a link changes", (zh(("[签署承诺书]", "[签署气候承诺书]")), commit), {"Young delegates": STALE}),
    Scenario("an alt text changes", (zh(("代表们的合影", "代表们在会场的合影")), commit), {"Group photo": STALE}),
    Scenario("a parameter of a shortcode changes", (zh(("参会国家的地图", "参会国家的地图（2024 年）")), commit), {"Map of the": STALE}),
    Scenario("the text of HTML changes", (zh(("更多信息请联系秘书处", "更多信息请联系新闻处")), commit), {"Contact the": STALE}),
    Scenario("a heading is renamed", (zh(("## 主要目标", "## 具体目标")), commit), {"Main aims": STALE}),
    Scenario("only the title changes", (zh(("title: 数字技术与气候行动", "title: 数字技术与气候危机")), commit), {"Digital technology and": STALE}),
    Scenario("the description changes, and the date", (zh(("国际电联会议的报道", "国际电联大会的报道"), ("2026-01-05", "2026-02-01")), commit), {"Report from": STALE}),
    Scenario("a cell changes", (zh(("| 37 |", "| 39 |")), commit), {"37": STALE}),
    Scenario("a cell becomes what others are", (zh(("| 巴西 | 否 |", "| 巴西 | 是 |")), commit), {"No": STALE}),
    Scenario("cosmetic here, words there", (zh(("国际电联在", "**国际电联**在"), ("培训青年工程师", "培训女工程师")), commit), {"Training young": STALE}),
    # --- who was last
    Scenario("the translation follows", (NUMBER_ZH, commit, NUMBER_EN, commit), {}),
    Scenario("the translation follows elsewhere", (NUMBER_ZH, commit, en(("Main aims", "Principal aims")), commit), {"Delegates of 45": STALE}),
    Scenario("the translation was edited before", (en(("Delegates of 45 countries", "Delegates from 45 countries")), commit, NUMBER_ZH, commit), {"Delegates from": STALE}),
    Scenario("both in one commit", (NUMBER_ZH, NUMBER_EN, commit), {}),
    Scenario("a cosmetic edit does not hide a change", (NUMBER_ZH, commit, en(("Delegates of 45 countries", "Delegates of **45 countries**")), commit), {"Delegates of 45": STALE}),
    Scenario("the source is set back", (NUMBER_ZH, commit, zh(("46 个", "45 个")), commit), {}),
    Scenario("the translation is set back", (NUMBER_ZH, commit, NUMBER_EN, commit, en(("Delegates of 46", "Delegates of 45")), commit), {"Delegates of 45": STALE}),
    Scenario(
        "commits go to and fro",
        (NUMBER_ZH, commit, NUMBER_EN, commit, zh(("三个月内", "四个月内")), commit, zh(("46 个", "47 个")), commit, en(("three months", "four months")), commit),
        {"Delegates of 46": STALE},
    ),
    Scenario("the source is edited and not committed", (NUMBER_ZH,), {"Delegates of 45": STALE}),
    Scenario("the translation follows and is not committed", (NUMBER_ZH, commit, NUMBER_EN), {}),
    Scenario("both are edited and not committed", (NUMBER_ZH, NUMBER_EN), {}),
    Scenario("the translation is written anew", (en_is(lambda text: re.sub(r"\b(the|The)\b", "this", text).replace("countries", "states")), commit), {}),
    Scenario(
        "the translation is written anew, then the source changes",
        (en_is(lambda text: text.replace("the", "this").replace("countries", "states")), commit, NUMBER_ZH, commit),
        {"Delegates of 45": STALE},
    ),
    # --- paragraphs
    Scenario("a paragraph is added", (zh((DRAFT, f"{DRAFT}\n\n{NEW}")), commit), {"大会还通过了": STALE}),
    Scenario("a paragraph is added at the end", (zh_is(lambda text: f"{text}\n{NEW}\n"), commit), {"大会还通过了": STALE}),
    Scenario("a paragraph is added on both sides", (zh((DRAFT, f"{DRAFT}\n\n{NEW}")), commit, en(("Young delegates", f"{NEW_EN}\n\nYoung delegates")), commit), {}),
    Scenario("a paragraph is removed", (zh((CIRCULAR + "\n\n", "")), commit), {"The delegates discussed": STALE}),
    Scenario("a paragraph is removed on both sides", (zh((CIRCULAR + "\n\n", "")), commit, en((CIRCULAR_EN + "\n\n", "")), commit), {}),
    Scenario("a paragraph is moved", (zh((CIRCULAR + "\n\n", ""), (DRAFT, f"{DRAFT}\n\n{CIRCULAR}")), commit), {}),
    Scenario("a paragraph is moved on both sides", (zh((CIRCULAR + "\n\n", ""), (DRAFT, f"{DRAFT}\n\n{CIRCULAR}")), commit, en((CIRCULAR_EN + "\n\n", ""), ("Young delegates", f"{CIRCULAR_EN}\n\nYoung delegates")), commit), {}),
    Scenario("two paragraphs change places, and one changes", (zh_is(lambda text: _swapped(text, DRAFT, YOUTH).replace("三个月", "四个月")), commit), {"The secretariat will": STALE}),
    Scenario("a paragraph is split", (zh(("循环经济。他们", "循环经济。\n\n他们")), commit), {}),
    Scenario("a paragraph of the translation is split", (en(("economy. They", "economy.\n\nThey")), commit), {}),
    Scenario("a translation was split from the start, then the source changes", (en(("economy. They", "economy.\n\nThey")), commit, zh(("循环经济。他们", "绿色经济。他们")), commit), {"The delegates discussed": STALE, "They believe": STALE}),
    Scenario("two paragraphs are merged", (zh((DRAFT + "\n\n", DRAFT)), commit), {}),
    Scenario("two paragraphs of the translation are merged", (en(("comment on it.\n\n", "comment on it. ")), commit), {}),
    Scenario("two paragraphs are merged, and words change", (zh((DRAFT + "\n\n青年代表呼吁企业", DRAFT + "青年代表呼吁所有企业")), commit), {"The secretariat will": STALE, "Young delegates": STALE}),
    Scenario("a paragraph is lost in translation", (en((CIRCULAR_EN + "\n\n", "")), commit), {"代表们讨论了": STRUCTURE}),
    Scenario("a note of the translator", (en((CIRCULAR_EN, CIRCULAR_EN + "\n\nThe translator adds that this was said in Geneva.")), commit), {"The translator adds": STRUCTURE}),
    # --- sections, lists, tables
    Scenario("a section is lost in translation", (en_is(lambda text: _without(text, "## Next", '<div class="note">')), commit), {"下一步工作": STRUCTURE, "秘书处将在": STRUCTURE, "青年代表": STRUCTURE}),
    Scenario("a section is removed", (zh_is(lambda text: _without(text, "## 下一步", '<div class="note">')), commit), {"Next steps": STALE, "The secretariat will": STALE, "Young delegates": STALE}),
    Scenario("a section is added", (zh(("## 下一步工作", f"## 决议\n\n{NEW}\n\n## 下一步工作")), commit), {"决议": STALE, "大会还通过了": STALE}),
    Scenario("a section was never translated", (en_is(lambda text: _without(text, "## Main aims", "```sh")), commit, zh(("三个月内", "四个月内")), commit), {
        "主要目标": STRUCTURE, "减少电子": STRUCTURE, "提高网络": STRUCTURE, "保护海洋": STRUCTURE, "培训青年": STRUCTURE, "代表们讨论": STRUCTURE, "国家": STRUCTURE, "参加": STRUCTURE, "数量": STRUCTURE, "中国": STRUCTURE, "是": STRUCTURE, "120": STRUCTURE, "德国": STRUCTURE, "是 ": STRUCTURE, "37": STRUCTURE, "巴西": STRUCTURE, "否": STRUCTURE, "8": STRUCTURE, "The secretariat": STALE,
    }),
    Scenario("a heading on another level", (en(("## Main aims", "### Main aims")), commit), {"Main aims": STRUCTURE}),
    Scenario("all headings a level deeper", (en_is(lambda text: re.sub(r"(?m)^(#+ [A-Z])", r"#\1", text)), commit), {}),
    Scenario("a list item is lost in translation", (en(("- Protecting the biodiversity of the oceans\n", "")), commit), {"保护海洋": STRUCTURE}),
    Scenario("a list item is removed", (zh(("- 保护海洋的生物多样性\n", "")), commit), {"Protecting the": STALE}),
    Scenario("a list item is added", (zh(("- 培训青年工程师", "- 培训青年工程师\n- 支持发展中国家")), commit), {"支持发展中": STALE}),
    Scenario("list items change places", (zh_is(lambda text: _swapped(text, "减少电子废弃物", "培训青年工程师")), commit), {}),
    Scenario("a row is added", (zh(("| 巴西 |", "| 印度 | 是 | 64 |\n| 巴西 |")), commit), {"印度": STALE, "是": STALE, "64": STALE}),
    Scenario("a row is removed", (zh(("| 德国 | 是 | 37 |\n", "")), commit), {"Germany": STALE, "Yes": STALE, "37": STALE}),
    Scenario("a row is lost in translation", (en(("| Germany | Yes | 37 |\n", "")), commit), {"德国": STRUCTURE, "是": STRUCTURE, "37": STRUCTURE}),
    Scenario("a row is added on both sides", (zh(("| 巴西 |", "| 印度 | 是 | 64 |\n| 巴西 |")), commit, en(("| Brazil |", "| India | Yes | 64 |\n| Brazil |")), commit), {}),
    # --- links, images, shortcodes, code
    Scenario("a link leads elsewhere", (zh(("(/zh/meeting/)", "(/zh/meeting-2026/)")), commit), {"Delegates of 45": STRUCTURE}),
    Scenario("a link leads elsewhere on both sides", (zh(("(/zh/meeting/)", "(/zh/meeting-2026/)")), commit, en(("(/en/meeting/)", "(/en/meeting-2026/)")), commit), {}),
    Scenario("a link is lost in translation", (en(("[website](/en/meeting/)", "website")), commit), {"Delegates of 45": STRUCTURE}),
    Scenario("a link is added in translation", (en(("by 50%", "by [50%](https://example.org/fifty)")), commit), {"More efficient": STRUCTURE}),
    Scenario("a link to the English page of another host", (zh(("温室气体", "[温室气体](https://zh.wikipedia.org/wiki/温室气体)")), en(("greenhouse gas", "[greenhouse gas](https://en.wikipedia.org/wiki/Greenhouse_gas)")), commit), {}),
    Scenario("another image", (zh(("/images/group.jpg", "/images/group-2.jpg")), commit), {"![Group photo": STRUCTURE}),
    Scenario("an image is lost in translation", (en(("![Group photo of the delegates](/images/group.jpg)\n\n", "")), commit), {"![代表们的合影": STRUCTURE}),
    Scenario("an image for each language", (zh(("/images/map.png", "/images/map.zh.png")), en(("/images/map.png", "/images/map.en.png")), commit), {}),
    Scenario("another parameter of a shortcode", (zh(("/images/map.png", "/images/map-large.png")), commit), {"{{< figure": STRUCTURE}),
    Scenario("a shortcode is lost in translation", (en_is(lambda text: _without(text, "{{<", "## Next")), commit), {"{{< figure": STRUCTURE}),
    Scenario("other inline code", (zh(("`co2-tool`", "`carbon-tool`")), commit), {"Delegates of 45": STRUCTURE}),
    Scenario("other code", (zh(("--year 2023", "--year 2024")), commit), {"code block": STRUCTURE}),
    Scenario("a code block is lost in translation", (en_is(lambda text: _without(text, "```sh", "![Group")), commit), {"code block": STRUCTURE}),
    Scenario("other code on both sides", (zh(("--year 2023", "--year 2024")), commit, en(("--year 2023", "--year 2024")), commit), {}),
    # --- files
    Scenario("the post is renamed", (move("content/p", "content/q"), commit), {}),
    Scenario("the post is renamed, then the source changes", (move("content/p", "content/q"), commit, NUMBER_ZH, commit), {"Delegates of 45": STALE}),
    Scenario("the source changes, then the post is renamed", (NUMBER_ZH, commit, move("content/p", "content/q"), commit), {"Delegates of 45": STALE}),
    Scenario("renamed and not committed", (NUMBER_ZH, commit, move("content/p", "content/q")), {"Delegates of 45": STALE}),
    Scenario("the body of the source is cleared", (zh_is(lambda text: text[: text.index("# 会议背景")] + "（待写）\n"), commit), CLEARED),
    Scenario("the source was removed and written again", (lambda site: site.git("rm", "-q", ZH) and None, commit, lambda site: site.write(ZH, SOURCE), commit), {}),
    # --- with the record of a publication
    Scenario("a published draft that nobody touched", (stamp, commit), {}),
    Scenario("published, then the source changes", (stamp, commit, NUMBER_ZH, commit), {"Delegates of 45": STALE}),
    Scenario("published, then a cosmetic edit of both", (stamp, commit, zh(("国际电联在", "**国际电联**在")), en(("In 2023 ITU", "In 2023 *ITU*")), commit), {}),
    Scenario("published, edited, then the source changes elsewhere", (stamp, commit, en(("Less electronic", "Fewer electronic")), commit, NUMBER_ZH, commit), {"Delegates of 45": STALE}),
    Scenario("published, then the source changes and the translation follows", (stamp, commit, NUMBER_ZH, commit, NUMBER_EN, commit), {}),
    Scenario("published, then the translation is edited and the source changes", (stamp, commit, en(("Delegates of 45", "Delegates from 45")), commit, NUMBER_ZH, commit), {"Delegates from 45": STALE}),
    Scenario("published, then both change at once", (stamp, commit, NUMBER_ZH, NUMBER_EN, commit), {}),
    Scenario("published from a source that had changed before", (NUMBER_ZH, commit, NUMBER_EN, stamp, commit), {}),
    Scenario("published, then a paragraph moves and another is added", (stamp, commit, zh((CIRCULAR + "\n\n", ""), (DRAFT, f"{CIRCULAR}\n\n{DRAFT}\n\n{NEW}")), commit), {"大会还通过了": STALE}),
    Scenario("published, then a paragraph is split and one removed", (stamp, commit, zh(("循环经济。他们", "循环经济。\n\n他们"), (DRAFT + "\n\n", "")), commit), {"The secretariat will": STALE}),
    Scenario("published, then a paragraph of the translation is removed", (stamp, commit, en((CIRCULAR_EN + "\n\n", "")), commit), {"代表们讨论了": STRUCTURE}),
)  # fmt: skip
assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)


class Score(NamedTuple):
    """Segments of a scenario, by what they were expected to be."""

    right: int
    wrong: list[str]
    missed: list[str]
    segments: int


def build(scenario: Scenario, root: Path) -> GitSite:
    """Play a scenario in a new repository."""
    root.mkdir()
    site = GitSite(root)
    site.write(ZH, SOURCE)
    site.commit()
    site.write(EN, TARGET)
    site.commit()
    for step in scenario.steps:
        step(site)
    return site


def flagged(comparison: Comparison) -> list[tuple[str, str]]:
    """(text, rule) of every segment that something is said about."""
    found: dict[tuple[bool, int], str] = {}
    others: list[tuple[str, str]] = []
    for verdict in comparison.verdicts:
        found.update(((bool(verdict.target), number), STALE) for number in verdict.target or verdict.source)
    for difference in comparison.differences:
        span = difference.target or difference.source
        blocks = (comparison.target if difference.target else comparison.source).document.blocks
        if difference.what in ("link", "image", "shortcode", "code"):  # the block that holds it
            numbers = [n for n, block in enumerate(blocks) if block.span.start <= span.start < block.span.end]
        else:
            numbers = [n for n, block in enumerate(blocks) if span.start <= block.span.start < span.end]
        found.update(((bool(difference.target), number), STRUCTURE) for number in numbers)
        others.extend([] if numbers else [(difference.what, STRUCTURE)])
    sides = {True: comparison.target, False: comparison.source}
    return [*((text(sides[target], number), rule) for (target, number), rule in found.items()), *others]


def text(side: Side, number: int) -> str:
    """The words of a block, or what it holds instead."""
    span = side.document.blocks[number].span
    return side.texts[number] or side.document.source[span.start : span.end].decode("utf-8")


def score(scenario: Scenario, root: Path) -> Score:
    """Compare what is found with what is expected, segment by segment."""
    site = build(scenario, root)
    files = [SourceFile(path, site.read(path).encode("utf-8")) for path in (site.zh_path, site.en_path)]
    with History(site.root, "content") as history:
        comparison = compare_pair(files[0], files[1], history, PROSE)
    sides = [read_side(parse_document(file.data, PROSE)) for file in files]
    names = [text(side, number) for side in sides for number in range(len(side.texts))]
    found = flagged(comparison) if comparison else []
    missed = []
    for start, rule in scenario.expected.items():
        hit = next((item for item in found if item[1] == rule and item[0].startswith(start.strip())), None)
        if hit is None:
            missed.append(f"{start} ({rule})")
        else:
            found.remove(hit)
    right = len(scenario.expected) - len(missed)
    return Score(right, [f"{name} ({rule})" for name, rule in found], missed, len(names))


def test_every_segment_of_every_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The scores of all scenarios together. They guard what is known; they do not measure posts nobody has seen.

    The answers were written down before the first run. Since then, some name the segment in another way (a lost
    link belongs to the segment that should hold it, a row to each of its cells), and no answer was taken back.
    """
    assert len(SCENARIOS) >= 60
    scores = {scenario.name: score(scenario, tmp_path / str(n)) for n, scenario in enumerate(SCENARIOS)}
    right = sum(one.right for one in scores.values())
    wrong = sum(len(one.wrong) for one in scores.values())
    missed = sum(len(one.missed) for one in scores.values())
    precision, recall = right / (right + wrong), right / (right + missed)
    with capsys.disabled():
        print(
            f"\nstale and structure: {len(scores)} scenarios, {sum(one.segments for one in scores.values())} segments, "
            f"{right + missed} to be found; precision {precision:.3f}, recall {recall:.3f}"
        )
        for name, one in scores.items():
            if one.wrong or one.missed:
                print(f"  {name}: wrong {one.wrong}, missed {one.missed}")
    assert precision >= 0.95
    assert recall >= 0.95

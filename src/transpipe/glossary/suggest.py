"""Frequent Chinese terms that no entry covers, by n-gram statistics alone.

A run of characters is taken for a term when it is frequent, when its parts belong together (pointwise mutual
information, normalised, over the weakest cut), and when what stands before and after it varies (branching entropy): 循环经 is always
followed by 济, 循环经济 by many things. What is mostly part of a longer term is left to that.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from transpipe.glossary.matching import Matcher
from transpipe.han_variants import fold
from transpipe.script import HAN_CLASS
from transpipe.units import Term

_RUN = re.compile(f"[{HAN_CLASS}]+")
_LONGEST = 10
_COHESION = 0.4  # normalised, 1 for parts that are never apart; below are words that met by chance
_FREEDOM = 0.9  # nats of the poorer side; below is a part of a longer word
_PART_OF = 0.7  # share of the mentions inside one longer term from which on the shorter one is left out
_MOST_TEXT = 60
# No term begins or ends with these: particles, pronouns, prepositions, auxiliaries, numbers, measure words.
_NEVER_FIRST = frozenset("的了着过和与及或等在是为以于将被把从向到也都而但并其该这那此不可会能要由让使就还更很最已正所之们有无"
                         "一二三四五六七八九十两几每各某个种项次些你我他她它您如若即则因对按当与同跟用请需应来去做后前时中上下内外里")  # fmt: skip
_NEVER_LAST = _NEVER_FIRST - frozenset("用时中上下内外里着后前一二三四五六七八九十") | frozenset("地得者吗呢吧")
# Words of every text, which no glossary needs; also at the edge of a candidate they add nothing.
_TEXT_WORDS = (
    "进行 通过 使用 可以 需要 如果 例如 以及 或者 但是 因此 所以 由于 其中 同时 此外 另外 然后 之后 之前 目前 现在 今天 相关 不同 "
    "主要 重要 具体 一些 一个 这个 这些 那些 我们 他们 它们 你们 自己 大家 什么 怎么 如何 为了 关于 对于 根据 按照 基于 提供 支持 包括 "
    "包含 实现 完成 开始 结束 发生 存在 出现 成为 作为 属于 具有 拥有 没有 已经 正在 将会 可能 能够 应该 必须 不能 不会 只有 所有 每个 "
    "多个 几个 其他 其它 各种 任何 部分 全部 当前 以下 如下 下面 上面 方面 情况 问题 内容 时候 时间 方式 方法 非常 更加 特别 尤其 "
    "表示 认为 指出 介绍 说明 了解 参考 查看 选择 点击 添加 增加 减少 提高 降低 促进 推动 加强 开展 组织 参加 参与 举行 举办 发布 "
    "对应 设置 是否 默认 直接 用于 用户 一种 这种 那么 这样 还是 就是 不是 也是 都是 而是 得到 获得 看到 找到 来自 除了 随着 分别 "
    "确保 允许 获取 通常 容易 推荐 注意 情况下 第一 第二 第三 帮助 希望 认识 带来 面临 形成 取得 受到 达到 成功 正式 共同 近日 今年 去年 "
    "其实 以上 之间 之一 一起 一下 一次 一样 一定 一般 完全 比较 很多 许多 更多 最后 首先 其次 接下来 使得 从而 并且 而且 不仅 只是"
)  # fmt: skip
_EVERYDAY = frozenset(_TEXT_WORDS.split())


class Passage(NamedTuple):
    """A stretch of text of the site; `place` is file:line."""

    text: str
    place: str


class Suggestion(NamedTuple):
    """A term that the glossary may want."""

    term: str
    """Simplified, as the matcher sees it; it matches Traditional text as well."""
    times: int
    example: str
    place: str


def suggest(passages: Sequence[Passage], terms: Iterable[Term], *, least: int, most: int) -> list[Suggestion]:
    """Up to `most` terms that are said `least` times or more outside of what the glossary covers, the best first.

    Long ones go before short ones: a word of two characters is seldom a term, and fires in many places.
    """
    matcher = Matcher(terms)
    runs = [(run, passage) for passage in passages for run in _uncovered(passage.text, matcher)]
    counts = _count([run for run, _ in runs], least)
    neighbours = _neighbours([run for run, _ in runs], counts)
    total = sum(count for gram, count in counts.items() if len(gram) == 1) or 1
    good = {
        gram: count
        for gram, count in counts.items()
        if len(gram) > 1
        and _is_word(gram)
        and _cohesion(gram, counts, total) >= _COHESION
        and min(_entropy(side) for side in neighbours[gram]) >= _FREEDOM
    }
    kept = _without_parts(good)
    best = sorted(kept, key=lambda gram: (-kept[gram] * (len(gram) - 1) ** 2, gram))[:most]
    examples = _examples(best, runs)
    return [Suggestion(gram, kept[gram], *examples[gram]) for gram in best]


def _uncovered(text: str, matcher: Matcher) -> Iterator[str]:
    """Runs of Chinese characters between the terms of the glossary."""
    position = 0
    for match in matcher.resolve(text, text):
        if not match.lost:
            yield from _RUN.findall(fold(text[position : match.start]))
            position = match.end
    yield from _RUN.findall(fold(text[position:]))


def _count(runs: Sequence[str], least: int) -> dict[str, int]:
    """All single characters, and the longer n-grams that are frequent; only they can hold longer frequent ones."""
    counts: dict[str, int] = dict(Counter(char for run in runs for char in run))
    frequent = {char for char, count in counts.items() if count >= least}
    for size in range(2, _LONGEST + 1):
        found = Counter(
            run[start : start + size]
            for run in runs
            for start in range(len(run) - size + 1)
            if run[start : start + size - 1] in frequent and run[start + 1 : start + size] in frequent
        )
        frequent = {gram for gram, count in found.items() if count >= least}
        if not frequent:
            break
        counts.update((gram, found[gram]) for gram in frequent)
    return counts


def _neighbours(runs: Sequence[str], counts: dict[str, int]) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """The characters before and after each n-gram; every edge of a run is a neighbour of its own."""
    found: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for number, run in enumerate(runs):
        for start in range(len(run)):
            for end in range(start + 2, min(start + _LONGEST, len(run)) + 1):
                gram = run[start:end]
                if gram not in counts:
                    break
                before, after = found[gram]
                before[run[start - 1] if start else f"^{number}"] += 1
                after[run[end] if end < len(run) else f"${number}"] += 1
    return found


def _is_word(gram: str) -> bool:
    if gram[0] in _NEVER_FIRST or gram[-1] in _NEVER_LAST or gram in _EVERYDAY or "的" in gram:
        return False
    if len(gram) > 2 and gram[-1] in "中上下里内后时":  # a word with "in", "on", "after": 环境中
        return False
    edges = (gram[:2], gram[-2:], gram[:3], gram[-3:])
    return not (len(gram) > 3 and any(edge in _EVERYDAY for edge in edges))


def _cohesion(gram: str, counts: dict[str, int], total: int) -> float:
    """Normalised pointwise mutual information over the weakest cut, so that small sites are measured as large ones."""
    apart = max(counts[gram[:cut]] * counts[gram[cut:]] for cut in range(1, len(gram)))
    together = counts[gram]
    return math.log(together * total / apart) / math.log(total / together) if total > together else 1.0


def _entropy(neighbours: Counter[str]) -> float:
    total = sum(neighbours.values())
    return -sum(count / total * math.log(count / total) for count in neighbours.values())


def _without_parts(counts: dict[str, int]) -> dict[str, int]:
    """Leave out what is mostly said inside of one longer term."""
    within: dict[str, int] = {}
    for gram, count in counts.items():
        for size in range(2, len(gram)):
            for start in range(len(gram) - size + 1):
                part = gram[start : start + size]
                within[part] = max(within.get(part, 0), count)
    return {gram: count for gram, count in counts.items() if within.get(gram, 0) < _PART_OF * count}


def _examples(grams: Sequence[str], runs: Sequence[tuple[str, Passage]]) -> dict[str, tuple[str, str]]:
    """For each term the text around its first mention, with the place."""
    found: dict[str, tuple[str, str]] = {}
    for gram in grams:
        passage = next(passage for run, passage in runs if gram in run)
        at = fold(passage.text).find(gram)
        start = max(0, at - (_MOST_TEXT - len(gram)) // 2)
        text = passage.text[start : start + _MOST_TEXT]
        example = ("…" if start else "") + text + ("…" if start + _MOST_TEXT < len(passage.text) else "")
        found[gram] = (" ".join(example.split()), passage.place)
    return found

"""Closing a run: the inline items of a block are made to tile its bytes, and tags are paired.

Works the same for Markdown and for the text nodes of HTML. The steps are a short list of functions from items to
items.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from transpipe.model import Inline, InlineKind, Shortcode, SkeletonNode, Span
from transpipe.parse.html_tags import TAG, VOID, is_opaque, tag_name

_TEXT, _OPEN, _CLOSE = InlineKind.TEXT, InlineKind.OPEN, InlineKind.CLOSE
_STANDALONE = InlineKind.STANDALONE
_BREAKS = (InlineKind.SOFT_BREAK, InlineKind.HARD_BREAK)
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
# Han, kana and CJK punctuation: what makes CommonMark's flanking rule miss the emphasis that an author meant.
_CJK = re.compile("[\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af]")


def close_run(
    masked: bytes, items: list[Inline], hidden: Sequence[Shortcode], skeleton: list[SkeletonNode]
) -> tuple[Inline, ...]:
    """Turn the raw items of a run into items that tile it from the first to the last byte.

    Shortcodes become tags, HTML tags and emphasis that CommonMark missed are paired, adjacent texts are merged.
    Adds what it finds to the skeleton.
    """
    if len(items) == 1 and items[0].kind is _TEXT and not hidden and items[0].text[:1] not in _PUNCTUATION:
        return (items[0],)  # two thirds of all runs: cells, headings and paragraphs without markup
    items = _tile(masked, items)
    if hidden:
        items = _split_at_shortcodes(masked, items, hidden, skeleton)
    if any(item.construct in ("html", "shortcode") for item in items):
        items = _pair_tags(masked, items, hidden)
    if any(item.text == "*" for item in items):
        items = _pair_stars(masked, _open_misread(masked, items, skeleton), skeleton)
    return tuple(_merge(items))


def _tile(masked: bytes, items: list[Inline]) -> list[Inline]:
    """Give every byte between two items to one of them."""
    tiled: list[Inline] = []
    for item in items:
        start, end = item.span
        escaped = item.kind is _TEXT and item.text[:1] in _PUNCTUATION and masked[start - 1 : start] == b"\\"
        if not tiled:
            tiled.append(item._replace(span=Span(start - 1, end)) if escaped else item)
            continue
        last = tiled[-1]
        if escaped and last.span.end < start:
            start -= 1
        gap = last.span.end
        if gap < start:
            if last.kind is _OPEN or (last.kind in _BREAKS and item.kind is not _CLOSE):
                tiled[-1] = last._replace(span=Span(last.span.start, start))
            elif item.kind in (_CLOSE, *_BREAKS) or (item.kind is _TEXT and last.kind is _TEXT):
                start = gap
            else:
                tiled[-1] = last._replace(span=Span(last.span.start, start))
        if item.kind is _CLOSE and tiled[-1].kind is _OPEN:
            # An empty link or emphasis is one tag.
            tiled[-1] = Inline(_STANDALONE, Span(tiled[-1].span.start, end), construct=item.construct)
        else:
            tiled.append(item if start == item.span.start else item._replace(span=Span(start, end)))
    return tiled


def _split_at_shortcodes(
    masked: bytes, items: list[Inline], hidden: Sequence[Shortcode], skeleton: list[SkeletonNode]
) -> list[Inline]:
    starts = [code.span.start for code in hidden]
    split: list[Inline] = []
    for item in items:
        index = bisect_left(starts, item.span.start)
        if item.kind is not _TEXT or index == len(starts) or starts[index] >= item.span.end:
            split.append(item)
            continue
        position = item.span.start
        while index < len(starts) and starts[index] < item.span.end:
            code = hidden[index].span
            if position < code.start:
                split.append(_text(masked, Span(position, code.start)))
            split.append(Inline(_STANDALONE, code, construct="shortcode"))
            skeleton.append(
                SkeletonNode("shortcode", masked[code.start : min(code.start + 16, code.end)].decode(), inline=True)
            )
            position = code.end
            index += 1
        if position < item.span.end:
            split.append(_text(masked, Span(position, item.span.end)))
    return split


def _text(masked: bytes, span: Span) -> Inline:
    raw = masked[span.start : span.end].decode("utf-8")
    return Inline(_TEXT, span, raw[1:] if raw[:1] == "\\" and raw[1:2] in _PUNCTUATION else raw)


def _read_tag(masked: bytes, item: Inline, codes: dict[int, Shortcode]) -> tuple[str, bool, bool]:
    """(name, whether it closes, whether what it holds is no prose); an empty name for what can't be paired."""
    if item.construct == "shortcode":
        code = codes[item.span.start]
        return f"{{{code.name}" if code.form in ("open", "close") else "", code.form == "close", False
    tag = TAG.match(masked, item.span.start, item.span.end) if item.construct == "html" else None
    if tag is None or tag_name(tag) in VOID or tag["attributes"].endswith(b"/"):
        return "", False, False
    return tag_name(tag), bool(tag["end"]), is_opaque(tag)


def _pair_tags(masked: bytes, items: list[Inline], hidden: Sequence[Shortcode]) -> list[Inline]:
    """Pair the tags of HTML and of shortcodes inside one parent; fold elements that hold no prose into one tag."""
    codes = {code.span.start: code for code in hidden}
    paired = list(items)
    open_tags: list[tuple[str, int, bool]] = []  # (name, index, opaque); Markdown's own pairs are barriers
    fold: list[tuple[int, int]] = []
    for index, item in enumerate(items):
        if item.kind is _OPEN:
            open_tags.append(("", index, False))
        elif item.kind is _CLOSE:
            while open_tags and open_tags.pop()[0]:
                pass
        elif item.construct in ("html", "shortcode"):
            name, closes, is_raw = _read_tag(masked, item, codes)
            if not name:
                continue
            if not closes:
                open_tags.append((name, index, is_raw))
                continue
            for back in range(len(open_tags) - 1, -1, -1):
                if not open_tags[back][0]:
                    break
                if open_tags[back][0] == name:
                    _, start, opaque = open_tags[back]
                    del open_tags[back:]
                    if opaque:
                        fold.append((start, index))
                    else:
                        paired[start] = items[start]._replace(kind=_OPEN)
                        paired[index] = item._replace(kind=_CLOSE)
                    break
    for start, end in reversed(fold):
        whole = Span(items[start].span.start, items[end].span.end)
        paired[start : end + 1] = [Inline(_STANDALONE, whole, construct="html")]
    return paired


def _pair_stars(masked: bytes, items: list[Inline], skeleton: list[SkeletonNode]) -> list[Inline]:
    """Emphasis that was meant as such beside CJK punctuation: `**“绿色碳链通”**融资`.

    CommonMark's flanking rule (section 6.2) does not take it, as a quotation mark is punctuation and Han are not.
    """
    runs: list[tuple[int, int, int, int]] = []  # first item, number of stars, depth, number of the parent pair
    depth, parents, opened = 0, [0], 0
    index = 0
    while index < len(items):
        item = items[index]
        if item.kind is _OPEN:
            opened += 1
            depth += 1
            parents.append(opened)
        elif item.kind is _CLOSE:
            depth -= 1
            if len(parents) > 1:
                parents.pop()
        elif _is_star(masked, item):
            count = 1
            while index + count < len(items) and _is_star(masked, items[index + count]):
                count += 1
            runs.append((index, count, depth, parents[-1]))
            index += count
            continue
        index += 1
    result = list(items)
    taken = -1
    for position, (start, count, _, parent) in enumerate(runs):
        if start <= taken or count > 2:
            continue
        # The partner of a marker is near; a bound keeps a line full of stars linear.
        for end, other, _, same in runs[position + 1 : position + 40]:
            inner = items[start + count : end]
            if same != parent or other != count or not inner:
                continue
            if _is_emphasis(items[start - 1].text if start else "", inner, items[end + other :]):
                name = "strong" if count == 2 else "emphasis"
                first, last = items[start].span.start, items[end].span.start
                result[start : start + count] = [
                    Inline(_OPEN, Span(first, first + count), construct=name),
                    *[_EMPTY] * (count - 1),
                ]
                result[end : end + count] = [
                    Inline(_CLOSE, Span(last, last + count), construct=name),
                    *[_EMPTY] * (count - 1),
                ]
                skeleton.append(SkeletonNode(name, "", inline=True))
                taken = end
            break
    return [item for item in result if item is not _EMPTY]


_EMPTY = Inline(_TEXT, Span(0, 0))


_STRONG = SkeletonNode("strong", "", inline=True)


def _open_misread(masked: bytes, items: list[Inline], skeleton: list[SkeletonNode]) -> list[Inline]:
    """Take `**融资，**` apart in `**“绿色碳链通”**融资，**《报告》**发布`.

    The flanking rule pairs the inner two of the four markers there; the author paired the first with the second. So
    a strong pair between two lone `**` becomes text again, and the markers are paired in their order afterwards.
    """
    # Markers of two stars in order: (index, kind), where a lone one is two text items.
    marks: list[tuple[int, InlineKind]] = []
    for index, item in enumerate(items):
        if _is_star(masked, item):
            if _is_lone_pair(masked, items, index):
                marks.append((index, _TEXT))
        elif item.construct == "strong" and masked[item.span.start : item.span.end] == b"**":
            marks.append((index, item.kind))
    misread: set[int] = set()
    for (_, k1), (open_, k2), (close, k3), (_, k4) in zip(marks, marks[1:], marks[2:], marks[3:], strict=False):
        if (k1, k2, k3, k4) == (_TEXT, _OPEN, _CLOSE, _TEXT):
            misread.update((open_, close))
            # The nodes of this block are the last ones.
            last = next(place for place in range(len(skeleton) - 1, -1, -1) if skeleton[place] == _STRONG)
            del skeleton[last]
    result: list[Inline] = []
    for index, item in enumerate(items):
        if index in misread:
            start = item.span.start
            result.extend(Inline(_TEXT, Span(start + i, start + i + 1), "*") for i in range(2))
        else:
            result.append(item)
    return result


def _is_lone_pair(masked: bytes, items: list[Inline], index: int) -> bool:
    """Whether two stars, and not three, begin at an item."""
    stars = [0 <= place < len(items) and _is_star(masked, items[place]) for place in range(index - 1, index + 3)]
    return stars == [False, True, True, False]


def _is_star(masked: bytes, item: Inline) -> bool:
    return item.kind is _TEXT and item.text == "*" and masked[item.span.start : item.span.end] == b"*"


def _is_emphasis(before: str, inner: list[Inline], after: list[Inline]) -> bool:
    text = "".join(" " if item.kind in _BREAKS else item.text or "x" for item in inner)
    beside = before[-1:] + text + (after[0].text[:1] if after else "")
    return not text[0].isspace() and not text[-1].isspace() and _CJK.search(beside) is not None


def _merge(items: list[Inline]) -> list[Inline]:
    merged: list[Inline] = []
    for item in items:
        if item.kind is _TEXT and merged and merged[-1].kind is _TEXT:
            last = merged[-1]
            merged[-1] = Inline(_TEXT, Span(last.span.start, item.span.end), last.text + item.text)
        else:
            merged.append(item)
    return merged

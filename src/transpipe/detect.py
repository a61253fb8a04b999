"""What is to be translated: marker scopes, and the language of a block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transpipe.model import Block, Document, InlineKind, Span
from transpipe.script import HAN, HANGUL, KANA, LATIN_WORD, count_han, has_han

# Chinese that English text carries on purpose: a name or a term in brackets, a title in book-title marks.
_DELIBERATE = re.compile(r"[（(][^（）()]*[）)]|《[^《》]*》")
_SWITCH = re.compile(rb"<!--\s*transpipe:\s*(on|off)\s*-->")
MIXED_RATIO = 0.2
"""Share of Han characters among characters and words above which an unmarked block of an English file is pending."""


@dataclass(frozen=True, slots=True)
class Markers:
    """Phrases that open and close a scope, as `normalise` gives them."""

    start: frozenset[str]
    end: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of the file that somebody marked for translation."""

    span: Span
    markers: tuple[Span, ...]
    """Whole lines that say so; they are taken away when the scope is translated."""
    line: int


def normalise(text: str) -> str:
    """A marker phrase without case, emphasis, punctuation at its ends and doubled spaces."""
    return " ".join(text.strip(" \t\r\n*_~`>#-–—!.:。：！…").split()).casefold()


def find_scopes(document: Document, markers: Markers) -> tuple[Scope, ...]:
    """The marked scopes of a document, in file order.

    A marker is a block (paragraph, quote, heading or HTML comment) that says nothing but the phrase, or the front
    matter entry `translation: required`. A scope reaches to the next end marker, the next marker or the end of file.
    """
    front = document.front_matter
    end = len(document.source)
    if front and normalise(str(front.data.get("translation", ""))) == "required":
        entry = next(field.entry for field in front.fields if field.path == ("translation",))
        lines = _whole_lines(document.source, entry)
        return (Scope(Span(document.body, end), (lines,), document.line(entry.start)),)
    signs = sorted(_signs(document, markers), key=lambda sign: sign[0].start)
    scopes: list[Scope] = []
    opened: Span | None = None
    for place, opens in signs:
        if opened is not None:
            stop = place
            scopes.append(_scope(document, opened, stop.start, () if opens else (place,)))
            opened = None
        if opens:
            opened = place
    if opened is not None:
        scopes.append(_scope(document, opened, end, ()))
    return tuple(scopes)


def _scope(document: Document, start: Span, end: int, closing: tuple[Span, ...]) -> Scope:
    return Scope(Span(start.end, end), (start, *closing), document.line(start.start))


def _signs(document: Document, markers: Markers) -> Iterable[tuple[Span, bool]]:
    source = document.source
    for block in document.blocks:
        if block.outer is None or block.kind not in ("paragraph", "quote", "heading", "item"):
            continue
        # The first line of a quote may be the marker and the rest its text.
        first = _first_line(block)
        whole = block.outer if _alone(document, block) else block.span
        for text, span in ((_text(block), whole), first):
            phrase = normalise(text)
            if phrase in markers.start or phrase in markers.end:
                yield _with_blank_line(source, _whole_lines(source, span)), phrase in markers.start
                break
    for comment in document.comments:
        phrase = normalise(source[comment.start : comment.end].decode("utf-8").strip()[4:-3])
        if phrase in markers.start or phrase in markers.end:
            yield _with_blank_line(source, _whole_lines(source, comment)), phrase in markers.start


def _text(block: Block) -> str:
    return "".join(item.text or " " for item in block.inlines if item.kind not in (InlineKind.OPEN, InlineKind.CLOSE))


def _first_line(block: Block) -> tuple[str, Span]:
    text = ""
    for item in block.inlines:
        if item.kind in (InlineKind.SOFT_BREAK, InlineKind.HARD_BREAK):
            return text, Span(block.span.start, item.span.start)
        text += item.text if item.kind not in (InlineKind.OPEN, InlineKind.CLOSE) else ""
    return "", block.span


def _alone(document: Document, block: Block) -> bool:
    return sum(1 for other in document.blocks if other.outer == block.outer) == 1


def _whole_lines(source: bytes, span: Span) -> Span:
    start = source.rfind(b"\n", 0, span.start) + 1
    if span.end > start and source[span.end - 1 : span.end] == b"\n":
        return Span(start, span.end)
    end = source.find(b"\n", span.end)
    return Span(start, len(source) if end < 0 else end + 1)


def _with_blank_line(source: bytes, lines: Span) -> Span:
    """Take one blank line after the marker along, or its paragraph would leave two."""
    end = source.find(b"\n", lines.end)
    blank = source[lines.end : end + 1] if end >= 0 else source[lines.end :]
    return Span(lines.start, lines.end + len(blank)) if blank and not blank.strip() else lines


def switched_off(document: Document) -> tuple[Span, ...]:
    """What authors have closed to translation: `<!-- transpipe: off -->` … `<!-- transpipe: on -->`.

    The front matter entry `transpipe: false` closes the whole file.
    """
    end = len(document.source)
    if document.front_matter and document.front_matter.data.get("transpipe") is False:
        return (Span(0, end),)
    closed: list[Span] = []
    start: int | None = None
    for comment in document.comments:
        found = _SWITCH.fullmatch(document.source[comment.start : comment.end].strip())
        if found and found[1] == b"off" and start is None:
            start = comment.end
        elif found and found[1] == b"on" and start is not None:
            closed.append(Span(start, comment.start))
            start = None
    return tuple(closed) if start is None else (*closed, Span(start, end))


# --- language of a block ----------------------------------------------------------------------


def block_text(block: Block) -> str:
    """The prose of a block; code and other standalone constructs are left out."""
    return "".join(item.text if item.kind is InlineKind.TEXT else " " for item in block.inlines)


def is_chinese(text: str) -> bool:
    """Whether text with Han in it is Chinese, and not Japanese or Korean.

    Script decides; langdetect (seeded, as it is random) is asked only where a few kana stand among many Han, as in
    Chinese with a Japanese name. It takes short Chinese for Korean, so it never decides alone.
    """
    # の alone is a fashion in Chinese shop signs and headings.
    han, kana = count_han(text), len(KANA.findall(text.replace("の", "")))
    if not han or len(HANGUL.findall(text)) > han:
        return False
    if not kana:
        return True
    share = kana / (han + kana)
    if share < 0.05:
        return True
    if share > 0.25 or len(text) < 20:
        return False
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    try:
        return str(detect(text)) != "ja"
    except LangDetectException:
        return True


def is_pending(block: Block, *, marked: bool) -> bool:
    """Whether a block of an English file waits for translation.

    In a marked scope all Chinese prose does; elsewhere Chinese words that English text carries on purpose do not
    count, and a block is pending by its share of Han.
    """
    text = block_text(block)
    if not has_han(text):
        return False
    rest = _DELIBERATE.sub(" ", text)
    if not has_han(rest):
        # Nothing but brackets: Chinese if there is no English around them.
        if LATIN_WORD.search(rest):
            return False
        rest = text
    if not is_chinese(rest):
        return False
    if marked:
        return True
    han, words = len(HAN.findall(rest)), len(LATIN_WORD.findall(rest))
    return han / (han + words) >= MIXED_RATIO


def in_scopes(span: Span, scopes: Sequence[Scope]) -> bool:
    """Whether a span lies in one of the scopes."""
    return any(scope.span.start <= span.start and span.end <= scope.span.end for scope in scopes)

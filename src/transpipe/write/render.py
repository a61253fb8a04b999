"""Drafts into bytes: the sentences of a segment with the markup of the source put back.

Markup keeps its bytes. Between markup and words a space is set where English needs one and Chinese has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from transpipe.model import BREAK, Glue, InlineKind, Literal, Quoting, Segment, Sentence, Span, Tag
from transpipe.tagged_text import TAG
from transpipe.units import Draft, Origin
from transpipe.write.escape import escape_html, escape_line_start, escape_markdown

Bytes = Callable[[Span], bytes]
"""The bytes of a span with the edits inside it (the alt text of an image inside a paragraph) already applied."""

_SUFFIX = re.compile(r"(?:s|es|'s|’s)(?![A-Za-z])")
_LEADING_WORD = re.compile(
    r"(?:(?:The|An?|In|On|At|To|Of|And|Or|As|For|With|By|From|Its?|This|That|These|Those|Their|Which|But)(?= )"
    r"|[A-Z][a-z]+(?=[ ,]|$)(?! [A-Z]))"
)


class _Token(NamedTuple):
    kind: str
    """text, protected, open, close, alone, source, space, break or join."""
    text: str = ""
    raw: bytes = b""


def render_segment(segment: Segment, drafts: Sequence[Draft], read: Bytes) -> bytes:
    """The bytes that take the place of a block of prose; a sentence that had to be kept keeps its bytes.

    `drafts` are those of `segment.sentences`, in order.
    """
    return _encode(segment, _tokens(segment, drafts, read))


def value_text(segment: Segment, drafts: Sequence[Draft]) -> str:
    """The text of a plain value (front matter, title, parameter), not yet quoted."""
    return "".join(token.text for token in _tokens(segment, drafts, lambda span: b"")).strip(" ")


def shown_text(segment: Segment, drafts: Sequence[Draft], read: Bytes) -> str:
    """The words of a segment as a reader sees them, markup left out, white space collapsed."""
    tokens = _tokens(segment, drafts, read)
    return " ".join("".join(" " if token.kind == "break" else token.text for token in tokens).split())


def _tokens(segment: Segment, drafts: Sequence[Draft], read: Bytes) -> list[_Token]:
    tokens: list[_Token] = []
    remaining = iter(drafts)
    for part in segment.parts:
        if isinstance(part, Sentence):
            tokens.extend(_sentence(part, next(remaining), read))
        elif isinstance(part, Glue):
            tokens.append(_Token("space" if part.target.isspace() else "text", part.target))
        else:
            tokens.append(_literal(part, read))
    return _set_spaces([token for token in tokens if token.text or token.raw or token.kind == "join"])


def _literal(part: Literal, read: Bytes) -> _Token:
    raw = read(part.span)
    kinds = {InlineKind.OPEN: "open", InlineKind.CLOSE: "close", InlineKind.SOFT_BREAK: "break"}
    if part.kind is InlineKind.TEXT:
        return _Token("source", raw.decode("utf-8"), raw)
    return _Token(kinds.get(part.kind, "break" if raw.isspace() or b"\n" in raw else "alone"), "", raw)


def _sentence(sentence: Sentence, draft: Draft, read: Bytes) -> list[_Token]:
    if draft.origin is Origin.KEPT and (raw := read(sentence.span)):
        return [_Token("join"), _Token("source", raw.decode("utf-8"), raw)]
    tags = {str(tag.number): tag for tag in sentence.tags}
    text = finished(sentence, draft)
    tokens: list[_Token] = []
    position = 0
    for found in TAG.finditer(text):
        tokens.append(_Token("text", text[position : found.start()]))
        tokens.append(_tag(found, tags, read))
        position = found.end()
    tokens.append(_Token("text", text[position:]))
    return [_Token("join"), *_spaces_outside([token for token in tokens if token.text or token.raw])]


def _tag(found: re.Match[str], tags: dict[str, Tag], read: Bytes) -> _Token:
    tag = tags[found["number"] or found["closed"]]
    if found["alone"]:
        kind = "break" if tag.construct == BREAK else "alone"
        return _Token("protected", tag.text) if tag.text else _Token(kind, "", read(tag.open))
    if found["close"] and tag.close is not None:
        return _Token("close", "", read(tag.close))
    return _Token("open", "", read(tag.open))


def finished(sentence: Sentence, draft: Draft) -> str:
    """The draft with the casing and the final punctuation that the place of the sentence in its segment asks for."""
    text = draft.target.strip()
    if sentence.part:
        # The joint that follows brings its own punctuation.
        text = re.sub(r"[\s,.;:]+((?:⟦/\d⟧)*)$", r"\1", text)
    if sentence.clause:
        return _continued(sentence.text, draft, text)
    if draft.origin is Origin.APPROVED:
        return text  # what a person begins with `iPhone` is meant so
    first = re.match(r"(?:⟦\d⟧|[“‘\"'(])*([a-z])", text)
    keep = any(term.keep_case and text.find(term.target) == (first.start(1) if first else -1) for term in draft.terms)
    if first and not keep:
        text = text[: first.start(1)] + first[1].upper() + text[first.end(1) :]
    return text


def _continued(source: str, draft: Draft, text: str) -> str:
    """A clause after a comma, without the capital that the engine gives the beginning of a sentence.

    Names keep theirs: those of the glossary and of the source are known, and a name of two words is left alone.
    """
    word = _LEADING_WORD.match(text)
    if word is None or word[0] in source or any(text.startswith(term.target) for term in draft.terms):
        return text
    return text[0].lower() + text[1:]


def _spaces_outside(tokens: list[_Token]) -> list[_Token]:
    """`** text **` is no emphasis: white space moves out of a pair."""
    moved: list[_Token] = []
    for token in tokens:
        if token.kind == "text" and moved and moved[-1].kind == "open" and token.text[:1].isspace():
            at = len(moved) - 1
            while at > 0 and moved[at - 1].kind == "open":
                at -= 1
            moved.insert(at, _Token("space", " "))
            moved.append(_Token("text", token.text.lstrip()))
            continue
        if token.kind == "close" and moved and moved[-1].kind == "text" and moved[-1].text[-1:].isspace():
            moved[-1] = _Token("text", moved[-1].text.rstrip())
            moved.append(token)
            moved.append(_Token("space", " "))
            continue
        if token.kind == "close" and moved and moved[-1].kind == "space" and len(moved) > 1:
            moved.insert(len(moved) - 1, token)
            continue
        moved.append(token)
    return [token for token in moved if token.text or token.raw]


# --- seams ------------------------------------------------------------------------------------


_FOREIGN = ("alone", "source", "protected")
"""Kinds that the engine did not write as words, so that it may have set no space."""


def _needs_space(left: str, right: str) -> bool:
    if not left or not right or left.isspace() or right.isspace():
        return False
    ends = left.isalnum() or left in ".,;:!?%)]”’…》」』】"
    return ends and (right.isalnum() or right in "(“‘《「『【") and not (left in "’" and right == "s")


def _set_spaces(tokens: list[_Token]) -> list[_Token]:
    """Set the spaces between words and markup, and between sentences."""
    out: list[_Token] = []
    last = ""  # the last visible character
    between: list[_Token] = []  # markup since then
    for token in tokens:
        if token.kind in ("open", "close"):
            between.append(token)
            continue
        if token.kind in ("space", "break"):
            out.extend(between)
            between = []
            if token.kind == "break" or not (last.isspace() or not last):
                out.append(token)
                last = " "
            continue
        if token.kind == "join":
            between.append(token)
            continue
        text = token.text or "x"
        before = out[-1].kind if out else ""
        seam = bool(between) or token.kind in _FOREIGN or before in _FOREIGN
        suffix = _SUFFIX.match(text) and (between or before == "protected")
        if seam and _needs_space(last, text[0]) and not suffix:
            at = next((i for i, item in enumerate(between) if item.kind == "open"), len(between))
            between.insert(at, _Token("space", " "))
        out.extend(item for item in between if item.kind != "join")
        between = []
        doubled = last.isspace() and text[0].isspace()
        out.append(token._replace(text=token.text.lstrip()) if doubled else token)
        last = token.text[-1:] or (" " if token.raw[-1:].isspace() else "x")
    out.extend(item for item in between if item.kind != "join")
    while out and out[-1].kind == "space" and not out[-1].text.strip(" "):
        out.pop()
    return out


# --- bytes ------------------------------------------------------------------------------------


def _encode(segment: Segment, tokens: list[_Token]) -> bytes:
    block = segment.block
    pieces: list[bytes] = []
    at_start = block.kind != "cell" and (block.kind != "heading" or block.key == "setext")
    for index, token in enumerate(tokens):
        if token.kind == "source" or token.raw:
            pieces.append(token.raw)
            at_start = token.kind == "break" and b"\n" in token.raw
            continue
        if block.quoting is Quoting.HTML_TEXT:
            pieces.append(escape_html(token.text).encode("utf-8"))
            continue
        text = escape_markdown(token.text, cell=block.kind == "cell")
        following = next((item for item in tokens[index + 1 : index + 3] if item.kind != "space"), None)
        if following is not None and following.raw[:1] in (b"[", b"!") and text.endswith("!"):
            text = text[:-1] + "\\!"  # `!` before `[` would make an image
        if at_start:
            text = escape_line_start(text)
        at_start = False
        pieces.append(text.encode("utf-8"))
    return b"".join(pieces)

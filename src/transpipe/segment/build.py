"""From a block to a Segment: sentences with tags, and what stays between them.

A sentence is never cut inside a pair of tags: a pair that holds a sentence end is taken apart, its markers stay where
they are and its content is cut on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transpipe.model import Block, Glue, InlineKind, Literal, Part, Quoting, Segment, Sentence, Span, Tag
from transpipe.protected import protected_spans
from transpipe.script import HAN, PUNCTUATION, has_han
from transpipe.segment.clauses import Joint, cut_clauses
from transpipe.segment.nodes import Alone, Break, Node, Offsets, Pair, Text, block_nodes, byte_offsets
from transpipe.segment.sentences import CLOSERS, ENDED, sentence_cuts
from transpipe.tagged_text import MAX_TAGS

_LAST = 40  # characters
_PLACEHOLDER = {"image", "comment", "task"}
Group = list[Node]


def build_segment(block: Block, source: bytes, max_chars: int) -> Segment | None:
    """Cut a block into sentences; None when there is no Chinese in it.

    `max_chars` is the length in characters above which a sentence is cut at its commas.
    """
    if not has_han(block.inlines[0].text) and not any(has_han(item.text) for item in block.inlines[1:]):
        return None
    simple = _one_sentence(block, max_chars)
    if simple is not None:
        return simple
    builder = _Builder(block, source, max_chars)
    builder.split(block_nodes(block, source))
    parts = tuple(builder.parts)
    return Segment(block, parts) if any(isinstance(part, Sentence) for part in parts) else None


def _one_sentence(block: Block, max_chars: int) -> Segment | None:
    """The segment of a block that is one short sentence without markup: half of all blocks, in a quarter of the time."""
    item = block.inlines[0]
    text = item.text
    if len(block.inlines) > 1 or len(text) > max_chars or "\n" in text or "⟦" in text or "⟧" in text:
        return None
    if text[0].isspace() or text[-1].isspace() or protected_spans(text) or sentence_cuts(text) not in ([], [len(text)]):
        return None
    return Segment(block, (Sentence(" ".join(text.split()), (), item.span),))


class _Builder:
    def __init__(self, block: Block, source: bytes, max_chars: int) -> None:
        self.source = source
        self.max_chars = max_chars
        self.plain = block.quoting not in (Quoting.MARKDOWN, Quoting.HTML_TEXT)
        self.parts: list[Part] = []
        self.group: Group = []

    # --- sentence boundaries ------------------------------------------------------------------

    def split(self, nodes: Sequence[Node]) -> None:
        for index, node in enumerate(nodes):
            if isinstance(node, Text):
                self.text(node)
            elif isinstance(node, Break):
                self.line_break(node, nodes[index + 1 :])
            elif isinstance(node, Pair) and (
                _holds_boundary(node.children) or _is_whole(nodes, index) or _count_tags(node.children) >= MAX_TAGS
            ):
                self.flush()
                self.parts.append(Literal(node.open, InlineKind.OPEN))
                self.split(node.children)
                self.parts.append(Literal(node.close, InlineKind.CLOSE))
            else:
                self.group.append(node)
                if isinstance(node, Pair) and ENDED.search(_plain_text((node,))) and not _closes(nodes, index + 1):
                    self.flush()
        self.flush()

    def text(self, node: Text) -> None:
        start = 0
        cuts = sentence_cuts(node.text)
        if self.group and ENDED.search(_last_words(self.group)) and (closers := CLOSERS.match(node.text)):
            cuts = sorted({closers.end(), *cuts})
        if not cuts:
            self.group.append(node)
            return
        offsets = self.offsets(node)
        if offsets is None:
            self.group.append(node)
            return
        for cut in cuts:
            self.group.append(Text(node.text[start:cut], Span(offsets[start], offsets[cut])))
            self.flush()
            start = cut
        if start < len(node.text):
            self.group.append(Text(node.text[start:], Span(offsets[start], offsets[-1])))

    def offsets(self, node: Text) -> Offsets | None:
        if self.plain:
            return [node.span.start] * len(node.text) + [node.span.end]
        return byte_offsets(node.text, node.span, self.source)

    def line_break(self, node: Break, following: Sequence[Node]) -> None:
        before = _last_words(self.group)
        line: Group = []
        for other in following:
            if isinstance(other, Break):
                break
            line.append(other)
        after = _plain_text(line)
        attributes = all(isinstance(other, Alone) and other.construct == "attributes" for other in line)
        if node.hard or attributes or not before.strip() or not after.strip() or ENDED.search(before):
            self.flush()
            self.parts.append(Glue(node.span, node.text) if self.plain else Literal(node.span, InlineKind.SOFT_BREAK))
        else:
            # A line break inside a sentence: Chinese is written on without a space, Latin words need one.
            joined = HAN.match(before[-1:]) or HAN.match(after[:1]) or not before[-1:].isascii()
            self.group.append(Text("" if joined else " ", node.span))

    # --- groups -------------------------------------------------------------------------------

    def flush(self) -> None:
        group, self.group = self.group, []
        if not group:
            return
        trailing: list[Part] = []
        while group and (edge := self.edge(group, 0)):
            self.parts.extend(edge)
        while group and (edge := self.edge(group, -1)):
            trailing[:0] = edge
        if group:
            self.sentence(group)
        self.parts.extend(trailing)

    def edge(self, group: Group, index: int) -> list[Part]:
        """Take white space and lone constructs off one end of a group; empty when there is nothing to take."""
        node = group[index]
        if isinstance(node, Alone) and node.construct in _PLACEHOLDER:
            del group[index]
            return [Literal(node.span)]
        if not isinstance(node, Text):
            return []
        text = node.text.lstrip() if index == 0 else node.text.rstrip()
        if text == node.text and text:
            return []
        del group[index]
        space = node.text[: len(node.text) - len(text)] if index == 0 else node.text[len(text) :]
        if not text:
            return [Glue(node.span, node.text)] if node.text else []
        offsets = self.offsets(node)
        if offsets is None:
            group.insert(0 if index == 0 else len(group), node)
            return []
        if index == 0:
            group.insert(0, Text(text, Span(offsets[len(space)], offsets[-1])))
            return [Glue(Span(offsets[0], offsets[len(space)]), space)]
        group.append(Text(text, Span(offsets[0], offsets[len(text)])))
        return [Glue(Span(offsets[len(text)], offsets[-1]), space)]

    def sentence(self, group: Group) -> None:
        text = _plain_text(group)
        if not has_han(text):
            self.keep(group, text)
            return
        if len(text) <= self.max_chars and _count_tags(group) <= MAX_TAGS:
            self.parts.append(self.tagged(group))
            return
        clauses = cut_clauses(group, self.offsets, self.max_chars, MAX_TAGS, _count_tags)
        for index, (clause, joint) in enumerate(clauses):
            if has_han(_plain_text(clause)):
                first, last = index == 0, index == len(clauses) - 1
                self.parts.append(self.tagged(clause, clause=not first, part=not last))
            else:
                self.keep(clause, _plain_text(clause))
            if isinstance(joint, Joint):
                self.parts.append(Glue(joint.span, joint.target))

    def keep(self, group: Group, text: str) -> None:
        """A group without Chinese stays as it is, but for full-width punctuation that stands alone."""
        lone = bool(text) and all(char in PUNCTUATION for char in text)
        if all(isinstance(node, Text) for node in group) and (self.plain or lone):
            self.parts.append(Glue(_span(group), "".join(PUNCTUATION.get(char, char) for char in text)))
            return
        for node in group:
            if self.plain:
                self.parts.append(Glue(node.span if not isinstance(node, Pair) else node.open, _node_text(node)))
            elif isinstance(node, Pair):
                self.parts.append(Literal(node.open, InlineKind.OPEN))
                self.keep(list(node.children), _plain_text(node.children))
                self.parts.append(Literal(node.close, InlineKind.CLOSE))
            else:
                self.parts.append(
                    Literal(node.span, InlineKind.TEXT if isinstance(node, Text) else InlineKind.STANDALONE)
                )

    # --- tags ---------------------------------------------------------------------------------

    def tagged(self, group: Group, *, clause: bool = False, part: bool = False) -> Sentence:
        tags: list[Tag] = []
        # Where there are too many, protected text goes untagged: the ladder checks that it came through.
        protect = _count_tags(group, protected=True) <= MAX_TAGS
        text = "".join(self.serialise(group, tags, protect=protect))
        return Sentence(" ".join(text.split()), tuple(tags), _span(group), clause, part)

    def serialise(self, nodes: Sequence[Node], tags: list[Tag], *, protect: bool) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Text):
                # The brackets of the tags are rare in prose; as text they would be read as tags.
                yield node.text.replace("⟦", "[").replace("⟧", "]")
            elif isinstance(node, Alone):
                if node.text and not protect:
                    yield node.text
                    continue
                number = len(tags) + 1
                tags.append(Tag(number, node.span, None, node.construct, node.text))
                yield f"⟦{number}/⟧"
            elif isinstance(node, Pair):
                number = len(tags) + 1
                tags.append(Tag(number, node.open, node.close, node.construct))
                yield f"⟦{number}⟧"
                yield from self.serialise(node.children, tags, protect=protect)
                yield f"⟦/{number}⟧"


def _span(group: Group) -> Span:
    first, last = group[0], group[-1]
    start = first.open.start if isinstance(first, Pair) else first.span.start
    return Span(start, last.close.end if isinstance(last, Pair) else last.span.end)


def _node_text(node: Node) -> str:
    return _plain_text(node.children) if isinstance(node, Pair) else node.text


def _plain_text(nodes: Sequence[Node]) -> str:
    """Running text of the nodes: protected text counts, markup does not."""
    return "".join(_node_text(node) for node in nodes)


def _last_words(nodes: Sequence[Node]) -> str:
    """The end of the running text: enough to see whether it ends a sentence, however long the text is."""
    text = ""
    for node in reversed(nodes):
        text = _node_text(node)[-_LAST:] + text
        if len(text.strip()) >= _LAST:
            break
    return text


def _count_tags(nodes: Sequence[Node], *, protected: bool = False) -> int:
    """Tags that can't be given up; with `protected`, those of protected text as well, which can."""
    count = 0
    for node in nodes:
        if isinstance(node, Pair):
            count += 1 + _count_tags(node.children, protected=protected)
        elif isinstance(node, Alone) and (protected or not node.text):
            count += 1
    return count


def _holds_boundary(nodes: Sequence[Node]) -> bool:
    """Whether a sentence ends before the end of the nodes."""
    for index, node in enumerate(nodes):
        last = index == len(nodes) - 1
        if isinstance(node, Break) and node.hard:
            return True
        if isinstance(node, Text):
            cuts = sentence_cuts(node.text)
            if cuts and (not last or cuts[0] < len(node.text.rstrip())):
                return True
        elif isinstance(node, Pair) and (_holds_boundary(node.children)):
            return True
    return False


def _is_whole(nodes: Sequence[Node], index: int) -> bool:
    """Whether a pair is all there is on its level: its markers can stay outside of the sentence."""
    return all(
        position == index
        or (isinstance(node, Text) and not node.text.strip())
        or (isinstance(node, Alone) and node.construct in _PLACEHOLDER)
        for position, node in enumerate(nodes)
    )


def _closes(nodes: Sequence[Node], index: int) -> bool:
    """Whether the text that follows begins with closing marks, which belong to the sentence before."""
    if index >= len(nodes):
        return False
    following = nodes[index]
    return isinstance(following, Text) and CLOSERS.match(following.text) is not None

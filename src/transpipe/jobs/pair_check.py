"""The rules `stale` and `structure`: what a comparison of two language files says to people.

Findings stand in the translation, where it is to be changed, and name the lines of the source.
"""

from __future__ import annotations

from collections.abc import Iterator

from transpipe.excerpt import line_excerpt
from transpipe.jobs.pair_compare import Comparison, compare_pair
from transpipe.model import Finding, ProseRules, Severity, SourceFile, Span, line_and_column
from transpipe.pair.fingerprint import fingerprint
from transpipe.pair.side import Side
from transpipe.pair.stale import Change, Verdict
from transpipe.pair.structure import Difference, Loss
from transpipe.pair.traits import is_header
from transpipe.stores.git import History
from transpipe.write.provenance import content_hash

_QUOTED = 30
_HINT = "the git history would tell (`fetch-depth: 0` in a CI job)"


def pair_findings(source: SourceFile, target: SourceFile, history: History | None, rules: ProseRules) -> list[Finding]:
    """What is out of date or structurally different in a translation, in the order of its lines.

    Nothing for files that can't be parsed: that is another finding. Without a history (None, or an empty one) the
    record in the translation is all that is known about its making.
    """
    comparison = compare_pair(source, target, history, rules)
    if comparison is None:
        return []
    found = _Wording(source, target, comparison).findings()
    return sorted(found, key=lambda finding: (finding.line, finding.column, finding.rule))


class _Wording:
    def __init__(self, source: SourceFile, target: SourceFile, comparison: Comparison) -> None:
        self.source = source
        self.target = target
        self.left = comparison.source
        self.right = comparison.target
        self.comparison = comparison
        self.ends = {i: link.target[-1] for link in comparison.links if link.target for i in link.source}
        """The last block that belongs to a block of the source."""

    def findings(self) -> Iterator[Finding]:
        """One finding for every verdict and every difference."""
        for verdict in self.comparison.verdicts:
            yield self.stale(verdict)
        if self.comparison.whole_file:
            yield self.whole_file()
        for difference in self.comparison.differences:
            yield self.structure(difference)

    # --- stale --------------------------------------------------------------------------------

    def stale(self, verdict: Verdict) -> Finding:
        """The finding of a verdict."""
        if verdict.target:
            where, texts = self.span(self.right, verdict.target), [self.right.texts[j] for j in verdict.target]
        else:
            where, texts = self.place(verdict.source[0] - 1), [self.left.texts[i] for i in verdict.source]
        severity = Severity.INFO if verdict.change is Change.UNKNOWN else Severity.WARNING
        marks = [self.left.marks[i] for i in verdict.source] + [self.right.marks[j] for j in verdict.target]
        return self.finding("stale", severity, where, self.stale_message(verdict), " ".join(texts), marks)

    def stale_message(self, verdict: Verdict) -> str:
        """What has happened to the source, where and when, and what to do."""
        if verdict.change is Change.REMOVED:
            return f"the source of this text is no longer in {self.source.path}: remove it here, too"
        at = self.source_place(self.span(self.left, verdict.source))
        past = self.comparison.past
        when = past.since(self.left.marks[verdict.source[0]]) if past else ""
        if verdict.change is Change.CHANGED:
            return f"{at} changed{when} after this was translated: bring the translation up to date"
        if verdict.change is Change.ADDED:
            text = line_excerpt(self.left.texts[verdict.source[0]], _QUOTED)
            return f"{at} was added{when} and has no translation here: translate “{text}”"
        return f"{at} changed, and so did this text: compare them; {_HINT}"

    def whole_file(self) -> Finding:
        """Nothing but the hash of the whole source is known, or the history does not reach back far enough."""
        offset = max(0, self.target.data.find(b"source_hash"))
        message = (
            f"{self.source.path} has changed since this was translated, and where is not known: compare them; {_HINT}"
        )
        identity = [content_hash(self.source.data), content_hash(self.target.data)]
        return self.finding("stale", Severity.WARNING, Span(offset, offset), message, "", identity)

    # --- structure ----------------------------------------------------------------------------

    def structure(self, difference: Difference) -> Finding:
        """The finding of a difference."""
        side, span = (self.right, difference.target) if difference.target else (self.left, difference.source)
        excerpt = side.document.source[span.start : span.end].decode("utf-8") if span else ""
        where = difference.target or self.place(self.block_before(difference.source))
        identity = [difference.loss, difference.what, difference.source_detail, difference.target_detail, excerpt]
        return self.finding("structure", Severity.WARNING, where, self.structure_message(difference), excerpt, identity)

    def structure_message(self, difference: Difference) -> str:
        """What differs, where in the source, and what to do."""
        at = self.source_place(difference.source) if difference.source else self.source.path
        ours, theirs = (
            f"{difference.what} {detail.removeprefix('//')}".strip()
            for detail in (difference.source_detail, difference.target_detail)
        )
        if difference.loss is Loss.LOST:
            return f"{at} has a {ours} that is not here: add it, or remove it there"
        if difference.loss is Loss.GAINED:
            return f"this {theirs} is not in {at}: remove it, or add it there"
        if difference.target_detail:
            return f"this {theirs} is {difference.source_detail.removeprefix('//')} in {at}: make them the same"
        return f"this {theirs} differs from the one in {at}: make them the same"

    # --- places -------------------------------------------------------------------------------

    def block_before(self, span: Span | None) -> int:
        """The last block of the source that begins before a span, or -1."""
        start = span.start if span else 0
        return max((i for i, block in enumerate(self.left.document.blocks) if block.span.start < start), default=-1)

    def place(self, number: int) -> Span:
        """Where something after a source block would stand: at the end of what belongs to it, or to one before."""
        before = next((self.ends[i] for i in range(number, -1, -1) if i in self.ends), None)
        document = self.right.document
        end = 0 if before is None else document.blocks[before].span.end
        if not any(is_header(block) for block in self.left.document.blocks[number + 1 : number + 2]):
            end = max(end, document.body)  # what stands in the body is missed in the body
        return Span(end, end)

    def span(self, side: Side, numbers: tuple[int, ...]) -> Span:
        """From the first to the last of some blocks."""
        blocks = side.document.blocks
        return Span(blocks[numbers[0]].span.start, blocks[numbers[-1]].span.end)

    def source_place(self, span: Span) -> str:
        """file:line of a span of the source, file:line-line of a longer one."""
        first, last = (line_and_column(self.source.data, offset)[0] for offset in (span.start, span.end - 1))
        return f"{self.source.path}:{first}" + (f"-{last}" if last > first else "")

    def finding(
        self, rule: str, severity: Severity, where: Span, message: str, excerpt: str, identity: list[str]
    ) -> Finding:
        """A finding at a span of the translation."""
        line, column = line_and_column(self.target.data, where.start)
        end = line_and_column(self.target.data, max(where.start, where.end - 1))[0]
        mark = fingerprint(" ".join([rule, *identity]))
        return Finding(rule, severity, self.target.path, line, message, line_excerpt(excerpt), column, end, mark)

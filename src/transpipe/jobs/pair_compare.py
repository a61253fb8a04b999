"""A translation beside its source: what is out of date, and what differs in structure.

Most pairs are settled by what costs nothing: the hash of the source that the translation remembers, one look at the log
of the whole site, a count of the constructs in the bytes. Only what these can't settle is parsed and has its history
read, and of the history no more than the segments in doubt need.
"""

from __future__ import annotations

from dataclasses import dataclass

from transpipe.errors import ParseError
from transpipe.jobs.pair_history import PairHistory
from transpipe.model import ProseRules, SourceFile, Span
from transpipe.pair.align import Link
from transpipe.pair.outward import same_outward
from transpipe.pair.record import Record, decode
from transpipe.pair.side import Side, read_side
from transpipe.pair.stale import Judgement, Origin, Verdict, from_record, judge
from transpipe.pair.structure import Difference, differences
from transpipe.parse.document import parse_document
from transpipe.stores.git import History
from transpipe.write.provenance import content_hash, read_provenance


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two files of a post say about each other."""

    source: Side
    target: Side
    links: tuple[Link, ...]
    verdicts: tuple[Verdict, ...]
    differences: tuple[Difference, ...]
    whole_file: bool
    """The source has changed, and nobody knows where."""
    past: PairHistory | None


def compare_pair(
    source: SourceFile, target: SourceFile, history: History | None, rules: ProseRules
) -> Comparison | None:
    """Compare a translation with its source; None where nothing is to be said, or a file can't be parsed."""
    doubtful = may_be_stale(source, target, history)
    if not doubtful and same_outward(source.data, target.data):
        return None
    try:
        left = read_side(parse_document(source.data, rules))
        right = read_side(parse_document(target.data, rules))
    except ParseError:
        return None  # said where the file itself is checked
    provenance = read_provenance(right.document) or {}
    past = None
    if history is not None and history.state != "none":
        past = PairHistory(history, (source.path, target.path), left, right, rules)
    origin = _origin(provenance, past) if doubtful else None
    judgement = _judge(left, right, origin, past)
    known = origin is not None and (past is None or past.complete or _record(provenance) is not None)
    unknown = doubtful and not known and not judgement.verdicts and provenance.get("source") == source.path
    found = differences(left, right, judgement.links, _settled(left, right, judgement))
    return Comparison(left, right, judgement.links, judgement.verdicts, tuple(found), unknown, past)


def may_be_stale(source: SourceFile, target: SourceFile, history: History | None) -> bool:
    """Whether the source may have changed since the translation was made, by what can be told without parsing."""
    if b"source_hash" in target.data:
        return content_hash(source.data).encode("ascii") not in target.data
    return history is not None and history.changed_since_made(source.path, target.path)


def _record(provenance: dict[str, object]) -> Record | None:
    return decode(str(provenance.get("segments", "")))


def _origin(provenance: dict[str, object], past: PairHistory | None) -> Origin | None:
    """The moment when both sides first belonged together: written down, or in the history."""
    record = _record(provenance)
    if record is not None:
        return from_record(record)
    return past.first() if past else None


def _judge(left: Side, right: Side, origin: Origin | None, past: PairHistory | None) -> Judgement:
    """Ask the first origin, and later ones where it does not know a segment."""
    judgement = judge(left, right, [origin] if origin else [])
    if origin and past and judgement.unexplained:
        return judge(left, right, [origin, *past.later(origin, judgement.unexplained)])
    return judgement


def _settled(left: Side, right: Side, judgement: Judgement) -> tuple[list[Span], list[Span]]:
    """What is reported as out of date on both sides: what else differs there comes from that."""
    sources = [_span(left, verdict.source) for verdict in judgement.verdicts if verdict.source]
    targets = [_span(right, verdict.target) for verdict in judgement.verdicts if verdict.target]
    stale = {j for verdict in judgement.verdicts for j in verdict.target}
    sources.extend(_span(left, link.source) for link in judgement.links if link.source and stale & set(link.target))
    return sources, targets


def _span(side: Side, numbers: tuple[int, ...]) -> Span:
    blocks = [side.document.blocks[number] for number in numbers]
    outer = blocks[-1].outer if len(blocks) > 1 else None
    return Span(blocks[0].span.start, max(blocks[-1].span.end, outer.end if outer else 0))

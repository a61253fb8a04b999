"""The certificate of a written file: what was compared with its source, byte by byte and construct by construct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transpipe.model import Document, Edit


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was compared before a file was written."""

    constructs: Mapping[str, int]
    """Number of skeleton nodes by kind, equal in source and target."""
    bytes_kept: int
    """Bytes of the source outside of all edits, found again in the target at their place."""
    edits: int


def certify(base: Document, source: bytes, target: Document, edits: Sequence[Edit]) -> Certificate | str:
    """Compare the bytes of `source` and `target` outside of the edits, and the constructs of `base` and `target`.

    `base` is the source with the edits that are no translation. Returns the certificate, or what is wrong in words.
    """
    position = written = kept = 0
    for edit in [*sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)), None]:
        end = edit.span.start if edit else len(source)
        length = end - position
        if source[position:end] != target.source[written : written + length]:
            return f"the bytes from {position} to {end} of the source are not in the target as they were"
        kept += length
        written += length
        if edit:
            replacement = edit.replacement
            if target.source[written : written + len(replacement)] != replacement:
                return f"the edit at byte {edit.span.start} is not in the target"
            position, written = edit.span.end, written + len(replacement)
    if written != len(target.source):
        return f"the target has {len(target.source) - written} bytes too many"
    wanted = Counter(node.kind for node in base.skeleton)
    got = Counter(node.kind for node in target.skeleton)
    if wanted != got:
        kinds = ", ".join(sorted(kind for kind in wanted | got if wanted[kind] != got[kind]))
        return f"the number of constructs differs: {kinds}"
    return Certificate(dict(wanted), kept, len(edits))

"""The baseline of a site that is not clean yet: findings that are known, so that a check speaks of new ones alone.

A finding is known by its rule and its fingerprint, so it may move inside its file and to another; a finding about a
file as a whole is known by its rule and path. The same finding may be known several times.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.model import Finding

_VERSION = 1
_Known = tuple[str, str]


def _key(finding: Finding) -> _Known:
    return finding.rule, finding.fingerprint or finding.path


class Baseline:
    """Known findings with how often they may occur."""

    def __init__(self, counts: Counter[_Known]) -> None:
        self.counts = counts

    def new(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that are not known."""
        left = self.counts.copy()
        unknown: list[Finding] = []
        for finding in findings:
            key = _key(finding)
            if left[key] > 0:
                left[key] -= 1
            else:
                unknown.append(finding)
        return unknown

    def gone(self, findings: Iterable[Finding], wanted: Callable[[str], bool]) -> int:
        """How many known findings of the rules that are `wanted` do not occur any more."""
        known = Counter({key: count for key, count in self.counts.items() if wanted(key[0])})
        return (known - Counter(map(_key, findings))).total()


def load_baseline(file: Path) -> Baseline:
    """Read a baseline; TranspipeError, with what to do, for one that is absent or damaged."""
    try:
        loaded = json.loads(file.read_bytes())
    except OSError as error:
        message = f"{file}: can't be read: {error.strerror}; make it with --write-baseline"
        raise TranspipeError(message) from None
    except (ValueError, RecursionError) as error:
        raise TranspipeError(f"{file}: not a baseline: {error}; make it anew with --write-baseline") from None
    counts: Counter[_Known] = Counter()
    try:
        if loaded["version"] != _VERSION:
            raise TranspipeError(f"{file}: a baseline of version {loaded['version']!r}; upgrade transpipe")
        for entry in loaded["findings"]:
            counts[str(entry["rule"]), str(entry["fingerprint"] or entry["path"])] += int(entry["count"])
    except (KeyError, TypeError, ValueError):
        raise TranspipeError(f"{file}: not a baseline of transpipe; make it anew with --write-baseline") from None
    return Baseline(counts)


def baseline_text(findings: Sequence[Finding]) -> str:
    """A baseline that knows these findings, one line each, sorted, so that its history can be read."""
    counts = Counter((finding.path, finding.rule, finding.fingerprint) for finding in findings)
    lines = [
        json.dumps({"path": path, "rule": rule, "fingerprint": text, "count": count}, ensure_ascii=False)
        for (path, rule, text), count in sorted(counts.items())
    ]
    inner = ",\n    ".join(lines)
    return f'{{\n  "version": {_VERSION},\n  "findings": [{f"{chr(10)}    {inner}{chr(10)}  " if lines else ""}]\n}}\n'

"""`transpipe check` as JUnit XML: a test suite for each file, a test case for each finding.

Errors and warnings are failures; notes are skipped cases, which viewers list without turning red. Names hold no line
numbers, so that a viewer that compares two runs knows a finding again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from transpipe.model import Finding, Severity
from transpipe.report.values import CheckReport
from transpipe.report.words import LEVELS, cut, one_line, visible

_EXCERPT = 40
_CLEAN = 'tests="1" failures="0" errors="0" skipped="0"'


def junit(report: CheckReport) -> str:
    """An XML document; a report without findings has one case that passed, as some viewers refuse an empty one."""
    totals = _counts(report.findings) if report.findings else _CLEAN
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="transpipe check" {totals}>']
    for path, group in groupby(report.findings, key=lambda finding: finding.path):
        lines.extend(_suite(visible(report.prefix + path), list(group)))
    if not report.findings:
        lines += [
            f'  <testsuite name="transpipe check" {_CLEAN}>',
            '    <testcase name="no findings" classname="transpipe check"/>',
            "  </testsuite>",
        ]
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(path: str, findings: list[Finding]) -> Iterator[str]:
    yield f"  <testsuite name={quoteattr(path)} {_counts(findings)}>"
    names: Counter[str] = Counter()
    for finding in findings:
        name = _name(finding)
        names[name] += 1
        if names[name] > 1:
            name += f" ({names[name]})"
        place = f'file={quoteattr(path)} line="{finding.line}"'
        yield f"    <testcase name={quoteattr(name)} classname={quoteattr(path)} {place}>"
        yield f"      {_outcome(path, finding)}"
        yield "    </testcase>"
    yield "  </testsuite>"


def _counts(findings: Sequence[Finding]) -> str:
    notes = sum(finding.severity is Severity.INFO for finding in findings)
    return f'tests="{len(findings)}" failures="{len(findings) - notes}" errors="0" skipped="{notes}"'


def _name(finding: Finding) -> str:
    return f"{finding.rule}: “{cut(one_line(finding.excerpt), _EXCERPT)}”" if finding.excerpt else finding.rule


def _outcome(path: str, finding: Finding) -> str:
    message = one_line(finding.message)
    if finding.severity is Severity.INFO:
        return f"<skipped message={quoteattr(message)}/>"
    excerpt = f"\n“{one_line(finding.excerpt)}”" if finding.excerpt else ""
    place = f"{path}:{finding.line}:{finding.column}"
    detail = f"{place}: {LEVELS[finding.severity]}: {message}{excerpt}"
    return f"<failure type={quoteattr(finding.rule)} message={quoteattr(message)}>{escape(detail)}</failure>"

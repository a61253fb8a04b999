"""`transpipe check` for people: findings by file, and a closing line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from transpipe.model import Finding
from transpipe.report.values import CheckReport
from transpipe.report.words import LEVELS, cut, looked_at, number_of, one_line, tally, visible

Paint = Callable[[str, str], str]
"""Text and the name of a style to what is printed."""
_EXCERPT = 60
_STYLES = {"error": "1;31", "warning": "33", "note": "36", "path": "1;4", "dim": "2", "good": "32"}
"""SGR parameters of ECMA-48."""


def check_text(report: CheckReport, *, color: bool = False) -> str:
    """A heading for each file, a line for each finding, its quotation below it."""
    paint = _painted if color else _plain
    lines: list[str] = []
    files = 0
    for path, group in groupby(report.findings, key=lambda finding: finding.path):
        files += 1
        lines.extend(_file(path, list(group), paint))
        lines.append("")
    if report.findings:
        style = LEVELS[max(finding.severity for finding in report.findings)]
        lines.append(f"{paint(tally(report), style)} in {number_of(files, 'file')}; {looked_at(report)}")
    else:
        lines.append(f"{paint(tally(report), 'good')}; {looked_at(report)}")
    return "\n".join(lines) + "\n"


def _file(path: str, findings: list[Finding], paint: Paint) -> list[str]:
    places = [f"{finding.line}:{finding.column}" for finding in findings]
    width = max(map(len, places))
    lines = [paint(visible(path), "path")]
    for place, finding in zip(places, findings, strict=True):
        level = LEVELS[finding.severity]
        rule = paint(f"[{finding.rule}]", "dim")
        lines.append(f"  {place:<{width}}  {paint(f'{level:<7}', level)}  {one_line(finding.message)} {rule}")
        if finding.excerpt:
            lines.append(f"  {'':<{width}}           {paint(f'“{cut(one_line(finding.excerpt), _EXCERPT)}”', 'dim')}")
    return lines


def _plain(text: str, style: str) -> str:
    return text


def _painted(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"

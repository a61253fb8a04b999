"""`transpipe check` as compilers write it: `path:line:column: warning: message [rule]`, which every editor reads."""

from __future__ import annotations

from transpipe.report.values import CheckReport
from transpipe.report.words import LEVELS, looked_at, one_line, tally, visible


def check_lines(report: CheckReport) -> str:
    """A line for each finding; the last one, which is no finding to an editor, says how many there are."""
    lines = [
        f"{visible(one.path)}:{one.line}:{one.column}: {LEVELS[one.severity]}: {one_line(one.message)} [{one.rule}]"
        for one in report.findings
    ]
    return "\n".join([*lines, f"{tally(report)}; {looked_at(report)}", ""])

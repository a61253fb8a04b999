"""`transpipe check` as Markdown, for the comment on a pull request and for the summary of a CI step."""

from __future__ import annotations

from transpipe.model import Finding
from transpipe.report.markdown_text import code, message
from transpipe.report.values import CheckReport
from transpipe.report.words import LEVELS, cut, looked_at, number_of, one_line, tally, visible

SIZE = 60_000
"""Characters at most: GitHub refuses a comment of more than 65,536."""
_MORE = 100
"""Room for the line that says how many findings are left out."""
_EXCERPT = 60
_HEADER = "| severity | place | rule | what was found |\n|---|---|---|---|\n"


def check_markdown(report: CheckReport) -> str:
    """A headline and a table, worst findings first; what does not fit into a comment is counted."""
    head = f"### transpipe check: {tally(report)}\n\n"
    foot = f"{looked_at(report)}\n"
    if not report.findings:
        return head + foot
    rows: list[str] = []
    room = SIZE - len(head) - len(_HEADER) - len(foot) - _MORE
    for finding in sorted(report.findings, key=lambda finding: -finding.severity):  # stable: by place inside
        row = _row(finding)
        room -= len(row)
        if room < 0:
            break
        rows.append(row)
    left = len(report.findings) - len(rows)
    more = f"{number_of(left, 'more finding')}: run `transpipe check` to see them all\n\n" if left else ""
    return head + _HEADER + "".join(rows) + "\n" + more + foot


def _row(finding: Finding) -> str:
    place = f"{code(visible(finding.path))}:{finding.line}"
    what = message(one_line(finding.message))
    if finding.excerpt:
        what += f"<br>{code(cut(one_line(finding.excerpt), _EXCERPT))}"
    return f"| {LEVELS[finding.severity]} | {place} | {finding.rule} | {what} |\n"

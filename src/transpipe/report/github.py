"""`transpipe check` in a step of GitHub Actions: annotations on the lines, and the whole report in the log.

Escaping follows `packages/core/src/command.ts` of GitHub's own toolkit.
"""

from __future__ import annotations

from collections.abc import Iterator

from transpipe.model import Finding, Severity
from transpipe.pair.fingerprint import fingerprint
from transpipe.report.check_text import check_text
from transpipe.report.values import CheckReport
from transpipe.report.words import number_of, one_line, visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
SHOWN = 10
"""Annotations of a kind that GitHub shows for a step; it drops the others without a word."""


def github(report: CheckReport) -> str:
    """Workflow commands, worst first; then the text report, which the runner does not read as commands."""
    lines: list[str] = []
    for severity in _COMMANDS:
        lines.extend(_annotations(report, severity))
    text = check_text(report)
    # What posts say may look like a command (`::error::`, `##[error]`), so commands are off while the text is shown.
    # Nobody can write the word that turns them on again into a post: it depends on the whole text.
    word = f"transpipe-{fingerprint(text)}"
    lines += ["::group::transpipe check", f"::stop-commands::{word}", text.rstrip("\n"), f"::{word}::", "::endgroup::"]
    return "\n".join(lines) + "\n"


def _annotations(report: CheckReport, severity: Severity) -> Iterator[str]:
    findings = [finding for finding in report.findings if finding.severity is severity]
    command = _COMMANDS[severity]
    shown = len(findings) if len(findings) <= SHOWN else SHOWN - 1  # the last place says how many more there are
    for finding in findings[:shown]:
        yield _annotation(command, finding, report.prefix)
    if len(findings) > shown:
        more = number_of(len(findings) - shown, f"more {command}")
        message = f"{more}: all are in the log of this step and in its summary"
        yield f"::{command} title=transpipe::{_data(message)}"


def _annotation(command: str, finding: Finding, prefix: str) -> str:
    properties = {"file": visible(prefix + finding.path), "line": str(finding.line)}
    if finding.end_line > finding.line:
        properties["endLine"] = str(finding.end_line)  # GitHub takes no column for several lines
    else:
        properties["col"] = str(finding.column)
    properties["title"] = f"transpipe: {finding.rule}"
    message = one_line(finding.message)
    if finding.excerpt:
        message += f"\n“{one_line(finding.excerpt)}”"
    return f"::{command} {','.join(f'{key}={_property(value)}' for key, value in properties.items())}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

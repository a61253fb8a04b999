"""A check as plain lines."""

from __future__ import annotations

from transpipe.report.values import CheckReport


def check_text(report: CheckReport) -> str:
    """One line a finding, then a count."""
    lines = []
    for finding in report.findings:
        excerpt = f" “{finding.excerpt}”" if finding.excerpt else ""
        place = f"{finding.path}:{finding.line}:{finding.column}"
        lines.append(f"{place}: {finding.severity.name.lower()} [{finding.rule}] {finding.message}{excerpt}")
    known = f", {report.baselined} known" if report.baselined else ""
    lines.append(f"{len(report.findings)} findings in {report.files} files{known}")
    return "\n".join(lines) + "\n"

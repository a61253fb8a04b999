"""`transpipe check` for programs: one JSON object, described by schemas/check-1.json.

`version` changes when a key changes its meaning; keys may be added.
"""

from __future__ import annotations

from typing import Any

from transpipe.model import Severity
from transpipe.report.json_report import finding_object
from transpipe.report.json_text import json_text
from transpipe.report.values import CheckReport

VERSION = 1


def check_json(report: CheckReport) -> str:
    """The report as indented JSON with a final line break."""
    return json_text(
        {
            "version": VERSION,
            "findings": [finding_object(finding) for finding in report.findings],
            "summary": _summary(report),
        }
    )


def _summary(report: CheckReport) -> dict[str, Any]:
    rules: dict[str, int] = {}
    for finding in report.findings:
        rules[finding.rule] = rules.get(finding.rule, 0) + 1
    return {
        "files": report.files,
        "posts": report.posts,
        "findings": len(report.findings),
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "notes": report.count(Severity.INFO),
        "rules": dict(sorted(rules.items())),
        "baselined": report.baselined,
        "seconds": round(report.seconds, 3),
    }

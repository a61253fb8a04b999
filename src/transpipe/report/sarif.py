"""`transpipe check` as SARIF 2.1.0, for code scanning and for editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

import transpipe
from transpipe.model import Finding
from transpipe.pair.fingerprint import fingerprint
from transpipe.report.json_text import json_text
from transpipe.report.values import CheckReport
from transpipe.report.words import LEVELS, one_line, visible
from transpipe.rules import RULES, Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"


def sarif(report: CheckReport) -> str:
    """One run, with those rules that have results."""
    broken = {finding.rule for finding in report.findings}
    rules = [rule for rule in RULES if rule.id in broken]
    index = {rule.id: number for number, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    run = {
        "tool": {
            "driver": {
                "name": "transpipe",
                "semanticVersion": transpipe.__version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The root of the repository."}}},
        "results": [_result(finding, index[finding.rule], report.prefix, seen) for finding in report.findings],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, Any]:
    page = f"docs/rules/{rule.id}.md"
    return {
        "id": rule.id,
        "shortDescription": {"text": f"{rule.title}."},
        "help": {
            "text": f"{rule.title}. What to do and how to silence it: {page} of transpipe.",
            "markdown": f"{rule.title}. What to do and how to silence it: `{page}` of transpipe.",
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(finding: Finding, rule: int, prefix: str, seen: Counter[str]) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": finding.line, "startColumn": finding.column}
    if finding.end_line > finding.line:
        region["endLine"] = finding.end_line
    if finding.excerpt:
        region["snippet"] = {"text": finding.excerpt}
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": one_line(finding.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(prefix + finding.path, errors="surrogateescape"),
                        "uriBaseId": _BASE,
                    },
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"transpipeSegment/v1": _identity(finding, seen)},
    }


def _identity(finding: Finding, seen: Counter[str]) -> str:
    """The hash of the segment, or of the path for a whole file; a number tells equal ones in a file apart.

    GitHub's own key `primaryLocationLineHash` is left to its upload action, which warns about any other value.
    """
    mark = finding.fingerprint or fingerprint(visible(finding.path))
    place = f"{finding.rule} {finding.path} {mark}"
    seen[place] += 1
    return f"{mark}:{seen[place]}"

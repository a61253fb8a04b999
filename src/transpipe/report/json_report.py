"""A run as one JSON object; documented in docs/json.md. `version` changes when a key changes its meaning."""

from __future__ import annotations

from typing import Any

from transpipe.model import Finding
from transpipe.report.json_text import json_text
from transpipe.report.values import PostReport, RunReport, Written

VERSION = 1


def run_json(report: RunReport) -> str:
    """The report as indented JSON with a final line break."""
    return json_text(run_object(report))


def run_object(report: RunReport) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "version": VERSION,
        "scope": report.scope,
        "dry_run": report.dry_run,
        "engine": report.engine,
        "output": report.output,
        "posts": [_post(post) for post in report.posts],
        "site_findings": [finding_object(finding) for finding in report.site_findings],
        "notes": report.notes,
        "totals": {
            "files": report.files,
            "current": report.current,
            "planned": report.count("planned"),
            "translated": report.count("translated"),
            "approved": report.count("approved"),
            "fuzzy": report.count("fuzzy"),
            "recalled": report.count("recalled"),
            "kept": report.count("kept"),
            "converted": report.count("converted"),
            "findings": sum(1 for _ in report.findings()),
            "written": 0 if report.dry_run else len(report.written),
        },
        "seconds": round(report.seconds, 3),
        "stages": {stage: round(seconds, 3) for stage, seconds in report.stages.items()},
    }


def _post(post: PostReport) -> dict[str, Any]:
    return {
        "path": post.path,
        "kind": post.kind,
        "state": post.state,
        "segments": [
            {
                "line": segment.line,
                "kind": segment.kind,
                "origin": segment.origin,
                "source": segment.source,
                "target": segment.target,
            }
            for segment in post.segments
        ],
        "findings": [finding_object(finding) for finding in post.findings],
        "written": [_written(item) for item in post.written],
    }


def _written(item: Written) -> dict[str, Any]:
    certificate = item.certificate
    return {
        "path": item.path,
        "kind": "original" if item.original else "translation",
        "certificate": None
        if certificate is None
        else {
            "constructs": dict(sorted(certificate.constructs.items())),
            "bytes_kept": certificate.bytes_kept,
            "edits": certificate.edits,
        },
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.name.lower(),
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": max(finding.line, finding.end_line),
        "message": finding.message,
        "excerpt": finding.excerpt,
        "fingerprint": finding.fingerprint,
    }

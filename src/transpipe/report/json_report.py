"""A run as one JSON object; documented in docs/json.md. `version` changes when a key changes its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transpipe.model import Finding
from transpipe.report.json_text import json_pieces
from transpipe.report.values import PostReport, RunReport, Written

VERSION = 1


def run_json(report: RunReport) -> Iterator[str]:
    """The report as indented JSON with a final line break, post by post, as there may be very many."""
    return json_pieces(_run(report), "posts", map(_post, report.posts))


def _run(report: RunReport) -> dict[str, Any]:
    """The report as plain values, without its posts."""
    return {
        "version": VERSION,
        "scope": report.scope,
        "dry_run": report.dry_run,
        "engine": report.engine,
        "output": report.output,
        "posts": [],
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
            "findings": report.levels().total(),
            "written": 0 if report.dry_run else report.totals.files,
        },
        "seconds": round(report.seconds, 3),
        "stages": {stage: round(seconds, 3) for stage, seconds in report.stages.items()},
        "engine_seconds": round(report.engine_seconds, 3),
        "processor_seconds": {"stages": round(report.processor.own, 3), "all": round(report.processor.all, 3)},
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

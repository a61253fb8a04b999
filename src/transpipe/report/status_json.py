"""`transpipe status` for programs: one JSON object; documented in docs/json.md.

`version` changes when a key changes its meaning; keys may be added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from transpipe.report.json_text import json_pieces
from transpipe.report.status_values import Coverage, PageStatus, PostStatus, StatusReport

VERSION = 1


def status_json(report: StatusReport) -> Iterator[str]:
    """The report as indented JSON with a final line break."""
    everything = {
        "version": VERSION,
        "site": report.site,
        "date": report.date,
        "languages": list(report.languages),
        "posts": [],
        "sections": {section: _coverage(report, section) for section in report.sections},
        "total": _coverage(report, None),
    }
    return json_pieces(everything, "posts", (_post(post, report.languages) for post in report.posts))


def _post(post: PostStatus, languages: Sequence[str]) -> dict[str, Any]:
    return {
        "post": post.name,
        "section": post.section,
        "languages": {code: _page(post.pages[code]) for code in languages if code in post.pages},
    }


def _page(page: PageStatus) -> dict[str, Any]:
    return {
        "path": page.path or None,
        "percent": page.percent,
        "stale": page.stale,
        "in_review": page.in_review,
        "problem": page.problem,
    }


def _coverage(report: StatusReport, section: str | None) -> dict[str, dict[str, int]]:
    counts = {language: report.coverage(language, section) for language in report.languages}
    return {language: _counts(count) for language, count in counts.items() if count.posts}


def _counts(count: Coverage) -> dict[str, int]:
    return {
        "posts": count.posts,
        "complete": count.complete,
        "partial": count.partial,
        "missing": count.missing,
        "stale": count.stale,
        "in_review": count.in_review,
        "percent": count.percent,
    }

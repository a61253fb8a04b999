"""`transpipe report`: drafts side by side with their sources as one file that needs no server, no network, no script.

It is sent around and printed, so nothing can be clicked but the links of its own cover.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from transpipe.review.asset_files import asset
from transpipe.review.markup import Child, tag
from transpipe.review.pages import progress
from transpipe.review.rows import findings_list, fixed_row
from transpipe.review.values import DraftSummary, DraftView, summary
from transpipe.review.words import Words, counted, name, words

_STYLES = ("review.css", "report.css")
# The file may be opened from anywhere: nothing in it may be fetched or run, whatever a post says.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def report_page(views: Sequence[DraftView], site: str, date: str, language: str) -> str:
    """The whole file: a cover with the progress of each draft, then each draft with all its rows."""
    w = words(language)
    title = f"{w('report')}: {site}"
    style = Markup("\n".join(asset(name).decode("utf-8") for name in _STYLES))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", style),
    )
    sections = [_draft(number, view, w) for number, view in enumerate(views, 1)]
    body = tag("body", tag("main", _cover(views, title, date, w), sections), class_="report")
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang=language)}\n"


def _cover(views: Sequence[DraftView], title: str, date: str, w: Words) -> Markup:
    lines = [summary(view, 0) for view in views]
    heads = [tag("th", w(key), scope="col") for key in ("draft", "progress", "findings", "status")]
    rows = [_line(f"#draft-{number}", line, w) for number, line in enumerate(lines, 1)]
    total = tag(
        "tr",
        tag("th", w("all"), scope="row"),
        tag("td", progress(sum(line.approved for line in lines), sum(line.segments for line in lines), w)),
        tag("td", _counts(sum(line.errors for line in lines), sum(line.warnings for line in lines), w)),
        tag("td"),
    )
    foot = tag("tfoot", total) if len(lines) > 1 else None
    table = tag("table", tag("thead", tag("tr", heads)), tag("tbody", rows), foot, class_="drafts")
    return tag(
        "header",
        tag("h1", title),
        tag("p", f"{w('as-of')} {date}", class_="path"),
        table,
        tag("p", w("legend"), class_="legend"),
        class_="cover",
    )


def _line(target: str, line: DraftSummary, w: Words) -> Markup:
    path = tag("span", line.path, class_="path") if line.title else None
    return tag(
        "tr",
        tag("th", tag("a", line.title or line.path, href=target), path, scope="row"),
        tag("td", progress(line.approved, line.segments, w)),
        tag("td", _counts(line.errors, line.warnings, w)),
        tag("td", name(line.status, w)),
    )


def _counts(errors: int, warnings: int, w: Words) -> Child | list[Markup]:
    counts = ((errors, "errors", "error"), (warnings, "warnings", "warning"))
    return [
        tag("span", counted(number, key, w), class_=f"severity severity-{severity}")
        for number, key, severity in counts
        if number
    ] or w("none")


def _draft(number: int, view: DraftView, w: Words) -> Markup:
    made = (
        view.path,
        f"{w('source')} {view.source_path}",
        f"{w('made-by')} {view.model}" if view.model else "",
        view.date,
    )
    return tag(
        "section",
        tag("h2", view.title or view.path),
        tag("p", " · ".join(part for part in made if part), class_="path"),
        findings_list(view.notes, w, "file-findings", fixes=False) if view.notes else None,
        tag("ol", [fixed_row(row, w) for row in view.rows], class_="rows"),
        id=f"draft-{number}",
    )

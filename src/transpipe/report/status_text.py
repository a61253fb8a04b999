"""`transpipe status` for people: a table of posts and languages with its totals below."""

from __future__ import annotations

from collections.abc import Iterator

from transpipe.report.status_values import PageStatus, PostStatus, StatusReport
from transpipe.report.words import columns, number_of, one_line, visible

_MISSING = "–"


def status_text(report: StatusReport) -> Iterator[str]:
    """One line a post, the total lines, then the files that could not be measured."""
    if not report.posts:
        yield "no posts\n"
        return
    head = ("post", *report.languages, "")
    totals = list(_totals(report))
    widths = [max(columns(row[place]) for row in (head, *totals)) for place in range(len(head) - 1)]
    for row in _rows(report):
        widths = [max(width, columns(text)) for width, text in zip(widths, row, strict=False)]
    yield _line(head, widths)
    for row in _rows(report):
        yield _line(row, widths)
    yield "\n"
    for row in totals:
        yield _line(row, widths)
    if report.counts.problems:
        yield "\n"
        for page in _pages(report):
            if page.problem:
                yield f"{visible(page.path)}: {one_line(page.problem)}\n"


def _rows(report: StatusReport) -> Iterator[tuple[str, ...]]:
    return ((visible(post.name), *_cells(post, report.languages)) for post in report.posts)


def _cells(post: PostStatus, languages: tuple[str, ...]) -> tuple[str, ...]:
    pages = [post.pages.get(language) for language in languages]
    return (*map(cell, pages), "; ".join(_remarks(post, languages)))


def _remarks(post: PostStatus, languages: tuple[str, ...]) -> Iterator[str]:
    pages = [(code, post.pages[code]) for code in languages if code in post.pages]
    for code, page in pages:
        if page.stale:
            yield f"{code}: {number_of(page.stale, 'stale segment')}"
    review = [code for code, page in pages if page.in_review]
    if review:
        yield f"{', '.join(review)} in review"


def cell(page: PageStatus | None) -> str:
    """What a table says about a page; empty for a language that the post need not have."""
    if page is None:
        return ""
    if page.problem:
        return "?"
    return f"{page.percent} %" if page.path else _MISSING


def _totals(report: StatusReport) -> Iterator[tuple[str, ...]]:
    counts = [report.coverage(language) for language in report.languages]
    yield ("total", *(f"{count.percent} %" for count in counts), "")
    for name in ("posts", "complete", "partial", "missing", "stale", "in_review"):
        yield (name.replace("_", " "), *(f"{getattr(count, name):,}" for count in counts), "")


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    first = row[0] + " " * (widths[0] - columns(row[0]))
    cells = (" " * (width - columns(text)) + text for text, width in zip(row[1:-1], widths[1:], strict=True))
    return "   ".join((first, *cells, row[-1])).rstrip() + "\n"


def _pages(report: StatusReport) -> Iterator[PageStatus]:
    for post in report.posts:
        yield from post.pages.values()

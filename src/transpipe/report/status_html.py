"""`transpipe status` as one HTML page with bars by language and section: no script, no network, light and dark.

Words are HTML and bars are SVG without words, so that the page is read at any zoom and by a screen reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from transpipe.report.status_values import Coverage, PageStatus, StatusReport
from transpipe.report.words import number_of, one_line, visible

_LEGEND = (
    ("complete", "complete posts"),
    ("begun", "translated text of unfinished posts"),
    ("open", "text that waits for translation"),
    ("none", "no file in this language"),
)
"""The parts of a bar, from left to right: the first two together are the percentage."""


def status_html(report: StatusReport) -> Iterator[str]:
    """The whole page."""
    return (f"{line}\n" for line in _lines(report))


def _lines(report: StatusReport) -> Iterator[str]:
    style = files("transpipe.report").joinpath("status.css").read_text("utf-8")
    title = f"Translation status of {escape(visible(report.site))}"
    yield from (
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
        f"<header>\n<h1>{title}</h1>",
        f'<p class="quiet">{number_of(len(report.posts), "post")}, {report.date}</p>\n</header>',
        "<main>",
    )
    yield from _body(report) if report.posts else ("<p>There are no posts.</p>",)
    yield from ("</main>", "</body>", "</html>")


def _body(report: StatusReport) -> Iterator[str]:
    yield '<div class="cards">'
    for language in report.languages:
        done = "written" if language in report.sources else "translated"
        yield from _card(language, done, report.coverage(language))
    yield "</div>"
    yield '<ul class="legend">'
    for name, meaning in _LEGEND:
        yield f'<li><svg viewBox="0 0 1 1" aria-hidden="true"><rect class="{name}" width="1" height="1"/></svg>{meaning}</li>'
    yield "</ul>"
    yield '<h2>By section</h2>\n<div class="sections">'
    for section in report.sections:
        yield from _section(report, section)
    yield '</div>\n<h2>Posts, least translated first</h2>\n<div class="posts">'
    yield from _table(report)
    yield "</div>"


def _card(language: str, done: str, count: Coverage) -> Iterator[str]:
    yield f'<div class="card">\n<h3>{escape(language)}</h3>'
    yield f'<div class="figure">{count.percent}<small> % {done}</small></div>'
    yield _bar(count)
    yield "<dl>"
    for name in ("posts", "complete", "partial", "missing", "stale", "in_review"):
        yield f"<dt>{name.replace('_', ' ')}</dt><dd>{getattr(count, name):,}</dd>"
    yield "</dl>\n</div>"


def _section(report: StatusReport, section: str) -> Iterator[str]:
    posts = report.counts.posts[section]
    name = escape(visible(section)) or "pages outside of sections"
    yield f'<div class="section">\n<h3>{name} <span class="quiet">{number_of(posts, "post")}</span></h3>'
    for language in report.languages:
        count = report.coverage(language, section)
        if count.posts:
            yield f'<div class="row"><span>{escape(language)}</span>{_bar(count)}'
            yield f'<span class="number">{count.percent} %</span><span class="quiet">{_words(count)}</span></div>'
    yield "</div>"


def _words(count: Coverage) -> str:
    words = [f"{count.complete:,} of {count.posts:,} complete"]
    for name in ("partial", "missing", "stale", "in_review"):
        number = getattr(count, name)
        if number:
            words.append(f"{number:,} {name.replace('_', ' ')}")
    return ", ".join(words)


def _bar(count: Coverage) -> str:
    complete = 100 * count.complete / count.posts
    missing = 100 * count.missing / count.posts
    begun = max(0.0, count.percent - complete)
    return _svg(complete, begun, 100 - complete - begun - missing, f"{count.percent} percent")


def _svg(complete: float, begun: float, waiting: float, label: str) -> str:
    parts = []
    start = 0.0
    for name, width in (("complete", complete), ("begun", begun), ("open", waiting)):
        if width >= 0.01:  # what is less is a rounding error
            parts.append(f'<rect class="{name}" x="{start:.4g}" width="{width:.4g}" height="1"/>')
        start += width
    shape = 'class="bar" viewBox="0 0 100 1" preserveAspectRatio="none"'
    return f'<svg {shape} role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _table(report: StatusReport) -> Iterator[str]:
    languages = report.languages
    yield f"<table>\n<thead><tr><th>post</th>{''.join(f'<th>{escape(code)}</th>' for code in languages)}</tr></thead>"
    yield "<tbody>"
    for post in report.posts.least_translated():
        cells = "".join(f"<td>{_cell(post.pages.get(language))}</td>" for language in languages)
        yield f"<tr><td>{escape(visible(post.name))}</td>{cells}</tr>"
    totals = "".join(f"<td>{report.coverage(language).percent} %</td>" for language in languages)
    yield f"</tbody>\n<tfoot><tr><td>total</td>{totals}</tr></tfoot>\n</table>"


def _cell(page: PageStatus | None) -> str:
    if page is None:
        return ""
    badge = f'<span class="badge warn">{page.stale:,} stale</span>' if page.stale else ""
    badge += '<span class="badge">in review</span>' if page.in_review else ""
    if page.problem:
        return f'{badge}<span title="{escape(one_line(page.problem))}">not readable</span>'
    if not page.path:
        return f'{badge}<span class="quiet">missing</span>'
    complete, begun = (100, 0) if page.complete else (0, page.percent)
    bar = _svg(complete, begun, 100 - page.percent, f"{page.percent} percent")
    return f'{badge}{bar}<span class="percent">{page.percent} %</span>'

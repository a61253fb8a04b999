"""`transpipe status` as a Markdown table, for an issue or a wiki page."""

from __future__ import annotations

from collections.abc import Iterator

from transpipe.report.markdown_text import code, prose
from transpipe.report.status_text import cell
from transpipe.report.status_values import PageStatus, StatusReport
from transpipe.report.words import number_of, one_line, visible


def status_markdown(report: StatusReport) -> Iterator[str]:
    """A headline, the totals by language, then the posts."""
    yield f"### Translation status of {prose(visible(report.site))}, {report.date}\n\n"
    if not report.posts:
        yield "no posts\n"
        return
    yield "| language | translated | posts | complete | partial | missing | stale | in review |\n"
    yield "|---|" + "---:|" * 7 + "\n"
    for language in report.languages:
        count = report.coverage(language)
        numbers = (count.posts, count.complete, count.partial, count.missing, count.stale, count.in_review)
        yield f"| {language} | {count.percent} % | {' | '.join(f'{number:,}' for number in numbers)} |\n"
    yield f"\n| {number_of(len(report.posts), 'post')} | {' | '.join(report.languages)} |\n"
    yield "|---|" + "---:|" * len(report.languages) + "\n"
    for post in report.posts:
        pages = " | ".join(_page(post.pages.get(language)) for language in report.languages)
        yield f"| {code(visible(post.name))} | {pages} |\n"


def _page(page: PageStatus | None) -> str:
    if page is None:
        return ""
    text = prose(one_line(page.problem)) if page.problem else cell(page)
    remarks = [f"{page.stale:,} stale"] if page.stale else []
    remarks += ["in review"] if page.in_review else []
    return f"{text} ({', '.join(remarks)})" if remarks else text

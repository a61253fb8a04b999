"""Links of a page to headings of other pages that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transpipe.errors import ParseError
from transpipe.jobs.fragments import Pages
from transpipe.model import Finding
from transpipe.parse.anchors import destinations
from transpipe.parse.document import parse_document
from transpipe.pipeline.check_file import PageLink, anchor_finding
from transpipe.write.paths import MARKDOWN, post_file


def broken_links(pages: Pages, path: str, links: Sequence[PageLink]) -> Iterator[Finding]:
    """Findings of the links of a file whose page is known and does not have their fragment."""
    broken = [(link, files[0]) for link in links if (files := _without_id(pages, path, link))]
    real = _destinations(pages, path) if broken else frozenset()
    for link, page in broken:
        name = f"{link.target}#{link.fragment}"
        if name in real:
            yield anchor_finding(path, link.line, link.column, name, page)


def _without_id(pages: Pages, path: str, link: PageLink) -> list[str]:
    """The files that a link leads to, if none of them has the id that it asks for."""
    files = pages.target(path, link.target)
    if not link.target.endswith(MARKDOWN):  # which names a file; a page is read in one language
        language = _language(pages, path)
        files = [file for file in files if _language(pages, file) == language] or files
    return [] if any(pages.has_id(file, link.fragment) for file in files) else files


def _language(pages: Pages, path: str) -> str:
    file = post_file(path, pages.languages)
    return file.language if file else ""


def _destinations(pages: Pages, path: str) -> frozenset[str]:
    """Where the links of a file lead; what only looks like a link, in code, is not among them."""
    source = pages.site.read(path)
    if isinstance(source, Finding):
        return frozenset()
    try:
        return destinations(parse_document(source.data, pages.rules))
    except ParseError:
        return frozenset()  # reported where the file itself is read

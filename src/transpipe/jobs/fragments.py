"""Fragments of the whole site: which ids links ask for, and which links to other pages lead to no heading.

Pages are found by their path under the content folder, as Hugo's default permalinks have it. A link that leads to no
content file that way (a slug, a configured permalink, another site) is left alone: nobody here can tell.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from transpipe.errors import ParseError
from transpipe.model import Finding, ProseRules, Severity, line_and_column
from transpipe.parse.anchors import fragment_links, fragments, heading_ids, html_ids, plain_ids
from transpipe.parse.document import parse_document
from transpipe.stores.site import Site
from transpipe.write.paths import MARKDOWN, Languages, post_file


class Pages:
    """Pages of a site by their path, and the ids of their headings."""

    def __init__(
        self,
        site: Site,
        languages: Languages,
        rules: ProseRules,
        paths: Iterable[str],
        links: Iterable[tuple[str, str]],
    ) -> None:
        """`paths` are all files of the site; of them those are kept that the `links` (file, path) lead to."""
        self.site = site
        self.languages = languages
        self.rules = rules
        self.files: dict[str, list[str]] = {}
        """Files by the path of their page, without language: those of the pages that are linked."""
        self._plain: dict[str, frozenset[str]] = {}
        self._ids: dict[str, frozenset[str]] = {}
        wanted = {page for path, link in links for page in self._pages(path, link)}
        for path in paths if wanted else ():
            page = self._page(path)
            if page in wanted:
                self.files.setdefault(page, []).append(path)

    def _page(self, path: str) -> str:
        file = post_file(path, self.languages)
        page = (file.post if file else path).removeprefix(f"{self.site.content}/")
        return re.sub(r"(?:^|/)_?index$", "", page).casefold()

    def target(self, path: str, link: str) -> list[str]:
        """The files of the page that a link in `path` leads to, one a language; empty when nobody can tell."""
        return next((self.files[page] for page in self._pages(path, link) if page in self.files), [])

    def _pages(self, path: str, link: str) -> Iterator[str]:
        """Where a link may lead: the first that there is."""
        if link.endswith(MARKDOWN):
            here = posixpath.dirname(path.removeprefix(f"{self.site.content}/"))
            joined = link.lstrip("/") if link.startswith("/") else posixpath.normpath(posixpath.join(here, link))
            yield self._page(f"{self.site.content}/{joined}")
            return
        page = link.strip("/") if link.startswith("/") else posixpath.normpath(posixpath.join(self._page(path), link))
        yield page.casefold()
        first, _, rest = page.partition("/")
        if first.casefold() in self.languages.known:
            yield rest.casefold()

    def has_id(self, path: str, name: str) -> bool:
        """Whether a heading or an element of a file has this id."""
        return name in self._plain_ids(path) or name in self._all_ids(path)

    def _plain_ids(self, path: str) -> frozenset[str]:
        if path not in self._plain:
            source = self.site.read(path)
            self._plain[path] = frozenset() if isinstance(source, Finding) else plain_ids(source.data)
        return self._plain[path]

    def _all_ids(self, path: str) -> frozenset[str]:
        if path not in self._ids:
            source = self.site.read(path)
            ids: frozenset[str] = frozenset()
            if not isinstance(source, Finding):
                try:
                    document = parse_document(source.data, self.rules)
                    ids = frozenset(name for _, name in heading_ids(document)) | html_ids(source.data)
                except ParseError:
                    pass  # reported where the file itself is read
            self._ids[path] = ids
        return self._ids[path]


class SiteFragments:
    """What a run asks of the links of the whole site; every file is read once."""

    def __init__(self, site: Site, languages: Languages, rules: ProseRules) -> None:
        self.links: list[tuple[str, int, str, str]] = []
        """(file, line, path, fragment) of the links to other pages."""
        wanted: set[str] = set()
        paths = site.select([])
        for path in paths:
            source = site.read(path)
            if not isinstance(source, Finding):
                wanted |= fragments(source.data)
                self._read(path, source.data)
        self.wanted = frozenset(wanted)
        """All fragments that any page asks for."""
        self.pages = Pages(site, languages, rules, paths, ((path, link) for path, _, link, _ in self.links))

    def _read(self, path: str, data: bytes) -> None:
        for link in fragment_links(data):
            if link.target:
                self.links.append((path, line_and_column(data, link.offset)[0], link.target, link.fragment))

    def broken(self) -> Iterator[Finding]:
        """Links to other pages of the site whose fragment no language of the page has."""
        for path, line, link, fragment in self.links:
            files = self.pages.target(path, link)
            if files and not any(self.pages.has_id(file, fragment) for file in files):
                message = f"{link}#{fragment} asks for a heading that {files[0]} does not have"
                yield Finding("anchor", Severity.INFO, path, line, message)

"""Fragments of the whole site: which ids links ask for, and which links to other pages lead to no heading.

Pages are found by their path under the content folder, as Hugo's default permalinks have it. A link that leads to no
content file that way (a slug, a configured permalink, another site) is left alone: nobody here can tell.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from transpipe.errors import ParseError
from transpipe.model import Finding, ProseRules, Severity, line_and_column
from transpipe.parse.anchors import fragments, heading_ids, html_ids
from transpipe.parse.document import parse_document
from transpipe.stores.site import Site
from transpipe.write.paths import Languages, post_file

# A destination with a path and a fragment, in a link, an attribute or a shortcode parameter.
_LINK = re.compile(rb"(?<=[(\"'<`])([^\s()<>\"'`{}#]+)#([^\s#()<>\"'`{}]+)(?=[)\"'>`\s])")


class SiteFragments:
    """Read once a run; files that links point to are parsed when they are asked for."""

    def __init__(self, site: Site, languages: Languages, rules: ProseRules) -> None:
        self.site = site
        self.languages = languages
        self.rules = rules
        self.wanted: set[str] = set()
        """All fragments that any page asks for."""
        self.links: list[tuple[str, int, str, str]] = []
        """(file, line, path, fragment) of the links to other pages."""
        self.pages: dict[str, list[str]] = {}
        """Files by the path of their page, without language."""
        self._ids: dict[str, frozenset[str]] = {}
        for path in site.select([]):
            source = site.read(path)
            if not isinstance(source, Finding):
                self._read(path, source.data)

    def _read(self, path: str, data: bytes) -> None:
        self.pages.setdefault(self._page(path), []).append(path)
        self.wanted |= fragments(data)
        for found in _LINK.finditer(data):
            target, fragment = (unquote(part.decode("utf-8", "replace")) for part in found.groups())
            if "://" not in target and not target.startswith(("//", "mailto:")):
                self.links.append((path, line_and_column(data, found.start())[0], target, fragment))

    def _page(self, path: str) -> str:
        file = post_file(path, self.languages)
        page = (file.post if file else path).removeprefix(f"{self.site.content}/")
        return re.sub(r"(?:^|/)_?index$", "", page).casefold()

    def _target(self, path: str, link: str) -> list[str]:
        """The files of the page that a link in `path` leads to."""
        base = self._page(path)
        if link.endswith((".md", ".markdown")):
            here = posixpath.dirname(path.removeprefix(f"{self.site.content}/"))
            joined = link.lstrip("/") if link.startswith("/") else posixpath.normpath(posixpath.join(here, link))
            return self.pages.get(self._page(f"{self.site.content}/{joined}"), [])
        page = link.strip("/") if link.startswith("/") else posixpath.normpath(posixpath.join(base, link))
        first, _, rest = page.partition("/")
        return self.pages.get(page.casefold()) or (
            self.pages.get(rest.casefold(), []) if first.casefold() in self.languages.known else []
        )

    def _ids_of(self, path: str) -> frozenset[str]:
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

    def broken(self) -> Iterator[Finding]:
        """Links to other pages of the site whose fragment no language of the page has."""
        for path, line, link, fragment in self.links:
            files = self._target(path, link)
            if files and not any(fragment in self._ids_of(file) for file in files):
                message = f"{link}#{fragment} asks for a heading that {files[0]} does not have"
                yield Finding("anchor", Severity.INFO, path, line, message)

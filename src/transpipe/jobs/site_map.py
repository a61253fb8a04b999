"""The posts of a site: which files belong together, for any number of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from transpipe.model import Finding
from transpipe.parse.front_matter import translation_key
from transpipe.stores.post_table import FileRow, PostTable
from transpipe.stores.site import Site
from transpipe.write.paths import MARKDOWN, Languages, post_file


class PlacedFile(NamedTuple):
    """A content file with what tells its post."""

    path: str
    translation_key: str = ""
    """From its front matter; empty for none."""
    mark: str = ""
    """What is to be known of it where its post is looked at."""


class Post(NamedTuple):
    """A post with its languages."""

    key: str
    """What its files share: the path without language, or their `translationKey`."""
    files: Mapping[str, str]
    """Path by language code: of two files of a language the one with the code in its name."""
    paths: tuple[str, ...]
    """All files, those of `files` first."""
    marks: Mapping[str, str]
    """By path."""


class SiteMap:
    """Which files belong together."""

    def __init__(self, files: Iterable[PlacedFile], languages: Languages) -> None:
        self._table = PostTable(_rows(files, languages))
        self._last: tuple[str, Post | None] = ("", None)
        """The path that was asked for last: whoever asks for one does so several times."""

    def __iter__(self) -> Iterator[Post]:
        """All posts, sorted by key."""
        return map(_post, self._table.posts())

    def post(self, path: str) -> Post | None:
        """The post of a file; None for a path that is not on the map."""
        last, post = self._last
        if last != path:
            rows = self._table.together(path)
            post = _post(rows) if rows else None
            self._last = (path, post)  # in one piece: several threads may ask
        return post

    def sibling(self, path: str, codes: Iterable[str]) -> str | None:
        """Another file of the post of `path`, in the first language of `codes` that there is."""
        post = self.post(path)
        files = post.files if post else {}
        found = (files.get(code) for code in codes)
        return next((file for file in found if file and file != path), None)


def read_site_map(site: Site, languages: Languages) -> SiteMap:
    """The map of a site; every file is read once, for its `translationKey`."""
    return SiteMap((PlacedFile(path, _translation_key(site, path)) for path in site.select([])), languages)


def _translation_key(site: Site, path: str) -> str:
    source = site.read(path)
    return "" if isinstance(source, Finding) else translation_key(source.data)


def _rows(files: Iterable[PlacedFile], languages: Languages) -> Iterator[FileRow]:
    for placed in files:
        file = post_file(placed.path, languages)
        if file is not None:
            key = f"translationKey {placed.translation_key}" if placed.translation_key else file.key
            yield FileRow(key, placed.path, file.language, placed.mark)


def _post(rows: list[FileRow]) -> Post:
    files: dict[str, str] = {}
    for _, path, code, _ in rows:
        if code not in files or path.endswith(tuple(f".{code}{suffix}" for suffix in MARKDOWN)):
            files[code] = path
    chosen = frozenset(files.values())
    others = (row.path for row in rows if row.path not in chosen)
    return Post(rows[0].post, files, (*files.values(), *others), {row.path: row.mark for row in rows})

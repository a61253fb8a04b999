"""Which file is which language of which post: the settings, then the site's own Hugo configuration, then the files.

What transpipe.yaml says wins; where it says nothing, Hugo's configuration counts, and then the defaults.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from transpipe.model import Finding
from transpipe.parse.front_matter import translation_key
from transpipe.stores.hugo_config import HugoConfig, HugoLanguage, read_hugo_config
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.write.paths import MARKDOWN, Languages, post_file

_TRADITIONAL = ("hant", "tw", "hk", "mo")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a site keeps its languages."""

    content: str
    """The content folder, or what the content folders of all languages have in common (the site root is empty)."""
    folders: tuple[str, ...]
    """The content folders, relative to the site root."""
    languages: Languages
    required: tuple[frozenset[str], ...]
    """A post should have a file in one language of each set."""


def read_layout(settings: Settings) -> Layout:
    """The layout of a site; SettingsError for a Hugo configuration that can't be read."""
    hugo = read_hugo_config(settings.root) or HugoConfig()
    content = str(settings["content"]).strip("/") if "content" in settings.given else hugo.content
    source, target = _source(settings, hugo), _target(settings, hugo)
    default = settings["languages.default"].lower() if "languages.default" in settings.given else hugo.default
    required = tuple(code.lower() for code in settings["languages.required"])
    targets = [code.lower() for code in settings["targets"]]
    known = frozenset({*source, target, default, *required, *targets, *(language.code for language in hugo.languages)})
    folders = _folders(hugo, content)
    places = tuple(sorted(set(folders.values()))) or (content,)
    if not all(_inside(place, content) for place in places):
        if "content" in settings.given:
            folders, places = {}, (content,)
        else:
            content = posixpath.commonpath(places)
    wanted = tuple(frozenset({code}) for code in required) or (frozenset(source), frozenset({target}))
    return Layout(content, places, Languages(source, target, default, known, folders), wanted)


def _folders(hugo: HugoConfig, content: str) -> dict[str, str]:
    """The content folder of each language, where one of them has its own."""
    if not any(language.folder for language in hugo.languages):
        return {}
    return {language.code: language.folder or content for language in hugo.languages}


def _inside(place: str, folder: str) -> bool:
    return place == folder or place.startswith(f"{folder}/")


def _source(settings: Settings, hugo: HugoConfig) -> tuple[str, ...]:
    codes = tuple(code.lower() for code in settings["languages.source"])
    if "languages.source" in settings.given:
        return codes
    chinese = [language for language in hugo.languages if _is(language, "zh")]
    # Simplified Chinese first: it is what the model reads best.
    chinese.sort(key=lambda language: any(part in language.tag for part in _TRADITIONAL))
    return tuple(language.code for language in chinese) or codes


def _target(settings: Settings, hugo: HugoConfig) -> str:
    target = str(settings["languages.target"]).lower()
    codes = [language.code for language in hugo.languages]
    if "languages.target" in settings.given or target in codes:
        return target
    return next((language.code for language in hugo.languages if _is(language, target)), target)


def _is(language: HugoLanguage, tag: str) -> bool:
    return any(name == tag or name.startswith(f"{tag}-") for name in (language.code, language.tag))


def open_site(settings: Settings, layout: Layout) -> Site:
    """The files of the site."""
    return Site(settings.root, layout.content, settings["ignore"], settings["max_file_size"], layout.folders)


# --- posts ------------------------------------------------------------------------------------


class Post(NamedTuple):
    """A post with its languages. A site has very many, so it is held without a dictionary of its own."""

    key: str
    """What its files share: the path without language, or their `translationKey`."""
    codes: tuple[str, ...]
    """Its languages; posts of the same languages share them."""
    paths: tuple[str, ...]
    """A file for each code (of two files of a language the one with the code in its name), then all others."""

    @property
    def files(self) -> Mapping[str, str]:
        """Path by language code."""
        return dict(zip(self.codes, self.paths, strict=False))


class SiteMap:
    """Which files belong together."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self._shared = {path: post for post in posts if len(post.paths) > 1 for path in post.paths}
        """Posts of several files; a file that is alone needs no entry."""

    def post(self, path: str) -> Post | None:
        """The post of a file that has others; None for one that is alone."""
        return self._shared.get(path)

    def sibling(self, path: str, codes: Iterable[str]) -> str | None:
        """Another file of the post of `path`, in the first language of `codes` that there is."""
        post = self.post(path)
        files = post.files if post else {}
        found = (files.get(code) for code in codes)
        return next((file for file in found if file and file != path), None)


def group_posts(paths: Iterable[str], languages: Languages, keys: Mapping[str, str]) -> Iterator[Post]:
    """Bring the files of posts together: the posts, sorted by key.

    `keys` gives the `translationKey` of those paths that have one.
    """
    grouped: dict[str, tuple[str, ...]] = {}
    for path in sorted(paths):
        file = post_file(path, languages)
        if file is not None:
            key = f"translationKey {keys[path]}" if path in keys else file.key
            grouped[key] = (*grouped.get(key, ()), file.language, path)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key in sorted(grouped):
        words = grouped.pop(key)
        codes, found = _one_a_language(words[::2], words[1::2])
        yield Post(key, shared.setdefault(codes, codes), found)


def _one_a_language(codes: tuple[str, ...], paths: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes and paths so that each code stands once, with its file at the same place, and the other files come last."""
    if len(set(codes)) == len(codes):
        return codes, paths
    files: dict[str, str] = {}
    for code, path in zip(codes, paths, strict=True):
        if code not in files or path.endswith(tuple(f".{code}{suffix}" for suffix in MARKDOWN)):
            files[code] = path
    chosen = tuple(files.values())
    return tuple(files), (*chosen, *(path for path in paths if path not in chosen))


def read_posts(site: Site, languages: Languages) -> Iterator[Post]:
    """The posts of a site, sorted by key; every file is read once, for its `translationKey`."""
    paths = site.select([])
    keys: dict[str, str] = {}
    for path in paths:
        source = site.read(path)
        if not isinstance(source, Finding) and (key := translation_key(source.data)):
            keys[path] = key
    return group_posts(paths, languages, keys)

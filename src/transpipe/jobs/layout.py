"""Which file is which language of which post: the settings, then the site's own Hugo configuration, then the files.

What transpipe.yaml says wins; where it says nothing, Hugo's configuration counts, and then the defaults.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from transpipe.stores.hugo_config import HugoConfig, HugoLanguage, read_hugo_config
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.write.paths import Languages

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

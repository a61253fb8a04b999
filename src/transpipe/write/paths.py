"""Where the languages of a post are: pure path arithmetic by Hugo's conventions.

Source of the rules: Hugo's multilingual mode. A code in the file name (`index.en.md`) says the language; without one
the content folder of a language does (`contentDir`), else it is the default language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from sys import intern

MARKDOWN = (".md", ".markdown")
"""What the names of content files end with."""
_NAME = re.compile(r"(?P<stem>.+?)(?:\.(?P<code>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*))?\.(?P<suffix>md|markdown)")


@dataclass(frozen=True, slots=True)
class Languages:
    """Language codes of the site, in lower case as Hugo keeps them."""

    source: tuple[str, ...]
    """Codes that are Chinese, the preferred one first."""
    target: str
    default: str
    """Language of a file without a code in its name, and outside of the folder of another language."""
    known: frozenset[str]
    """All codes; another ending before `.md` is part of the name."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """Content folder of each language, relative to the site root; empty when all languages share one."""

    def owner(self, folder: str) -> str:
        """The language of files without a code in a content folder."""
        owners = [code for code, place in self.folders.items() if place == folder]
        return self.default if self.default in owners or not owners else owners[0]


@dataclass(frozen=True, slots=True)
class PostFile:
    """A content file by its name."""

    path: str
    post: str
    """Path without language folder, language code and suffix: the same for all languages of a post."""
    language: str
    suffix: str
    folder: str = ""
    """Content folder of the language it lies in; empty when all languages share one."""

    @property
    def key(self) -> str:
        """What Hugo matches translations by: a page bundle `a/index` and a page `a` are one, case does not count."""
        return self.post.removesuffix("/index").casefold()


def post_file(path: str, languages: Languages) -> PostFile | None:
    """Take a content path apart; None for a file that is no Markdown."""
    folder = _folder(path, languages)
    # Plain strings: a check of a large site asks this of every file, several times.
    parent, slash, name = (path[len(folder) + 1 :] if folder else path).rpartition("/")
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    code = intern((found["code"] or "").lower())  # a few codes, which all files hold
    if code in languages.known:
        stem = found["stem"]
    else:
        code, stem = languages.owner(folder), name[: -len(found["suffix"]) - 1]
    return PostFile(path, parent + slash + stem, code, found["suffix"], folder)


def _folder(path: str, languages: Languages) -> str:
    if not languages.folders:
        return ""
    inside = [folder for folder in languages.folders.values() if path.startswith(f"{folder}/")]
    return max(inside, key=len, default="")


def language_path(file: PostFile, language: str, languages: Languages) -> str:
    """The path of the same post in another language: in its folder, or with its code in the name."""
    folder = languages.folders.get(language, file.folder)
    if folder and languages.owner(folder) == language:
        return f"{folder}/{file.post}.{file.suffix}"
    name = f"{file.post}.{language}.{file.suffix}"
    return f"{folder}/{name}" if folder else name


def mirrored(path: str, content: str, output: str) -> str:
    """The path of a draft: `content/post/x.md` becomes `review/post/x.md`."""
    return str(PurePosixPath(output) / PurePosixPath(path).relative_to(content))

"""Where the languages of a post are: pure path arithmetic by Hugo's file name convention."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

_NAME = re.compile(r"(?P<stem>.+?)(?:\.(?P<code>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*))?\.(?P<suffix>md|markdown)")


@dataclass(frozen=True, slots=True)
class Languages:
    """Language codes of the site, in lower case as Hugo keeps them."""

    source: tuple[str, ...]
    """Codes that are Chinese, the preferred one first."""
    target: str
    default: str
    """Language of a file without a code in its name."""
    known: frozenset[str]
    """All codes; another ending before `.md` is part of the name."""


@dataclass(frozen=True, slots=True)
class PostFile:
    """A content file by its name."""

    path: str
    post: str
    """Path without language code and suffix: the same for all languages of a post."""
    language: str
    suffix: str


def post_file(path: str, languages: Languages) -> PostFile | None:
    """Take a content path apart; None for a file that is no Markdown."""
    pure = PurePosixPath(path)
    found = _NAME.fullmatch(pure.name)
    if found is None:
        return None
    code = (found["code"] or "").lower()
    if code in languages.known:
        return PostFile(path, str(pure.with_name(found["stem"])), code, found["suffix"])
    stem = pure.name[: -len(found["suffix"]) - 1]
    return PostFile(path, str(pure.with_name(stem)), languages.default, found["suffix"])


def language_path(file: PostFile, language: str) -> str:
    """The path of the same post in another language, always with the code in the name."""
    return f"{file.post}.{language}.{file.suffix}"


def existing_language(
    file: PostFile, codes: Collection[str], paths: Collection[str], languages: Languages
) -> str | None:
    """The path of a file of the post in one of the languages, if there is one."""
    for code in codes:
        for candidate in (language_path(file, code), f"{file.post}.{file.suffix}" if code == languages.default else ""):
            if candidate and candidate != file.path and candidate in paths:
                return candidate
    return None


def mirrored(path: str, content: str, output: str) -> str:
    """The path of a draft: `content/post/x.md` becomes `review/post/x.md`."""
    return str(PurePosixPath(output) / PurePosixPath(path).relative_to(content))

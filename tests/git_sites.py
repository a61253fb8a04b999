"""Small git repositories with a Chinese post and its translation, made step by step."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from helpers import PROSE
from transpipe.pair.align import align
from transpipe.pair.record import Entry, encode, marks
from transpipe.parse.document import parse_document
from transpipe.write.provenance import content_hash, provenance_edit
from transpipe.write.splice import splice

ZH = "content/p/index.zh.md"
EN = "content/p/index.en.md"


class GitSite:
    """A work tree with two files of one post; every commit is a day later than the one before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.zh_path, self.en_path = ZH, EN
        self.day = 0
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        """Run git with an author, a day and a configuration of its own."""
        when = f"2026-03-{self.day + 1:02d}T12:00:00+00:00"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
        }
        identity = (
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgSign=false",
            "-c",
            "core.autocrlf=false",
        )
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"Day {self.day + 1}")
        self.day += 1

    def write(self, path: str, text: str) -> None:
        """Write a file, its line ends as they are given."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8"))

    def read(self, path: str) -> str:
        """The text of a file."""
        return (self.root / path).read_bytes().decode("utf-8")


Step = Callable[[GitSite], None]


def commit(site: GitSite) -> None:
    """A step that commits everything."""
    site.commit()


def zh(*pairs: tuple[str, str]) -> Step:
    """A step that replaces text in the source."""
    return lambda site: site.write(site.zh_path, _replaced(site.read(site.zh_path), pairs))


def en(*pairs: tuple[str, str]) -> Step:
    """A step that replaces text in the translation."""
    return lambda site: site.write(site.en_path, _replaced(site.read(site.en_path), pairs))


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
        text = text.replace(old, new)
    return text


def zh_is(change: Callable[[str], str]) -> Step:
    """A step that makes another text of the source."""
    return lambda site: site.write(site.zh_path, change(site.read(site.zh_path)))


def en_is(change: Callable[[str], str]) -> Step:
    """A step that makes another text of the translation."""
    return lambda site: site.write(site.en_path, change(site.read(site.en_path)))


def move(old: str, new: str) -> Step:
    """A step that renames a file or a folder."""

    def step(site: GitSite) -> None:
        (site.root / new).parent.mkdir(parents=True, exist_ok=True)
        site.git("mv", old, new)
        site.zh_path = site.zh_path.replace(old, new)
        site.en_path = site.en_path.replace(old, new)

    return step


def stamp(site: GitSite) -> None:
    """A step that publishes the translation as it is: it remembers from what it was made."""
    source, target = site.read(site.zh_path).encode("utf-8"), site.read(site.en_path).encode("utf-8")
    site.write(site.en_path, stamped(source, target, site.zh_path).decode("utf-8"))


def stamped(source: bytes, target: bytes, source_path: str, *, segments: bool = True) -> bytes:
    """A translation with its provenance."""
    left, right = parse_document(source, PROSE), parse_document(target, PROSE)
    ours, theirs = marks(left.blocks), marks(right.blocks)
    entries = [
        Entry(ours[link.source[0]] if link.source else "", theirs[link.target[0]] if link.target else "")
        for link in align(left, right)
    ]
    values = {"status": "published", "source": source_path, "source_hash": content_hash(source)}
    if segments:
        values["segments"] = encode(tuple(entries))
    return splice(target, [provenance_edit(right, values)])

"""How far the languages of a site are; filled by the job `status`, shown by its formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol


class PageStatus(NamedTuple):
    """A post in one language."""

    path: str
    """Empty where the post has no file in the language."""
    percent: int = 0
    """Translated share of its prose, rounded down; 100 for other languages than the target."""
    in_review: bool = False
    """A draft waits in the drafts' folder."""
    stale: int = 0
    """Segments whose source has changed since they were translated."""
    problem: str = ""
    """Why the file could not be measured; it counts as 0 percent."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to translate."""
        return self.percent == 100


class PostStatus(NamedTuple):
    """A post with its languages."""

    name: str
    """Path inside the content folder, without language and suffix."""
    section: str
    """First folder of the name, as Hugo has it; empty for pages of the content folder itself."""
    pages: Mapping[str, PageStatus]
    """By language code, for languages that the post has or should have."""

    @property
    def progress(self) -> int:
        """The sum over the languages of what is not missing: 0 for a post that is complete in all of them."""
        return sum(page.percent - 100 for page in self.pages.values())


class PostRows(Protocol):
    """Posts, of which there may be very many: read one by one, as often as need be."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[PostStatus]:
        """Sorted by name."""

    def least_translated(self) -> Iterator[PostStatus]:
        """Sorted by their progress, then by name."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Posts of one language counted up."""

    posts: int
    """Those that have the language or should have it."""
    complete: int
    missing: int
    stale: int
    """Posts with stale segments, complete or not."""
    in_review: int
    percent: int
    """Mean over the posts, rounded down, so that a short post counts as much as a long one."""

    @property
    def partial(self) -> int:
        """Posts that are there, and not complete."""
        return self.posts - self.complete - self.missing


class Counts:
    """Posts counted up by language and section."""

    def __init__(self, posts: PostRows) -> None:
        self.posts = Counter[str]()
        """Number of posts by section."""
        self.problems = 0
        """Pages that could not be measured."""
        self._sums: dict[tuple[str, str], Counter[str]] = {}
        for post in posts:
            self._add(post)

    def _add(self, post: PostStatus) -> None:
        self.posts[post.section] += 1
        for language, page in post.pages.items():
            sums = self._sums.setdefault((language, post.section), Counter())
            sums["posts"] += 1
            sums["complete"] += page.complete
            sums["missing"] += not page.path
            sums["stale"] += page.stale > 0
            sums["in_review"] += page.in_review
            sums["percent"] += page.percent
            self.problems += bool(page.problem)

    def coverage(self, language: str, section: str | None) -> Coverage:
        """The count of a language, in one section or everywhere."""
        total = Counter[str]()
        for place in self.posts if section is None else (section,):
            total.update(self._sums.get((language, place), ()))
        percent = total["percent"] // total["posts"] if total["posts"] else 0
        return Coverage(
            total["posts"], total["complete"], total["missing"], total["stale"], total["in_review"], percent
        )


@dataclass(frozen=True)
class StatusReport:
    """What `transpipe status` shows."""

    site: str
    """Name of the site's folder."""
    date: str
    """Of the count, as YYYY-MM-DD."""
    languages: tuple[str, ...]
    """Codes in the order of the columns: the sources come first."""
    sources: frozenset[str]
    """Codes that are translated from, used or not."""
    posts: PostRows

    @cached_property
    def counts(self) -> Counts:
        """All posts counted up."""
        return Counts(self.posts)

    @property
    def sections(self) -> tuple[str, ...]:
        """All sections, sorted."""
        return tuple(sorted(self.counts.posts))

    def coverage(self, language: str, section: str | None = None) -> Coverage:
        """The count of a language, in one section or everywhere."""
        return self.counts.coverage(language, section)

"""How far the languages of a site are; filled by the job `status`, shown by its formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageStatus:
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


@dataclass(frozen=True, slots=True)
class PostStatus:
    """A post with its languages."""

    name: str
    """Path inside the content folder, without language and suffix."""
    section: str
    """First folder of the name, as Hugo has it; empty for pages of the content folder itself."""
    pages: Mapping[str, PageStatus]
    """By language code, for languages that the post has or should have."""


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


@dataclass(frozen=True, slots=True)
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
    posts: tuple[PostStatus, ...]
    """Sorted by name."""

    @property
    def sections(self) -> tuple[str, ...]:
        """All sections, sorted."""
        return tuple(sorted({post.section for post in self.posts}))

    def coverage(self, language: str, section: str | None = None) -> Coverage:
        """The count of a language, in one section or everywhere."""
        posts = [post for post in self.posts if section is None or post.section == section]
        pages = [post.pages[language] for post in posts if language in post.pages]
        return Coverage(
            posts=len(pages),
            complete=sum(page.complete for page in pages),
            missing=sum(not page.path for page in pages),
            stale=sum(page.stale > 0 for page in pages),
            in_review=sum(page.in_review for page in pages),
            percent=sum(page.percent for page in pages) // len(pages) if pages else 0,
        )

"""The posts of a status in the orders that its formats ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from transpipe.report.status_values import PostStatus
from transpipe.stores.sorted_spool import SortedSpool


class StatusRows:
    """Any number of posts, held in a temporary file."""

    def __init__(self, posts: Iterable[PostStatus]) -> None:
        self._spool = SortedSpool((post.name, post.progress, post) for post in posts)

    def __len__(self) -> int:
        return len(self._spool)

    def __iter__(self) -> Iterator[PostStatus]:
        return self._spool.by_name()

    def least_translated(self) -> Iterator[PostStatus]:
        """All posts, the least translated first."""
        return self._spool.by_rank()

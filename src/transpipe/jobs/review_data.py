"""What belongs to a draft and stands outside of it: the remarks of reviewers, and proposals of the machine.

One JSON file of remarks a draft, in the state folder. Nothing of the draft's text depends on it.
"""

from __future__ import annotations

import json
from typing import Any

from transpipe.jobs.proposals import Proposal, Proposals
from transpipe.review.values import Comment
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site

VERSION = 1


class ReviewData:
    """Reads and writes it."""

    def __init__(self, settings: Settings, site: Site) -> None:
        self.site = site
        self.proposals_of = Proposals(settings, site)
        self.folder = site.relative(settings.path("state") / "comments")

    def proposals(self, draft: str) -> dict[str, Proposal]:
        """What the machine would write now, by the Markdown of the person's text that stands there."""
        return self.proposals_of.read(draft)

    def comments(self, draft: str) -> dict[str, tuple[Comment, ...]]:
        """The remarks by the id of their row."""
        rows = self._read(f"{self.folder}/{draft}.json").get("comments", {})
        return {
            str(row): tuple(Comment(str(item["text"]), str(item["author"]), str(item["time"])) for item in items)
            for row, items in rows.items()
        }

    def add_comment(self, draft: str, row: str, comment: Comment) -> None:
        """Keep a remark."""
        every = self.comments(draft)
        every[row] = (*every.get(row, ()), comment)
        rows = {
            name: [{"text": item.text, "author": item.author, "time": item.time} for item in items]
            for name, items in every.items()
        }
        text = json.dumps({"version": VERSION, "comments": rows}, ensure_ascii=False, indent=2) + "\n"
        self.site.write(f"{self.folder}/{draft}.json", text.encode("utf-8"))

    def _read(self, path: str) -> dict[str, Any]:
        try:
            data = json.loads((self.site.root / path).read_bytes())
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) and data.get("version") == VERSION else {}

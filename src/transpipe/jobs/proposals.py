"""Review data: what the machine proposes where a person's text stays; documented in docs/workflow.md.

One JSON file a draft, in the state folder, and beside it the whole new draft where the two could not be brought
together. It is made for the review page and for people; nothing depends on it, and it can be made again.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from transpipe.model import SourceFile, line_and_column
from transpipe.pipeline.merge import Merge
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.render import Drafts
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.write.compose import compose
from transpipe.write.provenance import content_hash

VERSION = 1


class Proposal(NamedTuple):
    """What the machine would write where a person's text stays."""

    text: str
    made_from: str
    """The mark of the Chinese that the person had before him; empty where it is not known."""


class Proposals:
    """The folder with the review data."""

    def __init__(self, settings: Settings, site: Site) -> None:
        self.site = site
        self.state = settings.path("state")

    @property
    def folder(self) -> str:
        """Relative to the site root; TranspipeError when the state folder lies outside of the site."""
        return self.site.relative(self.state / "proposals")

    def path(self, draft: str) -> str:
        """The data of a draft."""
        return f"{self.folder}/{draft}.json"

    def whole_path(self, draft: str) -> str:
        """The whole new draft, where nothing else could be done."""
        return f"{self.folder}/{draft}"

    def write_segments(self, draft: str, data: bytes, merge: Merge, plan: Plan, drafts: Drafts) -> None:
        """Write the proposals for the segments in conflict, those of `plan`.

        `data` is the draft that holds the texts of the person.
        """
        known = {text: proposal.made_from for text, proposal in self.read(draft).items()}
        self.forget(draft)
        edits = compose(
            plan.document,
            [(segment, plan.drafts(index, drafts)) for index, segment in enumerate(plan.segments)],
        )
        proposed = {edit.span: edit.replacement.decode("utf-8") for edit in edits}
        source = plan.file.data
        rows = [
            {
                "state": "conflict",
                "line": _line(data, dispute.text),
                "source_line": line_and_column(source, dispute.block.span.start)[0],
                "source": source[dispute.block.span.start : dispute.block.span.end].decode("utf-8"),
                "text": dispute.text,
                "proposal": proposed.get(dispute.block.span, ""),
                # A run that finds a conflict open still has no older source than that of its own last draft.
                "made_from": known.get(dispute.text, dispute.made_from),
            }
            for dispute in merge.disputes
        ]
        self._write(draft, {"draft": draft, "source": plan.file.path, "segments": rows})

    def read(self, draft: str) -> dict[str, Proposal]:
        """The proposals for a draft by the Markdown of the person's text that stands there."""
        rows = self._read(draft).get("segments", [])
        return {
            str(row["text"]): Proposal(str(row["proposal"]), str(row.get("made_from", "")))
            for row in rows
            if row.get("proposal")
        }

    def write_whole(self, draft: str, source: SourceFile, data: bytes) -> None:
        """Write the draft that there would be without the one that is kept."""
        whole = self.whole_path(draft)
        self.site.write(whole, data)
        seal = content_hash(source.data)
        self._write(draft, {"draft": draft, "source": source.path, "source_hash": seal, "whole": whole, "segments": []})

    def has_whole(self, draft: str, source: SourceFile) -> bool:
        """Whether a whole draft of the source as it is now has been proposed."""
        return bool(self._read(draft).get("source_hash") == content_hash(source.data))

    def forget(self, draft: str) -> None:
        """There is nothing to propose any more."""
        for path in (self.path(draft), self.whole_path(draft)):
            if self.site.exists(path):
                self.site.remove(path)

    def _read(self, draft: str) -> dict[str, Any]:
        """What was written; nothing where there is nothing that this version can read."""
        try:
            data = json.loads((self.site.root / self.path(draft)).read_bytes())
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) and data.get("version") == VERSION else {}

    def _write(self, draft: str, values: dict[str, object]) -> None:
        text = json.dumps({"version": VERSION, **values}, ensure_ascii=False, indent=2) + "\n"
        self.site.write(self.path(draft), text.encode("utf-8"))


def _line(data: bytes, text: str) -> int:
    place = data.find(text.encode("utf-8"))
    return line_and_column(data, place)[0] if place >= 0 else 1

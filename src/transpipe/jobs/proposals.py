"""Review data: what the machine proposes where a person's text stays; documented in docs/workflow.md.

One JSON file a draft, in the state folder, and beside it the whole new draft where the two could not be brought
together. It is made for the review page and for people; nothing depends on it, and it can be made again.
"""

from __future__ import annotations

import json

from transpipe.model import SourceFile, line_and_column
from transpipe.pipeline.merge import Merge
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.render import Drafts
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.write.compose import compose
from transpipe.write.provenance import content_hash

VERSION = 1


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
            }
            for dispute in merge.disputes
        ]
        self._write(draft, {"draft": draft, "source": plan.file.path, "segments": rows})

    def write_whole(self, draft: str, source: SourceFile, data: bytes) -> None:
        """Write the draft that there would be without the one that is kept."""
        whole = self.whole_path(draft)
        self.site.write(whole, data)
        seal = content_hash(source.data)
        self._write(draft, {"draft": draft, "source": source.path, "source_hash": seal, "whole": whole, "segments": []})

    def has_whole(self, draft: str, source: SourceFile) -> bool:
        """Whether a whole draft of the source as it is now has been proposed."""
        try:
            data = json.loads((self.site.root / self.path(draft)).read_bytes())
            return bool(data.get("source_hash") == content_hash(source.data))
        except (OSError, ValueError):
            return False

    def forget(self, draft: str) -> None:
        """There is nothing to propose any more."""
        for path in (self.path(draft), self.whole_path(draft)):
            if self.site.exists(path):
                self.site.remove(path)

    def _write(self, draft: str, values: dict[str, object]) -> None:
        text = json.dumps({"version": VERSION, **values}, ensure_ascii=False, indent=2) + "\n"
        self.site.write(self.path(draft), text.encode("utf-8"))


def _line(data: bytes, text: str) -> int:
    place = data.find(text.encode("utf-8"))
    return line_and_column(data, place)[0] if place >= 0 else 1

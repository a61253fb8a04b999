"""`transpipe report`: the drafts of a site as one HTML file, to be read by somebody who has no transpipe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.jobs.review_drafts import Drafts
from transpipe.review.report_page import report_page
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.memory import DictMemory
from transpipe.stores.settings import Settings


def drafts_report(settings: Settings, paths: Sequence[Path], language: str) -> tuple[str, int]:
    """The page, and how many drafts are in it. Raises TranspipeError when there is none."""
    drafts = Drafts(settings, load_glossary(settings.path("glossary")), DictMemory(), paths)
    views = [drafts.view(entry, full=True) for entry in drafts.entries()]
    if not views:
        asked = f" under {', '.join(map(str, paths))}" if paths else ""
        raise TranspipeError(f"no draft{asked} to report; `transpipe run` makes some")
    today = datetime.now(UTC).date().isoformat()
    return report_page(views, settings.root.resolve().name, today, language), len(views)

"""The history of posts, for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

VERSION = 1


class HistoryEntry(NamedTuple):
    """Something that happened to a file."""

    time: str
    """ISO 8601, UTC."""
    event: str
    """drafted, published or reverted."""
    path: str
    source: str
    author: str
    """Who approved or took back; empty for what the machine did."""
    detail: Mapping[str, object]


def history_json(entries: Iterable[HistoryEntry]) -> str:
    """The entries as one JSON object."""
    rows = [entry._asdict() for entry in entries]
    return json.dumps({"version": VERSION, "events": rows}, ensure_ascii=False, indent=2) + "\n"


def history_text(entries: Iterable[HistoryEntry]) -> str:
    """One line for each entry, and one with what is known of it."""
    lines = []
    for entry in entries:
        lines.append(f"{entry.time[:19].replace('T', ' ')}  {entry.event:<9} {entry.path}")
        facts = [f"from {entry.source}"] if entry.source and entry.source != entry.path else []
        segments = entry.detail.get("segments")
        if isinstance(segments, Mapping) and segments:
            facts.append(", ".join(f"{count} {name}" for name, count in segments.items()))
        model, glossary = entry.detail.get("model"), entry.detail.get("glossary")
        facts.extend([f"by {model}{f', glossary {glossary}' if glossary else ''}"] if model else [])
        verb = {"published": "approved by", "reverted": "by"}.get(entry.event, "by")
        facts.extend([f"{verb} {entry.author}"] if entry.author else [])
        if facts:
            lines.append(f"{'':21}{'; '.join(facts)}")
    return "".join(f"{line}\n" for line in lines)

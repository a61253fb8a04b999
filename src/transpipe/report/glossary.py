"""What `transpipe glossary` shows: matches, problems, suggestions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from transpipe.glossary.entries import Problem
from transpipe.glossary.matching import Found
from transpipe.glossary.suggest import Suggestion


def match_lines(matches: Sequence[Found]) -> Iterator[str]:
    """A line for each match that applies, and an indented one for each that does not, with the reason."""
    for match in matches:
        where = f"{match.start}-{match.end}  {match.source} -> {' | '.join(match.term.accepted)}"
        yield f"    not {where}: {match.lost}" if match.lost else f"{where}  [{match.term.place}]"


def problem_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """One line a problem, its place first, as editors and CI read it."""
    for problem in problems:
        yield f"{problem.place}: {problem.message} [{problem.rule}]"


def suggestion_text(suggestions: Sequence[Suggestion], form: str) -> str:
    """The suggestions as text, or as entries to be filled in: `csv` for `glossary import`, `yaml` for a file."""
    if form == "csv":
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(["source", "target", "note"])
        for item in suggestions:
            table.writerow([item.term, "", f"{item.times} times, as in {item.place}: {item.example}"])
        return out.getvalue()
    if form == "yaml":
        entries = (
            f'  # {item.times} times, as in {item.place}: {item.example}\n  - source: {item.term}\n    target: ""\n'
            for item in suggestions
        )
        return "terms:\n" + "".join(entries) if suggestions else "terms: []\n"
    return "".join(f"{item.times:6}  {item.term}\n        {item.place}: {item.example}\n" for item in suggestions)

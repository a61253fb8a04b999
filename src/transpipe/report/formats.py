"""The formats of `transpipe check`, by name. A format is a pure function from a report to text; see one file for each.

A format is imported when it is asked for, so that `transpipe check --help` can list them all and start fast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transpipe.report.values import CheckReport


def _text(report: CheckReport, *, color: bool = False) -> str:
    from transpipe.report.check_text import check_text

    return check_text(report, color=color)


def _lines(report: CheckReport) -> str:
    from transpipe.report.check_lines import check_lines

    return check_lines(report)


def _json(report: CheckReport) -> str:
    from transpipe.report.check_json import check_json

    return check_json(report)


def _github(report: CheckReport) -> str:
    from transpipe.report.github import github

    return github(report)


def _sarif(report: CheckReport) -> str:
    from transpipe.report.sarif import sarif

    return sarif(report)


def _junit(report: CheckReport) -> str:
    from transpipe.report.junit import junit

    return junit(report)


def _markdown(report: CheckReport) -> str:
    from transpipe.report.check_markdown import check_markdown

    return check_markdown(report)


FORMATS: Mapping[str, Callable[..., str]] = {
    "text": _text,
    "lines": _lines,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
    "junit": _junit,
    "markdown": _markdown,
}


def render(name: str, report: CheckReport, *, color: bool = False) -> str:
    """The report in a format, with a final line break; colours are for `text` alone."""
    return FORMATS[name](report, color=color) if name == "text" else FORMATS[name](report)

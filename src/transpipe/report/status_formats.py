"""The formats of `transpipe status`, by name: pieces of text, as a site may be large.

Each is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transpipe.report.status_values import StatusReport


def _text(report: StatusReport) -> Iterator[str]:
    from transpipe.report.status_text import status_text

    return status_text(report)


def _json(report: StatusReport) -> Iterator[str]:
    from transpipe.report.status_json import status_json

    return status_json(report)


def _markdown(report: StatusReport) -> Iterator[str]:
    from transpipe.report.status_markdown import status_markdown

    return status_markdown(report)


def _html(report: StatusReport) -> Iterator[str]:
    from transpipe.report.status_html import status_html

    return status_html(report)


STATUS_FORMATS: Mapping[str, Callable[[StatusReport], Iterator[str]]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "html": _html,
}

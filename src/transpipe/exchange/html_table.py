"""HTML: a table that any browser shows and any HTML editor edits; tags are small boxes that stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from transpipe.errors import TranspipeError
from transpipe.exchange.inline import Piece, plain, written
from transpipe.exchange.values import Bundle, Incoming, Unit, UnitState
from transpipe.tagged_text import TAG

if TYPE_CHECKING:
    from bs4 import Tag

_BREAK = "\0"
"""Stands for `<br>` while a cell is read; HTML has no such character."""
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Translations</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem; }
h1 { font-size: 1.2rem; margin: 2rem 0 .75rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid #bbb; padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th:first-child, td:first-child { width: 14rem; font-size: .8rem; }
.tag { background: #e8edf5; color: #21406b; border-radius: .3rem; padding: 0 .25rem; font-size: .8rem; }
.note { color: #8a4b00; font-size: .8rem; }
</style>
</head>
<body>
"""


def write_html(bundles: Sequence[Bundle]) -> str:
    """One page with a table for each draft."""
    return _HEAD + "".join(_table(bundle) for bundle in bundles) + "</body>\n</html>\n"


def _table(bundle: Bundle) -> str:
    rows = "".join(_row(unit, bundle) for unit in bundle.units)
    return (
        f'<h1>{escape(bundle.path)}</h1>\n<table data-path="{escape(bundle.path)}">\n'
        f"<thead><tr><th>State</th><th>Source</th><th>Translation</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _row(unit: Unit, bundle: Bundle) -> str:
    notes = "".join(f'<div class="note" translate="no">{escape(note)}</div>' for note in unit.notes)
    return (
        f'<tr id="{escape(unit.id)}" data-version="{escape(unit.version)}" data-state="{unit.state}">'
        f"<td>{unit.state}, line {unit.line}{notes}</td>"
        f'<td class="source" lang="{bundle.source_language}">{_inline(unit, unit.source)}</td>'
        f'<td class="target" lang="{bundle.target_language}">{_inline(unit, unit.target)}</td></tr>\n'
    )


def _inline(unit: Unit, tagged: str) -> str:
    names = {code.number: code.construct for code in unit.codes}

    def tag(piece: Piece) -> str:
        name = names.get(piece.number, "tag")
        shown = {"open": f"{name} {piece.number}›", "close": f"‹{piece.number}", "alone": f"{name} {piece.number}"}
        return f'<span class="tag" translate="no" data-tag="{piece.text}">{escape(shown[piece.form])}</span>'

    return written(tagged, lambda text: escape(text).replace("\n", "<br>"), tag)


def read_html(file: str, data: bytes) -> list[Incoming]:
    """The rows of such a page. A translation that was changed in it counts as reviewed."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(data, "html.parser")
    tables = soup.find_all("table", attrs={"data-path": True})
    if not tables:
        raise TranspipeError(f"{file}:1: no table that transpipe has exported")
    found = []
    for table in tables:
        for row in table.find_all("tr", id=True):
            source, target = row.find("td", class_="source"), row.find("td", class_="target")
            if source is None or target is None:
                raise TranspipeError(f"{file}:{row.sourceline or 1}: a row without source and translation")
            text = _tagged(target)
            state = str(row.get("data-state", ""))
            known = UnitState(state) if state in set(UnitState) else UnitState.REVIEWED
            found.append(
                Incoming(
                    str(table["data-path"]), str(row["id"]), _tagged(source), text,
                    known if text else UnitState.INITIAL, str(row.get("data-version", "")), row.sourceline or 1,
                )
            )  # fmt: skip
    return found


def _tagged(cell: Tag) -> str:
    """The text of a cell; only `<br>` breaks a line."""
    return "\n".join(" ".join(line.split()) for line in _joined(cell).split(_BREAK))


def _joined(element: Tag) -> str:
    from bs4 import Tag

    text = ""
    for child in element.children:
        if not isinstance(child, Tag):
            text += plain(str(child)).replace(_BREAK, "")
        elif child.name == "br":
            text += _BREAK
        else:
            raw = str(child.get("data-tag", ""))
            text += raw if TAG.fullmatch(raw) else _joined(child)
    return text

"""TSV, for spreadsheets: a header, a unit a line, tags as in PO."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from transpipe.errors import TranspipeError
from transpipe.exchange.inline import written
from transpipe.exchange.po import tag_text, untagged
from transpipe.exchange.values import Bundle, Incoming, UnitState

COLUMNS = ("path", "id", "line", "state", "source", "target", "notes", "version")
_FORMULA = ("=", "+", "-", "@")


def write_tsv(bundles: Sequence[Bundle]) -> str:
    """A table of all units. A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, "excel-tab", lineterminator="\n")
    writer.writerow(COLUMNS)
    for bundle in bundles:
        for unit in bundle.units:
            source, target = (written(text, str, tag_text) for text in (unit.source, unit.target))
            notes = "; ".join((*unit.notes, *(f"{term} = {english}" for term, english in unit.terms)))
            cells = (bundle.path, unit.id, unit.line, unit.state, source, target, notes, unit.version)
            writer.writerow([_safe(str(cell)) for cell in cells])
    return out.getvalue()


def _safe(cell: str) -> str:
    return "'" + cell if cell.startswith((*_FORMULA, "'")) else cell


def _unsafe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:2] in (*_FORMULA, "'") else cell


def read_tsv(file: str, data: bytes) -> list[Incoming]:
    """The units of a table. Raises TranspipeError, with the line, for what is no table of ours."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TranspipeError(f"{file}:1: not UTF-8; save it as “Unicode text (UTF-8)”") from None
    reader = csv.reader(io.StringIO(text, newline=""), "excel-tab")
    found: list[Incoming] = []
    try:
        header = next(reader, [])
        missing = [name for name in ("path", "id", "source", "target") if name not in header]
        if missing:
            raise TranspipeError(f"{file}:1: no column {', '.join(missing)}; expected {', '.join(COLUMNS)}")
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) > len(header):
                raise TranspipeError(f"{file}:{reader.line_num}: {len(cells)} cells under {len(header)} columns")
            row = {name: _unsafe(cell) for name, cell in zip(header, cells, strict=False)}
            target = row.get("target", "")
            state = row.get("state", "").strip()
            known = UnitState(state) if state in set(UnitState) else UnitState.REVIEWED
            found.append(
                Incoming(
                    row.get("path", ""), row.get("id", ""), untagged(row.get("source", "")), untagged(target),
                    known if target else UnitState.INITIAL, row.get("version", ""), reader.line_num,
                )
            )  # fmt: skip
    except csv.Error as error:
        raise TranspipeError(f"{file}:{reader.line_num}: not a tab-separated table: {error}") from None
    return found

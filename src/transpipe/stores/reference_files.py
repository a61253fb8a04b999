"""Approved translations in files: TSV with a header. The format is described in docs/quality.md."""

from __future__ import annotations

from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.pipeline.score import Approved
from transpipe.tagged_text import STRAY, TAG, structure

_NEEDED = ("source", "reference")


def read_tsv(file: Path) -> list[Approved]:
    """The rows of a table with the columns `source` and `reference`, and perhaps `id`; other columns are left alone.

    Raises TranspipeError, with file and line, for what is no such table.
    """
    lines = _text(file).replace("\r\n", "\n").split("\n")
    names = lines[0].split("\t")
    absent = [name for name in _NEEDED if name not in names]
    if absent:
        raise TranspipeError(
            f"{file}:1: no column {' and no column '.join(map(repr, absent))}; the first line should name the "
            "columns, separated by tabs: id, source, reference"
        )
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        place = f"{file}:{number}"
        cells = line.split("\t")
        if len(cells) != len(names):
            raise TranspipeError(f"{place}: {len(cells)} cells, but the first line names {len(names)} columns")
        row = dict(zip(names, cells, strict=True))
        rows.append(
            Approved(
                row.get("id") or f"line {number}",
                _tagged(place, "source", row["source"]),
                _tagged(place, "reference", row["reference"]),
            )
        )
    return rows


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise TranspipeError(f"{file}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TranspipeError(f"{file}: not UTF-8; save it as UTF-8") from None


def _tagged(place: str, column: str, text: str) -> str:
    if not text.strip():
        raise TranspipeError(f"{place}: the {column} is empty; fill it in, or remove the line")
    if structure(text) is None or STRAY.search(TAG.sub("", text)):
        raise TranspipeError(f"{place}: the tags of the {column} are not well nested: {text}")
    return text.strip()

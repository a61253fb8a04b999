"""Approved translations in files: TSV with a header, and TMX. What is read of them is described in docs/quality.md."""

from __future__ import annotations

from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.pipeline.score import Approved
from transpipe.stores.tmx_read import TmxReader
from transpipe.tagged_text import STRAY, TAG, structure


def read_tmx(file: Path) -> list[Approved]:
    """The units of a TMX file; those that the reader leaves out (other languages, other markup) are no reference.

    Raises TranspipeError, with file and line, for what is no good TMX.
    """
    units = enumerate(TmxReader(file), start=1)
    return [Approved(f"unit {at}", _flat(unit.source), _flat(unit.target), unit.level, unit.post) for at, unit in units]


def _flat(text: str) -> str:
    return " ".join(text.split())


def read_tsv(file: Path) -> list[Approved]:
    """The rows of a table with the columns `source` and `reference` (or `target`), and perhaps `id`, `level`, `post`.

    Other columns are left alone.

    Raises TranspipeError, with file and line, for what is no such table.
    """
    lines = _text(file).replace("\r\n", "\n").split("\n")
    names = lines[0].split("\t")
    target = "reference" if "reference" in names else "target"
    absent = [name for name, known in (("source", "source"), ("reference", target)) if known not in names]
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
                _tagged(place, target, row[target]),
                row.get("level", ""),
                row.get("post", ""),
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

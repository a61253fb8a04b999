r"""The glossary as a table, for spreadsheets: a column a key, an entry a row.

Several texts in a cell are separated by ` | `; a bar that belongs to a text is written `\|`, a backslash `\\`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from transpipe.glossary.entries import BY_NAME, KEYS, Problem, RawEntry, Value, nearest, read_entry, values_of
from transpipe.units import Term

_DELIMITERS = ",;\t"  # a comma, and what spreadsheets write instead where the comma is a decimal point
_BAR = re.compile(r"\\.|\|", re.DOTALL)


def read(file: str, text: str) -> tuple[list[Term], list[Problem]]:
    """The terms of a table, and all that is wrong in it."""
    terms: list[Term] = []
    problems: list[Problem] = []
    rows = _rows(text)
    try:
        _, header = next(rows, (1, []))
        columns = [name.strip() for name in header]
        for name in dict.fromkeys(columns):
            if name not in BY_NAME:
                message = f"unknown column {name!r}{nearest(name)}"
                problems.append(Problem(f"{file}:1", "unknown-key", message))
            elif columns.count(name) > 1:
                problems.append(Problem(f"{file}:1", "twice", f"column {name!r} stands twice; keep one"))
        if "source" not in columns:
            message = "the first row should name the columns, at least `source` and `target`, separated by commas"
            problems.append(Problem(f"{file}:1", "syntax", message))
        if problems:
            return [], problems
        for line, row in rows:
            if len(row) != len(columns):
                message = f"{len(row)} cells, but {len(columns)} columns; put texts with the separator in quotes"
                problems.append(Problem(f"{file}:{line}", "syntax", message))
                continue
            values = [(name, Value(_split(name, cell), line)) for name, cell in zip(columns, row, strict=True) if cell]
            term, faults = read_entry(file, RawEntry(line, values))
            problems.extend(faults)
            if term is not None:
                terms.append(term)
    except _RowError as error:
        problems.append(Problem(f"{file}:{error.line}", "syntax", f"not a row of a table: {error}"))
    return terms, problems


def write(terms: Sequence[Term]) -> str:
    """The terms as a table with all columns, separated by commas."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([key.name for key in KEYS])
    for term in terms:
        values = values_of(term)
        table.writerow([" | ".join(map(_escape, values.get(key.name, ()))) for key in KEYS])
    return out.getvalue()


class _RowError(Exception):
    def __init__(self, line: int, error: csv.Error) -> None:
        super().__init__(str(error))
        self.line = line


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line where it begins."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _RowError(line, error) from None
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, row


def _split(name: str, cell: str) -> tuple[str, ...]:
    if not BY_NAME[name].many:
        return (_unescape(cell),)
    texts, position = [], 0
    for found in _BAR.finditer(cell):
        if found[0] == "|":
            texts.append(cell[position : found.start()])
            position = found.end()
    texts.append(cell[position:])
    return tuple(_unescape(text.strip()) for text in texts)


def _escape(text: str) -> str:
    return re.sub(r"[\\|]", r"\\\g<0>", text)


def _unescape(text: str) -> str:
    return re.sub(r"\\([\\|])", r"\1", text)

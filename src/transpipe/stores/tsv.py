"""Units as tab-separated values: one a line, with a heading line, without quoting; a tab or a line break in a text is
a space.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.script import has_han
from transpipe.stores.tmx_elements import LEVELS
from transpipe.stores.tmx_read import ORIGINS
from transpipe.units import ApprovedUnit

_BOM = b"\xef\xbb\xbf"


def tsv_text(units: Iterable[ApprovedUnit], source: str) -> Iterator[str]:
    """A file in pieces, one a line; `source` is not needed, as every unit names its pair."""
    yield "\t".join(ApprovedUnit._fields) + "\n"
    for unit in units:
        yield "\t".join(" ".join(value.split()) for value in unit) + "\n"


class TsvReader:
    """The units of a file: columns by the names in its first line, else source and target."""

    def __init__(self, path: Path, pair: str = "zh-en") -> None:
        self.path = path
        self.pair = pair
        self.read = 0
        """Lines that were read so far, without the heading."""
        self.skipped: Counter[str] = Counter()
        """Lines that were left out, by reason."""

    def __iter__(self) -> Iterator[ApprovedUnit]:
        """Units as they are read. Raises TranspipeError, with file and line, for a line that is no good."""
        names: list[str] = []
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    values = self._values(line.removeprefix(_BOM) if number == 1 else line, number)
                    if number == 1:
                        heading = [value.strip().lower() for value in values]
                        names = heading if {"source", "target"} <= set(heading) else ["source", "target"]
                        if names is heading:
                            continue
                    if values != [""]:
                        yield from self._unit(dict(zip(names, values, strict=False)), number)
        except OSError as error:
            raise TranspipeError(f"{self.path}: can't be read: {error.strerror}") from None

    def _values(self, line: bytes, number: int) -> list[str]:
        try:
            return line.decode("utf-8").rstrip("\r\n").split("\t")
        except UnicodeDecodeError:
            raise self._refusal(number, "not UTF-8; save the file as UTF-8") from None

    def _unit(self, values: dict[str, str], number: int) -> Iterator[ApprovedUnit]:
        self.read += 1
        if "source" not in values or "target" not in values:
            raise self._refusal(number, "a line with no tab: source and target are needed")
        if values.get("pair", "") not in ("", self.pair):
            self.skipped[f"not of the pair {self.pair}"] += 1
            return
        if not has_han(values["source"]):
            self.skipped["no Chinese in the source"] += 1
            return
        level, origin = values.get("level", ""), values.get("origin", "")
        known = {name: values.get(name, "") for name in ("before", "after", "heading", "post", "author", "created")}
        yield ApprovedUnit(
            values["source"].strip(),
            values["target"].strip(),
            level if level in LEVELS.values() else "sentence",
            origin=origin if origin in ORIGINS else "imported",
            pair=self.pair,
            **known,
        )

    def _refusal(self, number: int, reason: str) -> TranspipeError:
        return TranspipeError(f"{self.path}:{number}: {reason}; nothing of this file was imported")

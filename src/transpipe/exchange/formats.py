"""The formats of `transpipe export` and `transpipe import`, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

from transpipe.errors import TranspipeError
from transpipe.exchange.values import Bundle, Incoming

Write = Callable[[Sequence[Bundle]], str]
Read = Callable[[str, bytes], list[Incoming]]


class Format(NamedTuple):
    """Where a format is written and read; modules are imported when they are used."""

    module: str
    write: str
    read: str
    suffix: str


FORMATS: Mapping[str, Format] = {
    "xliff2": Format("xliff2", "write_xliff2", "read_xliff", ".xlf"),
    "xliff1": Format("xliff1", "write_xliff1", "read_xliff", ".xliff"),
    "po": Format("po", "write_po", "read_po", ".po"),
    "tmx": Format("tmx", "write_tmx", "read_tmx", ".tmx"),
    "tsv": Format("tsv", "write_tsv", "read_tsv", ".tsv"),
    "html": Format("html_table", "write_html", "read_html", ".html"),
}


def writer(name: str) -> Write:
    """The function that writes a format."""
    form = FORMATS[name]
    function: Write = getattr(import_module(f"transpipe.exchange.{form.module}"), form.write)
    return function


def fits(file: str, name: str) -> bool:
    """Whether a file of the format is known again by its ending."""
    own = FORMATS[name].read
    return any(form.read == own and file.lower().endswith(form.suffix) for form in FORMATS.values())


def read(file: str, data: bytes) -> list[Incoming]:
    """The units of a file, by its ending. Raises TranspipeError for a kind that is not known, or what is wrong in it."""
    for form in FORMATS.values():
        if file.lower().endswith(form.suffix) or (form.module == "tsv" and file.lower().endswith(".txt")):
            module = "xliff2" if form.read == "read_xliff" else form.module
            function: Read = getattr(import_module(f"transpipe.exchange.{module}"), form.read)
            return function(file, data)
    endings = ", ".join(form.suffix for form in FORMATS.values())
    raise TranspipeError(f"{file}: the kind of a file is told by its ending: {endings}")

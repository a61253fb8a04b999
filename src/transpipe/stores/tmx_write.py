"""TMX 1.4b as other tools read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import transpipe
from transpipe.stores.tmx_codes import coded, xml_text
from transpipe.stores.tmx_elements import PROPERTIES, PROPERTY, SEGTYPES
from transpipe.units import ApprovedUnit


def tmx_text(units: Iterable[ApprovedUnit], source: str) -> Iterator[str]:
    """A TMX file in pieces, one a unit; `source` is the source language."""
    version = transpipe.__version__
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'<header creationtool="transpipe" creationtoolversion="{version}" segtype="sentence" o-tmf="transpipe" '
        f'adminlang="en" srclang="{xml_text(source)}" datatype="plaintext"/>\n<body>\n'
    )
    for unit in units:
        yield "".join(_unit(unit))
    yield "</body>\n</tmx>\n"


def _unit(unit: ApprovedUnit) -> Iterator[str]:
    source, _, target = unit.pair.partition("-")
    author = f' creationid="{xml_text(unit.author)}"' if unit.author else ""
    date = f' creationdate="{_date(unit.created)}"' if unit.created else ""
    yield f'<tu segtype="{SEGTYPES[unit.level]}"{date}{author}>\n'
    for name in PROPERTIES:
        if value := getattr(unit, name):
            yield f'<prop type="{PROPERTY}{name}">{xml_text(value)}</prop>\n'
    for code, text in ((source, unit.source), (target, unit.target)):
        yield f'<tuv xml:lang="{xml_text(code)}"><seg>{"".join(coded(text))}</seg></tuv>\n'
    yield "</tu>\n"


def _date(iso: str) -> str:
    """`2026-11-24T08:30:00+00:00` as `20261124T083000Z`."""
    return iso[:19].replace("-", "").replace(":", "") + "Z"

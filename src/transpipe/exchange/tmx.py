"""TMX 1.4b, for tools that take a memory and no XLIFF. What TMX has no place for travels in properties of our own.

This is a draft on its way out and back. The memory has a reader of its own (`stores/tmx_read.py`): files of other
tools, as a stream, of any size; there codes have to be matched between two languages, here they have their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

import transpipe
from transpipe.errors import TranspipeError
from transpipe.exchange.inline import Piece, alone, closing, opening, plain, written
from transpipe.exchange.values import Bundle, Incoming, Unit, UnitState
from transpipe.exchange.xml_tree import Element, parse_xml, xml_text

_PROPERTY = "x-transpipe-"
_LANGUAGE = ("http://www.w3.org/XML/1998/namespace lang", "lang")


def write_tmx(bundles: Sequence[Bundle]) -> str:
    """One document with all units; a unit without a translation has its source alone."""
    first = bundles[0] if bundles else Bundle("", "", ())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<tmx version="1.4">',
        f'<header creationtool="transpipe" creationtoolversion={quoteattr(transpipe.__version__)} segtype="block"'
        f' o-tmf="transpipe" adminlang="en" srclang={quoteattr(first.source_language)} datatype="x-markdown"/>',
        "<body>",
    ]
    for bundle in bundles:
        for unit in bundle.units:
            lines.extend(_unit(bundle, unit))
    return "\n".join([*lines, "</body>", "</tmx>", ""])


def _unit(bundle: Bundle, unit: Unit) -> Iterator[str]:
    yield "<tu>"
    notes = [*unit.notes, *(f"{source} = {target}" for source, target in unit.terms)]
    yield from (f"<note>{_text(note)}</note>" for note in notes)
    known = {"path": bundle.path, "id": unit.id, "version": unit.version, "state": str(unit.state)}
    yield from (f'<prop type="{_PROPERTY}{name}">{_text(value)}</prop>' for name, value in known.items())
    for language, text in ((bundle.source_language, unit.source), (bundle.target_language, unit.target)):
        if text:
            yield f"<tuv xml:lang={quoteattr(language)}><seg>{_inline(unit, text)}</seg></tuv>"
    yield "</tu>"


def _text(text: str) -> str:
    return escape(xml_text(text))


def _inline(unit: Unit, tagged: str) -> str:
    codes = {code.number: code for code in unit.codes}

    def tag(piece: Piece) -> str:
        code = codes.get(piece.number)
        markup = _text((code.close if piece.form == "close" else code.open) if code else "")
        if piece.form == "close":
            return f'<ept i="{piece.number}">{markup}</ept>'
        if piece.form == "open":
            return f'<bpt i="{piece.number}" x="{piece.number}">{markup}</bpt>'
        return f'<ph x="{piece.number}">{markup}</ph>'

    return written(tagged, _text, tag)


# --- reading ----------------------------------------------------------------------------------


def read_tmx(file: str, data: bytes) -> list[Incoming]:
    """The units of such a file. Raises TranspipeError for the memory of another tool, which is no draft."""
    root = parse_xml(file, data, document_type="tmx")
    if root.name != "tmx":
        raise TranspipeError(f"{file}:{root.line}: not a TMX file: it begins with <{root.name}>")
    header = next(root.every("header"), None)
    source = _base(header.attributes.get("srclang", "")) if header is not None else ""
    return [_incoming(file, unit, source) for unit in root.every("tu")]


def _incoming(file: str, unit: Element, source_language: str) -> Incoming:
    known = {
        item.attributes.get("type", "").removeprefix(_PROPERTY): item.text().strip() for item in unit.elements("prop")
    }
    if not known.get("path") or not known.get("id"):
        raise TranspipeError(
            f"{file}:{unit.line}: this unit belongs to no draft; `transpipe memory import {file}` takes memories"
        )
    sides = {True: "", False: ""}
    for variant in unit.elements("tuv"):
        segment = variant.first("seg")
        code = next((variant.attributes[name] for name in _LANGUAGE if name in variant.attributes), "")
        if segment is not None:
            sides[_base(code) == source_language] = _tagged(segment)
    state = known.get("state", "")
    known_state = UnitState(state) if state in set(UnitState) else UnitState.REVIEWED
    target = sides[False]
    return Incoming(
        known["path"], known["id"], sides[True], target,
        known_state if target else UnitState.INITIAL, known.get("version", ""), unit.line,
    )  # fmt: skip


def _base(code: str) -> str:
    return code.lower().replace("_", "-").partition("-")[0]


def _tagged(element: Element) -> str:
    text = ""
    for child in element.children:
        if isinstance(child, str):
            text += plain(child)
        elif child.name == "bpt":
            text += opening(child.attributes.get("i", "?"))
        elif child.name == "ept":
            text += closing(child.attributes.get("i", "?"))
        elif child.name in ("ph", "it", "ut"):
            text += alone(child.attributes.get("x", "?"))
        else:  # hi: its text goes on
            text += _tagged(child)
    return text

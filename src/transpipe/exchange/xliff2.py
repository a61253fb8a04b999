"""XLIFF 2.0 (OASIS): `<pc>` and `<ph>` with original data, notes, glossary and metadata modules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from transpipe.errors import TranspipeError
from transpipe.exchange.inline import Piece, alone, closing, opening, plain, written
from transpipe.exchange.values import Bundle, Incoming, Unit, UnitState
from transpipe.exchange.xml_tree import Element, parse_xml, xml_text

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"


def write_xliff2(bundles: Sequence[Bundle]) -> str:
    """One document with a `<file>` for each draft."""
    first = bundles[0] if bundles else Bundle("", "", ())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{_CORE}" xmlns:gls="{_GLOSSARY}" xmlns:mda="{_METADATA}" version="2.0"'
        f" srcLang={quoteattr(first.source_language)} trgLang={quoteattr(first.target_language)}>",
    ]
    for number, bundle in enumerate(bundles, 1):
        lines.append(f'  <file id="f{number}" original={quoteattr(bundle.path)}>')
        for unit in bundle.units:
            lines.extend(_unit(unit))
        lines.append("  </file>")
    return "\n".join([*lines, "</xliff>", ""])


def _unit(unit: Unit) -> Iterator[str]:
    yield f"    <unit id={quoteattr('s' + unit.id)} name={quoteattr(f'{unit.kind}, line {unit.line}')}>"
    yield '      <mda:metadata><mda:metaGroup category="transpipe">'
    yield f'        <mda:meta type="version">{escape(unit.version)}</mda:meta>'
    yield "      </mda:metaGroup></mda:metadata>"
    if unit.terms:
        yield "      <gls:glossary>"
        for source, target in unit.terms:
            yield (
                f"        <gls:glossEntry><gls:term>{_text(source)}</gls:term>"
                f"<gls:translation>{_text(target)}</gls:translation></gls:glossEntry>"
            )
        yield "      </gls:glossary>"
    if unit.notes:
        yield "      <notes>"
        for note in unit.notes:
            yield f'        <note category="finding">{_text(note)}</note>'
        yield "      </notes>"
    if unit.codes:
        yield "      <originalData>"
        for code in unit.codes:
            yield f'        <data id="d{code.number}">{_text(code.open)}</data>'
            if code.paired:
                yield f'        <data id="d{code.number}e">{_text(code.close)}</data>'
        yield "      </originalData>"
    yield f'      <segment id="1" state="{unit.state}">'
    yield f'        <source xml:space="preserve">{_inline(unit, unit.source)}</source>'
    if unit.target:
        yield f'        <target xml:space="preserve">{_inline(unit, unit.target)}</target>'
    yield "      </segment>"
    yield "    </unit>"


def _text(text: str) -> str:
    return escape(xml_text(text))


def _inline(unit: Unit, tagged: str) -> str:
    names = {code.number: code for code in unit.codes}

    def tag(piece: Piece) -> str:
        number = piece.number
        if piece.form == "close":
            return "</pc>"
        kind = f" equiv={quoteattr(names[number].construct)}" if piece.form == "alone" and number in names else ""
        if piece.form == "alone":
            return f'<ph id="{number}" dataRef="d{number}"{kind}/>'
        return f'<pc id="{number}" dataRefStart="d{number}" dataRefEnd="d{number}e">'

    return written(tagged, _text, tag)


# --- reading ----------------------------------------------------------------------------------


def read_xliff2(file: str, root: Element) -> list[Incoming]:
    """The units of a document of version 2. Segments that a tool has split are put together again."""
    found: list[Incoming] = []
    for holder in root.elements("file"):
        path = holder.attributes.get("original", "")
        for unit in holder.every("unit"):
            identity = unit.attributes.get("id", "")
            if not identity.startswith("s"):
                raise TranspipeError(f"{file}:{unit.line}: unit {identity!r} is not one that transpipe has exported")
            segments = list(unit.elements("segment", "ignorable"))
            source = "".join(_tagged(file, part) for segment in segments if (part := segment.first("source")))
            target = "".join(_tagged(file, part) for segment in segments if (part := segment.first("target")))
            states = [segment.attributes.get("state", "initial") for segment in segments if segment.name == "segment"]
            found.append(Incoming(path, identity[1:], source, target, _lowest(states), _version(unit), unit.line))
    return found


def _lowest(states: Sequence[str]) -> UnitState:
    order = list(UnitState)
    known = [order.index(UnitState(state)) for state in states if state in set(order)]
    return order[min(known, default=0)]


def _version(unit: Element) -> str:
    for meta in unit.every("meta"):
        if meta.attributes.get("type") == "version":
            return meta.text().strip()
    return ""


def _tagged(file: str, element: Element) -> str:
    text = ""
    for child in element.children:
        if isinstance(child, str):
            text += plain(child)
        elif child.name == "pc":
            number = child.attributes.get("id", "?")
            text += opening(number) + _tagged(file, child) + closing(number)
        elif child.name == "ph":
            text += alone(child.attributes.get("id", "?"))
        elif child.name == "sc":
            text += opening(child.attributes.get("id", "?"))
        elif child.name == "ec":
            text += closing(child.attributes.get("startRef", child.attributes.get("id", "?")))
        elif child.name == "cp":
            text += _character(file, child)
        else:  # mrk and the like: their text goes on
            text += _tagged(file, child)
    return text


def _character(file: str, element: Element) -> str:
    try:
        return plain(chr(int(element.attributes.get("hex", ""), 16)))
    except (ValueError, OverflowError):
        raise TranspipeError(f"{file}:{element.line}: <cp> without a code point in `hex`") from None


def read_xliff(file: str, data: bytes) -> list[Incoming]:
    """The units of an XLIFF file of version 1.2 or 2.x. Raises TranspipeError for another kind of file."""
    from transpipe.exchange.xliff1 import read_xliff1

    root = parse_xml(file, data)
    if root.name != "xliff":
        raise TranspipeError(f"{file}:{root.line}: not an XLIFF file: it begins with <{root.name}>")
    version = root.attributes.get("version", "")
    if version.startswith("2."):
        return read_xliff2(file, root)
    if version.startswith("1."):
        return read_xliff1(file, root)
    raise TranspipeError(f"{file}:{root.line}: XLIFF version {version!r} is not known; 1.2 and 2.x are")

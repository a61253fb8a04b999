"""XLIFF 1.2 (OASIS), for the many tools that stayed with it: `<bpt>`, `<ept>` and `<ph>` with the markup inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from transpipe.errors import TranspipeError
from transpipe.exchange.inline import Piece, alone, closing, opening, plain, written
from transpipe.exchange.values import Bundle, Incoming, Unit, UnitState
from transpipe.exchange.xml_tree import Element, xml_text

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_STATES = {
    UnitState.INITIAL: "new",
    UnitState.TRANSLATED: "needs-review-translation",
    UnitState.REVIEWED: "translated",
    UnitState.FINAL: "final",
}
_READ = {
    "new": UnitState.INITIAL, "needs-translation": UnitState.INITIAL,
    "needs-review-translation": UnitState.TRANSLATED, "needs-adaptation": UnitState.TRANSLATED,
    "needs-l10n": UnitState.TRANSLATED, "needs-review-adaptation": UnitState.TRANSLATED,
    "needs-review-l10n": UnitState.TRANSLATED, "translated": UnitState.REVIEWED, "signed-off": UnitState.FINAL,
    "final": UnitState.FINAL,
}  # fmt: skip
_CONTEXT = "x-transpipe-version"


def write_xliff1(bundles: Sequence[Bundle]) -> str:
    """One document with a `<file>` for each draft."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<xliff xmlns="{_NAMESPACE}" version="1.2">']
    for bundle in bundles:
        lines.append(
            f"  <file original={quoteattr(bundle.path)} source-language={quoteattr(bundle.source_language)}"
            f' target-language={quoteattr(bundle.target_language)} datatype="x-markdown">'
        )
        lines.append("    <body>")
        for unit in bundle.units:
            lines.extend(_unit(unit))
        lines.append("    </body>")
        lines.append("  </file>")
    return "\n".join([*lines, "</xliff>", ""])


def _unit(unit: Unit) -> Iterator[str]:
    approved = ' approved="yes"' if unit.state is UnitState.FINAL else ""
    yield f'      <trans-unit id={quoteattr("s" + unit.id)} xml:space="preserve"{approved}>'
    yield f"        <source>{_inline(unit, unit.source)}</source>"
    if unit.target:
        yield f'        <target state="{_STATES[unit.state]}">{_inline(unit, unit.target)}</target>'
    yield '        <context-group purpose="information">'
    yield f'          <context context-type="{_CONTEXT}">{escape(unit.version)}</context>'
    yield f'          <context context-type="linenumber">{unit.line}</context>'
    yield "        </context-group>"
    for note in unit.notes:
        yield f"        <note>{_text(note)}</note>"
    if unit.terms:
        terms = "; ".join(f"{source} = {target}" for source, target in unit.terms)
        yield f"        <note>{_text(terms)}</note>"
    yield "      </trans-unit>"


def _text(text: str) -> str:
    return escape(xml_text(text))


def _inline(unit: Unit, tagged: str) -> str:
    codes = {code.number: code for code in unit.codes}

    def tag(piece: Piece) -> str:
        name = {"open": "bpt", "close": "ept", "alone": "ph"}[piece.form]
        code = codes.get(piece.number)
        markup = (code.close if piece.form == "close" else code.open) if code else ""
        return f'<{name} id="{piece.number}">{_text(markup)}</{name}>'

    return written(tagged, _text, tag)


# --- reading ----------------------------------------------------------------------------------


def read_xliff1(file: str, root: Element) -> list[Incoming]:
    """The units of a document of version 1.2."""
    found: list[Incoming] = []
    for holder in root.elements("file"):
        path = holder.attributes.get("original", "")
        for unit in holder.every("trans-unit"):
            identity = unit.attributes.get("id", "")
            source = unit.first("source")
            if not identity.startswith("s") or source is None:
                raise TranspipeError(f"{file}:{unit.line}: unit {identity!r} is not one that transpipe has exported")
            target = unit.first("target")
            found.append(
                Incoming(
                    path,
                    identity[1:],
                    _tagged(source),
                    _tagged(target) if target is not None else "",
                    _state(unit, target),
                    _version(unit),
                    unit.line,
                )
            )
    return found


def _state(unit: Element, target: Element | None) -> UnitState:
    """By the state of the target. `approved` counts where there is none: translate-toolkit sets it with every edit."""
    if target is None:
        return UnitState.INITIAL
    state = target.attributes.get("state")
    if state is None:
        return UnitState.FINAL if unit.attributes.get("approved") == "yes" else UnitState.TRANSLATED
    return _READ.get(state, UnitState.TRANSLATED)


def _version(unit: Element) -> str:
    for context in unit.every("context"):
        if context.attributes.get("context-type") == _CONTEXT:
            return context.text().strip()
    return ""


def _tagged(element: Element) -> str:
    text = ""
    for child in element.children:
        if isinstance(child, str):
            text += plain(child)
            continue
        number = child.attributes.get("rid") or child.attributes.get("id", "?")
        if child.name == "g":
            text += opening(number) + _tagged(child) + closing(number)
        elif child.name in ("x", "ph"):
            text += alone(child.attributes.get("id", "?"))
        elif child.name in ("bpt", "bx"):
            text += opening(number)
        elif child.name in ("ept", "ex"):
            text += closing(number)
        elif child.name == "it":
            text += closing(number) if child.attributes.get("pos") == "close" else opening(number)
        else:  # mrk, sub: their text goes on
            text += _tagged(child)
    return text

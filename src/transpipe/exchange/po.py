"""PO (gettext), for Poedit and Weblate. Tags are `<g1>…</g1>` and `<x2/>`; a draft of the machine is fuzzy."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polib

from transpipe.errors import TranspipeError
from transpipe.exchange.inline import Piece, alone, closing, opening, plain, written
from transpipe.exchange.values import Bundle, Incoming, Unit, UnitState

_TAG = re.compile(r"<(?:g(?P<open>\d)|/g(?P<close>\d)|x(?P<alone>\d)/)>")
_VERSION = "transpipe version: "
_FINAL = "transpipe state: final"


def write_po(bundles: Sequence[Bundle]) -> str:
    """One catalogue; the context of an entry is the draft and the segment."""
    catalogue = polib.POFile(wrapwidth=0)
    first = bundles[0] if bundles else Bundle("", "", ())
    catalogue.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": first.target_language,
        "X-Source-Language": first.source_language,
        "X-Generator": "transpipe",
    }
    for bundle in bundles:
        catalogue.extend(_entry(bundle, unit) for unit in bundle.units)
    return str(catalogue) + "\n"


def _entry(bundle: Bundle, unit: Unit) -> polib.POEntry:
    notes = [*unit.notes, *(f"{source} = {target}" for source, target in unit.terms), _VERSION + unit.version]
    if unit.state is UnitState.FINAL:
        notes.append(_FINAL)
    return polib.POEntry(
        msgctxt=f"{bundle.path}#{unit.id}",
        msgid=written(unit.source, str, tag_text),
        msgstr=written(unit.target, str, tag_text),
        comment="\n".join(notes),
        previous_msgid=unit.previous_source or None,  # editors show the differences to it
        occurrences=[(bundle.path, str(unit.line))],
        flags=["fuzzy"] if unit.target and unit.state is UnitState.TRANSLATED else [],
    )


def tag_text(piece: Piece) -> str:
    """`<g1>`, `</g1>` or `<x2/>`: tags where a format has none of its own."""
    return {"open": f"<g{piece.number}>", "close": f"</g{piece.number}>", "alone": f"<x{piece.number}/>"}[piece.form]


def read_po(file: str, data: bytes) -> list[Incoming]:
    """The entries of a catalogue. Raises TranspipeError, with the line, for what is no PO file of ours."""
    try:
        catalogue = polib.pofile(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise TranspipeError(f"{file}:1: not UTF-8; save it as UTF-8") from None
    except (OSError, ValueError, IndexError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise TranspipeError(f"{file}:{line[1] if line else 1}: not a PO file: {error}") from None
    found = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        place = entry.linenum or 1
        path, hash_, identity = (entry.msgctxt or "").rpartition("#")
        if not hash_:
            raise TranspipeError(f"{file}:{place}: an entry without the context that transpipe has exported")
        notes = (entry.comment or "").split("\n")
        version = next((note.removeprefix(_VERSION) for note in notes if note.startswith(_VERSION)), "")
        state = _state(entry, final=_FINAL in notes)
        found.append(Incoming(path, identity, untagged(entry.msgid), untagged(entry.msgstr), state, version, place))
    return found


def _state(entry: polib.POEntry, *, final: bool) -> UnitState:
    if not entry.msgstr:
        return UnitState.INITIAL
    if "fuzzy" in entry.flags:
        return UnitState.TRANSLATED
    return UnitState.FINAL if final else UnitState.REVIEWED


def untagged(text: str) -> str:
    """Text with such tags as tagged text."""

    def tag(found: re.Match[str]) -> str:
        if found["open"]:
            return opening(found["open"])
        return closing(found["close"]) if found["close"] else alone(found["alone"])

    return _TAG.sub(tag, plain(text))

"""The glossary as TBX: ISO 30042:2019 (version 3), dialect TBX-Basic, written in DCA style, read in DCA and DCT style.

What the dialect has no category for (`case`, `keep`, `context`, `status`, `domain` of a name …) travels in notes that
begin with `transpipe:`, so that nothing is lost on the way through another tool. A document type declaration is
refused: version 3 has none, and it is the door for entities that read files or grow without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from transpipe.glossary.entries import BY_NAME, Problem, RawEntry, Value, read_entry, values_of
from transpipe.units import Term

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_NOTE = "transpipe:"
_POS = ("noun", "verb", "adjective", "adverb", "other")  # the values of the dialect
_STATUS = {"preferredTerm-admn-sts": "target", "admittedTerm-admn-sts": "admitted",
           "deprecatedTerm-admn-sts": "deprecated", "supersededTerm-admn-sts": "deprecated"}  # fmt: skip
_ADMINISTRATIVE = {"target": "preferredTerm-admn-sts", "admitted": "admittedTerm-admn-sts",
                   "deprecated": "deprecatedTerm-admn-sts", "abbreviation": "admittedTerm-admn-sts"}  # fmt: skip
_INLINE = frozenset({"hi", "foreign", "sc", "ec", "ph"})  # inside of a text, which goes on after them
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="{_NAMESPACE}">
  <tbxHeader>
    <fileDesc>
      <sourceDesc>
        <p>Glossary of a site, written by transpipe</p>
      </sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
"""
_TAIL = "    </body>\n  </text>\n</tbx>\n"


# --- writing ----------------------------------------------------------------------------------


def write(terms: Sequence[Term]) -> str:
    """The terms as a TBX file."""
    return _HEAD + "".join(_concept(number, term) for number, term in enumerate(terms, 1)) + _TAIL


def _concept(number: int, term: Term) -> str:
    values = values_of(term)
    lines = [f'      <conceptEntry id="c{number}">']
    if "domain" in values:
        lines.append(f'        <descrip type="subjectField">{escape(term.domain)}</descrip>')
    if "source_ref" in values:
        lines.append(f'        <admin type="source">{escape(term.source_ref)}</admin>')
    if "note" in values:
        lines.append(f"        <note>{escape(term.note)}</note>")
    for name in ("pos", "case", "keep", "context", "status"):
        if not (name == "pos" and term.pos in _POS):
            lines.extend(f"        <note>{_NOTE}{name}={escape(text)}</note>" for text in values.get(name, ()) if text)
    lines.append('        <langSec xml:lang="zh">')
    lines.extend(_term_section(source, {}) for source in term.sources)
    lines.append("        </langSec>")
    lines.append('        <langSec xml:lang="en">')
    for name in ("target", "abbreviation", "admitted", "deprecated"):
        for text in values.get(name, ()):
            notes = {"partOfSpeech": term.pos} if name == "target" and term.pos in _POS else {}
            if name == "abbreviation":
                notes["termType"] = "abbreviation"
            lines.append(_term_section(text, {**notes, "administrativeStatus": _ADMINISTRATIVE[name]}))
    lines.extend(["        </langSec>", "      </conceptEntry>", ""])
    return "\n".join(lines)


def _term_section(text: str, notes: dict[str, str]) -> str:
    inner = "".join(f"<termNote type={quoteattr(name)}>{escape(value)}</termNote>" for name, value in notes.items())
    return f"          <termSec><term>{escape(text)}</term>{inner}</termSec>"


# --- reading ----------------------------------------------------------------------------------


def read(file: str, data: bytes) -> tuple[list[Term], list[Problem]]:
    """The terms of a TBX file, and all that is wrong in it. Languages besides Chinese and English are passed over."""
    reader = _Reader(file)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, str(error))
        return [], [Problem(f"{file}:{error.lineno}", "syntax", f"invalid XML: {reason}")]
    except _RefusedError as refused:
        return [], [Problem(f"{file}:{reader.line}", "syntax", str(refused))]
    if not reader.is_tbx:
        return [], [Problem(f"{file}:1", "syntax", "not a TBX file: no element <tbx>")]
    return reader.terms, reader.problems


class _RefusedError(Exception):
    """A file of another kind; the message says what to do."""


@dataclass(slots=True)
class _TermSection:
    line: int
    language: str
    text: str = ""
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Concept:
    line: int
    values: list[tuple[str, Value]] = field(default_factory=list)
    sections: list[_TermSection] = field(default_factory=list)


class _Reader:
    """Fed by the parser element by element; an element's data category is its type (DCA) or its name (DCT)."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.terms: list[Term] = []
        self.problems: list[Problem] = []
        self.is_tbx = False
        self.concept: _Concept | None = None
        self.language = ""
        self.open: list[tuple[str, str]] = []  # (name, category)
        self.text = ""
        self.parser: Any = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse

    @property
    def line(self) -> int:
        return int(self.parser.CurrentLineNumber)

    def refuse(self, *declaration: object) -> None:
        raise _RefusedError("a document type declaration; TBX version 3 has none, so take it out")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if not self.open:
            if name == "martif":
                raise _RefusedError("TBX version 2 (<martif>); export it as version 3, TBX-Basic")
            if name != "tbx":
                raise _RefusedError(f"not a TBX file: it begins with <{name}>, not <tbx>")
            self.is_tbx = True
        self.open.append((name, attributes.get("type", name)))
        if name not in _INLINE:
            self.text = ""
        if name == "conceptEntry":
            self.concept = _Concept(self.line)
        elif name == "langSec":
            self.language = attributes.get("http://www.w3.org/XML/1998/namespace lang", "").lower().partition("-")[0]
        elif name == "termSec" and self.concept is not None:
            self.concept.sections.append(_TermSection(self.line, self.language))

    def characters(self, text: str) -> None:
        self.text += text

    def end(self, tag: str) -> None:
        name, category = self.open.pop()
        concept = self.concept
        if concept is None or name in _INLINE:
            return
        text = " ".join(self.text.split()) if name != "note" else self.text.strip()
        levels = [level for level, _ in self.open]
        if name == "conceptEntry":
            self.finish(concept)
        elif "termSec" in levels:
            section = concept.sections[-1]
            if name == "term":
                section.text = text
            elif category in ("administrativeStatus", "termType", "partOfSpeech"):
                section.notes[category] = text
        elif levels[-1] == "conceptEntry" and text:
            self.describe(concept, category, text)

    def describe(self, concept: _Concept, category: str, text: str) -> None:
        """What stands at the level of the concept."""
        key, _, value = text.removeprefix(_NOTE).partition("=")
        if category == "note" and text.startswith(_NOTE) and key in BY_NAME:
            _add(concept, key, value, self.line)
        elif name := {"subjectField": "domain", "note": "note", "source": "source_ref"}.get(category):
            _add(concept, name, text, self.line)

    def finish(self, concept: _Concept) -> None:
        self.concept = None
        for section in concept.sections:
            if section.language == "zh" and section.text:
                _add(concept, "source", section.text, section.line)
        english = [section for section in concept.sections if section.language == "en" and section.text]
        for section, key in zip(english, _keys(english), strict=True):
            _add(concept, key, section.text, section.line)
            if key == "target" and (pos := section.notes.get("partOfSpeech")):
                _add(concept, "pos", "name" if pos == "properNoun" else pos, section.line)
        term, problems = read_entry(self.file, RawEntry(concept.line, concept.values))
        self.problems.extend(problems)
        if term is not None:
            self.terms.append(term)


def _add(concept: _Concept, name: str, text: str, line: int) -> None:
    """Add a text to a key; several notes become one, and of other single texts the first counts."""
    for at, (known, value) in enumerate(concept.values):
        if known == name:
            if BY_NAME[name].many:
                concept.values[at] = (name, Value((*value.texts, text), value.line))
            elif name == "note":
                concept.values[at] = (name, Value((f"{value.texts[0]}\n{text}",), value.line))
            return
    concept.values.append((name, Value((text,), line)))


def _keys(sections: Sequence[_TermSection]) -> list[str]:
    """Which key each English term belongs to; without a preferred one the first that may be used is preferred."""
    keys = []
    for section in sections:
        short = section.notes.get("termType") in ("abbreviation", "acronym")
        key = _STATUS.get(section.notes.get("administrativeStatus", ""), "admitted")
        if short and key != "deprecated" and "abbreviation" not in keys:
            key = "abbreviation"
        keys.append("admitted" if key == "target" and "target" in keys else key)
    if "target" not in keys:
        first = next((key for key in ("admitted", "abbreviation") if key in keys), None)
        if first is not None:
            keys[keys.index(first)] = "target"
    return keys

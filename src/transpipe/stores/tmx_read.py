"""TMX files of any tool, read as a stream: a file of a gigabyte takes no more memory than its longest unit.

expat is told to fetch nothing, and entity declarations of a file end the reading. The structure is checked against
the DTD; what is wrong is refused with its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from transpipe.errors import TranspipeError
from transpipe.stores.tmx_codes import Code, tag_both
from transpipe.stores.tmx_elements import (
    APPROVED_STATE,
    CHILDREN,
    INLINE,
    LEVELS,
    PROPERTIES,
    PROPERTY,
    WITH_TEXT,
    language,
)
from transpipe.units import ApprovedUnit

_BLOCK = 1 << 16
_MOST_TEXT = 1_000_000  # characters of an element; more is no segment
ORIGINS = ("approved", "aligned", "imported")


@dataclass(slots=True)
class _Variant:
    """A `tuv`."""

    language: str
    line: int
    pieces: list[str | Code] | None = None
    """What its `seg` holds."""


@dataclass(slots=True)
class _Unit:
    """A `tu`."""

    segtype: str
    author: str
    created: str
    variants: list[_Variant] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)


class TmxReader:
    """The units of a TMX file for one language pair."""

    def __init__(self, path: Path, pair: str = "zh-en") -> None:
        self.path = path
        self.pair = pair
        source, _, target = pair.partition("-")
        self.source, self.target = language(source), language(target)
        self.read = 0
        """Units that were read so far."""
        self.skipped: Counter[str] = Counter()
        """Units that were left out, by reason."""
        self._done: list[ApprovedUnit] = []
        self._stack: list[str] = [""]
        self._text: list[str] = []
        self._length = 0
        self._attributes: list[dict[str, str]] = [{}]
        self._segtype = ""
        self._unit: _Unit | None = None
        self._body = False
        self._parser = self._make_parser()

    def __iter__(self) -> Iterator[ApprovedUnit]:
        """Units as they are read. Raises TranspipeError, with file and line, for what is no good TMX."""
        try:
            with self.path.open("rb") as file:
                while block := file.read(_BLOCK):
                    self._parser.Parse(block, False)
                    yield from self._taken()
                self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, str(error))
            raise self._refusal(f"no good XML: {reason}", error.lineno) from None
        except OSError as error:
            raise TranspipeError(f"{self.path}: can't be read: {error.strerror}") from None
        except (ValueError, LookupError) as error:  # an encoding that Python does not know
            raise self._refusal(f"no good XML: {error}; save the file as UTF-8") from None
        if not self._body:
            raise self._refusal("no <body>: this is no TMX file, or only the beginning of one")
        yield from self._taken()

    def _taken(self) -> list[ApprovedUnit]:
        done, self._done = self._done, []
        return done

    def _refusal(self, reason: str, line: int | None = None) -> TranspipeError:
        place = self._parser.CurrentLineNumber if line is None else line
        return TranspipeError(f"{self.path}:{place}: {reason}; nothing of this file was imported")

    # --- XML ----------------------------------------------------------------------------------

    def _make_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._external
        parser.SkippedEntityHandler = self._skipped_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        return parser

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        if name != "tmx":
            raise self._refusal(f"a document of the type {name!r}, not tmx")

    def _entity(self, name: str, *declaration: object) -> None:
        raise self._refusal(f"declares the entity {name!r}, which could fetch files or grow without end; take it out")

    def _external(self, *reference: object) -> int:
        raise self._refusal("refers to an external entity; take it out")

    def _skipped_entity(self, name: str, is_parameter: bool) -> None:
        raise self._refusal(f"uses the entity {name!r}, which is not declared; write the character instead")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._stack[-1]
        if name not in CHILDREN[parent]:
            where = f"in <{parent}>" if parent else "as the outermost element"
            raise self._refusal(f"<{name}> can't stand {where}")
        self._stack.append(name)
        self._attributes.append(attributes)
        if name == "tmx" and not attributes.get("version", "").startswith("1."):
            raise self._refusal(f"TMX version {attributes.get('version', '(none)')!r}; 1.1 to 1.4b can be read")
        if name == "header":
            self._segtype = attributes.get("segtype", "")
        elif name == "tu":
            self._unit = _Unit(
                attributes.get("segtype", self._segtype),
                attributes.get("changeid", "") or attributes.get("creationid", ""),
                attributes.get("changedate", "") or attributes.get("creationdate", ""),
            )
        elif name == "tuv" and self._unit:
            code = attributes.get("xml:lang") or attributes.get("lang")
            if not code:
                raise self._refusal("a <tuv> without xml:lang: its language is not known")
            self._unit.variants.append(_Variant(language(code), self._parser.CurrentLineNumber))
        elif name == "seg":
            if self._variant.pieces is not None:
                raise self._refusal("two <seg> in one <tuv>")
            self._variant.pieces = []
        elif name in INLINE and "sub" not in self._stack:
            self._flush()
            if name == "hi":
                self._add(Code("open", f"hi{len(self._stack)}", attributes.get("x", ""), "hi"))
        if name in ("note", "prop"):
            self._text = []

    def _end(self, name: str) -> None:
        self._stack.pop()
        attributes = self._attributes.pop()
        if name == "seg":
            self._flush()
        elif name in INLINE and "sub" not in self._stack:
            self._end_inline(name, attributes)
        elif name == "prop":
            self._property(attributes.get("type", ""), "".join(self._text))
        elif name == "tuv" and self._variant.pieces is None:
            raise self._refusal("a <tuv> without <seg>")
        elif name == "tu" and self._unit:
            self._finish(self._unit)
            self._unit = None
        elif name == "body":
            self._body = True
        self._length = 0
        if name in ("note", "prop"):
            self._text = []

    def _end_inline(self, name: str, attributes: dict[str, str]) -> None:
        if name == "hi":
            self._flush()
            self._add(Code("close", f"hi{len(self._stack) + 1}", "", "hi"))
            return
        content = " ".join("".join(self._text).split())
        self._text = []
        form = {"bpt": "open", "ept": "close"}.get(name, "alone")
        self._add(Code(form, attributes.get("i", ""), attributes.get("x", ""), content))

    def _characters(self, text: str) -> None:
        if self._stack[-1] not in WITH_TEXT:
            if text.strip():
                raise self._refusal(f"text outside of <seg>: {text.strip()[:40]!r}")
            return
        self._length += len(text)
        if self._length > _MOST_TEXT:
            raise self._refusal(f"more than {_MOST_TEXT:,} characters in one element")
        if "sub" not in self._stack:
            self._text.append(text)

    # --- units --------------------------------------------------------------------------------

    @property
    def _variant(self) -> _Variant:
        assert self._unit is not None
        return self._unit.variants[-1]

    def _add(self, code: Code) -> None:
        if self._variant.pieces is not None:
            self._variant.pieces.append(code)

    def _flush(self) -> None:
        if self._text and self._unit and self._variant.pieces is not None:
            self._variant.pieces.append("".join(self._text))
        self._text = []

    def _property(self, kind: str, text: str) -> None:
        if self._unit and kind.startswith(PROPERTY):
            self._unit.properties[kind.removeprefix(PROPERTY)] = text

    def _finish(self, unit: _Unit) -> None:
        self.read += 1
        if not unit.variants:
            raise self._refusal("a <tu> without <tuv>")
        by_language = {variant.language: variant.pieces or [] for variant in reversed(unit.variants)}
        if self.source not in by_language or self.target not in by_language:
            self.skipped[f"not of the pair {self.pair}"] += 1
            return
        if unit.properties.get("state", APPROVED_STATE) != APPROVED_STATE:
            self.skipped["a draft that nobody has approved"] += 1
            return
        tagged = tag_both(by_language[self.source], by_language[self.target])
        if isinstance(tagged, str):
            self.skipped[tagged] += 1
            return
        known = {name: unit.properties.get(name, "") for name in PROPERTIES}
        if known["origin"] not in ORIGINS:
            known["origin"] = "imported"
        level = LEVELS.get(unit.segtype, "sentence")
        self._done.append(
            ApprovedUnit(*tagged, level, author=unit.author, created=_iso(unit.created), pair=self.pair, **known)
        )


def _iso(date: str) -> str:
    """`20261124T083000Z` as `2026-11-24T08:30:00+00:00`; empty for what is no date of TMX."""
    if len(date) != 16 or date[8] != "T" or not date.endswith("Z") or not (date[:8] + date[9:15]).isdigit():
        return ""
    return f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[9:11]}:{date[11:13]}:{date[13:15]}+00:00"

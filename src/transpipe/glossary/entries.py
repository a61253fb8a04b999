"""What an entry of the glossary may say: one table of keys, whatever the file format.

Readers give raw entries with line numbers; `read_entry` makes a term of one, or says all that is wrong with it.
`values_of` is the way back, for the writers.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from transpipe.script import has_han
from transpipe.units import Term


class Problem(NamedTuple):
    """A problem of a glossary; `place` is file:line."""

    place: str
    rule: str
    message: str


class Key(NamedTuple):
    """A key of an entry. `schema.json` says the same to editors, and a test compares the two."""

    name: str
    many: bool = False
    """A list of texts is possible."""
    choices: tuple[str, ...] = ()
    """The only values; the first is the default."""
    english: bool = False
    """No Chinese characters are possible."""


KEYS = (
    Key("source", many=True),
    Key("target", english=True),
    Key("abbreviation", english=True),
    Key("admitted", many=True, english=True),
    Key("deprecated", many=True),
    Key("pos", choices=("noun", "verb", "adjective", "adverb", "name", "phrase", "other")),
    Key("note"),
    Key("domain"),
    Key("case", choices=("sentence", "keep")),
    Key("keep", choices=("false", "true")),
    Key("context", many=True),
    Key("source_ref"),
    Key("status", choices=("approved", "proposed", "retired")),
)
BY_NAME = {key.name: key for key in KEYS}


class Value(NamedTuple):
    """The texts of a key, and the line where it stands."""

    texts: tuple[str, ...]
    line: int


class RawEntry(NamedTuple):
    """An entry as a file has it: keys in file order, perhaps unknown ones, perhaps one twice."""

    line: int
    values: Sequence[tuple[str, Value]]


def read_entry(file: str, raw: RawEntry, domain: str = "") -> tuple[Term | None, list[Problem]]:
    """The term that an entry describes, or None with everything that is wrong with it; `domain` is that of the file."""
    problems: list[Problem] = []
    found: dict[str, tuple[str, ...]] = {}
    for name, value in raw.values:
        place = f"{file}:{value.line}"
        key = BY_NAME.get(name)
        if key is None:
            problems.append(Problem(place, "unknown-key", f"unknown key {name!r}{nearest(name)}"))
        elif name in found:
            problems.append(Problem(place, "twice", f"{name} stands twice in this entry; keep one"))
        else:
            texts = tuple([text.strip() for text in value.texts])
            found[name] = texts
            if message := _fault(key, texts):
                problems.append(Problem(place, message[0], message[1]))
    place = f"{file}:{raw.line}"
    if "source" not in found:
        problems.append(Problem(place, "missing", "an entry needs a `source`: the Chinese term, or several variants"))
    elif "target" not in found:
        problems.extend(_without_target(place, found))
    return (None, problems) if problems else (_term(found, domain, place), [])


def nearest(name: str) -> str:
    """A hint at the key that was meant; empty for none."""
    near = difflib.get_close_matches(name, BY_NAME, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; the keys are {', '.join(BY_NAME)}"


def _fault(key: Key, texts: tuple[str, ...]) -> tuple[str, str] | None:
    if not texts or "" in texts:
        return "value", f"{key.name} is empty; fill it in, or take it out"
    if len(texts) > 1 and not key.many:
        return "value", f"{key.name} is one text, not a list"
    if key.choices and texts[0] not in key.choices:
        return "value", f"{key.name} {texts[0]!r} is not one of {', '.join(key.choices)}"
    if key.english and (han := next((text for text in texts if has_han(text)), None)):
        return "han-target", f"{key.name} {han!r} holds Chinese characters; write it in English"
    return None


def _without_target(place: str, found: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """A name that is kept as it is needs no target, unless it is written in Chinese."""
    if found.get("keep") != ("true",):
        yield Problem(place, "missing", "an entry needs a `target`: the English term")
    elif has_han("".join(found["source"])):
        message = "`keep` without a `target` leaves the name as it is, but this one is Chinese; give its Latin form"
        yield Problem(place, "missing", message)


def _term(found: Mapping[str, tuple[str, ...]], domain: str, place: str) -> Term:
    def one(name: str, default: str = "") -> str:
        return found[name][0] if name in found else default

    return Term(
        found["source"],
        one("target", found["source"][0]),
        one("abbreviation"),
        found.get("admitted", ()),
        found.get("deprecated", ()),
        one("case") == "keep",
        found.get("context", ()),
        one("note"),
        one("status", "approved"),
        place,
        one("pos"),
        one("domain", domain),
        one("keep") == "true",
        one("source_ref"),
    )


_VALUES: Mapping[str, Callable[[Term], tuple[str, ...]]] = {
    "source": lambda term: term.sources,
    "target": lambda term: (term.target,),
    "abbreviation": lambda term: (term.abbreviation,),
    "admitted": lambda term: term.admitted,
    "deprecated": lambda term: term.deprecated,
    "pos": lambda term: (term.pos,),
    "note": lambda term: (term.note,),
    "domain": lambda term: (term.domain,),
    "case": lambda term: ("keep",) if term.keep_case else (),
    "keep": lambda term: ("true",) if term.keep else (),
    "context": lambda term: term.context,
    "source_ref": lambda term: (term.source_ref,),
    "status": lambda term: (term.status,),
}


def values_of(term: Term) -> dict[str, tuple[str, ...]]:
    """The keys of a term that say something, in the order of `KEYS`."""
    every = {key.name: _VALUES[key.name](term) for key in KEYS}
    return {name: texts for name, texts in every.items() if any(texts)}

"""Glossary files in YAML: a map with an optional `domain` and a list `terms`.

Read from the events of the parser, which takes half the time of building its nodes: a glossary is read at every start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from transpipe.glossary.entries import BY_NAME, Problem, RawEntry, Value, read_entry, values_of
from transpipe.units import Term

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Plain scalars that YAML 1.1 takes for something else than a text all begin with one of these.
_ODD = frozenset("0123456789+-.~nNyYtTfFoO=<")
_resolver: Any = yaml.resolver.Resolver()
SCHEMA_LINE = "# yaml-language-server: $schema=schema.json\n"


class _Scalar(NamedTuple):
    text: str
    line: int
    plain: bool


class _List(NamedTuple):
    items: list[Any]
    line: int


class _Map(NamedTuple):
    items: list[Any]
    """Keys and values in turn."""
    line: int


_Node = _Scalar | _List | _Map


def read(file: str, text: str) -> tuple[list[Term], list[Problem]]:
    """The terms of a file, and all that is wrong in it; retired entries are among the terms."""
    try:
        root = _compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1 if mark else 1}"
        return [], [Problem(place, "syntax", f"invalid YAML: {getattr(error, 'problem', None) or error}")]
    if root is None:
        return [], []
    if not isinstance(root, _Map):
        return [], [Problem(f"{file}:1", "syntax", "expected a map with `terms:`; see docs/glossary.md")]
    problems: list[Problem] = []
    domain, entries = "", []
    for key, value in _pairs(root):
        if key.text == "terms" and isinstance(value, _List):
            entries = value.items
        elif key.text == "domain" and isinstance(value, _Scalar):
            domain = value.text.strip()
        else:
            message = f"unknown key {key.text!r}; a file has `domain` (a text) and `terms` (a list)"
            problems.append(Problem(f"{file}:{key.line}", "unknown-key", message))
    terms: list[Term] = []
    for node in entries:
        raw, faults = _raw(file, node)
        term, more = read_entry(file, raw, domain) if raw is not None else (None, [])
        problems.extend(sorted([*faults, *more], key=lambda problem: int(problem.place.rpartition(":")[2])))
        if term is not None and not faults:
            terms.append(term)
    return terms, problems


def write(terms: Sequence[Term]) -> str:
    """The terms as a file; what all of them share as a domain is said once."""
    domains = {term.domain for term in terms}
    shared = domains.pop() if len(domains) == 1 else ""
    out = [SCHEMA_LINE]
    if shared:
        out.append(_line("domain", (shared,), many=False))
    out.append("terms:\n" if terms else "terms: []\n")
    for term in terms:
        values = values_of(term)
        if shared:
            del values["domain"]
        lines = [_line(name, texts, many=BY_NAME[name].many) for name, texts in values.items()]
        out.append("  - " + "    ".join(lines))
    return "".join(out)


def _line(name: str, texts: tuple[str, ...], *, many: bool) -> str:
    if name == "keep":
        return "keep: true\n"
    value: str | list[str] = texts[0] if len(texts) == 1 else list(texts)
    flow = None if many and len(texts) > 1 else False
    return yaml.safe_dump({name: value}, allow_unicode=True, default_flow_style=flow, width=100_000)


def _compose(text: str) -> _Node | None:
    stack: list[list[Any]] = [[]]
    events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
    for event in events:
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            stack[-1].append(_Scalar(event.value, event.start_mark.line + 1, event.implicit[0]))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            node = (_Map if kind is yaml.MappingStartEvent else _List)([], event.start_mark.line + 1)
            stack[-1].append(node)
            stack.append(node.items)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            stack.pop()
        elif kind is yaml.AliasEvent:
            raise yaml.MarkedYAMLError(problem="an alias (*) has no place here", problem_mark=event.start_mark)
    return stack[0][0] if stack[0] else None


def _pairs(node: _Map) -> Iterator[tuple[_Scalar, _Node]]:
    keys, values = node.items[::2], node.items[1::2]
    for key, value in zip(keys, values, strict=True):
        yield (key if isinstance(key, _Scalar) else _Scalar("?", node.line, False)), value


def _raw(file: str, node: _Node) -> tuple[RawEntry | None, list[Problem]]:
    if not isinstance(node, _Map):
        message = "an entry is a map with at least `source` and `target`"
        return None, [Problem(f"{file}:{node.line}", "syntax", message)]
    values = []
    problems = []
    for key, value in _pairs(node):
        items = value.items if isinstance(value, _List) else [value]
        texts = []
        for item in items:
            if not isinstance(item, _Scalar):
                message = f"{key.text} should be a text or a list of texts"
                problems.append(Problem(f"{file}:{item.line}", "value", message))
            elif key.text != "keep" and item.text and not _is_text(item):
                message = f"{key.text}: YAML takes {item.text} for something else than a text; put it in quotes"
                problems.append(Problem(f"{file}:{item.line}", "value", message))
            texts.append(item.text if isinstance(item, _Scalar) else "?")
        values.append((key.text, Value(tuple(texts), key.line)))
    return RawEntry(node.line, values), problems


def _is_text(scalar: _Scalar) -> bool:
    """Whether YAML reads it as a text: `No`, `2030` and `~` are none without quotes."""
    if not scalar.plain or scalar.text[0] not in _ODD:
        return True
    tag: str = _resolver.resolve(yaml.ScalarNode, scalar.text, (True, False))
    return tag == "tag:yaml.org,2002:str"

"""Glossary files: YAML, read with the line of every entry. The format is described in docs/glossary.md."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from transpipe.errors import SettingsError
from transpipe.model import Term
from transpipe.script import has_han
from transpipe.translate.terms import Glossary

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KEYS = (
    "source", "target", "abbreviation", "admitted", "deprecated", "pos", "note", "domain", "case", "keep", "context",
    "source_ref", "status",
)  # fmt: skip
STATUSES = ("approved", "proposed", "retired")


def load_glossary(path: Path) -> Glossary:
    """All terms of a file or of the `*.yaml` files of a folder; an absent path is an empty glossary.

    Retired entries are left out. Raises SettingsError, with file and line, for anything that is not an entry.
    """
    version = sha256()
    terms: list[Term] = []
    for file in _files(path):
        data = _bytes(file)
        version.update(data)
        terms.extend(_read_file(file, _text(file, data)))
    return Glossary(terms, version.hexdigest()[:12])


_KEEP = re.compile(rb"\bkeep\s*:\s*true\b")


def kept_names(path: Path) -> frozenset[str]:
    """The Chinese names of entries with `keep: true`: persons and brands that English text may show in Chinese.

    Files without such an entry are not parsed. Raises SettingsError as `load_glossary` does.
    """
    names: set[str] = set()
    for file in _files(path):
        if _KEEP.search(_bytes(file)):
            entries = _read_file(file, _text(file, _bytes(file)))
            names.update(source for term in entries if term.keep for source in term.sources)
    return frozenset(names)


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.yaml")) if path.is_dir() else [path] if path.is_file() else []


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file}: can't be read: {error.strerror}") from None


def _text(file: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{file}: not UTF-8; save it as UTF-8") from None


def _read_file(file: Path, text: str) -> Iterator[Term]:
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise SettingsError(f"{file}: invalid YAML: {error}") from None
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        raise SettingsError(f"{file}:1: expected a map with `terms:`; see docs/glossary.md")
    for key, value in root.value:
        if key.value == "terms" and isinstance(value, yaml.SequenceNode):
            for node in value.value:
                term = _read_term(file, node)
                if term is not None:
                    yield term
        elif key.value != "domain":
            raise SettingsError(
                f"{file}:{key.start_mark.line + 1}: unknown key {key.value!r}; expected domain or terms"
            )


def _read_term(file: Path, node: yaml.Node) -> Term | None:
    place = f"{file}:{node.start_mark.line + 1}"
    if not isinstance(node, yaml.MappingNode):
        raise SettingsError(f"{place}: an entry is a map with at least `source` and `target`")
    entry: dict[str, Any] = {}
    for key, value in node.value:
        if key.value not in KEYS:
            near = difflib.get_close_matches(str(key.value), KEYS, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise SettingsError(f"{file}:{key.start_mark.line + 1}: unknown key {key.value!r}{hint}")
        entry[key.value] = _value(value)
    sources = _texts(place, entry, "source")
    target = entry.get("target")
    if not sources or not isinstance(target, str) or not target.strip():
        raise SettingsError(f"{place}: `source` and `target` are needed, and must not be empty")
    if has_han(target):
        raise SettingsError(f"{place}: the target {target!r} holds Chinese characters")
    status = str(entry.get("status", "approved"))
    if status not in STATUSES:
        raise SettingsError(f"{place}: status {status!r} is not one of {', '.join(STATUSES)}")
    case = str(entry.get("case", "sentence"))
    if case not in ("keep", "sentence"):
        raise SettingsError(f"{place}: case {case!r} is not `keep` or `sentence`")
    if status == "retired":
        return None
    return Term(
        sources,
        target.strip(),
        str(entry.get("abbreviation", "")),
        _texts(place, entry, "admitted"),
        _texts(place, entry, "deprecated"),
        case == "keep" or entry.get("keep") == "true",
        _texts(place, entry, "context"),
        str(entry.get("note", "")),
        status,
        place,
        entry.get("keep") == "true",
    )


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return node.value


def _texts(place: str, entry: dict[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) and item.strip() for item in items):
        raise SettingsError(f"{place}: {key} should be a text or a list of texts")
    return tuple(item.strip() for item in items)

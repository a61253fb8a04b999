"""Glossary files on disk: a folder of YAML files, or one. The format is described in docs/glossary.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from transpipe.errors import SettingsError
from transpipe.glossary import yaml_format
from transpipe.glossary.entries import Problem
from transpipe.stores import glossary_cache
from transpipe.translate.terms import Glossary
from transpipe.units import Term

_KEEP = re.compile(rb"\bkeep\s*:\s*true\b")


class Contents(NamedTuple):
    """What the files of a glossary hold."""

    terms: tuple[Term, ...]
    """All entries without a fault of their own, retired ones too."""
    problems: tuple[Problem, ...]
    version: str
    """Changes with every byte of the files."""


def read_glossary(folder: Path) -> Contents:
    """All entries of a file or of the `*.yaml` files of a folder, and all that is wrong; an absent path is empty.

    Raises SettingsError for a file that can't be read.
    """
    return _parse(_files(folder))


def load_glossary(folder: Path, cache: Path | None = None) -> Glossary:
    """The glossary of a run, without its retired entries; from the file `cache` when that is up to date.

    Raises SettingsError, with file and line, for anything that is not an entry.
    """
    files = _files(folder)
    version = _version(files)
    if cache is not None and (known := glossary_cache.recall(cache, version)) is not None:
        return Glossary(known, version)
    terms, problems, _ = _parse(files)
    if problems:
        first, more = problems[0], len(problems) - 1
        rest = f" (and {more} more; `transpipe glossary lint` shows all)" if more else ""
        raise SettingsError(f"{first.place}: {first.message}{rest}")
    used = [term for term in terms if term.status != "retired"]
    if cache is not None:
        glossary_cache.remember(cache, version, used)
    return Glossary(used, version)


def kept_names(folder: Path) -> frozenset[str]:
    """The Chinese names of entries with `keep: true`: persons and brands that English text may show in Chinese.

    Files without such an entry are not parsed, and what is wrong in the others is for `glossary lint` to say.
    """
    files = {path: data for path, data in _files(folder).items() if _KEEP.search(data)}
    return frozenset(source for term in _parse(files).terms if term.keep for source in term.sources)


def _files(folder: Path) -> dict[Path, bytes]:
    """The files with their bytes, by the path that people are shown."""
    found = sorted(folder.rglob("*.yaml")) if folder.is_dir() else [folder] if folder.is_file() else []
    here = Path.cwd()
    return {path.relative_to(here) if path.is_relative_to(here) else path: read_bytes(path) for path in found}


def _version(files: Mapping[Path, bytes]) -> str:
    version = sha256()
    for data in files.values():
        version.update(data)
    return version.hexdigest()[:12]


def _parse(files: Mapping[Path, bytes]) -> Contents:
    terms: list[Term] = []
    problems: list[Problem] = []
    for file, data in files.items():
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problems.append(Problem(f"{file}:{line}", "syntax", "not UTF-8; save the file as UTF-8"))
            continue
        found, faults = yaml_format.read(str(file), text)
        terms.extend(found)
        problems.extend(faults)
    return Contents(tuple(terms), tuple(problems), _version(files))


def read_bytes(file: Path) -> bytes:
    """The bytes of a file. Raises SettingsError when it can't be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file}: can't be read: {error.strerror}") from None

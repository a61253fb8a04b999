"""Glossary files on disk: a folder of YAML files, or one. The format is described in docs/glossary.md."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from transpipe.errors import SettingsError
from transpipe.glossary import yaml_format
from transpipe.glossary.entries import Problem
from transpipe.model import Term
from transpipe.translate.terms import Glossary


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
    files = sorted(folder.rglob("*.yaml")) if folder.is_dir() else [folder] if folder.is_file() else []
    version = sha256()
    terms: list[Term] = []
    problems: list[Problem] = []
    here = Path.cwd()
    for path in files:
        file = path.relative_to(here) if path.is_relative_to(here) else path
        data = read_bytes(path)
        version.update(data)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problems.append(Problem(f"{file}:{line}", "syntax", "not UTF-8; save the file as UTF-8"))
            continue
        found, faults = yaml_format.read(str(file), text)
        terms.extend(found)
        problems.extend(faults)
    return Contents(tuple(terms), tuple(problems), version.hexdigest()[:12])


def load_glossary(path: Path) -> Glossary:
    """The glossary of a run, without its retired entries.

    Raises SettingsError, with file and line, for anything that is not an entry.
    """
    terms, problems, version = read_glossary(path)
    if problems:
        first, more = problems[0], len(problems) - 1
        rest = f" (and {more} more; `transpipe glossary lint` shows all)" if more else ""
        raise SettingsError(f"{first.place}: {first.message}{rest}")
    return Glossary([term for term in terms if term.status != "retired"], version)


def read_bytes(file: Path) -> bytes:
    """The bytes of a file. Raises SettingsError when it can't be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file}: can't be read: {error.strerror}") from None

"""What earlier checks found, by the hash of each file: safe to delete, and never believed when anything else changed.

The key of an entry is the hash of the file's path, role and bytes (of both files and the state of the history for a
translation beside its source); the key of the whole is the hash of all that the answer depends on beside the file.
Each line of the file is one JSON value. A cache that can't be read is no cache, and one that can't be written is not
needed.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from transpipe.model import Finding, Severity
from transpipe.pipeline.check_file import NOTHING, FileFacts, PageLink, Quiet
from transpipe.stores.digest_rows import DIGEST, DigestRows, digest_of
from transpipe.stores.state_folder import make_state_folder
from transpipe.stores.text_file import PLACE, TextFile

_FORMAT = 2


def file_key(path: str, role: str, data: bytes) -> str:
    """The key of a file's facts: they name its path, and depend on its role."""
    name = blake2b(f"{role} {path}".encode(), digest_size=16).digest()
    return blake2b(data, digest_size=DIGEST, key=name).hexdigest()


def pair_key(source_key: str, target_key: str, history: str) -> str:
    """The key of the findings of two files beside each other; `history` changes with what git says of them."""
    return digest_of(f"{source_key} {target_key} {history}".encode()).hex()


class KnownFacts:
    """Plain facts by key. Most files have none, and then the key alone is kept; those that there are lie in a file."""

    def __init__(self) -> None:
        self._nothing = DigestRows()
        """Keys of files that have no facts."""
        self._places = DigestRows(PLACE)
        """Where the facts of the others are."""
        self._texts = TextFile()
        """Facts as JSON."""

    def get(self, key: str) -> Any:
        """The facts of a key; None for one that is not known."""
        digest = bytes.fromhex(key)
        if digest in self._nothing:
            return 0
        places = self._places.find(digest)
        return json.loads(self._texts.read(places[0])) if places else None

    def add(self, key: str, plain: Any) -> None:
        """Keep the facts of a key; what a key stands for never changes."""
        digest = bytes.fromhex(key)
        if digest in self._nothing or digest in self._places:
            return
        if plain == 0:
            self._nothing.add(digest)
        else:
            text = json.dumps(plain, separators=(",", ":"))  # ASCII: a JSON front matter may say "\ud800"
            self._places.add(digest, self._texts.append(text))

    def same_keys(self, other: KnownFacts) -> bool:
        """Whether both hold the same keys, those without facts added in the same order."""
        return (
            self._nothing == other._nothing
            and len(self._places) == len(other._places)
            and all(digest in other._places for digest, _ in self._places)
        )

    def lines(self) -> Iterator[str]:
        """All of it for a file: lines of JSON, each a text of keys without facts, or a key and its facts."""
        yield from (f'"{row.hex()}"' for row in self._nothing.rows())
        yield from (f'["{key}", {facts}]' for key, facts in self._stored())

    def _stored(self) -> Iterator[tuple[str, str]]:
        return ((digest.hex(), self._texts.read(place)) for digest, place in self._places)

    def read_line(self, line: str | bytes) -> None:
        """Take one of `lines` in; TypeError or ValueError for anything else."""
        read = json.loads(line)
        keys, plain = (read, 0) if isinstance(read, str) else read
        row = bytes.fromhex(keys)
        if not plain:
            self._nothing.add_row(row)
        elif len(row) == DIGEST:
            read_facts(plain)
            self.add(keys, plain)
        else:
            raise ValueError("not a key")

    def __len__(self) -> int:
        return len(self._places) + len(self._nothing)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield from ((key, json.loads(facts)) for key, facts in self._stored())
        yield from ((digest.hex(), 0) for digest, _ in self._nothing)


def load_cache(file: Path, key: str) -> KnownFacts:
    """The entries of a cache made with `key`; none for any other and for a damaged one."""
    known = KnownFacts()
    try:
        with file.open("rb") as lines:
            if next(lines, b"") != _head(key):
                return known
            for line in lines:
                known.read_line(line)
    except (OSError, ValueError, TypeError, RecursionError):
        return KnownFacts()
    return known


def save_cache(file: Path, key: str, known: KnownFacts) -> None:
    """Write the cache as a whole or not at all, line by line: its text as a whole may be large."""
    try:
        make_state_folder(file.parent)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_head(key))
                for line in known.lines():
                    out.write(line.encode("utf-8") + b"\n")
            os.replace(temporary, file)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError:
        pass  # a read-only or full disk costs the next check some time, and nothing else


def _head(key: str) -> bytes:
    return f"{json.dumps({'format': _FORMAT, 'key': key})}\n".encode()


def plain_facts(facts: FileFacts) -> Any:
    """Facts as plain values; 0 for none."""
    if facts == NOTHING:
        return 0
    return [
        [[*_plain_finding(finding)] for finding in facts.findings],
        [[*link] for link in facts.links],
        [[*quiet] for quiet in facts.quiet],
        facts.translation_key,
        facts.status,
    ]


def _plain_finding(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.rule,
        int(finding.severity),
        finding.path,
        finding.line,
        finding.message,
        finding.excerpt,
        finding.column,
        finding.end_line,
        finding.fingerprint,
    )


def read_facts(plain: Any) -> FileFacts:
    """Facts from plain values; TypeError or ValueError for what `plain_facts` did not make."""
    if plain == 0:
        return NOTHING
    findings, links, quiet, key, status = plain
    return FileFacts(
        tuple(Finding(rule, Severity(severity), *rest) for rule, severity, *rest in findings),
        tuple(PageLink(*link) for link in links),
        tuple(Quiet(first, last, tuple(rules)) for first, last, rules in quiet),
        key,
        status,
    )

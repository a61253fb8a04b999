"""What earlier checks found, by the hash of each file: safe to delete, and never believed when anything else changed.

The key of an entry is the hash of the file's path, role and bytes (of both files and the state of the history for a
translation beside its source); the key of the whole is the hash of all that the
answer depends on beside the file. A cache that can't be read is no cache, and one that can't be written is not needed.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from transpipe.model import Finding, Severity
from transpipe.pipeline.check_file import NOTHING, FileFacts, PageLink, Quiet
from transpipe.stores.state_folder import make_state_folder

_FORMAT = 1


def file_key(path: str, role: str, data: bytes) -> str:
    """The key of a file's facts: they name its path, and depend on its role."""
    return blake2b(data, digest_size=12, key=blake2b(f"{role} {path}".encode(), digest_size=16).digest()).hexdigest()


def pair_key(source_key: str, target_key: str, history: str) -> str:
    """The key of the findings of two files beside each other; `history` changes with what git says of them."""
    return blake2b(f"{source_key} {target_key} {history}".encode(), digest_size=12).hexdigest()


def load_cache(file: Path, key: str) -> dict[str, Any]:
    """The entries of a cache made with `key`, as plain values; none for any other and for a damaged one."""
    try:
        loaded = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(loaded, dict) or loaded.get("format") != _FORMAT or loaded.get("key") != key:
        return {}
    files = loaded.get("files")
    return files if isinstance(files, dict) else {}


def save_cache(file: Path, key: str, files: Mapping[str, Any]) -> None:
    """Write the cache as a whole or not at all."""
    try:
        make_state_folder(file.parent)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(
                    json.dumps({"format": _FORMAT, "key": key, "files": files}, ensure_ascii=False).encode("utf-8")
                )
            os.replace(temporary, file)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError:
        pass  # a read-only or full disk costs the next check some time, and nothing else


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

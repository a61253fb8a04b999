"""Front matter that is seen to be valid at a glance: plain keys with plain values, as most posts have it.

A check of a large site asks of every file whether its front matter is valid. Composing YAML takes longer than reading
the file; a regular expression for a small part of YAML, which holds nothing that could go wrong, does not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FRONT = re.compile(rb"---\r?\n((?:[^\n]*\n)*?)---[ ]*\r?(?:\n|\Z)")
# A plain value begins with a letter, has no `: ` and no `#` in it and none of the characters that YAML gives a meaning.
_WORDS = rb"[A-Za-z\x80-\xff](?:[^\x00-\x1f\x7f:#\[\]{}\\]|:(?=[^\s]))*"
_DATE = rb"[12]\d\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_WORD = rb"[A-Za-z\x80-\xff][^\x00-\x1f\x7f:#,\[\]{}\\\"']*"
_FLOW = rb"\[(?:" + _WORD + rb"(?:,[ ]?" + _WORD + rb")*)?\]"
_VALUE = (
    rb"(?:" + rb"|".join([_WORDS, _DATE, rb"[1-9]\d{0,8}", rb'"[^"\\\x00-\x1f]*"', rb"'[^'\x00-\x1f]*'", _FLOW]) + rb")"
)
_LINE = re.compile(
    rb"(?P<indent>[ ]*)(?:(?P<key>[A-Za-z_][A-Za-z0-9_-]*):(?:[ ]+(?P<value>"
    + _VALUE
    + rb"))?|-[ ]"
    + _VALUE
    + rb")[ ]*\r?"
)
# What YAML takes for a line break or refuses, as bytes of UTF-8.
_ODD = re.compile(rb"\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]")


def plain_front_matter(source: bytes) -> int | None:
    """Offset of the body when the front matter is YAML of the plainest kind, valid and without doubled keys.

    None says nothing: somebody has to read it.
    """
    found = _FRONT.match(source)
    if found is None or _ODD.search(found[1]):
        return None
    return found.end() if _is_plain(found[1]) else None


class _Level(NamedTuple):
    """A map or a list that is open."""

    indent: int
    keys: set[bytes] | None
    """None for a list."""


def _is_plain(inner: bytes) -> bool:
    """Whether there are nothing but maps, lists of values and values, indented as it should be."""
    levels = [_Level(0, set())]
    opened = False
    """Whether the line before was a key without a value, which may hold what follows."""
    for line in inner.split(b"\n")[:-1]:
        entry = _LINE.fullmatch(line)
        if entry is None:
            return False
        key, indent = entry["key"], len(entry["indent"])
        top = levels[-1]
        if opened and (indent > top.indent or (key is None and indent == top.indent)):
            levels.append(_Level(indent, None if key is None else set()))
        while (levels[-1].indent, levels[-1].keys is None) != (indent, key is None):
            levels.pop()
            if not levels:
                return False
        keys = levels[-1].keys
        if key is not None and keys is not None:
            if key in keys:
                return False
            keys.add(key)
        opened = key is not None and entry["value"] is None
    return True

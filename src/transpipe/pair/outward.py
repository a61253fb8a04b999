"""Whether two files look alike from outside: what can be counted in their bytes without parsing.

It is asked of every pair of a site, so it has a fraction of a millisecond, and may be wrong in one direction only: files
that look different are parsed, files that look alike are not. What Chinese stands in is left out, as it is translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from transpipe.pair.constructs import neutral
from transpipe.script import has_han

# Signs of markup that text has seldom; counting one byte takes a tenth of what counting two takes.
_COUNTED = (b"#", b"`", b"|", b"[", b"{", b"<", b"~~", b"![", b"](", b"\n- ", b"\n* ", b"\n1. ")
_PIN = b"{#"
"""A heading of a translation may be pinned to the id of its source: that is no difference."""
_END = re.compile(rb"[\s)>]")
_ATTRIBUTE = re.compile(rb"(?:href|src)\s*=\s*[\"']([^\"']+)")
_DEFINED = re.compile(rb"\]:\s*(\S+)|<(https?:[^>\s]+)")
_TAG = re.compile(rb"\{\{[<%]\s*/?\s*([\w./-]+)(.*?)[>%]\}\}", re.DOTALL)
_VALUE = re.compile(rb"[\s\"=`](\w*[/._0-9-][^\s\"`]*)(?=[\s\"`]|\Z)")


def same_outward(source: bytes, target: bytes) -> bool:
    """Whether both have the same number of blocks and constructs, the same destinations and the same code."""
    pins = target.count(_PIN) - source.count(_PIN)
    if any(source.count(sign) + pins * _PIN.count(sign) != target.count(sign) for sign in _COUNTED):
        return False
    if _paragraphs(source) != _paragraphs(target):
        return False
    return all(
        _alike(read(source), read(target), form)
        for sign, read, form in _READERS
        if any(one in source or one in target for one in sign)
    )


def _paragraphs(data: bytes) -> int:
    return data.rstrip().count(b"\n\n") + data.rstrip().count(b"\n\r\n")


def _alike(ours: set[bytes], theirs: set[bytes], form: Callable[[str], str]) -> bool:
    """Whether two sets of bytes are the same, without what belongs to a language."""
    if ours == theirs:
        return True
    left, right = (
        {form(text) for one in side if not has_han(text := one.decode("utf-8", "replace"))}
        for side in (ours - theirs, theirs - ours)
    )
    return left == right


def _destinations(data: bytes) -> set[bytes]:
    return {_END.split(part.lstrip(b" <"), 1)[0] for part in data.split(b"](")[1:]}


def _others(data: bytes) -> set[bytes]:
    return {*_ATTRIBUTE.findall(data), *(one or other for one, other in _DEFINED.findall(data))}


def _tags(data: bytes) -> set[bytes]:
    found = _TAG.findall(data)
    return {name for name, _ in found} | {value for _, rest in found for value in _VALUE.findall(rest)}


def _code(data: bytes) -> set[bytes]:
    """Inline code, and the lines of code blocks."""
    prose, fenced = data.split(b"```")[::2], data.split(b"```")[1::2]
    lines = (line.split(b"`") for part in prose if b"`" in part for line in part.split(b"\n") if b"`" in line)
    inline = {code for pieces in lines if len(pieces) % 2 for code in pieces[1::2]}  # a lone backtick is no code
    return inline.union(*([line.strip() for line in block.split(b"\n")] for block in fenced))


_READERS: tuple[tuple[Iterable[bytes], Callable[[bytes], set[bytes]], Callable[[str], str]], ...] = (
    ((b"](",), _destinations, neutral),
    ((b"src", b"href", b"]:", b"<http"), _others, neutral),
    ((b"{{",), _tags, neutral),
    ((b"`",), _code, str),
)

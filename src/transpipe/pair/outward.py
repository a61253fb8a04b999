"""Whether two files look alike from outside: what can be counted in their bytes without parsing.

It is asked of every pair of a site, so it has a fraction of a millisecond, and may be wrong in one direction only: files
that look different are parsed, files that look alike are not. What Chinese stands in is left out, as it is translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from transpipe.pair.constructs import neutral
from transpipe.script import has_han

_MARKS = (b"#", b"`", b"|", b"[", b"{", b"<")
"""Signs of markup that text has seldom."""
_NO_MARK = bytes(byte for byte in range(256) if byte not in b"".join(_MARKS))
# Where the first of two bytes is seldom, an expression finds them in half the time of `bytes.count`.
_PAIRS = tuple(map(re.compile, (rb"~~", rb"!\[", rb"\]\(")))
_ITEM = re.compile(rb"\n(?:[-*] |1\. )")
_ITEMS = (b"\n- ", b"\n* ", b"\n1. ")
_PIN = b"{#"
"""A heading of a translation may be pinned to the id of its source: that is no difference."""
_END = re.compile(rb"[\s)>]")
# Each begins with a letter or two that are searched at the speed of memory; an alternative at the start takes ten times as long.
_HREF = re.compile(rb"href\s*=\s*[\"']([^\"']+)")
_SRC = re.compile(rb"src\s*=\s*[\"']([^\"']+)")
_DEFINED = re.compile(rb"\]:\s*(\S+)")
_AUTOLINK = re.compile(rb"<https?:[^>\s]")
_DEFINED_OR_AUTOLINK = re.compile(rb"\]:\s*(\S+)|<(https?:[^>\s]+)")
_TAG = re.compile(rb"\{\{[<%]\s*/?\s*([\w./-]+)(.*?)[>%]\}\}", re.DOTALL)
_VALUE = re.compile(rb"[\s\"=`](\w*[/._0-9-][^\s\"`]*)(?=[\s\"`]|\Z)")


def same_outward(source: bytes, target: bytes) -> bool:
    """Whether both have the same number of blocks and constructs, the same destinations and the same code."""
    return (
        _same_marks(source, target)
        and _pairs_of_marks(source) == _pairs_of_marks(target)
        and _items(source) == _items(target)
        and _paragraphs(source) == _paragraphs(target)
        and all(_alike(read(source), read(target), neutral) for read in (_destinations, _others, _tags))
        and _same_code(source, target)
    )


def _same_marks(source: bytes, target: bytes) -> bool:
    """Whether both have as many of each mark; most files have them in the same order, too."""
    ours, theirs = source.translate(None, _NO_MARK), target.translate(None, _NO_MARK)
    if ours == theirs and _PIN not in ours:
        return True
    pins = target.count(_PIN) - source.count(_PIN)
    return all(ours.count(mark) + pins * _PIN.count(mark) == theirs.count(mark) for mark in _MARKS)


def _pairs_of_marks(data: bytes) -> tuple[int, ...]:
    return tuple(len(pair.findall(data)) for pair in _PAIRS)


def _items(data: bytes) -> tuple[int, ...]:
    found = _ITEM.findall(data)
    return tuple(found.count(item) for item in _ITEMS)


def _paragraphs(data: bytes) -> int:
    text = data.rstrip()
    return text.count(b"\n\n") + (text.count(b"\n\r\n") if b"\r" in text else 0)


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
    """What attributes, definitions and autolinks lead to."""
    if _AUTOLINK.search(data):
        defined = {one or other for one, other in _DEFINED_OR_AUTOLINK.findall(data)}
    else:
        defined = set(_DEFINED.findall(data))
    return defined.union(_HREF.findall(data), _SRC.findall(data))


def _tags(data: bytes) -> set[bytes]:
    found = _TAG.findall(data)
    return {name for name, _ in found} | {value for _, rest in found for value in _VALUE.findall(rest)}


def _same_code(source: bytes, target: bytes) -> bool:
    """Whether both have the same inline code and the same lines in code blocks."""
    ours, theirs = source.split(b"```"), target.split(b"```")
    inline, others = _inline_code(ours[::2]), _inline_code(theirs[::2])
    if inline == others and ours[1::2] == theirs[1::2]:
        return True
    return _alike(inline | _lines(ours[1::2]), others | _lines(theirs[1::2]), str)


def _inline_code(prose: Iterable[bytes]) -> set[bytes]:
    """What stands between backticks; a lone one on its line makes no code."""
    found: set[bytes] = set()
    for part in prose:
        pieces = part.split(b"`")
        if len(pieces) % 2 and not any(b"\n" in code for code in pieces[1::2]):
            found.update(pieces[1::2])
        else:  # which of them are pairs, the lines tell
            lines = (line.split(b"`") for line in part.split(b"\n") if b"`" in line)
            found.update(code for pieces in lines if len(pieces) % 2 for code in pieces[1::2])
    return found


def _lines(blocks: Iterable[bytes]) -> set[bytes]:
    return {line.strip() for block in blocks for line in block.split(b"\n")}

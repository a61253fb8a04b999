"""Whether two files look alike from outside: what can be counted in their bytes without parsing.

It is asked of every pair of a site, so it may be wrong in one direction only: files that look alike need no parsing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transpipe.pair.constructs import neutral
from transpipe.script import has_han

_COUNTED = (
    b"\n#",
    b"\n- ",
    b"\n* ",
    b"\n1. ",
    b"|\n",
    b"```",
    b"~~~",
    b"{{<",
    b"{{%",
    b"![",
    b"](",
    b"<img",
    b"<a ",
    b"\n>",
)
_DESTINATION = re.compile(
    rb"\]\(\s*<?([^\s)>]+)|\b(?:href|src)\s*=\s*[\"']([^\"']+)|(?<!\])\[[^\]]*\]:\s*(\S+)|<(https?:[^>\s]+)>"
)
_TICKS = re.compile(rb"(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)")
_SHORTCODE = re.compile(rb"\{\{[<%]\s*/?\s*([\w./-]+)(.*?)[>%]\}\}", re.DOTALL)
_VALUE = re.compile(rb"""[\s"=`](\w*[/._0-9-][^\s"`]*)(?=[\s"`]|\Z)""")
_FENCE = re.compile(rb"^[ \t>]*(?:```|~~~)", re.MULTILINE)
_BLANK = re.compile(rb"\n[ \t\r]*(?=\n)")


def same_outward(source: bytes, target: bytes) -> bool:
    """Whether both have the same number of blocks and constructs, the same destinations and the same code."""
    if any(source.count(sign) != target.count(sign) for sign in _COUNTED):
        return False
    return len(_BLANK.findall(source)) == len(_BLANK.findall(target)) and list(_details(source)) == list(
        _details(target)
    )


def _details(data: bytes) -> Iterator[str]:
    if b"](" in data or b"=" in data or b"]:" in data or b"<http" in data:
        yield from sorted({neutral(_text(found[found.lastindex or 0])) for found in _DESTINATION.finditer(data)})
    if b"{{" in data:
        for found in _SHORTCODE.finditer(data):
            yield _text(found[1])
            yield from (neutral(_text(value[1])) for value in _VALUE.finditer(found[2]))
    if b"`" in data:
        yield from sorted({text for found in _TICKS.finditer(data) if not has_han(text := _text(found[2]))})
    if b"```" in data or b"~~~" in data:
        for part in _FENCE.split(data)[1::2]:
            yield from (text for line in part.split(b"\n") if not has_han(text := _text(line).strip()))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")

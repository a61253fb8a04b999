"""Byte masks: hide a stretch of text behind a filler of the same length.

Markdown is parsed on the masked text, so that what Hugo takes out before its Markdown renderer runs
(shortcodes) can't be misread as Markdown. As every filler is as long as what it hides, all offsets are true
for both texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from transpipe.model import Span

# Letters only: a filler can't begin a list, a heading, an entity number or a URL. Hugo itself puts alphanumeric
# placeholders there, so emphasis beside a shortcode is parsed as Hugo parses it.
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"ghijklmnopqrstuv")


def filler(identity: bytes, length: int) -> bytes:
    """`length` letters that depend on `identity` alone: equal constructs get equal fillers."""
    digits = blake2b(identity, digest_size=16).hexdigest().encode("ascii").translate(_LETTERS)
    return (digits * (length // len(digits) + 1))[:length]


def mask(source: bytes, hidden: Iterable[tuple[Span, bytes]]) -> bytes:
    """Replace each span (in ascending order) by the filler of its identity."""
    pieces: list[bytes] = []
    position = 0
    for span, identity in hidden:
        pieces.append(source[position : span.start])
        pieces.append(filler(identity, span.end - span.start))
        position = span.end
    pieces.append(source[position:])
    return b"".join(pieces)

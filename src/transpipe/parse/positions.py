"""Character positions of a decoded text as byte offsets of its file."""

from __future__ import annotations

from transpipe.model import Field, Span


class FieldScanner:
    """What the scanners of JSON and TOML share: a text, where it begins in the file, and the entries found in it."""

    def __init__(self, text: str, base: int) -> None:
        self.text = text
        self.base = base
        self.fields: list[Field] = []
        self.ascii = text.isascii()

    def offset(self, position: int) -> int:
        """Byte offset in the file of a character."""
        return self.base + (position if self.ascii else len(self.text[:position].encode("utf-8")))

    def span(self, start: int, end: int) -> Span:
        """Bytes of the characters from `start` to `end`."""
        return Span(self.offset(start), self.offset(end))

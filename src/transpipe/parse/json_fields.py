"""JSON front matter: a scan for positions; the text has been checked by the JSON parser before."""

from __future__ import annotations

import json
import re

from transpipe.model import Field
from transpipe.parse.positions import FieldScanner

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SPACE = re.compile(r"[\s]*")
_BARE = re.compile(r"[^\s,\]}]+")


def json_fields(inner: bytes, base: int) -> tuple[Field, ...]:
    """Every entry of a valid JSON object, in file order; `base` is the offset of `inner` in the file."""
    scanner = _Scanner(inner.decode("utf-8"), base)
    scanner.value(scanner.space(0), (), None)
    return tuple(scanner.fields)


class _Scanner(FieldScanner):
    def space(self, position: int) -> int:
        found = _SPACE.match(self.text, position)
        return found.end() if found else position

    def add(self, path: tuple[str, ...], key: int | None, start: int, end: int, style: str, text: str | None) -> None:
        if path:
            entry = self.span(start if key is None else key, end)
            self.fields.append(Field(path, entry, self.span(start, end), style, text or "", text is not None, True))

    def value(self, position: int, path: tuple[str, ...], key: int | None) -> int:
        """Record the value at `position` (and what it holds); returns its end."""
        char = self.text[position]
        if char == "{":
            return self.container(position, path, key, "}", "flow-map")
        if char == "[":
            return self.container(position, path, key, "]", "flow-list")
        string = _STRING.match(self.text, position)
        if string:
            self.add(path, key, position, string.end(), "double", json.loads(string[0]))
            return string.end()
        bare = _BARE.match(self.text, position)
        end = bare.end() if bare else position + 1
        self.add(path, key, position, end, "plain", None)
        return end

    def container(self, start: int, path: tuple[str, ...], key: int | None, closing: str, style: str) -> int:
        place = len(self.fields)
        position = self.space(start + 1)
        while self.text[position] != closing:
            if closing == "}":
                name = _STRING.match(self.text, position)
                assert name is not None  # valid JSON
                colon = self.space(name.end())
                end = self.value(self.space(colon + 1), (*path, json.loads(name[0])), position)
            else:
                end = self.value(position, path, None)
            position = self.space(end)
            if self.text[position] == ",":
                position = self.space(position + 1)
        if path:
            entry = self.span(start if key is None else key, position + 1)
            self.fields.insert(place, Field(path, entry, self.span(start, position + 1), style, in_flow=True))
        return position + 1

"""Front matter: where it is by Hugo's rules, and what it says by python-frontmatter's handlers.

Source of the rules: Hugo, parser/pageparser/pagelexer_intro.go. A byte order mark and white space may stand
before it; the closing delimiter is any line that begins with it.
"""

from __future__ import annotations

import re

import yaml
from frontmatter.default_handlers import JSONHandler, YAMLHandler

from transpipe.errors import ParseError
from transpipe.model import Field, FrontMatter, Span
from transpipe.parse.json_fields import json_fields
from transpipe.parse.toml_fields import toml_fields
from transpipe.parse.yaml_fields import yaml_fields

_LEADING = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n])*")
_DELIMITERS = ((b"---", "yaml", re.compile(rb"[\r\n]---")), (b"+++", "toml", re.compile(rb"[\r\n]\+\+\+")))
_REST_OF_LINE = re.compile(rb"[ \t]*\r?\n?")


def read_front_matter(source: bytes) -> FrontMatter | None:
    """Find and read the front matter of a content file.

    Raises ParseError (rule `front-matter`) when it is not closed or not valid.
    """
    leading = _LEADING.match(source)
    start = leading.end() if leading else 0
    for mark, name, closing in _DELIMITERS:
        if source.startswith(mark, start):
            found = closing.search(source, start + len(mark))
            if found is None:
                message = f"front matter opened with {mark.decode()} is never closed: add a line {mark.decode()}"
                raise ParseError(message, start, "front-matter")
            # The line break that ends the last entry belongs to the entry.
            end = found.start() + (2 if source[found.start() : found.start() + 2] == b"\r\n" else 1)
            rest = _REST_OF_LINE.match(source, end + len(mark))
            span = Span(start, rest.end() if rest else end + len(mark))
            opening = _REST_OF_LINE.match(source, start + len(mark))
            inner = Span(min(opening.end() if opening else start + len(mark), end), end)
            return _read(name, source, span, inner)
    if source.startswith(b"{", start) and not source.startswith((b"{{<", b"{{%"), start):
        end = _json_end(source, start)
        rest = _REST_OF_LINE.match(source, end)
        return _read("json", source, Span(start, rest.end() if rest else end), Span(start, end))
    return None


_TRANSLATION_KEY = re.compile(rb"(?i)\btranslationkey\b")


def translation_key(source: bytes) -> str:
    """The `translationKey` of a file, which Hugo matches translations by before it looks at paths; empty for none.

    A front matter that can't be read has none; that it is broken is said elsewhere.
    """
    if _TRANSLATION_KEY.search(source) is None:
        return ""
    try:
        front = read_front_matter(source)
    except (ParseError, UnicodeDecodeError):
        return ""
    found = (value for key, value in front.data.items() if str(key).lower() == "translationkey") if front else ()
    return str(next(iter(found), "") or "")


def _read(name: str, source: bytes, span: Span, inner: Span) -> FrontMatter:
    raw = source[inner.start : inner.end]
    fields: tuple[Field, ...] = ()
    duplicates: tuple[tuple[str, int], ...] = ()
    if name == "yaml":
        fields, duplicates = yaml_fields(raw, inner.start)
    try:
        data = load_front_matter(name, raw)
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise ParseError(f"invalid {name.upper()} in the front matter: {error}", inner.start, "front-matter") from None
    if name == "toml":
        fields = toml_fields(raw, inner.start)
    elif name == "json":
        fields = json_fields(raw, inner.start)
    return FrontMatter(name, span, inner, data, fields, duplicates)


def load_front_matter(name: str, raw: bytes) -> dict[str, object]:
    """What the front matter loads as; ValueError when it is not valid or not a mapping."""
    text = raw.decode("utf-8")
    if name == "yaml":
        data = YAMLHandler().load(text)
    elif name == "json":
        data = JSONHandler().load(text)
    else:
        import tomllib

        # Hugo accepts CRLF; a lone carriage return is not a line break in TOML.
        data = tomllib.loads(text)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ValueError("not a mapping of keys to values")
    return data


def _json_end(source: bytes, start: int) -> int:
    level = 0
    quoted = False
    position = start
    while position < len(source):
        byte = source[position]
        if byte == 0x5C:  # a backslash hides the next byte
            position += 1
        elif byte == 0x22:
            quoted = not quoted
        elif not quoted and byte == 0x7B:
            level += 1
        elif not quoted and byte == 0x7D:
            level -= 1
            if level == 0:
                return position + 1
        position += 1
    raise ParseError("JSON front matter is never closed: a } is missing", start, "front-matter")

"""The `params.transpipe` map of a draft: where it comes from and what state it is in.

It is written into the front matter as a few lines of its own; all other bytes of the front matter stay. `digest` is
a hash of everything outside the map, so that a draft that a person has edited is recognised without any database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256

import yaml

from transpipe.errors import ParseError
from transpipe.model import Document, Edit, Field, FrontMatter, Span

KEY = "transpipe"
EDITED = "edited"
"""The entry of a draft that holds something a person wrote."""
REPLACES = "replaces"
"""The entry of a draft that was made from a published page: the hash of that page."""
TRANSLATION, ORIGINAL, CONVERSION = "translation", "original", "conversion"
"""What `kind` says."""
REVIEWED = "reviewed"
"""The entry that holds the marks of the segments that a person has approved one by one."""
NEEDS_REVIEW, APPROVED, PUBLISHED = "needs-review", "approved", "published"
"""What `status` says."""
_COMMA = re.compile(rb"[ \t]*, ?")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./+ -]|:(?=[A-Za-z0-9]))*[A-Za-z0-9]")
"""One plain scalar of YAML, whatever it stands for: only whether it is text has to be asked."""
_NEWLINE = re.compile(rb"\r?\n")


def content_hash(data: bytes) -> str:
    """Hash of a file's bytes, as provenance gives it: `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + sha256(data).hexdigest()


def read_provenance(document: Document) -> dict[str, object] | None:
    """The map of a draft, or None for a file that this tool did not write."""
    return map_of(document.front_matter)


def map_of(front: FrontMatter | None) -> dict[str, object] | None:
    """The map in a front matter, or None."""
    data = front.data if front else {}
    params = data.get("params")
    found = params.get(KEY) if isinstance(params, Mapping) else None
    return {str(key): value for key, value in found.items()} if isinstance(found, Mapping) else None


def digest(document: Document) -> str:
    """Hash of the file without the map: the same before and after the map is written."""
    source = document.source
    if document.front_matter is None:
        return content_hash(source)
    span = _entry_lines(document.front_matter, source)
    return content_hash(source if span is None else source[: span.start] + source[span.end :])


def removal(document: Document) -> Edit:
    """The edit that takes the map away again: what `provenance_edit` wrote goes, and every other byte stays."""
    front, source = document.front_matter, document.source
    field = _field(front, "params", KEY) if front else None
    if front is None or field is None:
        return Edit(Span(0, 0), b"")
    top = [other.path[0] for other in front.fields if len(other.path) == 1]
    if front.format == "yaml" and top == ["params"] and not field.in_flow and _alone(front):
        # The whole front matter was made for the map, with a blank line after it.
        return Edit(_with_newline(source, front.span), b"")
    if field.in_flow or front.format == "json":
        entry = _made_params(front) or field.entry
        following = _COMMA.match(source, entry.end)
        return Edit(Span(entry.start, following.end() if following else entry.end), b"")
    return Edit(_entry_lines(front, source) or Span(0, 0), b"")


def _alone(front: FrontMatter) -> bool:
    """Whether `params` holds nothing else."""
    return len([other for other in front.fields if len(other.path) == 2 and other.path[0] == "params"]) == 1


def _made_params(front: FrontMatter) -> Span | None:
    """The entry of a `params` in a flow mapping that holds nothing else."""
    params = _field(front, "params")
    return params.entry if params is not None and _alone(front) and (params.in_flow or front.format == "json") else None


def _with_newline(source: bytes, span: Span) -> Span:
    newline = _NEWLINE.match(source, span.end)
    return Span(span.start, newline.end() if newline else span.end)


def provenance_edit(document: Document, values: Mapping[str, str]) -> Edit:
    """The edit that writes the map, in place of one that is there already.

    Raises ParseError when `params` holds something else than a map.
    """
    front = document.front_matter
    if front is None:
        newline = b"\r\n" if b"\r\n" in document.source else b"\n"
        text = newline.join([b"---", b"params:", *_yaml_lines(values, 2), b"---", b"", b""])
        return Edit(Span(document.body, document.body), text)
    newline = b"\r\n" if b"\r\n" in document.source[front.span.start : front.span.end] else b"\n"
    if front.format == "yaml":
        return _yaml_edit(front, document.source, values, newline)
    if front.format == "toml":
        return _toml_edit(front, document.source, values, newline)
    return _json_edit(front, document.source, values)


def _field(front: FrontMatter, *path: str) -> Field | None:
    return next((field for field in front.fields if field.path == path), None)


def _lines(source: bytes, span: Span) -> Span:
    start = source.rfind(b"\n", 0, span.start) + 1
    end = source.find(b"\n", span.end)
    return Span(start, len(source) if end < 0 else end + 1)


def _entry_lines(front: FrontMatter, source: bytes) -> Span | None:
    """The whole lines of the map, with those of a `params` that holds nothing else."""
    field = _field(front, "params", KEY)
    params = _field(front, "params")
    if field is None:
        return None
    if params is None or field.style == "table":
        return _lines(source, field.entry)
    siblings = [other for other in front.fields if len(other.path) == 2 and other.path[0] == "params"]
    entry = params.entry if len(siblings) == 1 else field.entry
    return entry if field.in_flow else _lines(source, entry)


def _yaml_lines(values: Mapping[str, str], indent: int) -> list[bytes]:
    lead = " " * indent
    lines = [f"{lead}{KEY}:"] if values else [f"{lead}{KEY}: {{}}"]
    lines.extend(f"{lead}  {key}: {_yaml_scalar(value)}" for key, value in values.items())
    return [line.encode("utf-8") for line in lines]


def _yaml_scalar(value: str) -> str:
    if _PLAIN.fullmatch(value):
        others = yaml.SafeLoader.yaml_implicit_resolvers.get(value[0], [])
        return json.dumps(value) if any(pattern.match(value) for _, pattern in others) else value
    try:
        plain = yaml.safe_load(f"k: {value}") == {"k": value}
    except yaml.YAMLError:
        plain = False
    return value if plain else json.dumps(value, ensure_ascii=False)


def _yaml_edit(front: FrontMatter, source: bytes, values: Mapping[str, str], newline: bytes) -> Edit:
    params, existing = _field(front, "params"), _field(front, "params", KEY)
    flow = json.dumps(dict(values), ensure_ascii=False)
    if params is None:
        brace = source.find(b"{", *front.inner)
        if brace >= 0 and all(field.in_flow for field in front.fields if len(field.path) == 1) and front.fields:
            # The whole front matter is one flow mapping.
            text = f"params: {{{KEY}: {flow}}}, "
            return Edit(Span(brace + 1, brace + 1), text.encode("utf-8"))
        return Edit(Span(front.inner.end, front.inner.end), _joined([b"params:", *_yaml_lines(values, 2)], newline))
    if params.style == "flow-map":
        if existing is not None:
            return Edit(existing.value, flow.encode("utf-8"))
        empty = source[params.value.start + 1 : params.value.end - 1].strip() == b""
        text = f"{KEY}: {flow}" + ("" if empty else ", ")
        return Edit(Span(params.value.start + 1, params.value.start + 1), text.encode("utf-8"))
    if existing is not None:
        span = _lines(source, existing.entry)
        indent = existing.entry.start - span.start
        return Edit(span, _joined(_yaml_lines(values, indent), newline))
    if params.style == "null":
        end = _lines(source, params.entry).end
        indent = params.entry.start - _lines(source, params.entry).start + 2
        return Edit(Span(end, end), _joined(_yaml_lines(values, indent), newline))
    if params.style != "map":
        raise ParseError(
            "`params` in the front matter is not a map: provenance has no place", params.entry.start, "front-matter"
        )
    first = next(field for field in front.fields if len(field.path) == 2 and field.path[0] == "params")
    start = source.rfind(b"\n", 0, first.entry.start) + 1
    return Edit(Span(start, start), _joined(_yaml_lines(values, first.entry.start - start), newline))


def _joined(lines: list[bytes], newline: bytes) -> bytes:
    return b"".join(line + newline for line in lines)


def _toml_edit(front: FrontMatter, source: bytes, values: Mapping[str, str], newline: bytes) -> Edit:
    params, existing = _field(front, "params"), _field(front, "params", KEY)
    strings = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    if params is not None and params.style == "flow-map":
        flow = "{ " + ", ".join(f"{key} = {value}" for key, value in strings.items()) + " }"
        if existing is not None:
            return Edit(existing.value, flow.encode("utf-8"))
        empty = source[params.value.start + 1 : params.value.end - 1].strip() == b""
        start = params.value.start + 1
        return Edit(Span(start, start), (f" {KEY} = {flow}" + ("" if empty else ",")).encode("utf-8"))
    if params is not None and params.style != "table":
        raise ParseError("`params` in the front matter is not a table", params.entry.start, "front-matter")
    # A table at the end of the front matter takes nothing away from the tables before it.
    span = _lines(source, existing.entry) if existing else Span(front.inner.end, front.inner.end)
    lines = [f"[params.{KEY}]", *(f"{key} = {value}" for key, value in strings.items())]
    return Edit(span, _joined([line.encode("utf-8") for line in lines], newline))


def _json_edit(front: FrontMatter, source: bytes, values: Mapping[str, str]) -> Edit:
    params, existing = _field(front, "params"), _field(front, "params", KEY)
    flow = json.dumps(dict(values), ensure_ascii=False)
    if existing is not None:
        return Edit(existing.value, flow.encode("utf-8"))
    if params is not None and params.style != "flow-map":
        raise ParseError("`params` in the front matter is not an object", params.entry.start, "front-matter")
    inside = params.value if params is not None else front.inner
    start = inside.start + 1
    empty = source[start : inside.end - 1].strip() == b""
    text = f'"{KEY}": {flow}' if params is not None else f'"params": {{"{KEY}": {flow}}}'
    return Edit(Span(start, start), (text + ("" if empty else ", ")).encode("utf-8"))

"""YAML front matter: composed for positions, never dumped."""

from __future__ import annotations

import re

import yaml

from transpipe.errors import ParseError
from transpipe.model import Field, Span

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times as fast where it is built in
_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]+)*")
_WORD = re.compile(r"[^\s,\]}]+")
_STYLES = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


def yaml_fields(inner: bytes, base: int) -> tuple[tuple[Field, ...], tuple[tuple[str, int], ...]]:
    """Find every entry of a YAML mapping.

    `base` is the offset of `inner` in the file. Returns (fields, duplicate keys with their offset).
    Raises ParseError for invalid YAML and for anything but a mapping.
    """
    text = inner.decode("utf-8")
    # PyYAML counts characters; a table is needed only where they differ from bytes.
    offsets = None if len(text) == len(inner) else _byte_offsets(text)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        index = min(mark.index, len(text)) if mark else 0
        message = f"invalid YAML in the front matter: {error.problem or error.context}"
        raise ParseError(message, base + (offsets[index] if offsets else index), "front-matter") from None
    except yaml.YAMLError as error:
        raise ParseError(f"invalid YAML in the front matter: {error}", base, "front-matter") from None
    if root is None:
        return (), ()
    if not isinstance(root, yaml.MappingNode):
        raise ParseError("the front matter is not a mapping of keys to values", base, "front-matter")
    walker = _Walker(text, base, offsets)
    walker.mapping(root, (), in_flow=bool(root.flow_style))
    return tuple(walker.fields), tuple(walker.duplicates)


def _byte_offsets(text: str) -> list[int]:
    offsets = [0]
    position = 0
    for char in text:
        code = ord(char)
        position += 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
        offsets.append(position)
    return offsets


class _Walker:
    def __init__(self, text: str, base: int, offsets: list[int] | None) -> None:
        self.text = text
        self.base = base
        self.offsets = offsets
        self.fields: list[Field] = []
        self.duplicates: list[tuple[str, int]] = []

    def offset(self, index: int) -> int:
        return self.base + (self.offsets[index] if self.offsets else index)

    def span(self, start: int, end: int) -> Span:
        return Span(self.offset(start), self.offset(end))

    def mapping(self, node: yaml.MappingNode, path: tuple[str, ...], *, in_flow: bool) -> None:
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                self.duplicates.append((".".join((*path, name)), self.offset(key.start_mark.index)))
            seen.add(name)
            self.entry((*path, name), key.start_mark.index, value, in_flow=in_flow)

    def entry(self, path: tuple[str, ...], start: int, node: yaml.Node, *, in_flow: bool) -> None:
        if node.start_mark.index < start:
            # An alias: the text stands where the anchor is.
            alias = _WORD.match(self.text, self.text.index("*", start))
            end = alias.end() if alias else start
            self.fields.append(Field(path, self.span(start, end), self.span(end, end), "alias", in_flow=in_flow))
            return
        end = self.last(node)
        # The anchor and the tag of a value are part of its node, but not of its text.
        properties = _PROPERTIES.match(self.text, node.start_mark.index)
        first = properties.end() if properties and isinstance(node, yaml.ScalarNode) else node.start_mark.index
        value = self.span(min(first, end), end)
        entry = self.span(start, max(end, start))
        if isinstance(node, yaml.ScalarNode):
            is_text = node.tag == "tag:yaml.org,2002:str"
            style = _STYLES.get(node.style or "", "plain")
            if style == "plain" and "\n" in self.text[node.start_mark.index : end]:
                style = "multiline"
            if node.tag == "tag:yaml.org,2002:null" and value.start == value.end:
                style = "null"
            self.fields.append(Field(path, entry, value, style, node.value if is_text else "", is_text, in_flow))
        elif isinstance(node, yaml.MappingNode):
            flow = bool(node.flow_style)
            self.fields.append(Field(path, entry, value, "flow-map" if flow else "map", in_flow=in_flow))
            self.mapping(node, path, in_flow=in_flow or flow)
        elif isinstance(node, yaml.SequenceNode):
            flow = bool(node.flow_style)
            self.fields.append(Field(path, entry, value, "flow-list" if flow else "list", in_flow=in_flow))
            for item in node.value:
                self.entry(path, item.start_mark.index, item, in_flow=in_flow or flow)

    def last(self, node: yaml.Node) -> int:
        """End of the value without the blank lines and comments that PyYAML counts in for block collections."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            tail = node.value[-1]
            # The end of an alias lies before its start in the file: an anchor is defined earlier.
            return max(self.last(tail[1]) if isinstance(tail, tuple) else self.last(tail), node.start_mark.index)
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        return start + len(self.text[start:end].rstrip())

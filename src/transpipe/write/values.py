"""Values back between their quotes: front matter, link titles, attributes, shortcode parameters.

The quoting of the source is kept where it can hold the new text; otherwise one is chosen that reads back equal.
"""

from __future__ import annotations

import json

import yaml

from transpipe.model import Block, Document, Edit, Field, Quoting, Span
from transpipe.write.escape import escape_html, escape_parameter, escape_title


def value_edit(document: Document, block: Block, text: str) -> Edit | None:
    """The edit that writes `text` as the value of `block`; None when it can't be written there."""
    if block.quoting is Quoting.YAML:
        field = _field(document, block.span)
        raw = yaml_value(text, field, _indent(document.source, field.entry.start))
    elif block.quoting in (Quoting.JSON, Quoting.TOML):
        # A basic string of TOML is a JSON string but for the escapes \/ and \u of surrogates, which dumps never makes.
        raw = json.dumps(text, ensure_ascii=False)
    elif block.quoting is Quoting.TITLE:
        raw = escape_title(text, block.delimiter)
    elif block.quoting is Quoting.HTML_ATTRIBUTE:
        raw = escape_html(text, block.delimiter)
    elif block.quoting is Quoting.SHORTCODE:
        escaped = escape_parameter(text, block.delimiter)
        if escaped is None:
            return None
        raw = escaped
    else:
        raise ValueError(f"{block.quoting} is no value")
    return Edit(block.span, raw.encode("utf-8"))


def _field(document: Document, value: Span) -> Field:
    assert document.front_matter is not None
    return next(field for field in document.front_matter.fields if field.value == value)


def _indent(source: bytes, offset: int) -> int:
    line = source[source.rfind(b"\n", 0, offset) + 1 : offset]
    return len(line) - len(line.lstrip(b" "))


def yaml_value(text: str, field: Field, indent: int = 0) -> str:
    """A YAML scalar that loads as `text`, in the style of the field if that is possible.

    `indent` is the column of the key; block scalars are written two columns further in.
    """
    for candidate in _candidates(text, field.style, " " * (indent + 2)):
        if _loads_as(candidate, text, in_flow=field.in_flow, indent=indent):
            return candidate
    return json.dumps(text, ensure_ascii=False)


def _candidates(text: str, style: str, indent: str) -> list[str]:
    plain, single = text, "'" + text.replace("'", "''") + "'"
    double = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    lines = text.rstrip("\n").split("\n")
    block = "".join(f"\n{indent}{line}" if line else "\n" for line in lines)
    keep = "" if text.endswith("\n") else "-"
    order = {
        "plain": [plain, double, single],
        "multiline": [plain, double, single],
        "single": [single, double],
        "double": [double],
        "literal": [f"|{keep}{block}", double],
        "folded": [f">{keep}{block}", double],
    }
    return order.get(style, [double])


def _loads_as(candidate: str, text: str, *, in_flow: bool, indent: int) -> bool:
    lead = " " * indent
    probe = f"{lead}k: {{a: [{candidate}]}}\n" if in_flow else f"{lead}k: {candidate}\n{lead}l: 1\n"
    try:
        loaded = yaml.safe_load(probe)
    except yaml.YAMLError:
        return False
    return bool(loaded == ({"k": {"a": [text]}} if in_flow else {"k": text, "l": 1}))

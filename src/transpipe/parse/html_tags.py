"""The syntax of one HTML tag (CommonMark, section 6.6), and what a tag means for translation."""

from __future__ import annotations

import re

from transpipe.model import PROSE_ATTRIBUTES, SkeletonNode

TAG = re.compile(
    rb"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*)>""", re.DOTALL
)
ATTRIBUTE = re.compile(rb"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")

VOID = frozenset({"br", "hr", "img", "input", "wbr", "source", "track", "embed", "col", "area", "link", "meta"})
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_OPAQUE = frozenset({"script", "style", "pre", "code", "kbd", "samp", "var", "textarea", "svg", "math", "template"})


def tag_name(tag: re.Match[bytes]) -> str:
    """Lower-case name of the element."""
    return tag["name"].decode().lower()


def is_opaque(tag: re.Match[bytes]) -> bool:
    """Whether the element that this tag opens holds no prose."""
    if tag_name(tag) in _OPAQUE:
        return True
    return any(
        name.lower() == b"translate" and (double or single or bare).lower() == b"no"
        for name, double, single, bare in ATTRIBUTE.findall(tag["attributes"])
    )


def tag_skeleton(tag: re.Match[bytes]) -> SkeletonNode:
    """The tag without the values that are prose."""
    name = tag_name(tag)
    if tag["end"]:
        return SkeletonNode("html", f"/{name}", inline=True)
    parts = []
    for key, double, single, bare in ATTRIBUTE.findall(tag["attributes"]):
        prose = key.decode("utf-8", "replace").lower() in PROSE_ATTRIBUTES
        value = b"*" if prose else double or single or bare
        parts.append(f"{key.decode('utf-8', 'replace')}={value.decode('utf-8', 'replace')}")
    return SkeletonNode("html", f"{name} {' '.join(parts)}".strip(), inline=True)

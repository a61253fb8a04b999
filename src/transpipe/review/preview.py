"""A draft as a reader would see it, near enough: Markdown rendered, shortcodes named, pictures of the bundle shown.

It is not the site's own theme (`transpipe preview` is for that), and it is shown where no script runs.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import NamedTuple

import pyromark
from markupsafe import Markup, escape

from transpipe.parse.front_matter import read_front_matter
from transpipe.parse.shortcodes import scan_shortcodes
from transpipe.review.markup import tag

_O = pyromark.Options
_OPTIONS = (
    _O.ENABLE_TABLES | _O.ENABLE_FOOTNOTES | _O.ENABLE_STRIKETHROUGH | _O.ENABLE_TASKLISTS | _O.ENABLE_HEADING_ATTRIBUTES
    | _O.ENABLE_DEFINITION_LIST
)  # fmt: skip
_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")', re.IGNORECASE)
_TOKEN = "shortcodex{}x"
_TOKENS = re.compile(r"shortcodex(\d+)x")
_ATTRIBUTE = re.compile(r'="[^"]*shortcodex\d+x[^"]*"')
_STYLE = """
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 1.5rem auto; padding: 0 1rem; color: #1c1d1f; background: #fff; }
img { max-width: 100%; height: auto; } pre { overflow-x: auto; background: #f2f4f7; padding: .75rem; }
table { border-collapse: collapse; } td, th { border: 1px solid #dcdde1; padding: .25rem .5rem; }
blockquote { border-left: 3px solid #dcdde1; margin-left: 0; padding-left: 1rem; color: #5a5e66; }
.shortcode { background: #e8edf5; color: #21406b; border-radius: .3rem; padding: 0 .3rem; font: .85em ui-monospace, monospace; }
"""


class Resource(NamedTuple):
    """A picture beside a post."""

    data: bytes
    mime: str


Find = Callable[[str], Resource | None]
"""A picture of the bundle by its relative name."""


def preview_page(source: bytes, title: str, find: Find) -> str:
    """A whole HTML document; the post's own HTML is in it as it is, so it must be served with a sandbox."""
    front = read_front_matter(source)
    body = front.span.end if front else 0
    names: list[str] = []
    pieces: list[bytes] = []
    position = body
    for code in scan_shortcodes(source, body):
        pieces.append(source[position : code.span.start])
        pieces.append(_TOKEN.format(len(names)).encode("ascii"))
        names.append(("/" if code.form == "close" else "") + code.name)
        position = code.span.end
    pieces.append(source[position:])
    rendered = pyromark.html(b"".join(pieces).decode("utf-8").removeprefix("\ufeff"), options=_OPTIONS)
    rendered = _ATTRIBUTE.sub('="#"', rendered)
    rendered = _TOKENS.sub(lambda found: str(tag("span", names[int(found[1])], class_="shortcode")), rendered)
    rendered = _IMAGE.sub(lambda found: found[1] + _embedded(found[2], find) + found[3], rendered)
    head = tag("head", tag("meta", charset="utf-8"), tag("title", title), tag("style", Markup(_STYLE)))
    return f"<!DOCTYPE html>\n<html>{head}<body><h1>{escape(title)}</h1>\n{rendered}</body></html>\n"


def _embedded(address: str, find: Find) -> str:
    """Pictures travel in the page: a sandboxed page has no cookie to fetch them with."""
    found = find(address)
    return f"data:{found.mime};base64,{base64.b64encode(found.data).decode('ascii')}" if found else ""

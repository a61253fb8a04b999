"""The style sheets and the script of the pages, as they lie in the package."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files

ASSETS = {"review.css": "text/css", "review.js": "text/javascript"}
"""What the pages of the server ask for, with its type."""


@cache
def asset(name: str) -> bytes:
    """The bytes of a file."""
    return files("transpipe.review").joinpath("assets", name).read_bytes()


@cache
def asset_address(name: str) -> str:
    """Where the server has it; another address for other bytes, so a browser may keep it for ever."""
    return f"/assets/{name}?{blake2b(asset(name), digest_size=6).hexdigest()}"

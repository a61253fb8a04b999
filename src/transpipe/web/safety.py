"""Who may talk to the server: one browser on this machine that was given the token, and no page of another site.

A server on the loopback address is in reach of every page that the browser has open. So each request is asked:
- Is it meant for this server? `Host` must be a loopback name with our port (else DNS rebinding gets in).
- Does it come from a page of ours? `Origin` and `Sec-Fetch-Site`, where they are sent, must say so.
- Does the browser know the token of this start? It comes once in the address and is then a cookie.
- Does a change carry the CSRF token of our pages?
"""

from __future__ import annotations

import hmac
import re
import secrets
from typing import NamedTuple, Protocol

_OWN = re.compile(r"/(?:d/[\w-]+)?(?:\?[!-~]*)?", re.ASCII)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PREVIEW_HEADERS = {
    # The post as it is, HTML and all: no script runs, nothing is loaded from elsewhere, and `sandbox` takes its origin.
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


class Keys(NamedTuple):
    """The secrets of one start."""

    token: str
    csrf: str


class Headers(Protocol):
    """Header fields by name, in any case."""

    def get(self, key: str, default: str) -> str:
        """The value, or `default`."""
        ...


def new_keys() -> Keys:
    """Fresh secrets of 256 bits each."""
    return Keys(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def cookie(port: int) -> str:
    """The name of the cookie: browsers tell cookies of two servers on one machine apart by nothing else."""
    return f"transpipe-{port}"


def is_own_page(address: str) -> bool:
    """Whether an address is a path of this server: nothing that a browser could take for another host."""
    return _OWN.fullmatch(address) is not None


def refusal(method: str, headers: Headers, token: str, keys: Keys, port: int) -> str | None:
    """Why a request is refused, or None. `token` is what the browser showed."""
    names = {f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"}
    if headers.get("Host", "") not in names:
        return "this server answers to its loopback address alone"
    # A browser sends no Origin with a plain visit.
    if headers.get("Origin", "http://localhost:" + str(port)) not in {f"http://{name}" for name in names}:
        return "the request comes from another site"
    if headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return "the request comes from another site"
    if not same(token, keys.token):
        return "open the address that `transpipe review` printed: it holds the key of this start"
    if method not in ("GET", "HEAD") and not same(headers.get("X-CSRF", ""), keys.csrf):
        return "the page is of an earlier start; reload it"
    return None


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(given.encode("utf-8"), wanted.encode("utf-8"))

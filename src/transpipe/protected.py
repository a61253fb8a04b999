"""Text that a small model garbles and nobody translates: identifiers, URLs, e-mail addresses, emoji codes.

It travels as standalone tags, so that it comes out as it went in.
"""

from __future__ import annotations

import re

_BODIES = "ISO|IEC|ITU|IEEE|ETSI|IETF|RFC|GB|YD|HJ|DB|T|EN|BS|DIN|ANSI|ASTM|CEN|PAS|3GPP|UNFCCC|AI4A|SDG|ESRS|IFRS|GRI"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("url", r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*[A-Za-z0-9/=_#-]"),
    ("email", r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("emoji", r"(?<![\w:]):[a-z][a-z0-9_+-]*:(?![\w:])"),
    # ITU-T L.1470, Y.4900/L.1600, ISO 14064-1:2018, ISO/IEC 27001, GB/T 24040-2008, RFC 9110
    ("identifier", r"(?<![A-Za-z0-9])(?:ITU-[TRD] )?[A-Z]\.\d{2,5}(?:\.\d+)*(?:/[A-Z]\.\d+(?:\.\d+)*)*(?![A-Za-z])"),
    (
        "identifier",
        rf"(?<![A-Za-z0-9])(?:{_BODIES})(?:/[A-Z]{{1,4}})* ?\d{{3,6}}(?:[.\-/]\d+)*(?::\d{{4}})?(?![A-Za-z0-9])",
    ),
    # FG-AI4A-I-133, TR-23.501, IEC-62443-4-2: words and numbers joined by hyphens, at least one digit in them
    ("identifier", r"(?<![A-Za-z0-9])(?=[A-Za-z0-9.-]*\d)[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9.]*[A-Za-z0-9]){2,}"),
    # A shortcode in a plain value; in Markdown they are found and hidden before
    ("shortcode", r"\{\{[<%].*?[%>]\}\}"),
    # An attribute list of Goldmark on a line of its own
    ("attributes", r"^\{[.#A-Za-z][^{}\n]*\}$"),
)
_HINT = re.compile(r"[0-9@{]|www\.|://|:[a-z]")  # all patterns need one of these
_PROTECTED = re.compile("|".join(f"({pattern})" for _, pattern in _PATTERNS))


def protected_spans(text: str) -> list[tuple[int, int, str]]:
    """(start, end, construct) of every stretch that must not be translated, in characters."""
    if not _HINT.search(text):
        return []
    return [
        (found.start(), found.end(), _PATTERNS[(found.lastindex or 1) - 1][0]) for found in _PROTECTED.finditer(text)
    ]

"""The hash of a segment's prose: equal for what reads the same, whatever the markup and the line breaks around it.

Fingerprints stand in front matter and in baseline files, so what they are made of stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from transpipe import han_variants
from transpipe.model import Block, InlineKind
from transpipe.script import HAN_CLASS

_SPACE_IN_HAN = re.compile(
    rf"(?<=[{HAN_CLASS}\u3000-\u303f\uff00-\uffef])\s+(?=[{HAN_CLASS}\u3000-\u303f\uff00-\uffef])"
)
_SPACE = re.compile(r"\s+")
DIGITS = 10
"""Characters of a fingerprint: 50 bits, so that a post of 1,000 segments has a collision once in two billion times."""
_PLAIN = str.maketrans("。“”„«»「」『』‘’", '."""""""""' + "''")
_ALPHABET = "0123456789abcdefghijkmnpqrstuvwx"


def prose(block: Block) -> str:
    """The words of a block: markup, line wrapping and other standalone constructs do not count."""
    return normalise(_text(block))


def words(block: Block) -> str:
    """The words of a block as a person wrote them, to be shown: of `prose`, with the signs that it folds."""
    return unwrapped(_text(block))


def _text(block: Block) -> str:
    pieces = []
    for item in block.inlines:
        if item.kind is InlineKind.TEXT:
            pieces.append(item.text)
        elif item.kind not in (InlineKind.OPEN, InlineKind.CLOSE):
            pieces.append(" ")
    return "".join(pieces)


def normalise(text: str) -> str:
    """Compatibility forms folded, white space collapsed, and dropped between Chinese characters."""
    return unwrapped(unicodedata.normalize("NFKC", text))


def unwrapped(text: str) -> str:
    """White space collapsed, and dropped between Chinese characters."""
    return _SPACE.sub(" ", _SPACE_IN_HAN.sub("", text)).strip() if _SPACE.search(text) else text


def fold(text: str) -> str:
    """Normalised prose without what does not change its sense.

    White space, the form of quotation marks and of the full stop, and the script (Traditional or Simplified) go.
    """
    return han_variants.fold("".join(text.split())).translate(_PLAIN)


def fingerprint(text: str) -> str:
    """The hash of a text: ten lower-case letters and digits."""
    number = int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(DIGITS))

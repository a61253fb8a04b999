"""The pseudo engine: no model, made-up words, every tag in its place.

It shows in a second what a run would touch, and proves on any site that the rest stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

from transpipe.script import HAN_CLASS
from transpipe.translate.ports import Decoding, Hypothesis

_RUN = re.compile(rf"[{HAN_CLASS}]+")
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "yu", "ze")
_WIDE = str.maketrans(
    {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
    | {"。": ". ", "、": ", ", "《": "“", "》": "”", "「": "“", "」": "”", "\u3000": " "}
)
_INSIDE = re.compile(r"(⟦\d⟧)\s+|\s+(⟦/\d⟧)")
_AFTER = re.compile(r"(?<=[,.;:!?])(?=[A-Za-z])")
_BEFORE = re.compile(r"\s+((?:⟦/\d⟧)?\s*[,.;:!?)”’»])|([(“‘«])\s+")


class PseudoEngine:
    """Turns each Han run into Latin text of another length, always the same for the same run."""

    id = "pseudo:1"

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        """One hypothesis a sentence, with the score 0."""
        return [[Hypothesis(pseudo(sentence), 0.0)] for sentence in sentences]


def pseudo(text: str) -> str:
    """Pseudo-translate a tagged sentence."""
    latin = _RUN.sub(lambda found: f" {_words(found[0])} ", text).translate(_WIDE)
    latin = _INSIDE.sub(lambda found: found[1] or found[2], latin)
    spaced = " ".join(_AFTER.sub(" ", latin).split())
    return _BEFORE.sub(lambda found: (found[1] or found[2]).replace(" ", ""), spaced)


def _words(run: str) -> str:
    words = []
    for start in range(0, len(run), 3):
        digest = blake2b(run[start : start + 3].encode("utf-8"), digest_size=4).digest()
        words.append("".join(_SYLLABLES[byte % 16] for byte in digest[: 2 + digest[3] % 3]))
    return " ".join(words)

"""The structure of a TMX 1.4 file, and the languages of its variants, as tools write them."""

from __future__ import annotations

INLINE = frozenset({"bpt", "ept", "it", "ph", "hi", "ut"})
CHILDREN: dict[str, frozenset[str]] = {
    "": frozenset({"tmx"}),
    "tmx": frozenset({"header", "body"}),
    "header": frozenset({"note", "prop", "ude"}),
    "ude": frozenset({"map"}),
    "map": frozenset(),
    "body": frozenset({"tu"}),
    "tu": frozenset({"note", "prop", "tuv"}),
    "tuv": frozenset({"note", "prop", "seg"}),
    "seg": INLINE,
    "hi": INLINE,
    "sub": INLINE,
    **dict.fromkeys(("bpt", "ept", "it", "ph", "ut"), frozenset({"sub"})),
    **dict.fromkeys(("note", "prop"), frozenset()),
}
"""What may stand in an element, after the DTD (tmx14.dtd); the empty name is the document."""
WITH_TEXT = frozenset({"seg", "sub", "note", "prop", *INLINE})
"""Elements that hold text."""
LEVELS = {"sentence": "sentence", "phrase": "sentence", "paragraph": "segment", "block": "segment"}
"""The level of a unit by its `segtype`."""
SEGTYPES = {"sentence": "sentence", "segment": "paragraph"}
PROPERTY = "x-transpipe-"
"""What the types of our own properties begin with."""
PROPERTIES = ("before", "after", "heading", "post", "origin")
"""Fields of a unit that TMX has no place for."""
APPROVED_STATE = "final"
"""The property `state` of a unit that a person stands for; `transpipe export` writes others of machine drafts."""
_OTHER_CODES = {"zho": "zh", "chi": "zh", "cmn": "zh", "eng": "en"}


def language(code: str) -> str:
    """The language of a code without script and region: `zh-CN`, `zh_CN` and `ZH-HANS` are `zh`."""
    first = code.strip().lower().replace("_", "-").partition("-")[0]
    return _OTHER_CODES.get(first, first)

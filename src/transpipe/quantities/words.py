"""English words that say numbers: tables alone."""

from __future__ import annotations

from collections.abc import Mapping

_TEENS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_PLACES = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
CARDINALS: Mapping[str, int] = {word: value for value, word in enumerate(_TEENS)} | TENS
ORDINALS: Mapping[str, int] = {word: value for value, word in enumerate(_PLACES)} | {
    word.replace("ty", "tieth"): value for word, value in TENS.items()
}
DECADES: Mapping[str, int] = {word.replace("ty", "ties"): value for word, value in TENS.items()}
SCALES: Mapping[str, int] = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "hundreds": 100, "thousands": 10**3, "millions": 10**6, "billions": 10**9, "trillions": 10**12, "dozens": 12,
}  # fmt: skip
SUFFIXES: Mapping[str, int] = {
    "k": 10**3, "K": 10**3, "m": 10**6, "mn": 10**6, "M": 10**6, "bn": 10**9, "b": 10**9, "B": 10**9, "tn": 10**12,
    "kt": 10**3, "Mt": 10**6, "Gt": 10**9,
}  # fmt: skip
"""What may stand right behind digits: US$350m, 20k, 3Mt."""
PARTS: Mapping[str, int] = {
    "half": 2, "halves": 2, "halved": 2, "halving": 2, "halve": 2, "halfway": 2, "quarter": 4, "quarters": 4,
    "hundredth": 100, "hundredths": 100, "thousandth": 1000, "thousandths": 1000,
} | {word + end: value for word, value in ORDINALS.items() if value > 2 for end in ("", "s")}  # fmt: skip
"""Denominators: two thirds, a quarter."""
_HOLDING: Mapping[int, tuple[str, ...]] = {
    0: ("midnight",),
    2: ("both", "pair", "pairs", "couple", "couples", "dual", "double", "doubles", "doubled", "doubling", "twin", "twins",
        "twice", "bilateral", "either", "neither", "binary", "duo", "respective", "latter", "former",
        "second", "bi", "mutual", "bipartite"),
    3: ("triple", "triples", "tripled", "tripling", "treble", "trebled", "trio", "thrice", "trilateral", "tripartite",
        "triangular", "tri", "triad"),
    4: ("quadruple", "quadrupled", "quadrupling", "quartet", "quad", "quadrilateral", "quarterly"),
    5: ("quintuple", "quintupled", "quintet"), 6: ("sextuple",), 7: ("weekly", "week"),
    10: ("decade", "decades", "decimal", "decennial"), 12: ("dozen", "midnight", "noon", "midday"),
    14: ("fortnight", "fortnightly"), 24: ("midnight",), 100: ("century", "centenary", "centennial"),
}  # fmt: skip
HELD: Mapping[str, tuple[int, ...]] = {
    word: tuple(value for value, others in _HOLDING.items() if word in others)
    for words in _HOLDING.values()
    for word in words
}
"""Words that hold a number: good English says many small ones so."""
ROMAN: Mapping[str, int] = {
    roman: value
    for value, roman in enumerate(
        ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
         "XVIII", "XIX", "XX"), 1
    )
}  # fmt: skip
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MONTHS: Mapping[str, int] = {
    form: number for number, name in enumerate(MONTH_NAMES, 1) for form in (name, name[:3])
} | {"Sept": 9}
GLYPHS: Mapping[str, tuple[int, int]] = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅛": (1, 8),
}  # fmt: skip

"""The posts that the benchmarks work on: the real ones of ../shared/corpus, else the constructs of the tests."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from harness import ROOT

from transpipe.errors import ParseError
from transpipe.jobs.setup import make_rules
from transpipe.parse.document import parse_document
from transpipe.segment.build import build_segment
from transpipe.stores.settings import load_settings

SHARED = ROOT.parent / "shared"
_CORPUS = SHARED / "corpus"
_REPEATED = 40
"""The constructs are so few and short that they are taken many times over."""


class Corpus(NamedTuple):
    """Markdown files, and what they are."""

    name: str
    files: list[bytes]


def real_posts() -> list[Path]:
    """The real posts, sorted; ends the script where there are none."""
    if not _CORPUS.is_dir():
        sys.exit(f"{_CORPUS}: no such folder; put Chinese posts there as Markdown files to measure with them")
    return sorted(path for path in _CORPUS.rglob("*.md") if path.name != "README.md")


def load_corpus() -> Corpus:
    """The real posts where they are."""
    if _CORPUS.is_dir():
        return Corpus("corpus of real posts", [path.read_bytes() for path in real_posts()])
    constructs = [path.read_bytes() for path in sorted((ROOT / "tests" / "constructs").glob("*/source.md"))]
    return Corpus("constructs of the tests", constructs * _REPEATED)


def sentences(files: Iterable[bytes]) -> list[str]:
    """All different sentences of files, as the memory and the engine see them."""
    settings = load_settings(ROOT)
    rules = make_rules(settings, "all")
    found: dict[str, None] = {}
    for data in files:
        try:
            document = parse_document(data, rules.prose)
        except ParseError:
            continue  # a post may be broken; it is no sentence then
        for block in document.blocks:
            segment = build_segment(block, data, settings["sentence_chars"])
            found.update(dict.fromkeys(sentence.text for sentence in (segment.sentences if segment else ())))
    return list(found)

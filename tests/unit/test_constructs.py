"""Every construct of a Hugo site: source, segments, and the output of the pseudo engine, as files people can read.

To accept new output after a change, run with TRANSPIPE_ACCEPT=1 and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers import PROSE, listing, rendering, translated
from transpipe.parse.document import parse_document
from transpipe.verify.skeleton import skeleton_difference

CONSTRUCTS = sorted(path.parent for path in (Path(__file__).parents[1] / "constructs").glob("*/source.md"))


def compare(path: Path, text: bytes) -> None:
    if os.environ.get("TRANSPIPE_ACCEPT"):
        path.write_bytes(text)
    assert text.decode("utf-8") == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("folder", CONSTRUCTS, ids=lambda path: path.name)
def test_segments(folder: Path) -> None:
    compare(folder / "segments.txt", listing((folder / "source.md").read_bytes()).encode("utf-8"))


@pytest.mark.parametrize("folder", CONSTRUCTS, ids=lambda path: path.name)
def test_output(folder: Path) -> None:
    compare(folder / "expected.md", translated((folder / "source.md").read_bytes()))


@pytest.mark.parametrize("folder", CONSTRUCTS, ids=lambda path: path.name)
def test_skeleton_is_kept_and_nothing_is_rejected(folder: Path) -> None:
    source = (folder / "source.md").read_bytes()
    made = rendering(source)
    assert made.rejected == frozenset()
    output = parse_document(translated(source), PROSE)
    assert skeleton_difference(parse_document(source, PROSE).skeleton, output.skeleton) is None

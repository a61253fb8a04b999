"""`make fuzz`: looks for documents that break parse and write, for a minute by default.

A find is shrunk by Hypothesis and printed; it becomes a folder in tests/constructs/ or a test. The pieces are the ones
that real files are made of, put together as no person would.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from helpers import PROSE, RULES, drafts_of, rendering
from transpipe.errors import ParseError
from transpipe.model import SourceFile
from transpipe.parse.document import parse_document
from transpipe.pipeline.plan import Kind, Plan, plan_file

CONSTRUCTS = Path(__file__).parent / "constructs"
LINES = sorted({line for path in CONSTRUCTS.glob("*/source.md") for line in path.read_bytes().split(b"\n")})
BITS = [
    *"中文，。“”（）*_`~[]()<>!#-+|:.\\\"'{}%/=&;$^ \t\n", "\r\n", "{{< x >}}", "{{% n %}}", "{{% /n %}}", "](/u)", "![", "**",
    "<b>", "</b>", "<div>", "</div>", "<!--", "-->", "---\n", "```\n", "| ", "[^1]", "> ", "- ", "1. ", "&amp;", "𠮷", "\u2028",
]  # fmt: skip
DOCUMENTS = st.one_of(
    st.lists(st.sampled_from(LINES), max_size=25).map(b"\n".join),
    st.lists(st.sampled_from(BITS), max_size=60).map(lambda bits: "".join(bits).encode("utf-8")),
    st.binary(max_size=80),
)


def check(data: bytes) -> None:
    """Refused, or parsed to tiles and written with an unchanged structure; no other way out."""
    try:
        document = parse_document(data, PROSE)
    except ParseError:
        return
    assert document.source == data
    made = plan_file(SourceFile("a.md", data), Kind.MISSING, RULES)
    if isinstance(made, Plan):
        assert drafts_of(made)
        rendering(data)


def main() -> None:
    """Fuzz for as many seconds as TRANSPIPE_FUZZ_SECONDS says."""
    seconds = float(os.environ.get("TRANSPIPE_FUZZ_SECONDS", "60"))
    until = time.monotonic() + seconds
    rounds = documents = 0
    while time.monotonic() < until:

        @seed(time.time_ns())
        @settings(
            max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )  # fmt: skip
        @given(DOCUMENTS)
        def fuzz(data: bytes) -> None:
            check(data)

        fuzz()
        rounds += 1
        documents += 500
    print(f"{documents} documents in {rounds} rounds, nothing found")


if __name__ == "__main__":
    main()

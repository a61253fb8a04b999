"""How well Chinese that waits for translation is told from Chinese that is there on purpose, on labelled blocks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from helpers import PROSE, RULES
from transpipe.detect.deliberate import kept_pattern
from transpipe.model import SourceFile
from transpipe.pipeline.check_file import CheckRules, Role, check_file

DATA = Path(__file__).parents[1] / "data" / "language-blocks.tsv"
KEPT = ("微信", "支付宝", "罗中洋")


def rows() -> list[tuple[str, str, str]]:
    """(label, case, Markdown) of every row."""
    lines = DATA.read_bytes().decode("utf-8").split("\n")[1:-1]
    split = (line.split("\t") for line in lines)
    return [(label, case, text.replace("\\n", "\n")) for label, case, text in split]


def untranslated(text: str) -> bool:
    file = SourceFile("content/a.en.md", f"{text}\n".encode())
    facts = check_file(file, Role.TARGET, CheckRules(PROSE, RULES.markers, kept_pattern(KEPT)))
    assert not any(finding.rule == "broken" for finding in facts.findings), facts
    return any(finding.rule == "untranslated" for finding in facts.findings)


def test_the_set_is_large_and_balanced() -> None:
    counts = Counter(label for label, _, _ in rows())
    assert set(counts) == {"untranslated", "fine"}
    assert min(counts.values()) >= 150
    assert len({text for _, _, text in rows()}) == len(rows())


def test_precision_and_recall(capsys: pytest.CaptureFixture[str]) -> None:
    judged = [(label == "untranslated", untranslated(text), case, text) for label, case, text in rows()]
    hits = sum(wanted and got for wanted, got, _, _ in judged)
    precision = hits / sum(got for _, got, _, _ in judged)
    recall = hits / sum(wanted for wanted, _, _, _ in judged)
    with capsys.disabled():
        print(f"\nuntranslated blocks: precision {precision:.3f}, recall {recall:.3f} on {len(judged)} labelled blocks")
        for wanted, got, case, text in judged:
            if wanted != got:
                print(f"  {'missed' if wanted else 'false alarm'}: {case}: {text!r}")
    assert precision >= 0.98
    assert recall >= 0.98

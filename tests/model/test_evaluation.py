"""The embedded model on the evaluation set: terms and tags hold. Asserts no wording and no score of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from transpipe.cli import app

pytestmark = pytest.mark.model
REPOSITORY = Path(__file__).parents[2]
SET = REPOSITORY / "tests/data/evaluation/field.tsv"


def evaluate(folder: Path, *options: str) -> dict[str, Any]:
    (folder / "transpipe.yaml").write_bytes(f"glossary: {REPOSITORY / 'glossary'}\n".encode())
    words = ["evaluate", str(SET), "--format", "json", "--config", str(folder / "transpipe.yaml"), *options]
    result = CliRunner().invoke(app, words, standalone_mode=False)
    assert result.exception is None, result.exception
    (run,) = json.loads(result.stdout)["runs"]
    assert isinstance(run, dict)
    return run


def test_terms_and_tags_hold_on_the_whole_set(tmp_path: Path) -> None:
    run = evaluate(tmp_path)
    assert len(run["segments"]) == 200
    assert run["totals"]["terms"]["percent"] >= 98, [item["missing"] for item in run["segments"] if item["missing"]]
    assert run["totals"]["tags"]["percent"] == 100


def test_the_glossary_is_what_makes_the_terms_hold(tmp_path: Path) -> None:
    told, untold = evaluate(tmp_path, "--limit", "60"), evaluate(tmp_path, "--limit", "60", "--no-glossary")
    assert untold["totals"]["terms"]["whole"] == told["totals"]["terms"]["whole"] > 60
    assert untold["totals"]["terms"]["part"] < told["totals"]["terms"]["part"]

"""The real engine and the embedded model on the real post. Asserts structure, terms and findings, not wording."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import frontmatter
import pytest
from click.testing import CliRunner

from transpipe.cli import app
from transpipe.parse.document import parse_document
from transpipe.script import count_han
from transpipe.stores.argos import ArgosEngine, embedded_path
from transpipe.translate.guard import faults
from transpipe.translate.ports import Decoding

pytestmark = pytest.mark.model
REPOSITORY = Path(__file__).parents[2]
POST = "post/2023-12-09-ITU-COP28-outcomes"


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the seed post and the project's glossary, after one run."""
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(REPOSITORY / "content", root / "content")
    shutil.copytree(REPOSITORY / "glossary", root / "glossary")
    (root / "transpipe.yaml").write_bytes(b"{}\n")
    result = CliRunner().invoke(app, ["run", "-q", "--config", str(root / "transpipe.yaml")], standalone_mode=False)
    assert result.exception is None, result.exception
    assert result.return_value == 0
    return root


def constructs(text: str) -> dict[str, list[str]]:
    """What must stand there in the same order, found by other means than the parser of the project."""
    return {
        "shortcodes": re.findall(r"\{\{<.*?>\}\}", text),
        "destinations": re.findall(r"\]\(([^)\s]+(?: \"[^\"]*\" >\}\})?)", text),
        "english titles": re.findall(r'\s"([ !#-~]+)"\)', text),
        "images": re.findall(r"!\[[^\]]*\]\(([^)]*)\)", text),
        "headings": re.findall(r"^#+(?= )", text, re.MULTILINE),
        "quotes": re.findall(r"^>(?= )", text, re.MULTILINE),
    }


def test_both_drafts_are_written(drafts: Path) -> None:
    files = sorted(path.relative_to(drafts / "review").as_posix() for path in (drafts / "review").rglob("*.md"))
    assert files == [f"{POST}/index.en.md", f"{POST}/index.zh.md"]


def test_markup_is_there_in_the_same_order(drafts: Path, seed: bytes) -> None:
    source = seed.decode("utf-8").replace("> Requires translation\n\n", "")
    draft = (drafts / "review" / POST / "index.en.md").read_bytes().decode("utf-8")
    wanted, got = constructs(source), constructs(draft)
    assert len(wanted["shortcodes"]) == 5
    assert len(wanted["destinations"]) > 20
    assert got == wanted


def test_text_before_the_marker_is_byte_identical(drafts: Path, seed: bytes) -> None:
    draft = (drafts / "review" / POST / "index.en.md").read_bytes()
    body = seed[seed.index(b"---\n\nAnnounced") : seed.index(b"> Requires translation")]
    assert body in draft
    front = seed[: seed.index(b"---\n\nAnnounced")].split(b"\n", 2)
    # The tag 脱碳 is a glossary term as a whole; all other front matter after the title stays.
    assert draft.split(b"\n", 2)[2].startswith(front[2].replace("脱碳".encode(), b"Decarbonization"))


def test_hardly_any_chinese_is_left_after_the_marker(drafts: Path) -> None:
    draft = (drafts / "review" / POST / "index.en.md").read_bytes().decode("utf-8")
    text = draft[draft.index("<!--more-->") :]
    letters = sum(char.isalpha() for char in text)
    assert count_han(text) / letters <= 0.02
    assert count_han(frontmatter.loads(draft)["title"]) == 0


def test_the_original_loses_nothing_but_the_marker(drafts: Path, seed: bytes) -> None:
    original = (drafts / "review" / POST / "index.zh.md").read_bytes()
    start = original.index(b"params:\n")
    end = original.index(b"---\n\nAnnounced")
    assert original[:start] + original[end:] == seed.replace(b"> Requires translation\n\n", b"")


def test_terms_of_the_glossary_hold(drafts: Path) -> None:
    draft = (drafts / "review" / POST / "index.en.md").read_bytes().decode("utf-8")
    for term in ("Green Digital Action", "World Standards Cooperation", "Standardization Programme Coordination Group",
                 "twin transition", "circular economy", "digital ecosystems", "Han-Teng Liao"):  # fmt: skip
        assert term.casefold() in draft.casefold(), term


def test_a_second_run_has_nothing_to_do(drafts: Path) -> None:
    before = {path: path.read_bytes() for path in (drafts / "review").rglob("*") if path.is_file()}
    result = CliRunner().invoke(app, ["run", "--config", str(drafts / "transpipe.yaml")], standalone_mode=False)
    assert "nothing to do" in result.stdout
    assert {path: path.read_bytes() for path in (drafts / "review").rglob("*") if path.is_file()} == before


def test_the_model_keeps_tags(tmp_path: Path) -> None:
    engine = ArgosEngine(embedded_path(), "en")
    sentences = ["请参阅 ⟦1⟧使用指南⟦/1⟧。", "使用 ⟦1/⟧ 命令创建 ⟦2⟧项目⟦/2⟧。", "本标准由 ITU 发布。"]
    for sentence, hypotheses in zip(sentences, engine.translate(sentences, Decoding()), strict=True):
        assert len(hypotheses) == 4
        assert any(not faults(sentence, item.text, ()) for item in hypotheses), hypotheses


@pytest.mark.parametrize("beam", [1, 2, 8])
def test_every_beam_size_gives_what_it_can(beam: int) -> None:
    engine = ArgosEngine(embedded_path(), "en")
    (hypotheses,) = engine.translate(["本标准由 ITU 发布。"], Decoding(beam_size=beam, hypotheses=4))
    assert len(hypotheses) == min(beam, 4)


def test_underscores_survive_the_tokeniser() -> None:
    from transpipe.stores.argos import _decode, argos_home

    with argos_home() as package:
        tokenizer = package.Package(embedded_path()).tokenizer
    assert _decode(tokenizer, tokenizer.encode("set my_variable")) == "set my_variable"


def test_the_seed_parses_to_itself(seed: bytes) -> None:
    from transpipe.jobs.setup import make_rules
    from transpipe.stores.settings import load_settings

    rules = make_rules(load_settings(REPOSITORY), "marked")
    assert parse_document(seed, rules.prose).source == seed

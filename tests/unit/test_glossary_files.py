"""The format of glossary files: what can be said, what is refused and where, what lint finds, what editors are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from transpipe.cli import app
from transpipe.glossary import yaml_format
from transpipe.glossary.entries import KEYS, Problem, values_of
from transpipe.glossary.lint import lint
from transpipe.stores.glossary_files import load_glossary, read_glossary
from transpipe.units import Term

REPOSITORY = Path(__file__).parents[2]
FILES = sorted((REPOSITORY / "glossary").glob("*.yaml"))
jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed; it comes with the extra `dev`")


def places(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.place, problem.rule) for problem in problems]


ENTRY = Term(
    ("甲乙", "甲丙"), "AB", "A", ("A B", "a-b"), ("A/B",), True, ("丁",), "See: there.\nAnd here.", "proposed",
    "f:3", "name", "ict", True, "https://example.org/#a",
)  # fmt: skip


def read(text: str) -> list[Term]:
    terms, problems = yaml_format.read("f", text)
    assert problems == []
    return terms


def test_an_empty_file_is_an_empty_glossary() -> None:
    assert read("") == read("# nothing\n") == read("terms: []\n") == read("domain: x\n") == []


def test_every_key_is_read() -> None:
    text = """domain: ict
terms:
  - source: [甲乙, 甲丙]
    target: AB
    abbreviation: A
    admitted: [A B, a-b]
    deprecated: A/B
    case: keep
    context: 丁
    note: "See: there.\\nAnd here."
    status: proposed
    pos: name
    keep: true
    source_ref: https://example.org/#a
"""
    assert read(text) == [ENTRY]
    assert set(values_of(ENTRY)) == {key.name for key in KEYS}


def test_a_name_that_is_kept_needs_no_target() -> None:
    (term,) = read("terms:\n  - {source: 【GDAStandard】, keep: true}\n")
    assert (term.target, term.keep) == ("【GDAStandard】", True)


@pytest.mark.parametrize(
    ("entry", "line", "rule", "message"),
    [
        ("source: 甲", 2, "missing", "needs a `target`"),
        ("target: A", 2, "missing", "needs a `source`"),
        ("{source: 甲, keep: true}", 2, "missing", "give its Latin form"),
        ("source: 甲\n    targte: A\n    target: A", 3, "unknown-key", "did you mean 'target'?"),
        ("source: 甲\n    target: A\n    x: A", 4, "unknown-key", "the keys are source, target"),
        ("source: 甲\n    target: 乙", 3, "han-target", "holds Chinese"),
        ("source: 甲\n    target: A\n    admitted: [B, 丙]", 4, "han-target", "'丙'"),
        ("source: 甲\n    target: A\n    target: B", 4, "twice", "stands twice"),
        ("source: 甲\n    target: [A, B]", 3, "value", "one text, not a list"),
        ("source: []\n    target: A", 2, "value", "source is empty"),
        ("source: ['', 甲]\n    target: A", 2, "value", "source is empty"),
        ("source: 甲\n    target: ' '", 3, "value", "target is empty"),
        ("source: {a: b}\n    target: A", 2, "value", "a text or a list of texts"),
        ("source: 甲\n    target: No", 3, "value", "put it in quotes"),
        ("source: 甲\n    target: 2030", 3, "value", "put it in quotes"),
        ("source: 甲\n    target: ~", 3, "value", "put it in quotes"),
        ("source: 甲\n    target: A\n    case: upper", 4, "value", "'upper' is not one of sentence, keep"),
        ("source: 甲\n    target: A\n    keep: yes", 4, "value", "not one of false, true"),
        ("source: 甲\n    target: A\n    pos: n.", 4, "value", "not one of noun"),
        ("source: &a 甲\n    target: *a", 3, "syntax", "alias"),
        ("source: 甲\n   target: A", 3, "syntax", "invalid YAML"),
        ("甲", 2, "syntax", "an entry is a map"),
    ],
)
def test_wrong_entries_name_line_and_what_to_do(entry: str, line: int, rule: str, message: str) -> None:
    terms, problems = yaml_format.read("f", f"terms:\n  - {entry}\n")
    assert terms == []
    assert (f"f:{line}", rule) in places(problems)
    assert any(message in problem.message for problem in problems)


def test_text_in_quotes_is_text() -> None:
    (term,) = read("terms:\n  - {source: 甲, target: '2030', admitted: ['No', 5G, 3D printing, e-waste]}\n")
    assert term.accepted == ("2030", "No", "5G", "3D printing", "e-waste")


@given(
    st.lists(
        st.builds(
            lambda sources, target, note, keep: Term(sources, target, note=note, keep=keep, domain="d"),
            st.lists(st.text(st.sampled_from("甲乙ab:#'\"-[]{}!%@&*|>~, \\n1"), min_size=1), min_size=1, max_size=3).map(
                lambda texts: tuple(f"甲{text.strip()}乙" for text in texts)
            ),
            st.text(st.sampled_from("abc:#'\"-[]{}!%@&*|>~, 1Yy"), min_size=1).map(lambda text: f"{text.strip()}x"),
            st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])),
            st.booleans(),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_what_is_written_reads_as_it_was(terms: list[Term]) -> None:
    back, problems = yaml_format.read("f", yaml_format.write(terms))
    assert problems == []
    assert [replace(term, place="") for term in back] == terms


def test_the_whole_glossary_survives_being_written_again() -> None:
    for file in FILES:
        terms = read(file.read_bytes().decode("utf-8"))
        again = read(yaml_format.write(terms))
        assert [replace(t, place="") for t in again] == [replace(t, place="") for t in terms], file.name


# --- lint -------------------------------------------------------------------------------------


def term(source: str, target: str, place: str, **more: object) -> Term:
    return Term(tuple(source.split()), target, place=place, **more)  # type: ignore[arg-type]


def test_sound_entries_have_no_problems() -> None:
    assert lint([]) == []
    assert lint([
        term("物联网 物聯網", "Internet of Things", "a:1"), term("平台", "platform", "a:2", context=("数字",)),
        term("平台", "terrace", "a:3", context=("楼",)), term("平台", "stage", "a:4", status="retired"),
        term("站台", "platform", "a:5", deprecated=("terrain",)),
    ]) == []  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([term("甲 甲", "A", "a:1")], [("a:1", "duplicate")]),
        ([term("甲", "A", "a:1"), term("甲", "A", "a:2")], [("a:2", "duplicate")]),
        ([term("甲", "A", "a:1"), term("甲", "B", "a:2"), term("甲", "C", "a:3")],
         [("a:2", "contradiction"), ("a:3", "contradiction")]),
        ([term("甲", "A", "a:1", context=("乙", "电")), term("甲", "B", "a:2", context=("電",))], [("a:2", "contradiction")]),
        ([term("国际", "A", "a:1"), term("國際", "B", "a:2")], [("a:2", "variants")]),
        ([term("AI治理", "A", "a:1"), term("ＡＩ治理", "A", "a:2")], [("a:2", "variants")]),
        ([term("甲", "A", "a:1", deprecated=("b",)), term("乙", "B", "a:2")], [("a:1", "forbidden-preferred")]),
        ([term("甲", "A", "a:1", deprecated=("b",)), term("乙", "C", "a:2", admitted=("B",))],
         [("a:1", "forbidden-preferred")]),
        ([term("甲", "A", "a:1", deprecated=("a",))], [("a:1", "forbidden-preferred")]),
        ([term("甲", "A A", "a:1", abbreviation="AA", deprecated=("AA",))], [("a:1", "forbidden-preferred")]),
    ],
)  # fmt: skip
def test_contradictions_are_found(terms: list[Term], expected: list[tuple[str, str]]) -> None:
    assert places(lint(terms)) == expected
    assert all(problem.message for problem in lint(terms))


def glossary_command(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["glossary", *arguments], standalone_mode=False)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "glossary").mkdir()
    (tmp_path / "transpipe.yaml").write_bytes(b"{}\n")
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_lint_shows_all_problems_of_all_files(site: Path) -> None:
    (site / "glossary" / "a.yaml").write_bytes(
        "terms:\n  - {source: 甲, target: 乙}\n  - {source: 丙, target: C, x: y}\n  - {source: 丁, target: D}\n".encode()
    )
    (site / "glossary" / "b.yaml").write_bytes("terms:\n  - {source: 丁, target: E}\n".encode())
    (site / "glossary" / "c.yaml").write_bytes(b"terms: [\n")
    (site / "glossary" / "d.yaml").write_bytes(b"terms: []\n\xff\n")
    result = glossary_command("lint")
    assert result.return_value == 1
    for line in (
        "glossary/a.yaml:2: target '乙' holds Chinese characters; write it in English [han-target]",
        "glossary/a.yaml:3: unknown key 'x'; the keys are",
        "glossary/b.yaml:2: 丁 is 'E' here and 'D' at glossary/a.yaml:4; keep one, or give a `context` [contradiction]",
        "glossary/c.yaml:2: invalid YAML",
        "glossary/d.yaml:2: not UTF-8; save the file as UTF-8 [syntax]",
        "2 entries, 5 problems",
    ):
        assert line in result.stdout, line


def test_lint_of_the_project_is_clean() -> None:
    terms, problems, _ = read_glossary(REPOSITORY / "glossary")
    assert [*problems, *lint(terms)] == []


def test_lookup_shows_what_wins_and_what_loses(site: Path) -> None:
    (site / "glossary" / "a.yaml").write_bytes(
        "terms:\n  - {source: 国际电联, target: ITU}\n  - {source: 国际电联标准, target: ITU standard}\n".encode()
    )
    shown = glossary_command("lookup", "國際電聯標準與甲").stdout
    assert shown == (
        "0-6  國際電聯標準 -> ITU standard  [glossary/a.yaml:3]\n"
        "    not 0-4  國際電聯 -> ITU: 國際電聯標準 is longer\n"
        "engine reads: ITU standard 與甲\n"
    )
    assert "never given to the engine: ITU" in glossary_command("lookup", "国际电联。").stdout
    assert glossary_command("lookup", "甲").stdout == "no term matches\n"


# --- the schema for editors -------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> dict[str, object]:
    loaded: dict[str, object] = json.loads((REPOSITORY / "glossary" / "schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_files_of_the_project_fit_the_schema_and_name_it(file: Path, schema: dict[str, object]) -> None:
    text = file.read_bytes().decode("utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(text)))
    assert errors == []


def test_the_schema_has_the_keys_and_choices_of_the_reader(schema: dict[str, object]) -> None:
    properties = schema["$defs"]["entry"]["properties"]  # type: ignore[index]
    assert list(properties) == [key.name for key in KEYS]
    for key in KEYS:
        assert properties[key.name]["description"], key.name
        if key.choices and key.name != "keep":
            assert tuple(properties[key.name]["enum"]) == key.choices


@pytest.mark.parametrize(
    "entry",
    [
        {"source": "甲"}, {"target": "A"}, {"source": "甲", "target": "乙"}, {"source": "甲", "target": "A", "x": "y"},
        {"source": [], "target": "A"}, {"source": "", "target": "A"}, {"source": "甲", "target": ["A", "B"]},
        {"source": "甲", "target": 2030}, {"source": "甲", "target": "A", "case": "upper"},
        {"source": "甲", "target": "A", "keep": "yes"}, {"source": "甲", "target": "A", "admitted": ["乙"]},
        {"source": "甲", "keep": False}, {"source": "甲", "target": "A", "status": "new"}, "甲",
    ],
)  # fmt: skip
def test_the_schema_refuses_what_the_reader_refuses(entry: object, schema: dict[str, object]) -> None:
    assert list(jsonschema.Draft202012Validator(schema).iter_errors({"terms": [entry]}))
    assert yaml_format.read("f", yaml.safe_dump({"terms": [entry]}, allow_unicode=True))[1]


def test_the_schema_takes_what_the_reader_takes(schema: dict[str, object]) -> None:
    loaded = yaml.safe_load(yaml_format.write([ENTRY]))
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(loaded)) == []
    kept = {"terms": [{"source": "【GDAStandard】", "keep": True}]}
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(kept)) == []


# --- the cache --------------------------------------------------------------------------------


def test_the_cache_gives_the_same_glossary_and_follows_the_files(site: Path) -> None:
    file, cache = site / "glossary" / "a.yaml", site / "state" / "glossary.json"
    file.write_bytes(
        "terms:\n  - {source: [甲, 乙], target: A, admitted: B}\n  - {source: 丙, target: C, status: retired}\n".encode()
    )
    plain = load_glossary(site / "glossary")
    for _ in range(2):  # written, then read
        cached = load_glossary(site / "glossary", cache)
        assert (cached.terms, cached.version) == (plain.terms, plain.version)
    before = cache.read_bytes()
    assert load_glossary(site / "glossary", cache).find("乙")[0].accepted == ("A", "B")
    assert cache.read_bytes() == before
    file.write_bytes("terms:\n  - {source: 甲, target: Z}\n".encode())
    assert [term.target for term in load_glossary(site / "glossary", cache).terms] == ["Z"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"key": "x", "terms": []}', b"\xff"])
def test_a_damaged_cache_is_no_cache(site: Path, damage: bytes) -> None:
    (site / "glossary" / "a.yaml").write_bytes("terms:\n  - {source: 甲, target: A}\n".encode())
    cache = site / "glossary.json"
    cache.write_bytes(damage)
    assert [term.target for term in load_glossary(site / "glossary", cache).terms] == ["A"]
    assert cache.read_bytes() != damage

"""The glossary as CSV and TBX: nothing is lost, and what is wrong is refused with its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from transpipe.cli import app
from transpipe.errors import TranspipeError
from transpipe.glossary import csv_format, tbx_format
from transpipe.stores.glossary_files import read_glossary
from transpipe.units import Term

REPOSITORY = Path(__file__).parents[2]
HARD = Term(
    ("甲|乙", "丙\\丁"), 'A "B", C', "A|B", ("x;y", "<b>&amp;</b>"), ("\\|", "=1+1"), True, ("戊 | 己",),
    "two\nlines, with transpipe:case=keep inside", "retired", "", "phrase", "d & e", True, "ISO 1, 2",
)  # fmt: skip


def placeless(terms: Sequence[Term]) -> list[Term]:
    return [replace(term, place="") for term in terms]


# --- CSV --------------------------------------------------------------------------------------


def test_csv_keeps_what_is_hard_to_keep() -> None:
    terms, problems = csv_format.read("f", csv_format.write([HARD]))
    assert problems == []
    assert placeless(terms) == [HARD]


def test_csv_keeps_the_whole_glossary() -> None:
    terms = read_glossary(REPOSITORY / "glossary").terms
    again, problems = csv_format.read("f", csv_format.write(terms))
    assert problems == []
    assert placeless(again) == placeless(terms)


def test_an_empty_table_has_no_entries() -> None:
    assert csv_format.read("f", csv_format.write([])) == ([], [])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_of_every_spreadsheet_is_read(separator: str) -> None:
    text = "source,target,admitted\r\n甲 | 乙,A,\r\n\r\n丙,C,B | D\r\n".replace(",", separator)
    terms, problems = csv_format.read("f", text)
    assert problems == []
    assert [(term.sources, term.target, term.admitted, term.place) for term in terms] == [
        (("甲", "乙"), "A", (), "f:2"), (("丙",), "C", ("B", "D"), "f:4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the first row should name the columns"),
        ("甲,A\n", 1, "unknown column '甲'"),
        ("source,targte\n甲,A\n", 1, "did you mean 'target'?"),
        ("source,target,target\n甲,A,B\n", 1, "stands twice"),
        ("source,target\n甲,A\n乙\n", 3, "1 cells, but 2 columns"),
        ('source,target\n"甲\n乙",A\n丙,丁\n', 4, "holds Chinese"),
        ("source,target\n甲,\n", 2, "needs a `target`"),
        ("source,target,keep\n甲,A,ja\n", 2, "not one of false, true"),
        ('source,target\n甲,"A\n', 2, "not a row of a table"),
        ('source,target\n甲,"A"x\n', 2, "not a row of a table"),
    ],
)
def test_wrong_tables_are_refused_with_the_line(text: str, line: int, message: str) -> None:
    _, problems = csv_format.read("f", text)
    assert any(problem.place == f"f:{line}" and message in problem.message for problem in problems), problems


# --- TBX --------------------------------------------------------------------------------------

NAMESPACE = "{urn:iso:std:iso:30042:ed-2}"


def test_tbx_keeps_what_is_hard_to_keep() -> None:
    hard = replace(HARD, note="two\nlines")
    terms, problems = tbx_format.read("f", tbx_format.write([hard]).encode())
    assert problems == []
    assert placeless(terms) == [hard]


def test_tbx_keeps_the_whole_glossary() -> None:
    terms = read_glossary(REPOSITORY / "glossary").terms
    again, problems = tbx_format.read("f", tbx_format.write(terms).encode())
    assert problems == []
    assert placeless(again) == placeless(terms)


def test_tbx_is_what_the_dialect_allows() -> None:
    root = ElementTree.fromstring(tbx_format.write([HARD, replace(HARD, pos="verb")]))
    assert (root.tag, root.get("type"), root.get("style")) == (f"{NAMESPACE}tbx", "TBX-Basic", "dca")
    assert root.find(f"{NAMESPACE}tbxHeader/{NAMESPACE}fileDesc/{NAMESPACE}sourceDesc/{NAMESPACE}p") is not None
    allowed = {
        "administrativeStatus": {"preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"},
        "partOfSpeech": {"noun", "verb", "adjective", "adverb", "other"},
        "termType": {"abbreviation"},
    }
    for note in root.iter(f"{NAMESPACE}termNote"):
        assert note.text in allowed[note.get("type", "")]
    for concept in root.iter(f"{NAMESPACE}conceptEntry"):
        parts = [child.tag.removeprefix(NAMESPACE) for child in concept]
        assert parts == sorted(parts, key=lambda name: name == "langSec"), "descriptions stand before the languages"
    identities = [concept.get("id") for concept in root.iter(f"{NAMESPACE}conceptEntry")]
    assert identities == ["c1", "c2"]


FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<?xml-model href="TBXcoreStructV03.rng" type="application/xml"?>
<tbx type="TBX-Basic" style="{style}" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"{more}>
 <tbxHeader><fileDesc><sourceDesc><p>another tool</p></sourceDesc></fileDesc></tbxHeader>
 <text><body>
  <conceptEntry id="c1">
   {subject}
   <note>first</note><note>second</note>
   <langSec xml:lang="es"><termSec><term>residuos</term></termSec></langSec>
   <langSec xml:lang="en-GB">
    <descripGrp>{definition}{source}</descripGrp>
    <termSec><term>e-scrap</term>{superseded}</termSec>
    <termSec><term>waste <hi>electrical</hi> equipment</term>{preferred}{noun}</termSec>
    <termSec><term>WEEE</term>{acronym}</termSec>
    <termSec><term>e-waste</term></termSec>
   </langSec>
   <langSec xml:lang="zh-Hans"><termSec><term>电子垃圾</term></termSec></langSec>
   <langSec xml:lang="zh-TW"><termSec><term>電子廢棄物</term></termSec></langSec>
  </conceptEntry>
 </body></text>
</tbx>
"""
CATEGORIES = {
    "subject": ("descrip", "subjectField", "circular economy"),
    "definition": ("descrip", "definition", "What is thrown away."),
    "source": ("admin", "source", "a book"),
    "superseded": ("termNote", "administrativeStatus", "supersededTerm-admn-sts"),
    "preferred": ("termNote", "administrativeStatus", "preferredTerm-admn-sts"),
    "noun": ("termNote", "partOfSpeech", "noun"),
    "acronym": ("termNote", "termType", "acronym"),
}


def foreign(style: str) -> str:
    def element(kind: str, category: str, text: str) -> str:
        if style == "dca":
            return f'<{kind} type="{category}">{text}</{kind}>'
        return f"<basic:{category}>{text}</basic:{category}>"

    filled = {name: element(*parts) for name, parts in CATEGORIES.items()}
    return FOREIGN.format(style=style, more=' xmlns:basic="http://www.tbxinfo.net/ns/basic"', **filled)


@pytest.mark.parametrize("style", ["dca", "dct"])
def test_tbx_of_other_tools_is_read_in_both_styles(style: str) -> None:
    terms, problems = tbx_format.read("f", foreign(style).encode())
    assert problems == []
    assert placeless(terms) == [
        Term(
            ("电子垃圾", "電子廢棄物"), "waste electrical equipment", "WEEE", ("e-waste",), ("e-scrap",),
            note="first\nsecond", pos="noun", domain="circular economy",
        )
    ]  # fmt: skip
    assert terms[0].place == "f:6"


def test_without_a_preferred_term_the_first_is_preferred() -> None:
    text = foreign("dca").replace('<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>', "")
    ((term,), _) = tbx_format.read("f", text.encode())
    assert (term.target, term.admitted) == ("waste electrical equipment", ("e-waste",))


BOMB = '<!DOCTYPE tbx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
FILE = '<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
OUTSIDE = '<!DOCTYPE tbx SYSTEM "http://example.org/tbx.dtd">\n'


@pytest.mark.parametrize("trick", [BOMB, FILE, OUTSIDE])
def test_entities_are_refused_before_anything_is_read(trick: str) -> None:
    text = foreign("dca").replace("<tbx ", f"{trick}<tbx ", 1).replace("电子垃圾", "&a;")
    terms, problems = tbx_format.read("f", text.encode())
    assert terms == []
    assert [(problem.place, "document type declaration" in problem.message) for problem in problems] == [("f:3", True)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "invalid XML: no element found"),
        ("<tbx>\n<text>\n</tbx>", 3, "invalid XML: mismatched tag"),
        ("<tbx>&nothing;</tbx>", 1, "invalid XML: undefined entity"),
        ("<martif type='TBX'>\n</martif>", 1, "TBX version 2"),
        ("<html/>", 1, "begins with <html>, not <tbx>"),
        (foreign("dca").replace("zh-", "ja-"), 6, "an entry needs a `source`"),
        (foreign("dca").replace("en-GB", "fr"), 6, "an entry needs a `target`"),
        (foreign("dca").replace("e-waste", "废物"), 15, "holds Chinese"),
        (foreign("dca").replace(">noun<", ">gerund<"), 13, "pos 'gerund' is not one of"),
    ],
)
def test_wrong_termbases_are_refused_with_the_line(text: str, line: int, message: str) -> None:
    terms, problems = tbx_format.read("f", text.encode())
    assert terms == []
    assert any(problem.place == f"f:{line}" and message in problem.message for problem in problems), problems


# --- commands ---------------------------------------------------------------------------------


def glossary_command(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["glossary", *arguments], standalone_mode=False)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "glossary").mkdir()
    (tmp_path / "transpipe.yaml").write_bytes(b"{}\n")
    text = "domain: d\nterms:\n  - {source: 甲, target: A}\n  - {source: 乙, target: B, domain: e}\n"
    (tmp_path / "glossary" / "a.yaml").write_bytes(text.encode())
    monkeypatch.chdir(tmp_path)
    yield tmp_path


@pytest.mark.parametrize("name", ["terms.csv", "terms.tbx", "TERMS.CSV"])
def test_export_then_import_is_the_same_glossary(site: Path, name: str) -> None:
    before = placeless(read_glossary(site / "glossary").terms)
    assert glossary_command("export", name).stdout == f"2 entries in {name}\n"
    result = glossary_command("import", name, "--output", "glossary/b.yaml")
    assert result.stdout.startswith("2 entries in glossary/b.yaml")
    assert placeless(read_glossary(site / "glossary" / "b.yaml").terms) == before


def test_export_of_a_domain(site: Path) -> None:
    assert glossary_command("export", "terms.csv", "--domain", "e").stdout == "1 entries in terms.csv\n"
    assert (site / "terms.csv").read_bytes().startswith(b"\xef\xbb\xbfsource,"), "spreadsheets need the mark"
    assert "the domains are: d, e" in str(glossary_command("export", "x.csv", "--domain", "f").exception)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "terms.xlsx"), "should end in .csv or .tbx"),
        (("export", "glossary/a.csv"), "is there already"),
        (("import", "glossary/a.csv", "--output", "b.csv"), "name it b.yaml"),
        (("import", "glossary/a.csv", "--output", "glossary/a.yaml"), "is there already"),
    ],
)
def test_nothing_is_overwritten_or_guessed(site: Path, arguments: tuple[str, ...], message: str) -> None:
    (site / "glossary" / "a.csv").write_bytes("source,target\n丙,C\n".encode())
    error = glossary_command(*arguments).exception
    assert isinstance(error, TranspipeError)
    assert message in str(error)


def test_a_wrong_file_is_refused_as_a_whole(site: Path) -> None:
    (site / "t.csv").write_bytes("source,target\n丙,C\n丁,\n戊,己\n".encode())
    result = glossary_command("import", "t.csv", "--output", "glossary/b.yaml")
    assert result.return_value == 1
    assert result.stdout.startswith("t.csv:3: an entry needs a `target`")
    assert result.stdout.endswith("2 problems; nothing was written\n")
    assert not (site / "glossary" / "b.yaml").exists()
    (site / "u.csv").write_bytes(b"source,target\n\xff,C\n")
    assert "u.csv:2: not UTF-8" in glossary_command("import", "u.csv", "--output", "glossary/b.yaml").stdout


def test_a_glossary_with_faults_is_not_exported(site: Path) -> None:
    (site / "glossary" / "b.yaml").write_bytes("terms:\n  - {source: 甲}\n".encode())
    assert "glossary/b.yaml:2" in str(glossary_command("export", "t.csv").exception)
    assert not (site / "t.csv").exists()

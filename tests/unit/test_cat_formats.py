"""Out to translators' tools and back: every format, by its schema, by outside readers, and with hostile text."""

from __future__ import annotations

import io
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from transpipe.errors import TranspipeError
from transpipe.exchange.formats import FORMATS, read, writer
from transpipe.exchange.inline import pieces
from transpipe.exchange.values import Bundle, Code, Incoming, Unit, UnitState

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
LINK, CODE = Code(1, True, "link", "[", "](https://a.b/?x=1&y=2)"), Code(2, False, "code", "`<b>`")
HOSTILE = "<script>alert(1)</script> ]]> & &amp; <!-- --> \"quotes\" 'single' =1+1 | \\n ☃ 𠮷"
UNITS = (
    Unit("k3x9", "标题", "Title", UnitState.FINAL, "v1", kind="heading", line=2),
    Unit("a1", "请看⟦1⟧链接⟦/1⟧和 ⟦2/⟧。", "See ⟦2/⟧ and the ⟦1⟧link⟦/1⟧.", UnitState.TRANSLATED, "v2", (LINK, CODE),
         notes=("order: links stand in another order", HOSTILE), terms=(("链接", "link"),), line=4),
    Unit("a2", "改过的", "Worked on", UnitState.REVIEWED, "v3", line=6),
    Unit("a3", "没有翻译", "", UnitState.INITIAL, "v4", line=8),
    Unit("a4", f"坏：{HOSTILE}", f"Bad: {HOSTILE}", UnitState.TRANSLATED, "v5", line=9),
    Unit("a5", "=1+1", "=1+1", UnitState.REVIEWED, "v6", line=10),
)  # fmt: skip
BUNDLES = (
    Bundle("review/p/index.en.md", "content/p/index.zh.md", UNITS),
    Bundle("review/q & r/“x”.en.md", "content/q & r/“x”.zh.md", UNITS[:1]),
)


def came_back(name: str, bundles: tuple[Bundle, ...] = BUNDLES) -> list[Incoming]:
    return read(f"file{FORMATS[name].suffix}", writer(name)(bundles).encode("utf-8"))


@pytest.mark.parametrize("name", FORMATS)
def test_what_goes_out_comes_back(name: str) -> None:
    found = came_back(name)
    sent = [(bundle.path, unit) for bundle in BUNDLES for unit in bundle.units]
    assert [(item.path, item.id, item.source, item.target, item.state, item.version) for item in found] == [
        (path, unit.id, unit.source, unit.target, unit.state, unit.version) for path, unit in sent
    ]
    lines = [item.line for item in found]
    assert lines == sorted(lines)
    assert lines[0] > 1


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_goes_out_as_well(name: str) -> None:
    if name == "html":
        with pytest.raises(TranspipeError, match="no table"):
            came_back(name, ())
    else:
        assert came_back(name, ()) == []


_TEXT = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cn"],
        exclude_characters="⟦⟧\ufffe\uffff",
    ),
    min_size=1,
)


@pytest.mark.parametrize("name", FORMATS)
@given(source=_TEXT, target=_TEXT)
def test_any_text_survives(name: str, source: str, target: str) -> None:
    unit = Unit("a", f"⟦1⟧{source}⟦/1⟧", f"⟦1⟧{target}⟦/1⟧", UnitState.REVIEWED, "v", (LINK,))
    (item,) = came_back(name, (Bundle("p", "q", (unit,)),))
    assert (item.source, item.target) == (unit.source, unit.target)


def schema(name: str) -> etree.XMLSchema:
    class Local(etree.Resolver):
        def resolve(self, url: str, public: str, context: object) -> object:
            return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context) if url.endswith("xml.xsd") else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser))


@pytest.mark.parametrize(("name", "file"), [("xliff1", "xliff-core-1.2-strict.xsd"), ("xliff2", "xliff-core-2.0.xsd")])
def test_xliff_is_valid(name: str, file: str) -> None:
    document = etree.parse(io.BytesIO(writer(name)(BUNDLES).encode("utf-8")))
    checked = schema(file)
    assert checked.validate(document), checked.error_log


@pytest.mark.parametrize("name", ["xliff1", "xliff2", "po", "tmx"])
def test_outside_readers_agree(name: str) -> None:
    """translate-toolkit, which Weblate is built on, reads the same texts and states."""
    from translate.storage import po, tmx, xliff, xliff2

    reader = {"xliff1": xliff.Xliff1File, "xliff2": xliff2.Xliff2File, "po": po.pofile, "tmx": tmx.tmxfile}[name]
    store = reader.parsestring(writer(name)(BUNDLES[:1]).encode("utf-8"))
    units = [unit for unit in store.units if not unit.isheader()]
    assert len(units) == len(UNITS)
    assert str(units[0].source) == "标题"
    assert str(units[0].target) == "Title"
    assert str(units[4].target) == f"Bad: {HOSTILE}"
    assert not units[3].istranslated()
    if name == "po":
        assert units[1].isfuzzy()
        assert not units[0].isfuzzy()


def test_xliff_2_says_the_version_that_tools_read() -> None:
    """Poedit 3.2 opens 2.0 and refuses 2.1, which has the same elements."""
    assert etree.fromstring(writer("xliff2")(BUNDLES).encode("utf-8")).get("version") == "2.0"


def test_po_is_read_by_its_own_library() -> None:
    catalogue = polib.pofile(writer("po")(BUNDLES))
    assert [entry.fuzzy for entry in catalogue][:3] == [False, True, False]
    assert catalogue[1].msgid == "请看<g1>链接</g1>和 <x2/>。"
    assert catalogue[1].occurrences == [("review/p/index.en.md", "4")]


def test_spreadsheets_get_no_formula() -> None:
    cells = [line.split("\t") for line in writer("tsv")(BUNDLES).split("\n")]
    assert "'=1+1" in cells[6]
    assert not any(cell.startswith(("=", "+", "@")) for row in cells for cell in row)


def test_tmx_has_the_structure_of_its_dtd() -> None:
    """The reader of the memory checks it by a table of the DTD."""
    from transpipe.stores.tmx_elements import CHILDREN, INLINE

    document = etree.fromstring(writer("tmx")(BUNDLES).encode("utf-8"))
    for element in document.iter():
        for child in element:
            assert child.tag in CHILDREN[element.tag]
        if element.tag in INLINE:
            assert element.get("i") or element.get("x")
    assert all("{http://www.w3.org/XML/1998/namespace}lang" in tuv.attrib for tuv in document.iter("tuv"))


def test_split_segments_and_foreign_inline_elements_are_understood() -> None:
    text = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="zh" trgLang="en">
    <file id="f1" original="review/p.en.md"><group id="g"><unit id="sa1">
      <segment state="final"><source>甲<mrk id="m" type="term">乙</mrk><sc id="1"/></source><target>A<sc id="1"/></target>
      </segment><ignorable><source> </source><target> </target></ignorable>
      <segment state="reviewed"><source>丙<ec startRef="1"/><cp hex="0001"/></source><target>B<ec startRef="1"/></target>
      </segment></unit></group></file></xliff>"""
    (item,) = read("a.xlf", text.encode())
    assert item.target == "A⟦1⟧ B⟦/1⟧"
    assert item.source == "甲乙⟦1⟧ 丙⟦/1⟧\x01"
    assert item.state is UnitState.REVIEWED
    old = """<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="p" source-language="zh"
    target-language="en" datatype="x"><body><trans-unit id="sa1"><source><g id="1">甲</g><x id="2"/></source>
    <target state="signed-off"><g id="1">A</g><bx id="3"/><ex id="3"/><x id="2"/></target></trans-unit></body></file></xliff>"""
    (item,) = read("a.xliff", old.encode())
    assert (item.source, item.target, item.state) == ("⟦1⟧甲⟦/1⟧⟦2/⟧", "⟦1⟧A⟦/1⟧⟦3⟧⟦/3⟧⟦2/⟧", UnitState.FINAL)


def test_brackets_of_tags_do_not_come_in_as_text() -> None:
    text = writer("xliff2")(BUNDLES[:1]).replace("Worked on", "⟦1⟧")
    assert read("a.xlf", text.encode())[2].target == "[1]"


BAD = {
    "entities": ("a.xlf", '<!DOCTYPE x [<!ENTITY a "b">]>\n<xliff>&a;</xliff>', "a.xlf:1: a document type"),
    "outside": ("a.xlf", '\n<!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff/>', "a.xlf:2: a document type"),
    "torn": ("a.xlf", "<xliff>\n<file>", "a.xlf:2: invalid XML: no element found"),
    "other": ("a.xlf", "<tmx/>", "a.xlf:1: not an XLIFF file: it begins with <tmx>"),
    "version": ("a.xlf", '<xliff version="3.0"/>', "XLIFF version '3.0' is not known"),
    "foreign": ("a.xlf", '<xliff version="2.0"><file>\n<unit id="u1"/></file></xliff>', "a.xlf:2: unit 'u1' is not one"),
    "foreign 1": ("a.xliff", '<xliff version="1.2"><file>\n<trans-unit id="u1"/></file></xliff>', "a.xliff:2: unit 'u1'"),
    "deep": ("a.xlf", "<a>" * 200 + "</a>" * 200, "more than 100 elements inside each other"),
    "code point": ("a.xlf", '<xliff version="2.0"><file><unit id="sa"><segment><source><cp hex="xyz"/></source></segment></unit></file></xliff>', "a.xlf:1: <cp> without a code point"),
    "po": ("a.po", 'msgid "a"\nmsgstr "b"\nnonsense\n', "a.po:3: not a PO file"),
    "po without context": ("a.po", 'msgid "a"\nmsgstr "b"\n', "a.po:1: an entry without the context"),
    "tsv": ("a.tsv", "a\tb\n", "a.tsv:1: no column path, id, source, target"),
    "tsv row": ("a.tsv", "path\tid\tsource\ttarget\n1\t2\t3\t4\t5\n", "a.tsv:2: 5 cells under 4 columns"),
    "html": ("a.html", "<table></table>", "a.html:1: no table that transpipe has exported"),
    "html row": ("a.html", '<table data-path="p">\n<tr id="a"></tr></table>', "a.html:2: a row without source"),
    "tmx": ("a.tmx", '<tmx version="1.4"><body>\n<tu/></body></tmx>', "a.tmx:2: this unit belongs to no draft; `transpipe memory import a.tmx`"),
    "tmx entity": ("a.tmx", '<!DOCTYPE tmx [<!ENTITY a "b">]>\n<tmx>&a;</tmx>', "a.tmx:1: entity 'a' is not accepted"),
    "tmx undeclared entity": ("a.tmx", '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx>&a;</tmx>', "a.tmx:2: entity 'a' is not"),
    "tmx type": ("a.tmx", '<!DOCTYPE html>\n<tmx/>', "a.tmx:1: a document type"),
    "other tmx": ("a.tmx", "<xliff/>", "a.tmx:1: not a TMX file: it begins with <xliff>"),
    "kind": ("a.docx", "", "the kind of a file is told by its ending: .xlf"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "text", "message"), BAD.values(), ids=BAD)
def test_wrong_files_are_refused_with_the_line(file: str, text: str, message: str) -> None:
    with pytest.raises(TranspipeError) as raised:
        read(file, text.encode())
    assert message in str(raised.value)


@pytest.mark.parametrize("name", ["a.po", "a.tsv"])
def test_files_that_are_not_utf8_are_refused(name: str) -> None:
    with pytest.raises(TranspipeError, match="not UTF-8"):
        read(name, b"\xff\xfe\x00")


def test_pieces_of_a_tagged_text() -> None:
    assert [(piece.form, piece.number) for piece in pieces("a⟦1⟧b⟦/1⟧⟦2/⟧")] == [
        ("text", 0), ("open", 1), ("text", 0), ("close", 1), ("alone", 2),
    ]  # fmt: skip

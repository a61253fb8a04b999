"""TMX and TSV: out and back without loss, files of other tools, and files that must be refused."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transpipe.errors import TranspipeError
from transpipe.stores.tmx_elements import CHILDREN, language
from transpipe.stores.tmx_read import TmxReader
from transpipe.stores.tmx_write import tmx_text
from transpipe.stores.tsv import TsvReader, tsv_text
from transpipe.units import ApprovedUnit

HEADER = (
    '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="zh-CN" '
    'datatype="plaintext"/>'
)
DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
UNITS = [
    ApprovedUnit("绿色数字行动", "Green Digital Action", "segment"),
    ApprovedUnit(
        "见⟦1⟧第⟦2/⟧章⟦/1⟧ & <甲>“乙”", "See ⟦1⟧chapter ⟦2/⟧⟦/1⟧ & <a> \"b\"", "sentence", "before", "after", 'h "1" > h&2',
        "content/p/index.zh.md", "approved", "A & B", "zh-en", "2026-11-24T08:30:00+00:00",
    ),
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "units.tmx"


def tmx(units: str, head: str = DOCTYPE, version: str = "1.4") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n<tmx version="{version}">{HEADER}<body>\n{units}\n</body></tmx>'


def unit(source: str, target: str, codes: tuple[str, str] = ("zh-CN", "en-US"), name: str = "xml:lang") -> str:
    first, second = codes
    return f'<tu><tuv {name}="{first}"><seg>{source}</seg></tuv><tuv {name}="{second}"><seg>{target}</seg></tuv></tu>'


def read(file: Path, text: str | bytes) -> list[ApprovedUnit]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return list(TmxReader(file))


# --- out and back -----------------------------------------------------------------------------


def test_no_units_make_a_whole_file(file: Path) -> None:
    assert read(file, "".join(tmx_text([], "zh"))) == []


def test_units_survive_tmx(file: Path) -> None:
    once = "".join(tmx_text(UNITS, "zh"))
    made = read(file, once)
    assert made == [UNITS[0]._replace(origin="approved"), UNITS[1]]
    assert "".join(tmx_text(made, "zh")) == once, "the second time changes nothing"


def test_units_survive_tsv(tmp_path: Path) -> None:
    file = tmp_path / "units.tsv"
    once = "".join(tsv_text(UNITS, "zh"))
    file.write_bytes(once.encode("utf-8"))
    assert list(TsvReader(file)) == UNITS
    assert "".join(tsv_text(TsvReader(file), "zh")) == once


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co"), exclude_characters="⟦⟧\ufffe\uffff"), max_size=20)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_TEXT, _TEXT, _TEXT)
def test_any_text_survives_both_formats(tmp_path: Path, source: str, target: str, heading: str) -> None:
    words = [
        " ".join(text.split()) for text in (f"甲⟦1⟧{source}⟦/1⟧", f"a⟦1⟧b{target} c d e f g h⟦/1⟧ {'b' * 20}", heading)
    ]
    made = ApprovedUnit(words[0], words[1], "sentence", heading=words[2], created="2026-11-24T08:30:00+00:00")
    for name, text, reader in (("u.tmx", tmx_text, TmxReader), ("u.tsv", tsv_text, TsvReader)):
        (tmp_path / name).write_bytes("".join(text([made], "zh")).encode("utf-8"))
        assert list(reader(tmp_path / name)) == [made]


def test_characters_that_xml_cant_hold_become_spaces(file: Path) -> None:
    text = "".join(tmx_text([ApprovedUnit("甲\x0b乙", "a\x1bb\ud800c", "sentence")], "zh"))
    (made,) = read(file, text)
    assert (made.source, made.target) == ("甲 乙", "a b c")


# --- an outside reader and writer -------------------------------------------------------------


def test_another_tool_reads_what_is_written(file: Path) -> None:
    tmxfile = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed").tmxfile
    store = tmxfile(io.BytesIO("".join(tmx_text(UNITS, "zh")).encode("utf-8")), "zh", "en")
    assert next((item.source, item.target) for item in store.units) == ("绿色数字行动", "Green Digital Action")
    assert len(store.units) == 2
    text = store.units[1].xmlelement.find(".//{*}tuv/{*}seg")
    assert [child.tag.rpartition("}")[2] for child in text] == ["bpt", "ph", "ept"]


def test_what_another_tool_writes_is_read(file: Path) -> None:
    tmxfile = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed").tmxfile
    store = tmxfile(sourcelanguage="zh", targetlanguage="en")
    store.addtranslation("绿色 & <数字>", "zh", "Green & <digital>", "en")
    (made,) = read(file, bytes(store))
    assert (made.source, made.target) == ("绿色 & <数字>", "Green & <digital>")


def test_the_written_structure_is_that_of_the_dtd(file: Path) -> None:
    from xml.etree import ElementTree

    def check(element: ElementTree.Element) -> None:
        for child in element:
            assert child.tag in CHILDREN[element.tag]
            check(child)

    root = ElementTree.fromstring("".join(tmx_text(UNITS, "zh")).encode("utf-8"))
    check(root)
    wanted = "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype"
    assert set(root.find("header").attrib) == set(wanted.split())  # type: ignore[union-attr]


# --- files of other tools ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "codes",
    [("zh-CN", "en-US"), ("zh_CN", "en_GB"), ("ZH-HANS", "EN"), ("zh", "en"), ("cmn", "eng"), ("zh-Hant-TW", "en")],
)
@pytest.mark.parametrize("name", ["xml:lang", "lang"])
def test_languages_are_understood(file: Path, codes: tuple[str, str], name: str) -> None:
    (made,) = read(file, tmx(unit("甲", "a", codes, name)))
    assert (made.source, made.target, made.pair, made.origin) == ("甲", "a", "zh-en", "imported")
    assert language(codes[0]) == "zh"


def test_order_and_number_of_languages_do_not_matter(file: Path) -> None:
    text = (
        '<tu><tuv xml:lang="de"><seg>x</seg></tuv><tuv xml:lang="en"><seg>a</seg></tuv>'
        '<tuv xml:lang="zh"><seg>甲</seg></tuv></tu>'
    )
    (made,) = read(file, tmx(text))
    assert (made.source, made.target) == ("甲", "a")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(file: Path, encoding: str) -> None:
    text = tmx(unit("甲", "a")).replace('encoding="UTF-8"', 'encoding="UTF-16"' if "16" in encoding else "")
    data = text.encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    elif encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert [made.source for made in read(file, data)] == ["甲"]


@pytest.mark.parametrize("doctype", ["", DOCTYPE, '<!DOCTYPE tmx SYSTEM "http://www.lisa.org/tmx/tmx14.dtd">',
                                     '<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for TMX//EN" "tmx14.dtd">'])  # fmt: skip
def test_the_reference_to_the_dtd_is_not_followed(file: Path, doctype: str) -> None:
    assert len(read(file, tmx(unit("甲", "a"), doctype))) == 1  # a connection would fail the test


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        # OmegaT
        ('<bpt i="0" x="0">&lt;a0&gt;</bpt>甲<ept i="0">&lt;/a0&gt;</ept>', '<bpt i="0" x="0">&lt;a0&gt;</bpt>a<ept i="0">&lt;/a0&gt;</ept>',
         ("⟦1⟧甲⟦/1⟧", "⟦1⟧a⟦/1⟧")),
        # Trados: other numbers on both sides, the content tells
        ('<bpt i="1">{\\b </bpt>甲<ept i="1">}</ept><ut>{\\cs6 }</ut>', '<bpt i="4">{\\b </bpt>a<ept i="4">}</ept> b<ut>{\\cs6 }</ut>',
         ("⟦1⟧甲⟦/1⟧⟦2/⟧", "⟦1⟧a⟦/1⟧ b⟦2/⟧")),
        # x tells, in whatever order
        ('<ph x="1">X</ph>甲<ph x="2">X</ph>', '<ph x="2">X</ph>a<ph x="1">X</ph>', ("⟦1/⟧甲⟦2/⟧", "⟦2/⟧a⟦1/⟧")),
        ('<ph>A</ph>甲<ph>B</ph>', '<ph>B</ph>a<ph>A</ph>', ("⟦1/⟧甲⟦2/⟧", "⟦2/⟧a⟦1/⟧")),
        ('<hi type="bold">甲</hi>乙', '<hi type="bold">a</hi> b', ("⟦1⟧甲⟦/1⟧乙", "⟦1⟧a⟦/1⟧ b")),
        ('<it pos="begin">&lt;b&gt;</it>甲', '<it pos="begin">&lt;b&gt;</it>a', ("⟦1/⟧甲", "⟦1/⟧a")),
        ('甲<ph x="1">&lt;img alt="<sub>图</sub>"&gt;</ph>', 'a<ph x="1">&lt;img alt="<sub>pic</sub>"&gt;</ph>', ("甲⟦1/⟧", "a⟦1/⟧")),
        ('甲\n   乙', 'a\n\tb', ("甲 乙", "a b")),
        ('甲⟦1⟧', 'a⟦1⟧', ("甲[1]", "a[1]")),
    ],
)  # fmt: skip
def test_inline_codes_become_tags(file: Path, source: str, target: str, expected: tuple[str, str]) -> None:
    (made,) = read(file, tmx(unit(source, target)))
    assert (made.source, made.target) == expected


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("甲<ph/>", "a", "other inline codes"),
        ("甲", "a<ph/>", "other inline codes"),
        ('<bpt i="1"/>甲<ept i="1"/>', '<ph x="1"/>a<ph x="2"/>', "other inline codes"),
        ('甲<bpt i="1"/><ph/>乙<ept i="1"/>', '<ph/>a<bpt i="1"/>b<ept i="1"/>', "other inline codes"),
        ("甲" + "<ph/>" * 10, "a" + "<ph/>" * 10, "more than 9"),
        ("a", "b", "no Chinese"),
        ("甲", " ", "empty target"),
        ("甲乙", "甲乙", "the target is Chinese"),
    ],
)
def test_units_of_no_use_are_left_out_and_counted(file: Path, source: str, target: str, reason: str) -> None:
    file.write_bytes(tmx(unit(source, target) + unit("乙", "b")).encode("utf-8"))
    reader = TmxReader(file)
    assert [made.target for made in reader] == ["b"]
    assert reader.read == 2
    ((why, count),) = reader.skipped.items()
    assert reason in why
    assert count == 1


# --- what is refused --------------------------------------------------------------------------

_BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (tmx(unit("甲&x;", "a"), '<!DOCTYPE tmx [\n<!ENTITY x SYSTEM "file:///etc/passwd">]>'), 3, "declares the entity 'x'"),
        (tmx(unit("甲", "a"), '<!DOCTYPE tmx [<!ENTITY % x SYSTEM "http://a.b/c"> %x;]>'), 2, "declares the entity 'x'"),
        (tmx(unit("甲&l9;", "a"), f"<!DOCTYPE tmx [{_BOMB}]>"), 2, "declares the entity 'l0'"),
        (tmx(unit("甲&nbsp;", "a")), 4, "uses the entity 'nbsp'"),
        (tmx(unit("甲&nbsp;", "a"), ""), 4, "no good XML: undefined entity"),
        ("<!DOCTYPE html>\n<html></html>", 1, "a document of the type 'html'"),
        ("<html></html>", 1, "<html> can't stand as the outermost element"),
        ("", 1, "no good XML"),
        ("no XML", 1, "no good XML"),
        (tmx(unit("甲", "a"))[:-10], 5, "no good XML"),
        (tmx(unit("甲", "a")).replace("</tu>", ""), 5, "no good XML: mismatched tag"),
        (tmx(unit("甲", "a"), version="2.0"), 3, "TMX version '2.0'"),
        (tmx("\n<tu><seg>甲</seg></tu>"), 5, "<seg> can't stand in <tu>"),
        (tmx('\n\n<tu><tuv><seg>甲</seg></tuv></tu>'), 6, "without xml:lang"),
        (tmx('<tu><tuv xml:lang="zh"></tuv></tu>'), 4, "without <seg>"),
        (tmx('<tu><tuv xml:lang="zh"><seg/><seg/></tuv></tu>'), 4, "two <seg>"),
        (tmx("<tu></tu>"), 4, "without <tuv>"),
        (tmx("<tu>text</tu>"), 4, "text outside of <seg>"),
        (tmx(unit("<b>甲</b>", "a")), 4, "<b> can't stand in <seg>"),
        (f'<tmx version="1.4">{HEADER}</tmx>', 1, "no <body>"),
        (tmx(unit("甲" * 1_000_001, "a")), 4, "characters in one element"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_line(file: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(TranspipeError) as error:
        read(file, text)
    assert str(error.value).startswith(f"{file}:{line}: ")
    assert message in str(error.value)


def test_an_encoding_that_cant_be_read_is_said(file: Path) -> None:
    text = tmx(unit("甲", "a")).replace("UTF-8", "GB18030")
    with pytest.raises(TranspipeError, match="save the file as UTF-8"):
        read(file, text.encode("gb18030"))


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ("source\ttarget\n甲\ta\n乙\n".encode(), 3, "no tab"),
        ("甲\ta\n".encode() + "乙\tb\n".encode("gb18030"), 2, "not UTF-8"),
    ],
)
def test_bad_lines_of_tsv_are_refused(tmp_path: Path, data: bytes, line: int, message: str) -> None:
    file = tmp_path / "u.tsv"
    file.write_bytes(data)
    with pytest.raises(TranspipeError) as error:
        list(TsvReader(file))
    assert str(error.value).startswith(f"{file}:{line}: ")
    assert message in str(error.value)


@pytest.mark.parametrize(
    "heading", [b"", b"\xef\xbb\xbf", b"target\tnote\tSource\r\n", b"\xef\xbb\xbfsource\ttarget\n"]
)
def test_tsv_of_other_tools(tmp_path: Path, heading: bytes) -> None:
    file = tmp_path / "u.tsv"
    line = "a\tx\t甲\r\n\r\n" if b"note" in heading else "甲\ta\tx\r\n"
    file.write_bytes(heading + line.encode("utf-8"))
    (made,) = TsvReader(file)
    assert (made.source, made.target, made.level, made.origin) == ("甲", "a", "sentence", "imported")


# --- size -------------------------------------------------------------------------------------


def test_a_large_file_is_read_as_a_stream(file: Path) -> None:
    def many() -> Iterator[ApprovedUnit]:
        for number in range(20_000):
            yield ApprovedUnit(f"第{number}句绿色数字行动的报告。", f"Report {number} of the action.", "sentence")

    with file.open("wb") as out:
        for piece in tmx_text(many(), "zh"):
            out.write(piece.encode("utf-8"))
    tracemalloc.start()
    assert sum(1 for _ in TmxReader(file)) == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < file.stat().st_size / 2

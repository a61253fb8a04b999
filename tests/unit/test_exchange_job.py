"""`transpipe export` and `transpipe import`: drafts out to other tools and back into the right places."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import frontmatter
import pytest

from draft_sites import DRAFT, FIRST, LINKED, PLAIN, SECOND, Site, draft_site
from transpipe.errors import TranspipeError
from transpipe.exchange.formats import FORMATS, read
from transpipe.exchange.inline import written
from transpipe.exchange.po import tag_text
from transpipe.exchange.values import UnitState


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    return draft_site(tmp_path)


def body(text: str) -> str:
    return frontmatter.loads(text).content


# --- without change ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_what_comes_back_unchanged_changes_nothing(site: Site, name: str) -> None:
    before = site.drafts()
    out = site.do("import", site.export(name))
    assert "16 segments read: 0 taken, 16 as they were, 0 approved; 0 problems" in out
    assert site.drafts() == before


def test_one_file_for_each_draft_or_one_for_all(site: Site) -> None:
    site.do("export", "--format", "po", "--output", "po")
    files = sorted(path.relative_to(site.root / "po").as_posix() for path in (site.root / "po").rglob("*.po"))
    assert files == [f"{DRAFT}.po", f"{SECOND}.po"]
    assert {unit.path for unit in site.units("po")} == {DRAFT, SECOND}
    file = site.export("tsv", "content/q")
    assert {unit.path for unit in read(file, (site.root / file).read_bytes())} == {SECOND}
    site.do("import", *(f"po/{file}" for file in files))


def test_without_drafts_there_is_nothing_to_export(site: Site) -> None:
    for path in site.drafts():
        Path(path).unlink()
    with pytest.raises(TranspipeError, match="no draft to export"):
        site.export()


def test_files_that_cannot_be_written_are_an_error(site: Site) -> None:
    site.write("out", "a file")
    with pytest.raises(TranspipeError, match="can't be written"):
        site.do("export", "--output", "out")


def test_a_file_has_an_ending_that_is_known_again(site: Site) -> None:
    with pytest.raises(TranspipeError, match=r"drafts\.txt: call it \*\.xlf"):
        site.do("export", "--single", "--output", "drafts.txt")
    site.do("export", "--single", "--output", "drafts.xliff")  # both versions of XLIFF are told by what is in them
    site.do("import", "drafts.xliff")


# --- changes ----------------------------------------------------------------------------------

PLACES = {
    "title": ("绿色标准", "Green: standards", '\ntitle: "Green: standards"\n'),
    "quoted value": ("第一句“话”。", 'First "sentence".', '\ndescription: "First \\"sentence\\"."\n'),
    "heading": ("标题一", "One title", "\n## One title\n"),
    "alt text": ("图片说明", "A * picture", "![A \\* picture](a.png)"),
    "link title": ("说明", "Details", '(https://a.org/x "Details")'),
    "head of a table": ("名称", "Name", "\n| Name |"),
    "cell": ("数据", "Data | more", "| Data \\| more |\n"),
    "list": ("列表一", "Item", "\n- Item\n"),
    "quote": ("引用的话。", "Quoted.", "\n> Quoted.\n"),
    "link in a list": ("列表二⟦1⟧链接⟦/1⟧", "The <g1>link</g1> stands first", "\n- The [link](b.md) stands first\n"),
    "tags that move": (
        LINKED,
        "<g3>Well</g3>, <x2/> and the <g1>annex</g1>.",
        "**Well**, `code` and the [annex](https://a.org/x \"",
    ),
    "markup as text": (PLAIN, "*One* <b>", "\\*One\\* "),
}  # fmt: skip


@pytest.mark.parametrize(("source", "target", "written_as"), PLACES.values(), ids=PLACES)
def test_a_changed_translation_lands_in_its_place(site: Site, source: str, target: str, written_as: str) -> None:
    before, old = site.read(DRAFT), site.unit(source)
    file = site.translate(source, target)
    assert "1 taken, 15 as they were" in site.do("import", file)
    after = site.read(DRAFT)
    assert written_as in after
    assert len(after.split("\n")) == len(before.split("\n"))
    changed = [pair for pair in zip(before.split("\n"), after.split("\n"), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    now = site.unit(source)
    assert (written(now.target, str, tag_text), now.state, now.id) == (target, UnitState.REVIEWED, old.id)
    again = site.drafts()
    assert "0 taken, 16 as they were" in site.do("import", file)
    assert site.drafts() == again


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_brings_a_change(site: Site, name: str) -> None:
    old, file = site.unit(PLAIN).target, site.export(name)
    site.edit(file, old, "A paragraph & no tags." if name in ("po", "tsv") else "A paragraph &amp; no tags.")
    assert "1 taken" in site.do("import", file)
    assert site.read(DRAFT).endswith("\nA paragraph & no tags.\n")


def test_several_drafts_are_changed_by_one_file(site: Site) -> None:
    first, second = site.unit(PLAIN).target, site.unit("只有一段。").target
    file = site.export("xliff2")
    site.edit(file, first, "One.")
    site.edit(file, second, "Two.")
    assert "2 taken" in site.do("import", file)
    assert body(site.read(DRAFT)).endswith("One.")
    assert body(site.read(SECOND)) == "Two."


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(site: Site) -> None:
    file = site.translate(PLAIN, "Final words.", "final")
    before = site.drafts()
    assert "1 would be taken, 15 as they were, 1 would be approved" in site.do("import", "--dry-run", file)
    lost = site.translate(LINKED, "No tags.")
    assert "tag" in site.do("import", "--dry-run", lost, code=1)
    assert site.drafts() == before


# --- states -----------------------------------------------------------------------------------


def test_states_go_out_and_come_back(site: Site) -> None:
    assert {unit.state for unit in site.units()} == {UnitState.TRANSLATED}
    site.edit(DRAFT, site.unit(PLAIN).target, "By hand.")
    assert site.state(PLAIN) is UnitState.REVIEWED
    assert "1 approved" in site.do("import", site.translate(PLAIN, "By hand.", "final"))
    assert site.state(PLAIN) is UnitState.FINAL
    assert "0 approved" in site.do("import", site.export())
    assert "1 taken" in site.do("import", site.translate(PLAIN, "Again.", "reviewed"))
    assert site.state(PLAIN) is UnitState.REVIEWED  # an approval ends with the text that it was given to


@pytest.mark.parametrize("name", ["xliff1", "xliff2", "po", "tsv", "html", "tmx"])
def test_a_draft_is_approved_when_all_its_segments_are_final(site: Site, name: str) -> None:
    site.do("import", site.translate("另一篇", "Another", "final", site.translate("只有一段。", "One.", "final")))
    assert frontmatter.loads(site.read(SECOND))["params"]["transpipe"]["status"] == "approved"
    before = site.drafts()
    assert "0 approved" in site.do("import", site.export(name))
    assert site.drafts() == before


def test_a_segment_without_translation_is_filled(site: Site) -> None:
    site.edit(DRAFT, site.unit(PLAIN).target, PLAIN)
    unit = site.unit(PLAIN)
    assert (unit.state, unit.target) == (UnitState.INITIAL, "")
    before = site.drafts()
    site.do("import", site.translate(PLAIN, PLAIN, "initial"))  # filled with the source by a tool
    site.do("import", site.translate(PLAIN, "", "reviewed"))
    assert site.drafts() == before
    assert "1 taken" in site.do("import", site.translate(PLAIN, "Filled in.", "initial"))
    assert site.read(DRAFT).endswith("\nFilled in.\n")


def test_fuzzy_entries_are_taken_and_not_approved(site: Site) -> None:
    old, file = site.unit(PLAIN).target, site.export("po")
    assert site.read(file).count("#, fuzzy") == 16
    site.edit(file, old, "Still fuzzy.")
    assert "1 taken, 15 as they were, 0 approved" in site.do("import", file)
    assert site.state(PLAIN) is UnitState.REVIEWED


# --- what is not taken ------------------------------------------------------------------------

WRONG = {
    "lost": "See the annex and <x2/>, <g3>good</g3>.",
    "lost end": "See the <g1>annex and <x2/>, <g3>good</g3>.",
    "doubled": "See the <g1>annex</g1> and <x2/> <x2/>, <g3>good</g3>.",
    "crossed": "See the <g1>annex and <g3>good</g1> <x2/></g3>.",
    "swapped kind": "See the <g2>annex</g2> and <x1/>, <g3>good</g3>.",
    "invented": "See the <g1>annex</g1> and <x2/>, <g3>good</g3> <x5/>.",
    "emptied": "See the <g1></g1> annex and <x2/>, <g3>good</g3>.",
}


@pytest.mark.parametrize("target", WRONG.values(), ids=WRONG)
def test_wrong_tags_are_reported_and_the_rest_is_taken(site: Site, target: str) -> None:
    linked = site.unit(LINKED)
    file = site.translate(LINKED, target)
    rows = site.read(site.translate(PLAIN, "Taken all the same.", file=file)).split("\n")
    line = next(number for number, row in enumerate(rows, 1) if row.split("\t")[1:2] == [linked.id])
    out = site.do("import", file, code=1)
    assert f"{file}:{line}:1: error not taken: every tag of the source has to be there once" in out
    assert "⟦" not in out
    assert "1 taken" in out
    assert site.unit(LINKED).target == linked.target
    assert site.read(DRAFT).endswith("\nTaken all the same.\n")


def test_a_source_that_has_changed_is_refused(site: Site) -> None:
    file = site.translate(PLAIN, "Too late.")
    site.edit(FIRST, PLAIN, "改过的段落。")
    before = site.drafts()
    out = site.do("import", file, code=1)
    assert re.search(r"out\.tsv:\d+:1: error not taken: .*\[source-changed\]", out)
    assert site.drafts() == before


def test_drafts_that_are_gone_are_named(site: Site) -> None:
    file = site.export("po")
    (site.root / SECOND).unlink()
    out = site.do("import", file, code=1)
    assert out.count(f"not taken: no draft {SECOND} is here") == 2
    assert "14 as they were" in out


def test_newer_work_is_kept_unless_that_is_asked_for(site: Site) -> None:
    file = site.translate(PLAIN, "From the tool.")
    site.edit(DRAFT, site.unit(PLAIN).target, "By hand, later.")
    for _ in range(2):
        out = site.do("import", file, code=1)
        assert re.search(rf"out\.tsv:\d+:1: error not taken: somebody has worked on {DRAFT}:\d+ since", out)
        assert site.read(DRAFT).endswith("\nBy hand, later.\n")
    assert "1 taken" in site.do("import", "--force", file)
    assert site.read(DRAFT).endswith("\nFrom the tool.\n")


def test_work_that_went_out_is_not_newer(site: Site) -> None:
    site.edit(DRAFT, site.unit(PLAIN).target, "By hand, before.")
    assert "1 taken" in site.do("import", site.translate(PLAIN, "From the tool."))
    assert site.read(DRAFT).endswith("\nFrom the tool.\n")


def test_a_machine_text_that_was_made_anew_is_no_work_of_people(site: Site) -> None:
    file = site.translate(PLAIN, "From the tool.")
    (site.root / DRAFT).unlink()
    site.write("glossary/a.yaml", "terms:\n  - source: 段落\n    target: section\n")
    site.do("run", "-q", "--scope", "missing")
    assert "1 taken" in site.do("import", file)


def test_a_stale_segment_is_not_approved(site: Site) -> None:
    site.edit(FIRST, PLAIN, PLAIN + "还有一句话。")
    unit = site.unit(PLAIN + "还有一句话。")
    out = site.do("import", site.translate(unit.source, written(unit.target, str, tag_text), "final"), code=1)
    assert "not approved: " in out
    assert "0 approved; 1 problem" in out


# --- Markdown where tags can't be told any more ---------------------------------------------------


@pytest.mark.parametrize("name", ["xliff1", "xliff2", "po", "tmx", "tsv", "html"])
def test_segments_that_people_have_rearranged_travel_as_markdown(site: Site, name: str) -> None:
    old = next(line for line in site.read(DRAFT).split("\n") if "https://a.org/x" in line)
    site.edit(DRAFT, old, "See [one](https://b.org/) and\n[two](https://c.org/?a=1&b=2).")
    before = site.drafts()
    file = site.export(name)
    units = read(file, (site.root / file).read_bytes())
    assert f"{len(units)} segments read: 0 taken, {len(units)} as they were" in site.do("import", file)
    assert site.drafts() == before
    site.edit(file, "[two]", "[both]")
    assert "1 taken" in site.do("import", file)
    assert "See [one](https://b.org/) and\n[both](https://c.org/?a=1&b=2)." in site.read(DRAFT)


def test_a_memory_takes_the_approved_units_of_a_draft_alone(site: Site) -> None:
    site.do("import", site.translate(PLAIN, "A paragraph.", "final"))
    out = site.do("memory", "import", site.export("tmx"))
    assert "15" in out
    assert "a draft that nobody has approved" in out
    assert "A paragraph." in site.do("memory", "search", PLAIN)
    site.do("memory", "export", "foreign.tmx")
    with pytest.raises(
        TranspipeError, match=r"foreign\.tmx:6: this unit belongs to no draft; `transpipe memory import"
    ):
        site.do("import", "foreign.tmx")


# --- outside tools ------------------------------------------------------------------------------


def opened(name: str, file: Path) -> Any:
    """The file as translate-toolkit, which Weblate is built on, reads it."""
    from translate.storage import po, tmx, xliff, xliff2

    reader = {"xliff1": xliff.Xliff1File, "xliff2": xliff2.Xliff2File, "po": po.pofile, "tmx": tmx.tmxfile}[name]
    return reader.parsefile(str(file))


@pytest.mark.parametrize("name", ["xliff1", "xliff2", "po", "tmx"])
def test_what_translate_toolkit_saves_is_taken(site: Site, name: str) -> None:
    file = site.root / site.export(name)
    store = opened(name, file)
    (unit,) = [unit for unit in store.units if str(unit.source) == PLAIN]
    unit.target = "From <b> & Weblate."
    if name == "po":
        unit.markfuzzy(False)
    store.save()
    out = site.do("import", file.name)
    assert "16 segments read: 1 taken, 15 as they were, 0 approved; 0 problems" in out
    assert site.read(DRAFT).endswith("Weblate.\n")
    assert site.unit(PLAIN).target == "From <b> & Weblate."


def test_tags_of_po_are_text_to_outside_tools(site: Site) -> None:
    store = opened("po", file := site.root / site.export("po"))
    (unit,) = [unit for unit in store.units if "附件" in str(unit.source)]
    unit.target = f"First, {unit.target}"
    store.save()
    assert "1 taken" in site.do("import", file.name)
    assert "\nFirst, " in site.read(DRAFT)


def test_inline_elements_of_xliff_are_moved_by_outside_tools(site: Site) -> None:
    """By `rich_target`, as Weblate does; a plain target would stand before the elements of the old one."""
    store = opened("xliff1", file := site.root / site.export("xliff1"))
    (unit,) = [unit for unit in store.units if "列表二" in str(unit.source)]
    (target,) = unit.rich_target
    start, *link = target.sub
    target.sub = [*link, " comes before ", start]
    unit.rich_target = [target]
    store.save()
    assert "1 taken" in site.do("import", file.name)
    assert re.search(r"\n- \[\w+\]\(b\.md\) comes before \w+\n", site.read(DRAFT))

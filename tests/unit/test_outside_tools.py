"""Exported files in the tools themselves: opened, edited, saved, and taken back. Skipped where a tool is not installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import polib
import pytest

from draft_sites import DRAFT, LINKED, PLAIN, Site, draft_site
from transpipe.exchange.po import read_po

SAME = "16 segments read: 0 taken, 16 as they were, 0 approved; 0 problems"
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
  <source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
  <glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
  <dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>ZH</source_lang><target_lang>EN</target_lang>
  <sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
  <remove_tags>false</remove_tags></project></omegat>
"""
MEMORY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header creationtool="OmegaT" creationtoolversion="3.6" segtype="paragraph" o-tmf="OmegaT TMX"
 adminlang="EN-US" srclang="ZH" datatype="plaintext"></header><body>
{}
</body></tmx>
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    return draft_site(tmp_path)


def tool(*command: str) -> str:
    """Run a program of the system, in English; what it said."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed here")
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


# --- gettext ----------------------------------------------------------------------------------


def test_gettext_has_nothing_to_say_against_a_catalogue(site: Site) -> None:
    said = tool("msgfmt", "--check", "--verbose", "--output-file=out.mo", site.export("po"))
    # A draft has no team and no last translator, and an export of the same draft is the same file on every day.
    assert all("header field" in line for line in said.split("\n") if "warning" in line)
    assert "0 translated messages, 16 fuzzy translations" in said


@pytest.mark.parametrize(
    "command",
    [
        ("msgcat", "--width=40", "--sort-output"),
        ("msgattrib", "--clear-fuzzy"),
        ("msgfilter", "--keep-header", "cat"),
        ("msgcat", "--no-location", "--no-wrap"),
    ],
)
def test_what_gettext_writes_anew_changes_nothing(site: Site, command: tuple[str, ...]) -> None:
    """msgcat wraps and sorts, msgattrib takes the marks of drafts away: the texts are the same."""
    name, *options = command
    before = site.drafts()
    file = site.export("po")
    tool(name, *([f"--input={file}"] if name == "msgfilter" else [file]), "--output-file=saved.po", *options)
    assert SAME in site.do("import", "saved.po")
    assert site.drafts() == before


def test_what_gettext_has_edited_is_taken(site: Site) -> None:
    old = site.unit(PLAIN).target
    file = site.export("po")
    tool(
        "msgfilter",
        f"--input={file}",
        "--output-file=saved.po",
        "--keep-header",
        "sed",
        f"s/{re.escape(old)}/By hand./",
    )
    assert "1 taken, 15 as they were" in site.do("import", "saved.po")
    assert "\nBy hand.\n" in site.read(DRAFT)


def test_a_catalogue_that_was_merged_with_a_newer_one_is_understood(site: Site) -> None:
    """Weblate and Lokalize merge as msgmerge does: what has gone stands as obsolete entries at the end."""
    file = site.export("po")
    newer = polib.pofile(site.read(file).replace(f'msgid "{PLAIN}"', 'msgid "另一段。"'))
    for entry in newer:
        entry.msgstr = ""
    newer.save("newer.po")
    tool("msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file=merged.po", file, "newer.po")
    units = {unit.source: unit.target for unit in read_po("merged.po", (site.root / "merged.po").read_bytes())}
    assert units["另一段。"] == ""
    assert PLAIN not in units
    assert "15 as they were" in site.do("import", "merged.po", code=1)


# --- OmegaT -----------------------------------------------------------------------------------


class OmegaT:
    """A project of OmegaT with an exported catalogue, run without its window."""

    def __init__(self, site: Site) -> None:
        self.root = site.root / "project"
        for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
            (self.root / name).mkdir(parents=True)
        (self.root / "omegat.project").write_text(PROJECT, "utf-8")
        shutil.copy(site.root / site.export("po"), self.root / "source/drafts.po")

    def translate(self) -> str:
        """*Create translated documents*; the path of the catalogue."""
        tool(
            "omegat", str(self.root), "--mode=console-translate", "--no-team", f"--config-dir={self.root / 'settings'}"
        )
        return "project/target/drafts.po"

    def write(self, *pairs: tuple[str, str]) -> None:
        """What a translator has written, as OmegaT keeps it: texts as they stand in the catalogue."""
        units = (
            f'<tu><tuv lang="ZH"><seg>{escape(source)}</seg></tuv><tuv lang="EN"><seg>{escape(target)}</seg></tuv></tu>'
            for source, target in pairs
        )
        (self.root / "omegat/project_save.tmx").write_text(MEMORY.format("\n".join(units)), "utf-8")


def test_what_was_translated_in_omegat_comes_back(site: Site) -> None:
    project = OmegaT(site)
    project.write(
        (PLAIN, "By hand."),
        (
            "请看<g1>附件</g1>和<x2/>，<g3>很好</g3>。后面的话。",
            "<x2/> and <g1>the annex</g1> are <g3>good</g3>. The rest.",
        ),
        ("列表一", "<g1>A tag of its own</g1>"),
    )
    out = site.do("import", project.translate(), code=1)
    assert "2 taken, 0 as they were, 0 approved; 1 problem" in out
    assert site.unit(PLAIN).target == "By hand."
    assert site.unit(LINKED).target == "⟦2/⟧ and ⟦1⟧the annex⟦/1⟧ are ⟦3⟧good⟦/3⟧. The rest."


def test_an_untouched_project_of_omegat_changes_nothing(site: Site) -> None:
    """OmegaT leaves out what nobody has translated in it, and the drafts stay as they were."""
    before = site.drafts()
    assert "0 taken, 0 as they were, 0 approved; 0 problems" in site.do("import", OmegaT(site).translate())
    assert site.drafts() == before


def test_drafts_as_a_memory_fill_a_project_of_omegat(site: Site) -> None:
    """Exported TMX in `tm/auto` brings the machine's texts for all segments without tags."""
    project = OmegaT(site)
    shutil.copy(site.root / site.export("tmx"), project.root / "tm/auto/drafts.tmx")
    plain = [unit for unit in site.units() if "⟦" not in unit.source]
    units = {unit.id: unit for unit in read_po("a.po", (site.root / project.translate()).read_bytes())}
    assert [units[unit.id].target for unit in plain] == [unit.target for unit in plain]

"""`transpipe memory`, and what a run does with a memory: as a person would use it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_run import POST, SiteMaker, report, run

from transpipe.cli import app
from transpipe.errors import TranspipeError
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.memory_admin import approved_units

CHINESE = (
    "---\ntitle: 绿色数字行动\n---\n\n# 绿色数字行动\n\n国际电联在2023年发布了关于[绿色数字行动](/zh/green/)的报告。它说明了数字技术的影响。\n\n"
    "- 第一项是能源效率。\n- 第二项是电子废弃物，见 ITU-T L.1470。\n"
)
ENGLISH = (
    "---\ntitle: Green Digital Action\n---\n\n# Green Digital Action\n\nIn 2023, ITU published a report on "
    "[Green Digital Action](/en/green/). It explains the impact of digital technology.\n\n"
    "- The first is energy efficiency.\n- The second is e-waste, see ITU-T L.1470.\n"
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteMaker]:
    maker = SiteMaker(tmp_path)
    maker.write("transpipe.yaml", "engine: pseudo\n")
    maker.write("content/p/index.zh.md", CHINESE)
    maker.write("content/p/index.en.md", ENGLISH)
    monkeypatch.chdir(tmp_path)
    yield maker


def memory(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["memory", *arguments], standalone_mode=False)


def units(site: SiteMaker) -> dict[str, str]:
    store = SqliteMemory(site.root / ".transpipe" / "memory.sqlite3")
    found = {unit.source: unit.target for unit in approved_units(store)}
    store.close()
    return found


def reviewed(text: str, source: str, status: str = "published") -> str:
    lines = f"params:\n  transpipe:\n    status: {status}\n    kind: translation\n    source: {source}\n    date: 2026-11-24\n"
    return text.replace("\n---\n", f"\n{lines}---\n", 1)


def test_without_a_memory_nothing_is_made(site: SiteMaker) -> None:
    before = site.tree()
    assert "nothing in the memory yet" in memory("stats").stdout
    assert memory("search", "甲").return_value == 1
    assert "0 machine translations" in memory("prune").stdout
    assert memory("import", "--from-site", "--dry-run").exception is None
    assert site.tree() == before


def test_parallel_files_fill_the_memory_and_a_run_uses_it(site: SiteMaker) -> None:
    shown = memory("import", "--from-site", "--dry-run").stdout
    assert "units would be taken" in shown
    assert "→ Green Digital Action" in shown
    first = memory("import", "--from-site")
    assert first.exception is None, first.exception
    assert units(site)["它说明了数字技术的影响。"] == "It explains the impact of digital technology."
    assert "(0 new or changed)" in memory("import", "--from-site").stdout
    assert "aligned sentences, zh-en" in memory("stats").stdout
    changed = CHINESE.replace("2023年", "2024年").replace("# 绿色", "# 新的绿色")
    site.write("content/q/index.zh.md", changed)
    made = report("--scope", "missing")
    draft = site.read("review/q/index.en.md")
    assert "In 2024, ITU published a report on [Green Digital Action](/zh/green/). It explains the impact" in draft
    assert "- The second is e-waste, see ITU-T L.1470.\n" in draft
    assert made["totals"]["approved"] == 3  # type: ignore[index]
    assert made["totals"]["fuzzy"] == 1  # type: ignore[index]
    findings = [item for post in made["posts"] for item in post["findings"] if item["rule"] == "fuzzy"]  # type: ignore[attr-defined]
    assert any("2023 → 2024" in item["message"] for item in findings)
    before = site.tree()
    assert report("--scope", "missing")["totals"]["written"] == 0  # type: ignore[index]
    assert {path: hash_ for path, hash_ in site.tree().items() if "memory" not in path} == {
        path: hash_ for path, hash_ in before.items() if "memory" not in path
    }


@pytest.mark.parametrize(
    "english",
    [
        "---\ntitle: A\n---\n\nAn unrelated page about something else entirely, in one paragraph.\n",
        ENGLISH.replace("(/en/green/)", "(/en/other/)")
        .replace("Green Digital Action](", "Green](")
        .replace("In 2023, ", ""),
    ],
)
def test_only_what_surely_belongs_together_is_taken(site: SiteMaker, english: str) -> None:
    site.write("content/p/index.en.md", english)
    shown = memory("import", "--from-site").stdout
    assert "left out: segments without a sure counterpart" in shown
    assert not any("报告" in source for source in units(site))


def test_machine_drafts_are_no_reference(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", reviewed(ENGLISH, "content/p/index.zh.md", "needs-review"))
    assert "nobody has reviewed" in memory("import", "--from-site").stdout
    assert "0 units taken" in memory("rebuild").stdout


def test_export_and_import_are_a_way_to_move(site: SiteMaker) -> None:
    memory("import", "--from-site")
    for name in ("a.tmx", "a.tsv"):
        assert memory("export", name).exception is None
        for path in (site.root / ".transpipe").iterdir():
            path.unlink()
        assert memory("import", name, "--dry-run").exception is None
        assert units(site) == {}
        assert memory("import", name).exception is None
        assert memory("export", f"again-{name}").exception is None
        assert site.read(name) == site.read(f"again-{name}")


def test_nothing_of_a_wrong_file_is_taken(site: SiteMaker) -> None:
    memory("import", "--from-site")
    memory("export", "a.tmx")
    before = units(site)
    site.write("b.tmx", site.read("a.tmx").replace("绿色", "蓝色").replace("</body>", "<tu/></body>"))
    result = memory("import", "b.tmx")
    assert isinstance(result.exception, TranspipeError)
    assert "without <tuv>" in str(result.exception)
    assert units(site) == before
    assert isinstance(memory("import", "transpipe.yaml").exception, TranspipeError)
    assert memory("import").exception is not None
    assert isinstance(memory("export", "absent/x.tmx").exception, TranspipeError)


def test_search_shows_percent_and_differences(site: SiteMaker) -> None:
    memory("import", "--from-site")
    exact = memory("search", "第一项是能源效率。").stdout
    assert exact.startswith("100 %  第一项是能源效率。\n       The first is energy efficiency.\n")
    assert "aligned segment" in exact
    similar = memory("search", "第三项是能源效率。", "--limit", "1").stdout
    assert "第[三→一]项是能源效率。" in similar
    assert not similar.startswith("100")


def test_rebuild_takes_what_was_reviewed(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", reviewed(ENGLISH, "content/p/index.zh.md"))
    site.write("content/q/index.zh.md", "# 另一个标题\n")
    site.write(
        "review/q/index.en.md", reviewed("---\na: b\n---\n\n# Another title\n", "content/q/index.zh.md", "approved")
    )
    site.write("content/r/index.en.md", reviewed(ENGLISH, "content/r/index.en.md"))  # a mixed file that was published
    site.write("content/r/index.zh.md", CHINESE.replace("第一项", "第七项"))
    site.write("content/s/index.en.md", reviewed(ENGLISH, "content/s/index.zh.md"))
    shown = memory("rebuild").stdout
    assert "the source has vanished" in shown
    found = units(site)
    assert found["另一个标题"] == "Another title"
    assert found["第一项是能源效率。"] == found["第七项是能源效率。"] == "The first is energy efficiency."
    assert "(0 new or changed)" in memory("rebuild").stdout


def damage(site: SiteMaker) -> Path:
    path = site.root / ".transpipe" / "memory.sqlite3"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"no database at all" * 100)
    return path


def test_a_run_makes_a_damaged_memory_anew_and_says_so(site: SiteMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("content/p/index.en.md", reviewed(ENGLISH, "content/p/index.zh.md"))
    site.write("content/q/index.en.md", POST.replace("中文 `code` 段落。", "第一项是能源效率。"))
    damage(site)
    made = report("--dry-run", "--diff")
    (finding,) = made["site_findings"]  # type: ignore[misc]
    assert (finding["rule"], finding["severity"]) == ("memory", "warning")
    assert "no dry run" in finding["message"]
    site.write("transpipe.yaml", "state: .transpipe\n")
    monkeypatch.setattr("transpipe.jobs.run.make_engine", lambda settings: _pseudo())
    made = report()
    assert made["exit"] == 0
    (finding,) = made["site_findings"]  # type: ignore[misc]
    assert finding["path"] == ".transpipe/memory.sqlite3"
    assert "memory.sqlite3.damaged-" in finding["message"]
    assert "The first is energy efficiency." in site.read("review/q/index.en.md")
    assert report()["site_findings"] == []


def _pseudo() -> object:
    from transpipe.translate.pseudo import PseudoEngine

    return PseudoEngine()


def test_commands_say_that_a_memory_was_damaged(site: SiteMaker) -> None:
    site.write("content/p/index.en.md", reviewed(ENGLISH, "content/p/index.zh.md"))
    damage(site)
    assert "is damaged" in memory("stats").stderr
    result = memory("rebuild")
    assert "was damaged" in result.stderr
    assert "第一项是能源效率。" in units(site)
    assert "damaged" not in memory("stats").stderr


def outside(site: SiteMaker) -> dict[str, str]:
    """The files of the site, without the state folder but for the memory."""
    return {
        name: hash_ for name, hash_ in site.tree().items() if "memory" in name or not name.startswith(".transpipe/")
    }


def test_a_newer_memory_stops_a_run_before_it_writes(site: SiteMaker) -> None:
    memory("import", "--from-site")
    connection = sqlite3.connect(site.root / ".transpipe" / "memory.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = outside(site)
    result = run("--scope", "all")
    assert isinstance(result.exception, TranspipeError)
    assert "upgrade" in str(result.exception)
    assert outside(site) == before


def test_prune_names_models(site: SiteMaker) -> None:
    from transpipe.translate.ports import MemoryUnit

    store = SqliteMemory(site.root / ".transpipe" / "memory.sqlite3")
    store.remember([MemoryUnit("k", "甲", "a", "engine", None, "argos:old")])
    store.close()
    assert "argos:old" in memory("stats").stdout
    assert "1 machine translations would be taken out" in memory("prune", "--dry-run").stdout
    assert "1 machine translations taken out" in memory("prune").stdout
    assert "nothing in the memory yet" in memory("stats").stdout
    assert json.loads(run("--format", "json").stdout)["version"] == 1

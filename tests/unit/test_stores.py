"""Settings, glossary files, memory, site and packages: the only rooms with I/O."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest

from transpipe.errors import ModelError, SettingsError, TranspipeError
from transpipe.jobs.setup import make_decoding
from transpipe.model import Finding, SourceFile
from transpipe.stores.argos import ArgosEngine, embedded_path, read_package
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.memory import DictMemory, SqliteMemory
from transpipe.stores.packages import find_model, install_model, list_models
from transpipe.stores.settings import load_settings
from transpipe.stores.site import Site
from transpipe.translate.ports import MemoryUnit


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


# --- settings ---------------------------------------------------------------------------------


def test_settings_are_found_upwards(tmp_path: Path) -> None:
    write(tmp_path / "transpipe.yaml", "output: drafts\nlanguages:\n  default: zh\n")
    (tmp_path / "a" / "b").mkdir(parents=True)
    settings = load_settings(tmp_path / "a" / "b")
    assert (settings.root, settings["output"], settings["languages.default"]) == (tmp_path, "drafts", "zh")
    assert settings["content"] == "content"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("outptu: x\n", "transpipe.yaml:1: unknown setting 'outptu'; did you mean 'output'?"),
        ("a: 1\n", "docs/settings.md lists all keys"),
        ("languages:\n  targt: en\n", ":2: unknown setting 'languages.targt'; did you mean 'languages.target'?"),
        ("output: 3\n", ":1: output should be a text, not 3"),
        ("threads: -1\n", "a whole number from 0 to 256"),
        ("engine: x\n", "one of argos, libretranslate, pseudo"),
        ("ignore: a\n", "a list of texts"),
        ("rules:\n  off: number\n", ":2: rules.off should be a list of rule ids, not 'number'"),
        ("rules:\n  off: [numbr]\n", "('numbr' is none; did you mean 'number'?)"),
        ("rules:\n  off: [x]\n", "('x' is none; docs/findings.md lists them)"),
        ("rules:\n  off: [encoding]\n", "'encoding' says that something could not be done"),
        ("languages: en\n", "languages should be a map"),
        ("- a\n", "expected a map"),
        ("a: [\n", "invalid YAML"),
    ],
)
def test_bad_settings_name_file_line_and_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    file = write(tmp_path / "transpipe.yaml", text)
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert str(file) in str(error.value)
    assert message in str(error.value)


# --- glossary ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "option", "beam", "hypotheses"),
    [
        ("", None, 4, 4),
        ("quality: fast\n", None, 2, 2),
        ("quality: fast\n", "best", 8, 4),
        ("quality: best\ndecoding: {beam: 3}\n", None, 3, 3),
        ("decoding: {beam: 1}\n", "best", 1, 1),
        ("decoding: {hypotheses: 2}\n", None, 4, 2),
    ],
)
def test_quality_gives_way_to_a_beam_size(
    tmp_path: Path, text: str, option: str | None, beam: int, hypotheses: int
) -> None:
    (tmp_path / "transpipe.yaml").write_text(text)
    decoding = make_decoding(load_settings(tmp_path).but(quality=option))
    assert (decoding.beam_size, decoding.hypotheses) == (beam, hypotheses)


def test_glossary_reads_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", "domain: x\nterms:\n  - source: [甲乙, 甲丙]\n    target: AB\n")
    write(tmp_path / "sub" / "b.yaml", "terms:\n  - {source: 丁, target: D, status: retired}\n")
    glossary = load_glossary(tmp_path)
    assert [match.target for match in glossary.find("甲丙和甲乙和丁")] == ["AB", "AB"]
    assert load_glossary(tmp_path / "absent").find("甲乙") == []


def test_glossary_version_follows_the_content(tmp_path: Path) -> None:
    file = write(tmp_path / "a.yaml", "terms:\n  - {source: 甲, target: A}\n")
    before = load_glossary(tmp_path).version
    write(file, "terms:\n  - {source: 甲, target: B}\n")
    assert load_glossary(tmp_path).version != before


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("terms:\n  - {source: 甲}\n", 2, "an entry needs a `target`"),
        ("terms:\n  - source: 甲\n    target: A\n    targte: B\n", 4, "unknown key 'targte'; did you mean 'target'?"),
        ("terms:\n  - {source: 甲, target: 乙}\n", 2, "holds Chinese"),
        ("terms:\n  - {source: 甲, target: A, status: x}\n", 2, "status 'x'"),
        ("terms:\n  - 甲\n", 2, "an entry is a map"),
        ("words: []\n", 1, "unknown key 'words'"),
        (
            "terms:\n  - {source: 甲, target: A}\n  - {source: 乙}\n  - 丙\n",
            3,
            "(and 1 more; `transpipe glossary lint`",
        ),
    ],
)
def test_bad_glossary_entries_name_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    file = write(tmp_path / "a.yaml", text)
    with pytest.raises(SettingsError) as error:
        load_glossary(tmp_path)
    assert str(error.value).startswith(f"{file}:{line}: ")
    assert message in str(error.value)


# --- memory -----------------------------------------------------------------------------------

UNIT = MemoryUnit("k", "甲", "a", "engine", -0.5, "e")


def test_memory_remembers_across_connections(tmp_path: Path) -> None:
    memory = SqliteMemory(tmp_path / "s" / "m.sqlite3")
    assert memory.recall(["k"]) == {}
    assert not (tmp_path / "s").exists(), "looking something up makes no file"
    memory.remember([UNIT])
    memory.close()
    hit = SqliteMemory(tmp_path / "s" / "m.sqlite3").recall(["k", "l"])["k"]
    assert (hit.target, hit.origin, hit.score) == ("a", "engine", -0.5)
    assert (tmp_path / "s" / ".gitignore").read_bytes() == b"*\n"


def test_memory_looks_up_more_keys_than_a_query_may_have(tmp_path: Path) -> None:
    memory = SqliteMemory(tmp_path / "m.sqlite3")
    memory.remember([UNIT._replace(key=str(number)) for number in range(2000)])
    assert len(memory.recall([str(number) for number in range(2500)])) == 2000


def test_newer_memories_are_refused_and_damaged_ones_are_moved_aside(tmp_path: Path) -> None:
    newer = tmp_path / "newer.sqlite3"
    connection = sqlite3.connect(newer)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(TranspipeError, match="newer transpipe"):
        SqliteMemory(newer).recall(["k"])
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"no database at all" * 100)
    memory = SqliteMemory(damaged)
    assert memory.recall(["k"]) == {}
    assert memory.damaged is not None
    assert memory.damaged.read_bytes() == b"no database at all" * 100
    memory.remember([UNIT])
    assert set(memory.recall(["k"])) == {"k"}


def test_dry_run_memory_reads_the_file_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite3"
    file = SqliteMemory(path)
    file.remember([UNIT])
    file.close()
    memory = DictMemory(SqliteMemory(path))
    memory.remember([UNIT._replace(key="l")])
    assert set(memory.recall(["k", "l"])) == {"k", "l"}
    memory.close()
    assert set(SqliteMemory(path).recall(["k", "l"])) == {"k"}


# --- site -------------------------------------------------------------------------------------


def test_site_finds_markdown_and_survives_loops(tmp_path: Path) -> None:
    write(tmp_path / "content" / "a.md", "x")
    write(tmp_path / "content" / "p" / "index.en.md", "x")
    write(tmp_path / "content" / "p" / "data.txt", "x")
    write(tmp_path / "content" / "skip" / "b.md", "x")
    (tmp_path / "content" / "p" / "loop").symlink_to(tmp_path / "content")
    (tmp_path / "content" / "self.md").symlink_to(tmp_path / "content" / "self.md")
    site = Site(tmp_path, "content", ["content/skip/**"])
    paths = site.select([])
    assert list(paths) == ["content/a.md", "content/p/index.en.md", "content/self.md"]
    finding = site.read("content/self.md")
    assert isinstance(finding, Finding)
    assert finding.rule == "unreadable"


def test_site_refuses_what_lies_outside(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write(root / "content" / "a.md", "x")
    outside = write(tmp_path / "secret.md", "x")
    site = Site(root, "content")
    with pytest.raises(TranspipeError, match="outside of the site root"):
        site.select([outside])
    with pytest.raises(TranspipeError, match="not in the content folder"):
        site.select([write(root / "other.md", "x")])
    with pytest.raises(TranspipeError, match="no such file"):
        site.select([root / "content" / "absent.md"])
    (root / "content" / "link.md").symlink_to(outside)
    finding = site.read("content/link.md")
    assert isinstance(finding, Finding)
    assert "outside of the site root" in finding.message
    (root / "away").symlink_to(tmp_path)
    with pytest.raises(TranspipeError, match="leads out"):
        site.write("away/a.md", b"x")
    assert not (tmp_path / "a.md").exists()


def test_writes_are_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path, "content")
    site.write("review/a.md", b"old")
    assert (tmp_path / "review" / "a.md").stat().st_mode & 0o777 == 0o666 & ~_umask()

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(TranspipeError, match="No space left"):
        site.write("review/a.md", b"new")
    assert (tmp_path / "review" / "a.md").read_bytes() == b"old"
    assert [path.name for path in (tmp_path / "review").iterdir()] == ["a.md"]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_large_files_are_reported(tmp_path: Path) -> None:
    write(tmp_path / "content" / "a.md", "x" * 2000)
    finding = Site(tmp_path, "content", max_size=1000).read("content/a.md")
    assert isinstance(finding, Finding)
    assert "max_file_size" in finding.message
    assert isinstance(Site(tmp_path, "content").read("content/a.md"), SourceFile)


# --- packages ---------------------------------------------------------------------------------


def package(folder: Path, from_code: str = "zh", to_code: str = "en", *, model: bool = True) -> Path:
    metadata = {"from_code": from_code, "to_code": to_code, "package_version": "9", "from_name": "A", "to_name": "B"}
    write(folder / "metadata.json", json.dumps(metadata))
    write(folder / "sentencepiece.model", "x")
    if model:
        write(folder / "model" / "model.bin", "x")
        write(folder / "model" / "config.json", "{}")
    return folder


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(folder.parent))
    return target


def test_embedded_package_is_readable() -> None:
    info = read_package(embedded_path(), embedded=True)
    assert (info.from_code, info.to_code) == ("zh", "en")
    assert (embedded_path() / "README.md").read_bytes().startswith(b"# translate-zh_en")


def test_install_list_and_find(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    file = zipped(package(tmp_path / "translate-zh_en-9"), tmp_path / "translate-zh_en-9.argosmodel")
    assert install_model(str(file), settings).name == "translate-zh_en-9"
    assert install_model(str(file), settings).version == "9", "installing twice is no error"
    assert [info.name for info in list_models(settings)][1:] == ["translate-zh_en-9"]
    assert find_model("translate-zh_en-9", settings).is_dir()
    with pytest.raises(ModelError, match="model install"):
        find_model("absent", settings)


@pytest.mark.parametrize("fault", ["pair", "no-model", "no-zip", "cut", "escape", "absent", "word"])
def test_bad_packages_are_refused_with_what_to_do(tmp_path: Path, fault: str) -> None:
    settings = load_settings(tmp_path)
    folder = package(tmp_path / "p", to_code="de" if fault == "pair" else "en", model=fault != "no-model")
    file = zipped(folder, tmp_path / "p.argosmodel")
    if fault == "no-zip":
        file.write_bytes(b"no zip")
    elif fault == "cut":
        file.write_bytes(file.read_bytes()[:-60])
    elif fault == "escape":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("../evil.txt", "x")
    elif fault == "absent":
        file = tmp_path / "absent.argosmodel"
    what = "nonsense" if fault == "word" else str(file)
    with pytest.raises(ModelError):
        install_model(what, settings)
    assert list(list_models(settings))[1:] == []
    assert not (tmp_path / "evil.txt").exists()


def test_install_by_pair_says_that_it_is_offline(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="are you offline"):
        install_model("zh-en", load_settings(tmp_path))


def test_engine_refuses_another_pair_and_damaged_models(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="translates zh to de"):
        ArgosEngine(package(tmp_path / "a", to_code="de"), "en")
    with pytest.raises(ModelError, match=r"model\.bin is missing"):
        ArgosEngine(package(tmp_path / "b", model=False), "en")
    engine = ArgosEngine(package(tmp_path / "c"), "en")
    from transpipe.translate.ports import Decoding

    with pytest.raises(ModelError, match="can't be loaded"):
        engine.translate(["甲"], Decoding())


@pytest.mark.parametrize("remembered", [1, 1024])
def test_folders_are_what_they_really_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered: int) -> None:
    monkeypatch.setattr("transpipe.stores.site._FOLDERS", remembered)
    root = tmp_path / "site"
    write(tmp_path / "outside" / "b" / "x.md", "outside")
    write(root / "content" / "a" / "b" / "x.md", "inside")
    (root / "content" / "out").symlink_to(tmp_path / "outside")
    (root / "content" / "in").symlink_to(root / "content" / "a")
    site = Site(root, "content")
    for _ in range(2):
        for path in ("content/a/b/x.md", "content/in/b/x.md", "content/a/../a/b/x.md", "content/./a//b/x.md"):
            assert site.read(path) == SourceFile(path, b"inside")
        for path in ("content/out/b/x.md", "content/../../outside/b/x.md", "content/a/../../../outside/b/x.md"):
            found = site.read(path)
            assert isinstance(found, Finding)
            assert "outside of the site root" in found.message
        for path in ("content/none/x.md", "content/a/b/x.md/y.md"):
            assert isinstance(site.read(path), Finding)

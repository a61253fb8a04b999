"""Sentences in parcels: the same drafts and the same records, whoever translates them and in whatever order."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import transpipe
import transpipe.jobs.run
import transpipe.pipeline.parcels
from helpers import FunctionEngine, glossary, plan
from transpipe.cli import app
from transpipe.errors import ModelError, SettingsError
from transpipe.jobs import remote
from transpipe.jobs.remote import RemoteEngine, make_elsewhere
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.parcels import Elsewhere, Parcel, cut, in_order, translate_parcel
from transpipe.stores.argos import embedded_path
from transpipe.stores.memory import DictMemory
from transpipe.stores.settings import Settings, load_settings
from transpipe.translate.ladder import Work
from transpipe.translate.ports import Decoding, MemoryUnit, SimilarUnit
from transpipe.translate.pseudo import PseudoEngine
from transpipe.translate.terms import Glossary
from transpipe.units import Draft, Origin, Term

TERMS = glossary(("标准", "standard"), ("标准化", "standardization"), ("绿色标准", "green standard"), ("碳", "carbon"))
PAGES = [
    "\n\n".join(
        f"第{number}段谈绿色标准化，见[文档{number}](a.md)，还有碳。" for number in range(start, start + 9)
    ).encode()
    for start in range(0, 40, 5)  # neighbours share sentences
]


def works(*texts: str) -> list[Work]:
    return [Work(text, tuple(TERMS.find(text))) for text in texts]


# --- parcels ----------------------------------------------------------------------------------


def test_no_sentences_make_no_parcel() -> None:
    assert list(cut([], TERMS, Decoding())) == []


def test_parcels_hold_every_sentence_once_the_shortest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.pipeline.parcels, "SENTENCES", 3)
    texts = ["碳" * length for length in (5, 1, 4, 2, 8, 3, 7)]
    parcels = cut(in_order(works(*texts)), TERMS, Decoding())
    assert [[len(work.text) for work in parcel.works] for parcel in parcels] == [[1, 2, 3], [4, 5, 7], [8]]


def test_a_parcel_carries_the_terms_of_its_sentences_alone() -> None:
    (parcel,) = cut(works("绿色标准化。"), TERMS, Decoding())
    assert [term.target for term in parcel.terms] == ["standard", "standardization", "green standard"]


WORDS = st.sampled_from(["绿色", "标准", "化", "碳", "，", "ITU", " ", "⟦1⟧", "⟦/1⟧", "⟦2/⟧", "中和"])
CONTEXT = Term(("碳",), "carbon", context=("中和",))


@given(st.lists(WORDS, max_size=12).map("".join), st.data())
def test_the_terms_of_a_parcel_find_the_same_in_pieces(text: str, data: st.DataObject) -> None:
    whole = Glossary([*TERMS.terms, CONTEXT, Term(("碳中和",), "carbon neutrality"), Term(("ITU",), "ITU")], "")
    part = Glossary(whole.within([text]), "")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert part.find(text[start:end]) == whole.find(text[start:end])


def test_a_parcel_is_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    (parcel,) = cut(works("绿色标准化。", "见 ⟦1⟧碳⟦/1⟧。"), TERMS, Decoding())
    there = pickle.loads(pickle.dumps(parcel))
    assert there == parcel
    assert translate_parcel(there, PseudoEngine()) == translate_parcel(parcel, PseudoEngine())


# --- elsewhere --------------------------------------------------------------------------------


class RecordingMemory(DictMemory):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def remember(self, units: object) -> None:
        self.kept.extend(unit.source for unit in units)  # type: ignore[attr-defined]
        super().remember(units)  # type: ignore[arg-type]


def in_pseudo(parcel: Parcel) -> list[Draft]:
    return translate_parcel(parcel, PseudoEngine())


@pytest.fixture(scope="module", params=["threads", "processes"])
def pool(request: pytest.FixtureRequest) -> Iterator[Executor]:
    made: Executor
    made = ThreadPoolExecutor(2) if request.param == "threads" else ProcessPoolExecutor(2, get_context("spawn"))
    with made:
        yield made


def translator(elsewhere: Elsewhere | None = None) -> tuple[Translator, RecordingMemory]:
    memory = RecordingMemory()
    return Translator(PseudoEngine(), memory, TERMS, Decoding(), elsewhere=elsewhere), memory


def test_an_executor_gives_the_same_drafts_and_records(pool: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.pipeline.parcels, "SENTENCES", 4)
    here, memory_here = translator()
    there, memory_there = translator(Elsewhere(pool, in_pseudo, lambda: 2))
    plans = [plan(page) for page in PAGES]
    counts: list[int] = []
    assert there.draft(plans, counts.append) == here.draft(plans)
    assert sorted(memory_there.kept) == sorted(memory_here.kept)
    assert sum(counts) == len(memory_here.kept)
    # Once more: all of it is remembered, and nothing is sent.
    assert there.draft(plans) == here.draft(plans)
    assert len(memory_there.kept) == len(memory_here.kept)


def test_what_is_begun_ahead_gives_the_same_drafts(pool: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.pipeline.parcels, "SENTENCES", 4)
    here, memory_here = translator()
    there, memory_there = translator(Elsewhere(pool, in_pseudo, lambda: 2))
    counts: list[int] = []
    begun = [there.begin([plan(page)], counts.append) for page in PAGES]
    drafts = [there.end(one) for one in begun]
    assert drafts == [here.draft([plan(page)]) for page in PAGES]
    assert any(draft.origin is Origin.MEMORY for page in drafts for draft in page.values())
    assert sorted(memory_there.kept) == sorted(set(memory_here.kept)), "a sentence was translated twice"
    assert sum(counts) == sum(len(page) for page in drafts)


def test_a_full_parcel_goes_off_before_the_next_sentences_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.pipeline.parcels, "SENTENCES", 2)
    order: list[str] = []

    class Asked(DictMemory):
        def has_approved(self) -> bool:
            return True

        def similar(self, lookup: str, cutoff: float) -> list[SimilarUnit]:
            order.append(f"look up {len(lookup)}")
            return []

    class Here(Executor):
        def submit(self, work: Any, parcel: Any, /) -> Future[Any]:  # type: ignore[override]
            order.append(f"send {len(parcel.works)}")
            done: Future[Any] = Future()
            done.set_result(work(parcel))
            return done

    elsewhere = Elsewhere(Here(), in_pseudo, lambda: 2)
    made = Translator(PseudoEngine(), Asked(), TERMS, Decoding(), fuzzy=0.85, elsewhere=elsewhere)
    drafts = made.draft([plan("二。\n\n四四四。\n\n三三。\n".encode())])
    assert order == ["look up 2", "look up 3", "send 2", "look up 4", "send 1"]
    assert len(drafts) == 3


def test_what_comes_back_with_a_failure_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.pipeline.parcels, "SENTENCES", 2)

    def work(parcel: Parcel) -> list[Draft]:
        if parcel.works[0].text.startswith("二"):
            raise ModelError("worker on there: the model is damaged")
        return in_pseudo(parcel)

    with ThreadPoolExecutor(1) as pool:
        made, memory = translator(Elsewhere(pool, work, lambda: 1))
        begun = made.begin([plan("一。\n\n一一。\n\n二二二。\n\n二二二二。\n".encode())])
        pool.shutdown(wait=True)  # both are done, in whatever order they are looked at
        with pytest.raises(ModelError, match="worker on there"):
            made.end(begun)
    assert memory.kept == ["一。", "一一。"]


def test_a_memory_that_was_lost_meanwhile_costs_a_second_translation() -> None:
    class Forgetful(RecordingMemory):
        def remember(self, units: list[MemoryUnit]) -> None:  # type: ignore[override]
            self.kept.extend(unit.source for unit in units)

    with ThreadPoolExecutor(1) as pool:
        memory = Forgetful()
        made = Translator(PseudoEngine(), memory, TERMS, Decoding(), elsewhere=Elsewhere(pool, in_pseudo, lambda: 1))
        begun = [made.begin([plan("同一句。\n".encode())]) for _ in range(2)]
        first, second = (made.end(one) for one in begun)
    assert first == second
    assert memory.kept == ["同一句。"] * 2


# --- the engine of a worker -------------------------------------------------------------------


@pytest.fixture
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_ENGINES", {})


def settings(root: Path, **values: str) -> Settings:
    return load_settings(root).but(**values)


def parcel() -> Parcel:
    return next(cut(works("绿色标准化。"), TERMS, Decoding()))


def test_a_worker_makes_its_engine_once(tmp_path: Path, no_engines: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Settings] = []

    def make(settings: Settings) -> PseudoEngine:
        made.append(settings)
        return PseudoEngine()

    monkeypatch.setattr(remote, "make_engine", make)
    for _ in range(2):
        work = pickle.loads(pickle.dumps(RemoteEngine.of(settings(tmp_path, engine="pseudo"), PseudoEngine.id)))
        assert work(parcel()) == in_pseudo(parcel())
    assert len(made) == 1
    assert made[0]["threads"] == 1, "one worker for each core"


def test_a_worker_with_another_model_refuses(tmp_path: Path, no_engines: None, monkeypatch: pytest.MonkeyPatch) -> None:
    site, there = tmp_path / "site", tmp_path / "there"
    package = there / ".transpipe/models/mine"
    package.mkdir(parents=True)
    for name in ("model", "sentencepiece.model"):
        (package / name).symlink_to(embedded_path() / name)
    metadata = (embedded_path() / "metadata.json").read_bytes()
    (package / "metadata.json").write_bytes(metadata.replace(b'"package_version": "', b'"package_version": "9'))
    monkeypatch.chdir(there)
    work = RemoteEngine.of(settings(site, model="mine"), "argos:mine@1.0")
    with pytest.raises(ModelError, match=r"worker on .*: the model here is argos:mine@9.*the run has argos:mine@1\.0"):
        work(parcel())
    shutil.rmtree(package)
    with pytest.raises(ModelError, match=r"worker on .*: no model 'mine'; known are embedded"):
        work(parcel())


def test_a_worker_of_another_version_refuses(tmp_path: Path, no_engines: None) -> None:
    work = RemoteEngine.of(settings(tmp_path, engine="pseudo"), PseudoEngine.id)
    with pytest.raises(ModelError, match=f"transpipe {transpipe.__version__} is installed here, and the run has 99"):
        replace(work, version="99.0.0")(parcel())


def test_a_bug_in_a_worker_is_no_user_error(no_engines: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(sentence: str) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(remote, "make_engine", lambda settings: FunctionEngine(broken))
    with pytest.raises(ZeroDivisionError):
        RemoteEngine.of(settings(tmp_path), FunctionEngine.id)(parcel())


# --- a whole run ------------------------------------------------------------------------------


def make_site(root: Path) -> None:
    for number, page in enumerate(PAGES):
        file = root / f"content/p{number}.zh.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(f"---\ntitle: 第{number}页\n---\n".encode() + page + b"\n")
    (root / "transpipe.yaml").write_bytes(b"engine: pseudo\n")


def run(root: Path, *options: str) -> dict[str, bytes]:
    """The files of a new site after a run."""
    make_site(root)
    words = ["run", "--scope", "all", "-q", "--config", str(root / "transpipe.yaml"), *options]
    result = CliRunner().invoke(app, words, standalone_mode=False)
    assert (result.exception, result.return_value) == (None, 0)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.md")}


@pytest.mark.parametrize("options", [[], ["--in-place"]], ids=["drafts", "in place"])
def test_a_run_in_other_processes_writes_the_same_files(
    pool: Executor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.setattr(transpipe.pipeline.parcels, "SENTENCES", 4)
    monkeypatch.setattr(transpipe.jobs.run, "_WINDOW_SENTENCES", 12)
    here = run(tmp_path / "here", *options)
    assert len(here) == 2 * len(PAGES)

    def elsewhere(settings: Settings, engine: str) -> Elsewhere:
        return Elsewhere(_Kept(pool), RemoteEngine.of(settings, engine), lambda: 2)

    monkeypatch.setattr(transpipe.jobs.run, "make_elsewhere", elsewhere)
    assert run(tmp_path / "there", *options) == here


class _Kept(Executor):
    """A pool that the next test still needs."""

    def __init__(self, pool: Executor) -> None:
        self.submit = pool.submit  # type: ignore[method-assign]


# --- settings ---------------------------------------------------------------------------------


def test_a_run_is_local_unless_it_is_told_otherwise(tmp_path: Path) -> None:
    assert make_elsewhere(settings(tmp_path, scheduler="tcp://127.0.0.1:1"), "argos:x") is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "needs the address of a scheduler: --scheduler"),
        ({"scheduler": "tcp://127.0.0.1:1", "engine": "libretranslate"}, "has no use for engine: libretranslate"),
    ],
)
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, values: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        make_elsewhere(settings(tmp_path, executor="dask", **values), "argos:x")


def test_a_scheduler_without_dask_is_a_usage_error() -> None:
    result = CliRunner().invoke(app, ["run", "--scheduler", "tcp://127.0.0.1:1"])
    assert result.exit_code == 2
    assert "--scheduler goes with --executor dask" in result.output


def test_without_dask_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    make_site(tmp_path)
    words = ["run", "--scope", "all", "--executor", "dask", "--scheduler", "tcp://127.0.0.1:1"]
    result = CliRunner().invoke(app, [*words, "--config", str(tmp_path / "transpipe.yaml")], standalone_mode=False)
    assert isinstance(result.exception, SettingsError)
    assert "pip install 'transpipe[dask]'" in str(result.exception)


@pytest.mark.parametrize("options", [["--version"], ["run", "--scope", "all", "--quiet"]])
def test_what_runs_here_imports_no_dask(tmp_path: Path, options: list[str]) -> None:
    make_site(tmp_path)
    code = (
        "import sys\nfrom transpipe.cli import app\n"
        f"try: app.main({options!r}, standalone_mode=False)\nexcept SystemExit: pass\n"
        "print(sorted({'dask', 'distributed', 'tornado', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

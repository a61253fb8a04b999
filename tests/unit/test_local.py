"""The engine of this process in threads of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import CancelledError
from threading import Event

import pytest

from helpers import FunctionEngine, glossary, plan
from transpipe.errors import ModelError
from transpipe.jobs.local import make_local
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.parcels import cut
from transpipe.stores.memory import DictMemory
from transpipe.translate.ladder import Work
from transpipe.translate.ports import Decoding, Hypothesis
from transpipe.translate.pseudo import pseudo

TERMS = glossary(("国际电联", "ITU"))
POST = "".join(f"第{number}段说国际电联。\n\n" for number in range(8)).encode()


@pytest.fixture(autouse=True)
def small_parcels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transpipe.pipeline.parcels.SENTENCES", 2)


def test_threads_say_what_one_thread_says() -> None:
    here = Translator(FunctionEngine(pseudo), DictMemory(), TERMS, Decoding()).draft([plan(POST)])
    engine = FunctionEngine(pseudo)
    local = make_local(engine)
    there = Translator(engine, DictMemory(), TERMS, Decoding(), elsewhere=local).draft([plan(POST)])
    local.executor.shutdown()
    assert there == here
    assert len(engine.asked) == len(set(engine.asked)) == 8


class Loaded(FunctionEngine):
    """Tells when it was loaded."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__(pseudo)
        self.loads: list[int] = []
        self.fails = fails

    def load(self) -> None:
        self.loads.append(len(self.asked))
        if self.fails:
            raise ModelError("damaged")

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        if self.fails:
            raise ModelError("damaged")
        return super().translate(sentences, decoding)


def test_an_engine_is_loaded_while_its_first_sentences_are_looked_up() -> None:
    engine = Loaded()
    local = make_local(engine, parcels=1)
    translator = Translator(engine, DictMemory(), TERMS, Decoding(), elsewhere=local)
    translator.draft([])
    assert engine.loads == [], "nothing was asked for"
    translator.draft([plan(POST)])
    assert engine.loads == [0]
    translator.draft([plan(POST)])
    local.executor.shutdown()
    assert engine.loads == [0], "all of it is remembered"


def test_what_keeps_an_engine_from_loading_is_told() -> None:
    engine = Loaded(fails=True)
    local = make_local(engine)
    with pytest.raises(ModelError, match="damaged"):
        Translator(engine, DictMemory(), TERMS, Decoding(), elsewhere=local).draft([plan(POST)])
    local.executor.shutdown()


class Held(FunctionEngine):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__(pseudo)
        self.entered = Event()
        self.go = Event()

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        self.entered.set()
        assert self.go.wait(30)
        super().translate(sentences, decoding)
        return [[Hypothesis("", -1.0)] for _ in sentences]  # a fault, so that the ladder asks once more


def test_a_run_that_is_stopped_asks_no_more_questions() -> None:
    engine = Held()
    local = make_local(engine, parcels=1)
    works = [Work(f"第{number}段。", ()) for number in range(6)]
    sent = [local.executor.submit(local.work, parcel) for parcel in cut(works, TERMS, Decoding())]
    assert engine.entered.wait(30)
    local.executor.shutdown(wait=False, cancel_futures=True)
    engine.go.set()
    with pytest.raises(CancelledError):
        sent[0].result(30)
    assert len(engine.asked) == 2
    assert all(future.cancelled() for future in sent[1:])


def test_what_is_done_is_kept_before_it_is_waited_for() -> None:
    engine, memory = FunctionEngine(pseudo), DictMemory()
    local = make_local(engine)
    translator = Translator(engine, memory, TERMS, Decoding(), elsewhere=local)
    begun = translator.begin([plan(POST)])
    late = time.monotonic() + 30
    while len(begun.drafts) < 8 and time.monotonic() < late:
        translator.gather()
    local.executor.shutdown()
    assert set(memory.recall(list(begun.keys.values()))) == set(begun.keys.values())

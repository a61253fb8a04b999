"""A real Dask cluster on the loopback address: two worker processes, one of which is killed in the middle of a run."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import transpipe.pipeline.parcels
import transpipe.stores.dask_cluster
from transpipe.errors import ClusterError, ModelError
from transpipe.jobs.remote import RemoteEngine
from transpipe.jobs.run import RunRequest, run
from transpipe.pipeline.parcels import Parcel, cut
from transpipe.report.terminal import SilentProgress
from transpipe.stores.dask_cluster import DaskExecutor
from transpipe.stores.settings import Settings, load_settings
from transpipe.translate.ladder import Work
from transpipe.translate.ports import Decoding
from transpipe.translate.pseudo import PseudoEngine
from transpipe.translate.terms import Glossary
from transpipe.units import Draft

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'transpipe[dask]'")
pytestmark = pytest.mark.usefixtures("loopback")
REPOSITORY = Path(__file__).parents[2]


@contextmanager
def start(folder: Path, workers: int) -> Iterator[Any]:
    import dask

    with (
        dask.config.set({"temporary-directory": str(folder)}),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two worker processes with a thread each. They may not write to the home folder either."""
    home = tmp_path_factory.mktemp("home-of-workers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        with start(tmp_path_factory.mktemp("scratch"), 2) as made:
            yield made
    assert list(home.iterdir()) == []


def make_site(root: Path) -> Settings:
    shutil.copytree(REPOSITORY / "content", root / "content")
    shutil.copytree(REPOSITORY / "glossary", root / "glossary")
    (root / "transpipe.yaml").write_bytes(b"{}\n")
    return load_settings(root)


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in (root / "review").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def record(root: Path) -> list[tuple[Any, ...]]:
    """What the coordinator has put down of each sentence, times aside."""
    with sqlite3.connect(root / ".transpipe/memory.sqlite3") as connection:
        return connection.execute("SELECT key, source, target, origin, score, engine FROM unit ORDER BY key").fetchall()


class Watching(SilentProgress):
    """Counts sentences, and does something when the first of them are done."""

    def __init__(self, first: Callable[[], None] = lambda: None) -> None:
        self.first = first
        self.counts: list[int] = []

    def done(self, count: int) -> None:
        if count and not any(self.counts):
            self.first()
        self.counts.append(count)


@pytest.mark.model
def test_the_bytes_are_those_of_a_local_run_though_a_worker_is_killed(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transpipe.pipeline.parcels, "SENTENCES", 8)
    here, there = tmp_path / "here", tmp_path / "there"
    local = Watching()
    assert not run(RunRequest(), make_site(here), local).failed

    killed: list[int] = []

    def kill() -> None:
        """SIGKILL for the worker that has most on its desk."""
        busy = max(cluster.scheduler.workers.values(), key=lambda worker: len(worker.processing))
        (pid,) = (nanny.pid for nanny in cluster.workers.values() if nanny.address == busy.nanny)
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    settings = make_site(there).but(executor="dask", scheduler=cluster.scheduler_address)
    remote = Watching(kill)
    assert not run(RunRequest(), settings, remote).failed
    assert len(killed) == 1
    assert killed[0] not in {nanny.pid for nanny in cluster.workers.values()}
    assert tree(there) == tree(here) != {}
    assert record(there) == record(here)
    assert len(record(there)) > 60
    assert sum(remote.counts) == sum(local.counts) == len(record(there)), "each sentence is recorded once"
    # A second run has nothing to do, and asks nobody.
    again = run(RunRequest(), settings.but(scheduler="tcp://127.0.0.1:1"), SilentProgress())
    assert again.current == 1
    assert tree(there) == tree(here)


def a_parcel() -> Parcel:
    return next(cut([Work("绿色标准。", ())], Glossary([], ""), Decoding()))


@pytest.mark.model
def test_a_worker_refuses_another_model(cluster: Any) -> None:
    work = RemoteEngine.of(load_settings(REPOSITORY), "argos:translate-zh_en-99")
    with DaskExecutor(cluster.scheduler_address) as executor:
        answer = executor.submit(work, a_parcel())
        with pytest.raises(ModelError, match=r"^worker on .*: the model here is argos:.*the run has .*zh_en-99"):
            answer.result(60)


def crash(parcel: Parcel) -> list[Draft]:
    os._exit(1)


def cannot_import(parcel: Parcel) -> list[Draft]:
    raise ModuleNotFoundError("No module named 'transpipe.of_tomorrow'")


def test_what_the_cluster_can_not_do_is_said_in_words(cluster: Any) -> None:
    with DaskExecutor(cluster.scheduler_address) as executor:
        with pytest.raises(ClusterError, match="install the same transpipe there"):
            executor.submit(cannot_import, a_parcel()).result(60)
        with pytest.raises(ClusterError, match="ended several workers"):
            executor.submit(crash, a_parcel()).result(120)
        pseudo = RemoteEngine.of(load_settings(REPOSITORY).but(engine="pseudo"), PseudoEngine.id)
        assert len(executor.submit(pseudo, a_parcel()).result(60)) == 1, "the cluster works on"


def test_a_cluster_without_workers_is_given_up(tmp_path: Path) -> None:
    with start(tmp_path, 0) as empty, DaskExecutor(empty.scheduler_address, patience=1.0) as executor:
        with pytest.raises(ClusterError, match="no worker for 1 seconds; start some with `dask worker tcp://"):
            executor.submit(crash, a_parcel()).result(60)
        assert executor.workers == 0


def test_a_scheduler_that_goes_away_ends_the_wait(tmp_path: Path) -> None:
    with start(tmp_path, 0) as empty:
        executor = DaskExecutor(empty.scheduler_address)
        answer = executor.submit(crash, a_parcel())
    with pytest.raises(ClusterError, match="the connection to the scheduler was lost; what was finished is kept"):
        answer.result(60)
    executor.shutdown()


class Silent(BaseHTTPRequestHandler):
    """The dashboard, for all that a client can see."""

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("tcp://127.0.0.1:1", "no answer in 2 seconds|Timed out trying to connect"),
        ("tcp://127.0.0.1:{http}", "no answer in 2 seconds"),
        ("127.0.0.1", "missing port number"),
        ("http://127.0.0.1:1", "unknown address scheme"),
        ("tls://127.0.0.1:1", "TLS"),
    ],
)
def test_an_address_where_no_scheduler_is(address: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.stores.dask_cluster, "_CONNECT", 2.0)
    with HTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        executor = DaskExecutor(address.format(http=server.server_port))
        with pytest.raises(ClusterError, match=rf"no Dask scheduler answers there \(.*({fault}).*`dask scheduler`"):
            executor.submit(crash, a_parcel())
        executor.shutdown()
        server.shutdown()


def test_a_caller_with_an_event_loop_of_its_own_is_answered_too() -> None:
    async def ask() -> None:
        with pytest.raises(ClusterError, match="no Dask scheduler answers there"):
            DaskExecutor("127.0.0.1").submit(crash, a_parcel())

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already
        thread.submit(asyncio.run, ask()).result()

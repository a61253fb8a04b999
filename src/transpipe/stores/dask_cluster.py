"""A Dask cluster as an executor. Nothing else knows of Dask.

Dask gives the work of a worker that is lost to the others. What it does not do is give up: where no worker is left, or
the scheduler itself, it waits for ever. So what is under way is watched, and fails with a message that says what to do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from threading import Event, Lock, Thread
from typing import Any, TypeVar

from transpipe.errors import ClusterError, SettingsError

Result = TypeVar("Result")
_CONNECT = 10.0  # seconds
_PULSE = 1.0  # seconds between two looks at the cluster
_GOES_ON = "what was finished is kept, and the next run goes on from there"


class DaskExecutor(Executor):
    """Gives work to the workers of a scheduler."""

    def __init__(self, address: str, *, patience: float = 60.0) -> None:
        """The cluster is joined with the first piece of work. It may be without a worker for `patience` seconds."""
        self._address = address
        self._patience = patience
        self._client: Any = None
        self._executor: Any = None
        self._workers = 0
        self._open: set[Future[Any]] = set()
        self._lock = Lock()
        self._ended = Event()
        self._watch = Thread(target=self._keep_watch, name="transpipe-cluster", daemon=True)

    @property
    def workers(self) -> int:
        """Pieces of work that the cluster can do at the same time, as of a second ago; 0 before it is joined."""
        return self._workers

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Send a piece of work; its exception is a ClusterError where the cluster is at fault.

        Raises SettingsError without Dask, ClusterError when no scheduler answers.
        """
        if self._client is None:
            self._join()
        mine: Future[Result] = Future()
        with self._lock:
            self._open.add(mine)
        self._executor.submit(fn, *args, **kwargs).add_done_callback(lambda theirs: self._pass_on(theirs, mine))
        return mine

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on; what is under way there is cancelled, as nobody waits for it."""
        if self._client is not None and not self._ended.is_set():
            self._ended.set()
            self._watch.join(_PULSE)
            self._client.close(timeout=_CONNECT)

    def _join(self) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise SettingsError("executor: dask needs Dask: pip install 'transpipe[dask]'") from None
        for name in ("distributed", "distributed.client"):  # what they log is said better here
            logging.getLogger(name).setLevel(logging.CRITICAL)
        _look_at(self._address)
        self._client = Client(self._address, timeout=_CONNECT, set_as_default=False, name="transpipe")
        self._executor = self._client.get_executor(pure=False)
        self._workers = self._count()
        self._watch.start()

    def _pass_on(self, theirs: Future[Result], mine: Future[Result]) -> None:
        with self._lock:
            if mine not in self._open:
                return
            self._open.discard(mine)
        try:
            mine.set_result(theirs.result())
        except Exception as error:
            mine.set_exception(self._explained(error))

    def _explained(self, error: BaseException) -> BaseException:
        """What a person can do something about, in words; anything else as it is."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return ClusterError(
                f"{self._address}: the same sentences have ended several workers, which may have too little memory "
                f"(each needs about 300 MB); look into their logs. Otherwise {_GOES_ON}"
            )
        if isinstance(error, ImportError):
            return ClusterError(
                f"{self._address}: a worker can't import what it needs ({_line(error)}); install the same transpipe "
                "there, as in `pip install 'transpipe[dask]'`"
            )
        if isinstance(error, CancelledError):
            return ClusterError(f"{self._address}: the connection to the scheduler was lost; {_GOES_ON}")
        return error

    # --- the watch --------------------------------------------------------------------------------

    def _keep_watch(self) -> None:
        alone = 0.0
        while not self._ended.wait(_PULSE):
            self._workers = self._count()
            alone = 0.0 if self._workers else alone + _PULSE
            if alone >= self._patience:
                self._give_up(
                    f"{self._address}: no worker for {self._patience:.0f} seconds; start some with "
                    f"`dask worker {self._address}`; {_GOES_ON}"
                )

    def _count(self) -> int:
        """Threads of all workers; none where the scheduler does not answer."""
        try:
            return sum(self._client.nthreads().values())
        except Exception:  # whatever it is: the watch must go on
            return 0

    def _give_up(self, message: str) -> None:
        with self._lock:
            failed, self._open = self._open, set()
        for future in failed:
            future.set_exception(ClusterError(message))


def _look_at(address: str) -> None:
    """Make sure that a scheduler answers there: a client would wait for ever for a server of another kind.

    Raises ClusterError.
    """
    from distributed import Security, rpc

    async def kind() -> str:
        keys = Security().get_connection_args("client")
        async with rpc(address, timeout=_CONNECT / 2, connection_args=keys) as server:
            return str((await server.identity())["type"])

    try:
        with ThreadPoolExecutor(1) as other:  # this thread may have an event loop of its own already
            found = other.submit(asyncio.run, asyncio.wait_for(kind(), _CONNECT)).result()
        fault = "" if found == "Scheduler" else f"a Dask {found} does"
    except TimeoutError:
        fault = f"no answer in {_CONNECT:.0f} seconds"
    except (OSError, ValueError, TypeError) as error:  # the latter two where the address is odd, or has no keys for TLS
        fault = _line(error)
    if fault:
        raise ClusterError(
            f"{address}: no Dask scheduler answers there ({fault}); start one with `dask scheduler`, and name the "
            "address that it prints, which begins with tcp:// or tls://"
        )


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__

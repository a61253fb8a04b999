"""What a worker process does with a parcel: the engine of the run is loaded once, and it has to be the same one."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import transpipe
from transpipe.errors import ModelError, SettingsError, TranspipeError
from transpipe.jobs.setup import make_engine
from transpipe.pipeline.parcels import Elsewhere, Parcel, translate_parcel
from transpipe.stores.settings import Settings
from transpipe.translate.ports import Decoding, Engine
from transpipe.units import Draft

DASK = "dask"
_KEYS = ("engine", "model", "state", "languages.target")


@dataclass(frozen=True, slots=True)
class RemoteEngine:
    """The engine of a run as a value: called with a parcel in any process, it translates it there."""

    id: str
    """Of the engine that the run has; every worker must come to the same."""
    version: str
    """Of transpipe."""
    root: str
    """Site root of the run; a worker without that folder looks for models in its own working directory."""
    settings: tuple[tuple[str, str], ...]
    threads: int

    @classmethod
    def of(cls, settings: Settings, engine: str) -> RemoteEngine:
        """The engine with this id, as the settings make it."""
        # A worker decodes with one thread, as there is one for each core.
        chosen = tuple((key, settings[key]) for key in _KEYS)
        return cls(engine, transpipe.__version__, str(settings.root), chosen, settings["threads"] or 1)

    def __call__(self, parcel: Parcel) -> list[Draft]:
        """Translate here; a TranspipeError names the machine."""
        try:
            return translate_parcel(parcel, _loaded(self))
        except TranspipeError as error:
            raise ModelError(f"worker on {platform.node()}: {error}") from None

    def make(self) -> Engine:
        """The engine on this machine.

        Raises ModelError when it is another one than the run has.
        """
        if self.version != transpipe.__version__:
            raise ModelError(
                f"transpipe {transpipe.__version__} is installed here, and the run has {self.version}; install the same"
            )
        root = Path(self.root) if Path(self.root).is_dir() else Path.cwd()
        engine = make_engine(Settings(root, {**dict(self.settings), "threads": self.threads}))
        if engine.id != self.id:
            raise ModelError(
                f"the model here is {engine.id}, and the run has {self.id}; install the same package under the same name"
            )
        return engine


_ENGINES: dict[RemoteEngine, Engine] = {}
"""Loading a model takes longer than translating a parcel, so a worker keeps the last one, for run after run."""
_LOADING = Lock()


def _loaded(wanted: RemoteEngine) -> Engine:
    with _LOADING:  # a worker may have several threads
        if wanted not in _ENGINES:
            engine = wanted.make()
            engine.translate([], Decoding())  # loads the model
            _ENGINES.clear()
            _ENGINES[wanted] = engine
        return _ENGINES[wanted]


def make_elsewhere(settings: Settings, engine: str) -> Elsewhere | None:
    """The executor that the settings name, for the engine with this id; None for this process.

    Raises SettingsError when settings are missing or contradict each other, ClusterError when nobody answers.
    """
    if settings["executor"] != DASK:
        return None
    if not settings["scheduler"]:
        raise SettingsError("executor: dask needs the address of a scheduler: --scheduler tcp://HOST:8786")
    if settings["engine"] == "libretranslate":
        raise SettingsError("executor: dask has no use for engine: libretranslate, which is a server itself")
    from transpipe.stores.dask_cluster import DaskExecutor

    cluster = DaskExecutor(settings["scheduler"])
    return Elsewhere(cluster, RemoteEngine.of(settings, engine), lambda: cluster.workers)

"""The Argos engine: packages by `argostranslate.package`, decoding by CTranslate2.

`argostranslate.translate` is not used: it goes line by line, passes no repetition control, and knows no tags. The
heavy modules are imported when a sentence has to be translated, not before.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from transpipe.errors import ModelError
from transpipe.translate.ports import Decoding, Hypothesis

_BATCH_TOKENS = 1024
_WORKERS = 4
"""Batches that are decoded at the same time at most: one core each costs less than several cores for one batch."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # from malloc.h
_LARGEST_KEPT = 32 << 20  # bytes of a block; glibc takes no more
_MOST_KEPT = 1 << 30
_TOKENIZERS = ("sentencepiece.model", "bpe.model")
_INSTALL_HINT = "see `transpipe model list`, or set `model: embedded`"


class ModelInfo(NamedTuple):
    """An Argos package on this machine."""

    name: str
    path: Path
    from_code: str
    to_code: str
    version: str
    embedded: bool


@contextmanager
def argos_home(home: Path | None = None) -> Iterator[Any]:
    """`argostranslate.package`, with everything that it would keep in the user's home kept in `home`.

    Importing argostranslate makes folders in the home directory; a run must not. Without `home` they go to a
    temporary folder that is removed again.
    """
    with tempfile.TemporaryDirectory(prefix="transpipe-") as temporary:
        base = home or Path(temporary)
        places = {
            "XDG_DATA_HOME": base / "data",
            "XDG_CONFIG_HOME": base / "config",
            "XDG_CACHE_HOME": base / "cache",
            "ARGOS_PACKAGES_DIR": base / "packages",
        }
        before = {name: os.environ.get(name) for name in places}
        os.environ.update({name: str(path) for name, path in places.items()})
        try:
            from argostranslate import package, settings

            # An import happens once a process; the folders are set for every use.
            settings.package_data_dir = places["ARGOS_PACKAGES_DIR"]
            settings.package_dirs = [places["ARGOS_PACKAGES_DIR"]]
            settings.downloads_dir = places["XDG_CACHE_HOME"] / "downloads"
            settings.local_package_index = places["XDG_DATA_HOME"] / "index.json"
            yield package
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def embedded_path() -> Path:
    """The folder of the package that comes with transpipe."""
    models = Path(str(files("transpipe"))) / "models"
    found = sorted(path.parent for path in models.glob("*/metadata.json"))
    if not found:
        raise ModelError(f"no embedded model in {models}: the installation is incomplete; install transpipe again")
    return found[-1]


def read_package(path: Path, *, embedded: bool = False) -> ModelInfo:
    """What an unpacked Argos package says about itself.

    Raises ModelError when a file that is needed is absent or damaged.
    """
    try:
        # Read here: Argos' own reader imports its network and the tokenizer, which a run with nothing to do can do without.
        metadata = json.loads((path / "metadata.json").read_bytes())
        source, target, version = (str(metadata.get(key) or "") for key in ("from_code", "to_code", "package_version"))
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{path}: not an Argos package ({error}); {_INSTALL_HINT}") from None
    for part in ("model/model.bin", "model/config.json"):
        if not (path / part).is_file():
            raise ModelError(f"{path}: damaged Argos package, {part} is missing; install it again ({_INSTALL_HINT})")
    if not any((path / name).is_file() for name in _TOKENIZERS):
        raise ModelError(f"{path}: damaged Argos package, {_TOKENIZERS[0]} is missing; {_INSTALL_HINT}")
    return ModelInfo(path.name, path, source or "?", target or "?", version, embedded)


class ArgosEngine:
    """Decodes with one model, loaded at the first sentence."""

    def __init__(self, path: Path, target: str, threads: int = 0) -> None:
        info = read_package(path)
        if not info.from_code.startswith("zh") or info.to_code != target:
            raise ModelError(
                f"{path}: this model translates {info.from_code} to {info.to_code}, not zh to {target}; {_INSTALL_HINT}"
            )
        self.id = (
            f"argos:{info.name}" if info.version in info.name.replace("_", ".") else f"argos:{info.name}@{info.version}"
        )
        self._path = path
        self._threads = threads
        self._loaded: tuple[Any, Any, list[str]] | None = None
        self._loading = Lock()

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        """Hypotheses for each sentence, best first."""
        translator, tokenizer, prefix = self._load()
        pieces = [tokenizer.encode(sentence) for sentence in sentences]
        options = {
            "beam_size": decoding.beam_size,
            "num_hypotheses": min(decoding.hypotheses, decoding.beam_size),
            "length_penalty": decoding.length_penalty,
            # A search for one hypothesis has none to prefer; CTranslate2 4 ends the process when it is asked to.
            "coverage_penalty": decoding.coverage_penalty if decoding.beam_size > 1 else 0.0,
            "repetition_penalty": decoding.repetition_penalty,
            "no_repeat_ngram_size": decoding.no_repeat_ngram,
            "return_scores": True,
            "asynchronous": True,  # all batches are handed over before the first answer is waited for
        }
        running: dict[int, Any] = {}
        for batch in _batches([len(item) for item in pieces]):
            results = translator.translate_batch(
                [pieces[index] for index in batch],
                target_prefix=[prefix] * len(batch) if prefix else None,
                max_decoding_length=_longest_target(len(pieces[batch[0]])),
                **options,
            )
            running.update(zip(batch, results, strict=True))
        return [_hypotheses(tokenizer, prefix, running[index].result()) for index in range(len(sentences))]

    def load(self) -> None:
        """Load the model, unless it is."""
        self._load()

    def _load(self) -> tuple[Any, Any, list[str]]:
        with self._loading:  # several threads may have the first sentence
            if self._loaded is None:
                self._loaded = self._load_now()
            return self._loaded

    def _load_now(self) -> tuple[Any, Any, list[str]]:
        import ctranslate2

        keep_freed_memory()
        with argos_home() as package:
            found = package.Package(self._path)
        try:
            threads = self._threads or os.cpu_count() or 1
            workers = min(threads, _WORKERS)
            translator = ctranslate2.Translator(
                str(self._path / "model"),
                device="cpu",
                compute_type="int8",
                inter_threads=workers,
                intra_threads=threads // workers,
            )
            found.tokenizer.encode("你好")
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"{self._path}: the model can't be loaded ({error}); {_INSTALL_HINT}") from None
        return translator, found.tokenizer, [found.target_prefix] if found.target_prefix else []


def keep_freed_memory() -> None:
    """Let the C library keep what decoding frees, as the next batch asks for the same again.

    By itself glibc gives large blocks back to the system at once and has them cleared once more for every batch; Dask
    tells it to do so for small ones too. Other C libraries are left alone.
    """
    import ctypes

    mallopt = getattr(ctypes.CDLL(None) if os.name == "posix" else None, "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGEST_KEPT)
        mallopt(_M_TRIM_THRESHOLD, _MOST_KEPT)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes of sentences of about the same length, the longest first, so that the last batches are the short ones."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _longest_target(source: int) -> int:
    """Pieces after which the search for a translation of so many pieces ends.

    Of 907 held-out translations by people none needs more than twice its source and seven. What goes on has lost its
    thread, and would not stop before any limit.
    """
    return 16 + 2 * source


def _hypotheses(tokenizer: Any, prefix: Sequence[str], result: Any) -> list[Hypothesis]:
    return [
        Hypothesis(_decode(tokenizer, pieces[len(prefix) :]), score)
        for pieces, score in zip(result.hypotheses, result.scores, strict=True)
    ]


def _decode(tokenizer: Any, pieces: list[str]) -> str:
    # SentencePieceTokenizer.decode turns every underscore into a space; its processor does not.
    processor = getattr(tokenizer, "lazy_processor", None)
    if processor is None:
        return str(tokenizer.decode(pieces))
    return str(processor().decode_pieces(pieces)).replace("▁", " ")

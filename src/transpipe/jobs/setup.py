"""Settings into what the jobs work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transpipe.detect.scopes import Markers, normalise
from transpipe.model import ProseRules
from transpipe.pipeline.plan import Rules
from transpipe.stores.argos import ArgosEngine
from transpipe.stores.packages import find_model
from transpipe.stores.settings import Settings
from transpipe.translate.ports import Decoding, Engine
from transpipe.translate.pseudo import PseudoEngine

if TYPE_CHECKING:
    from transpipe.stores.memory import SqliteMemory

MEMORY_FILE = "memory.sqlite3"


def make_rules(settings: Settings, scope: str) -> Rules:
    """The rules of a scope under the settings of a site."""
    return Rules(
        ProseRules(
            frozenset(settings["front_matter"]),
            {name: frozenset(keys) for name, keys in settings["shortcodes.translate"].items()},
            frozenset(settings["shortcodes.raw"]),
            settings["shortcodes.inner"] == "raw",
            frozenset(settings["taxonomies"]),
        ),
        Markers(
            frozenset(normalise(phrase) for phrase in settings["markers.start"]),
            frozenset(normalise(phrase) for phrase in settings["markers.end"]),
        ),
        settings["sentence_chars"],
        marked=scope in ("marked", "untranslated", "all"),
        untranslated=scope in ("untranslated", "all"),
    )


def make_engine(settings: Settings) -> Engine:
    """The engine of a run; the model itself is loaded with the first sentence."""
    if settings["engine"] == "pseudo":
        return PseudoEngine()
    if settings["engine"] == "libretranslate":
        from transpipe.stores.libretranslate import LibreTranslateEngine, api_key  # the network is for those who ask

        return LibreTranslateEngine(
            settings["libretranslate.url"],
            settings["languages.target"],
            key=api_key(settings["libretranslate.key_variable"]),
            timeout=settings["libretranslate.timeout"],
        )
    path = find_model(str(settings["model"]), settings)
    return ArgosEngine(path, settings["languages.target"], settings["threads"])


_BEAMS = {"fast": 2, "balanced": 4, "best": 8}


def make_decoding(settings: Settings) -> Decoding:
    """How the engine is asked: a beam size of its own goes before that of the wanted quality."""
    beam = settings["decoding.beam"] if "decoding.beam" in settings.given else _BEAMS[settings["quality"]]
    return Decoding(
        beam,
        min(settings["decoding.hypotheses"], beam),
        settings["decoding.length_penalty"],
        settings["decoding.coverage_penalty"],
        settings["decoding.repetition_penalty"],
    )


def open_memory(settings: Settings, *, read_only: bool = False) -> SqliteMemory:
    """The memory of a site; the file is opened when it is used."""
    from transpipe.stores.memory import SqliteMemory  # a check needs no database

    return SqliteMemory(settings.path("state") / MEMORY_FILE, f"zh-{settings['languages.target']}", read_only=read_only)

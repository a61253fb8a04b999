"""transpipe.yaml: found upwards from the working directory, checked key by key.

Every setting is one row of `SETTINGS`; docs/settings.md lists the same rows, and a test compares the two.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from transpipe.errors import SettingsError
from transpipe.model import Severity
from transpipe.rules import BY_ID

FILE_NAME = "transpipe.yaml"


class Setting(NamedTuple):
    """A key of transpipe.yaml; dots are nested maps."""

    key: str
    default: Any
    check: Callable[[Any], str | None]
    """Says what is expected when a value is wrong."""
    help: str


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) and value else "a text"


def _texts(value: Any) -> str | None:
    return (
        None if isinstance(value, list) and all(isinstance(item, str) and item for item in value) else "a list of texts"
    )


def _texts_by_name(value: Any) -> str | None:
    good = isinstance(value, dict) and all(isinstance(k, str) and _texts(v) is None for k, v in value.items())
    return None if good else "a map from names to lists of texts"


def _whole(low: int, high: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return None if good else f"a whole number from {low} to {high}"

    return check


def _number(low: float, high: float) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        return None if good else f"a number from {low} to {high}"

    return check


def _off_or_set(value: Any) -> str | None:
    return None if value in ("off", "set") or value is False else "off or set"  # YAML reads a plain off as false


def _choice(*names: str) -> Callable[[Any], str | None]:
    return lambda value: None if value in names else "one of " + ", ".join(names)


def _rule_ids(value: Any) -> str | None:
    if _texts(value) is not None:
        return "a list of rule ids"
    for rule in value:
        if rule not in BY_ID:
            near = difflib.get_close_matches(rule, BY_ID, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else "docs/findings.md lists them"
            return f"a list of rule ids ({rule!r} is none; {hint})"
        if BY_ID[rule].severity is Severity.ERROR:
            return f"a list of rules that can be switched off ({rule!r} says that something could not be done)"
    return None


_PROSE_KEYS = [
    "title", "linkTitle", "subtitle", "summary", "description", "abstract", "caption", "excerpt",
    "image.caption", "image.alt", "image.alt_text", "header.caption", "header.title", "cover.caption", "cover.alt",
]  # fmt: skip
_PARAMETERS = {
    "figure": ["title", "caption", "alt", "attr"],
    "cta": ["cta_text", "cta_alt_text"],
    "callout": ["title", "text"],
    "alert": ["title"],
    "admonition": ["title"],
    "details": ["summary", "title"],
    "tab": ["name", "title", "0"],
    "button": ["text"],
    "card": ["title", "subtitle", "header"],
    "*": [],
}
_RAW = ["highlight", "mermaid", "math", "katex", "chart", "plantuml", "diagram", "gist", "raw", "rawhtml"]

SETTINGS: tuple[Setting, ...] = (
    Setting("content", "content", _text, "Folder of the posts, relative to this file. Without it, `contentDir` of the site's Hugo configuration counts, also that of single languages."),
    Setting("output", "review", _text, "Folder for drafts; it mirrors `content`."),
    Setting("glossary", "glossary", _text, "Folder (or one file) with the glossary in YAML."),
    Setting("terms.abbreviations", "off", _choice("off", "first"), "`first` writes a term in full with its abbreviation in brackets at its first mention in a document, and abbreviates it from then on; `off` leaves it as the source has it."),
    Setting("state", ".transpipe", _text, "Folder for the translation memory, the history and installed models. Safe to delete."),
    Setting("languages.source", ["zh", "zh-cn", "zh-hans", "zh-hant", "zh-tw", "zh-hk"], _texts,
            "Language codes that mean Chinese; the first is used for new files. Without it, the Chinese languages of the Hugo configuration count."),
    Setting("languages.target", "en", _text, "Language code that is translated into."),
    Setting("languages.default", "en", _text, "Language of a file without a code in its name (`index.md`). Without it, `defaultContentLanguage` counts."),
    Setting("languages.required", [], _texts, "Language codes that every post must have a file in (`transpipe check`); empty for a Chinese one and the target."),
    Setting("targets", [], _texts, "Languages that a run writes drafts in; without any, `languages.target` alone. The others are Traditional Chinese (`zh-hant`, `zh-tw`, `zh-hk`), converted from the Simplified file."),
    Setting("opencc", "s2twp", _choice("s2twp", "s2tw", "s2hk", "s2t"), "How Traditional Chinese is made: `s2twp` script and words of Taiwan, `s2tw` its script alone, `s2hk` script of Hong Kong, `s2t` neither."),
    Setting("markers.start", ["Requires translation"], _texts, "Phrases that open a scope; case, emphasis and final punctuation do not matter."),
    Setting("markers.end", ["End of translation"], _texts, "Phrases that close a scope; without one it reaches to the end of the file."),
    Setting("front_matter", _PROSE_KEYS, _texts, "Front matter keys whose values are translated; dots for nested maps."),
    Setting("shortcodes.translate", _PARAMETERS, _texts_by_name, "Shortcode parameters that are translated, by shortcode name (`*` for all); numbers are positions, from 0."),
    Setting("shortcodes.raw", _RAW, _texts, "Paired shortcodes whose inner text is left alone."),
    Setting("shortcodes.inner", "markdown", _choice("markdown", "raw"), "Inner text of paired `{{< >}}` shortcodes: Markdown to be translated, or left alone. That of `{{% %}}` always is Markdown."),
    Setting("taxonomies", ["tags", "categories"], _texts, "Front matter keys whose values are translated only where a value is a glossary term as a whole."),
    Setting("rules.off", [], _rule_ids, "Rules whose findings are not reported (`[negation, order]`); errors can't be switched off."),
    Setting("publish.lastmod", "off", _off_or_set, "Whether `transpipe publish` sets `lastmod` in the front matter of the pages that it writes."),
    Setting("ignore", [], _texts, "Globs of paths, relative to this file, that are left alone (`content/archive/**`)."),
    Setting("engine", "argos", _choice("argos", "libretranslate", "pseudo"), "`argos` translates on this machine; `libretranslate` asks a server; `pseudo` writes made-up words, to try a site's structure without a model."),
    Setting("libretranslate.url", "http://localhost:5000", _text, "Address of a LibreTranslate server, for `engine: libretranslate`."),
    Setting("libretranslate.key_variable", "LIBRETRANSLATE_API_KEY", _text, "Environment variable that holds the key of the server, if it wants one; a key never stands in a file."),
    Setting("libretranslate.timeout", 60, _whole(1, 3600), "Seconds to wait for an answer of the server before it is asked again."),
    Setting("model", "embedded", _text, "`embedded`, the name of an installed model (`transpipe model list`), or the path of an unpacked Argos package."),
    Setting("quality", "balanced", _choice("fast", "balanced", "best"), "How hard the model searches: `fast` takes two thirds of the time of `balanced` and loses about 1 chrF, `best` takes almost twice the time and gains less than half a point (docs/performance.md)."),
    Setting("decoding.beam", 4, _whole(1, 16), "Beam size: higher is slower and a little better. Without it, `quality` counts: 2, 4 or 8."),
    Setting("decoding.hypotheses", 4, _whole(1, 16), "Hypotheses from which the best that keeps tags and terms is taken; never above the beam size."),
    Setting("decoding.length_penalty", 1.0, _number(0.0, 3.0), "Above 1 favours longer translations."),
    Setting("decoding.coverage_penalty", 0.3, _number(0.0, 3.0), "Above 0 favours translations that leave nothing out."),
    Setting("decoding.repetition_penalty", 1.15, _number(1.0, 3.0), "Above 1 keeps a weak model from stuttering."),
    Setting("memory.fuzzy", 0.85, _number(0.5, 1.0), "How much of a sentence must be the same (0.85 for 85 %) for an approved translation of another to be used or proposed; 1.0 for never."),
    Setting("threads", 0, _whole(0, 256), "Processor threads for the model; 0 takes all."),
    Setting("executor", "local", _choice("local", "dask"), "`local` translates on this machine, `dask` on the workers of a Dask cluster (docs/cluster.md); the drafts are the same bytes."),
    Setting("scheduler", "", _text, "Address of the scheduler for `executor: dask`, such as `tcp://10.0.0.5:8786`."),
    Setting("sentence_chars", 80, _whole(20, 1000), "A sentence with more characters is cut at its commas."),
    Setting("max_file_size", 2_000_000, _whole(1_000, 1_000_000_000), "Bytes; a larger file is reported and left alone."),
)  # fmt: skip
_BY_KEY = {setting.key: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a site; `settings["languages.target"]` gives a value."""

    root: Path
    """The site root: the folder of transpipe.yaml, or the working directory without one."""
    values: Mapping[str, Any]
    file: Path | None = None
    given: frozenset[str] = frozenset()
    """Keys that the file (or an option) sets: what it leaves open, the site's Hugo configuration may say."""

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def path(self, key: str) -> Path:
        """A setting that names a folder, as an absolute path."""
        return self.root / str(self.values[key])

    def but(self, **overrides: Any) -> Settings:
        """The same settings with other values; None leaves a value alone."""
        changed = {key: value for key, value in overrides.items() if value is not None}
        return Settings(self.root, {**self.values, **changed}, self.file, self.given | changed.keys())


class _Loader(yaml.SafeLoader):
    """YAML as of version 1.2, where `true` and `false` alone are booleans: `off` is a key here."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML reads it from the class
        first: [(tag, form) for tag, form in rows if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def load_settings(start: Path, file: Path | None = None) -> Settings:
    """Settings from `file`, or from the first transpipe.yaml in `start` or a folder above it, or the defaults.

    Raises SettingsError, with file and line, for unknown keys and values of the wrong kind.
    """
    if file is None:
        file = next((folder / FILE_NAME for folder in (start, *start.parents) if (folder / FILE_NAME).is_file()), None)
    defaults = {setting.key: setting.default for setting in SETTINGS}
    if file is None:
        return Settings(start, defaults)
    try:
        text = file.read_bytes().decode("utf-8")
        node = yaml.compose(text, Loader=_Loader)
        loaded = yaml.load(text, Loader=_Loader)
    except OSError as error:
        raise SettingsError(f"{file}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file}: not UTF-8; save it as UTF-8") from None
    except yaml.YAMLError as error:
        raise SettingsError(f"{file}: invalid YAML: {error}") from None
    if node is None:
        return Settings(file.resolve().parent, defaults, file)
    if not isinstance(node, yaml.MappingNode):
        raise SettingsError(f"{file}:1: expected a map of settings; see docs/settings.md")
    given: dict[str, Any] = {}
    _read(file, node, loaded, "", given)
    values = {**defaults, **given}
    return Settings(file.resolve().parent, values, file, frozenset(given))


def _read(file: Path, node: yaml.MappingNode, loaded: Mapping[str, Any], prefix: str, values: dict[str, Any]) -> None:
    for key, value in node.value:
        name = prefix + str(key.value)
        place = f"{file}:{key.start_mark.line + 1}"
        setting = _BY_KEY.get(name)
        if setting is not None:
            expected = setting.check(loaded[key.value])
            if expected is not None:
                raise SettingsError(f"{place}: {name} should be {expected}, not {loaded[key.value]!r}")
            values[name] = loaded[key.value]
        elif any(known.startswith(name + ".") for known in _BY_KEY):
            if not isinstance(value, yaml.MappingNode):
                raise SettingsError(f"{place}: {name} should be a map")
            _read(file, value, loaded[key.value], name + ".", values)
        else:
            near = difflib.get_close_matches(name, _BY_KEY, 1, 0.5)
            near = near or [known for known in _BY_KEY if known.rpartition(".")[2] == name.rpartition(".")[2]]
            hint = f"; did you mean {near[0]!r}?" if near else "; docs/settings.md lists all keys"
            raise SettingsError(f"{place}: unknown setting {name!r}{hint}")

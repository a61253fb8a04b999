"""What the site's own Hugo configuration says about languages and content folders; nothing else is read from it.

Source of the rules: Hugo, "Configuration introduction" and "Multilingual mode". Keys have no case; of the files in the
root the first name counts, those of `config/_default/` are laid over it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transpipe.errors import SettingsError

CONFIG_FOLDER = "config"
_NAMES = ("hugo", "config")
_SUFFIXES = (".toml", ".yaml", ".yml", ".json")
_PARTS = ("languages", "module")
"""Split files that hold one top-level key, named after it."""


@dataclass(frozen=True, slots=True)
class HugoLanguage:
    """A language of the site."""

    code: str
    """In lower case, as Hugo keeps it."""
    tag: str
    """`locale` or `languageCode`: what the pages say they are, in lower case; the code without one."""
    folder: str
    """Its own content folder; empty for that of the site."""
    weight: int = 0
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class HugoConfig:
    """The part of a Hugo configuration that says where languages are."""

    content: str = "content"
    default: str = "en"
    """`defaultContentLanguage`, in lower case."""
    languages: tuple[HugoLanguage, ...] = ()
    """By weight, as Hugo orders them; empty for a site that does not list any."""


def read_hugo_config(root: Path) -> HugoConfig | None:
    """The configuration of the site in `root`; None when there is none.

    Raises SettingsError, with the file, for one that can't be read: Hugo would stop at it too.
    """
    values = read_hugo_values(root)
    return None if values is None else hugo_config(values)


def read_hugo_values(root: Path, environment: str = "") -> dict[str, Any] | None:
    """The merged settings, keys in lower case, with those of an environment (a folder of `config/`) on top."""
    merged: dict[str, Any] = {}
    files = _files(root, environment)
    for file in files:
        values = _lower(load_hugo_file(file))
        if file.stem in _PARTS and file.parent != root:
            values = {file.stem: values.get(file.stem, values)}
        _merge(merged, values)
    return merged if files else None


def _files(root: Path, environment: str) -> list[Path]:
    names = (root / (name + suffix) for name in _NAMES for suffix in _SUFFIXES)
    first = next((file for file in names if file.is_file()), None)
    folders = [root / CONFIG_FOLDER / name for name in ("_default", environment) if name]
    split = [folder / (name + suffix) for folder in folders for name in (*_NAMES, *_PARTS) for suffix in _SUFFIXES]
    return [*([first] if first else []), *(file for file in split if file.is_file())]


def load_hugo_file(file: Path) -> Mapping[str, Any]:
    """One configuration file as it is. Raises SettingsError, with the file, for one that can't be read."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{file}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file}: not UTF-8; save it as UTF-8") from None
    try:
        loaded = _loader(file.suffix)(text)
    except ValueError as error:  # TOML and JSON errors are ValueErrors, and _yaml makes one
        raise SettingsError(f"{file}: the Hugo configuration is not valid: {error}") from None
    if loaded is None:
        return {}
    if not isinstance(loaded, Mapping):
        raise SettingsError(f"{file}: the Hugo configuration should be a map of settings")
    return loaded


def _loader(suffix: str) -> Callable[[str], Any]:
    if suffix == ".toml":
        import tomllib

        return tomllib.loads
    return json.loads if suffix == ".json" else _yaml


def _yaml(text: str) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def _lower(values: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): _lower(value) if isinstance(value, Mapping) else value for key, value in values.items()}


def _merge(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        old = into.get(key)
        if isinstance(old, dict) and isinstance(value, Mapping):
            _merge(old, value)
        else:
            into[key] = value


def hugo_config(values: Mapping[str, Any]) -> HugoConfig:
    """What merged settings, keys in lower case, say about languages and content folders."""
    mounts = _mounts(values)
    disabled = {str(code).lower() for code in _list(values.get("disablelanguages"))}
    languages = []
    for code, entry in _map(values.get("languages")).items():
        language = _map(entry)
        tag = str(language.get("locale") or language.get("languagecode") or code).lower()
        folder = mounts.get(code) or _folder(language.get("contentdir"))
        weight = language.get("weight")
        off = language.get("disabled") is True or code in disabled
        languages.append(HugoLanguage(code, tag, folder, weight if isinstance(weight, int) else 0, off))
    # A language without a weight comes after those with one.
    languages.sort(key=lambda language: (language.weight == 0, language.weight, language.code))
    content = _folder(values.get("contentdir")) or "content"
    default = str(values.get("defaultcontentlanguage") or "en").lower()
    return HugoConfig(content, default, tuple(languages))


def _mounts(values: Mapping[str, Any]) -> dict[str, str]:
    """Folders that `module.mounts` gives to single languages, by `sites.matrix` or, as before Hugo 0.153, by `lang`."""
    found: dict[str, str] = {}
    for mount in _list(_map(values.get("module")).get("mounts")):
        entry = _lower(mount) if isinstance(mount, Mapping) else {}
        matrix = _map(_map(entry.get("sites")).get("matrix"))
        codes = _list(matrix.get("languages")) or ([entry["lang"]] if entry.get("lang") else [])
        if _folder(entry.get("target")) == "content" and len(codes) == 1:
            found.setdefault(str(codes[0]).lower(), _folder(entry.get("source")))
    return found


def _folder(value: Any) -> str:
    return value.strip().replace("\\", "/").removeprefix("./").strip("/") if isinstance(value, str) else ""


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

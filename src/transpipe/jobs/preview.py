"""`transpipe preview`: a Hugo configuration in which the drafts lie over the content folder.

Hugo mounts folders over each other, and of two files with the same path the one of the first mount counts. So each
content mount of the site gets one before it, from the drafts' folder. The site's own configuration stays as it is: its
`config/` is copied to the state folder, and only `module.mounts` differs there.
"""

from __future__ import annotations

import json
import posixpath
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transpipe.errors import TranspipeError
from transpipe.jobs.layout import read_layout
from transpipe.stores.hugo_command import hugo_version
from transpipe.stores.hugo_config import CONFIG_FOLDER, HugoConfig, hugo_config, load_hugo_file, read_hugo_values
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site

_MATRIX = (0, 153)
"""Hugo version since which the language of a mount is said by `sites.matrix`; before it was `lang`."""
Mount = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview that is ready to be served."""

    root: Path
    drafts: int
    folder: str
    """Folder of the configuration, relative to the root."""
    arguments: tuple[str, ...]
    """Of `hugo`, to be run in the root."""


def prepare_preview(settings: Settings, extra: Sequence[str] = ()) -> Preview:
    """Write the configuration; `extra` are further arguments of `hugo server`.

    Raises TranspipeError when there are no drafts, no Hugo configuration, or it can't be written.
    """
    root, output = settings.root, settings["output"]
    drafts = sum(1 for _ in settings.path("output").rglob("*.md"))
    if not drafts:
        raise TranspipeError(f"{settings.path('output')}: no drafts to preview; `transpipe run` writes them")
    if read_hugo_values(root) is None:
        raise TranspipeError(f"{root}: no Hugo configuration (hugo.yaml, hugo.toml or config/_default) in this folder")
    layout = read_layout(settings)
    folder = posixpath.join(settings["state"], "preview")
    site = Site(root, layout.content)
    shutil.rmtree(root / folder, ignore_errors=True)
    site.write(f"{folder}/.gitignore", b"*\n")
    for path, data in _config_files(root, layout.content, output):
        site.write(f"{folder}/{CONFIG_FOLDER}/{path}", data)
    config, pages = f"{folder}/{CONFIG_FOLDER}", f"{folder}/public"  # drafts don't belong among the site's built pages
    return Preview(root, drafts, config, ("server", "--configDir", config, "--destination", pages, *extra))


def _config_files(root: Path, content: str, output: str) -> Iterator[tuple[str, bytes]]:
    """The files of the configuration folder: those of the site, and `module` of every environment with our mounts."""
    base = root / CONFIG_FOLDER
    modules: dict[str, dict[str, Any]] = {"_default": {}}
    for file in sorted(path for path in base.rglob("*") if path.is_file()) if base.is_dir() else []:
        path = file.relative_to(base)
        environment = path.parts[0] if len(path.parts) > 1 else ""
        if environment:
            modules.setdefault(environment, {})
        if len(path.parts) == 2 and file.stem == "module":
            values = load_hugo_file(file)
            modules[environment].update(values.get("module", values))
        else:
            yield path.as_posix(), file.read_bytes()
    for environment, module in modules.items():
        values = read_hugo_values(root, "" if environment == "_default" else environment) or {}
        kept = {key: value for key, value in module.items() if key.lower() != "mounts"}
        data = {**kept, "mounts": draft_mounts(_mounts(values), content, output)}
        text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
        yield f"{environment}/module.json", f"{text}\n".encode()


def draft_mounts(mounts: Sequence[Mount], content: str, output: str) -> list[Mount]:
    """The mounts with one from the drafts' folder before each of the content folder; of two files the first counts."""
    made: list[Mount] = []
    for mount in mounts:
        target, source = _path(_get(mount, "target")), _path(_get(mount, "source"))
        if target.split("/")[0] != "content":
            continue
        if _within(source, content):
            source = posixpath.normpath(posixpath.join(output, posixpath.relpath(source, content or ".")))
        elif _within(content, source):
            # Posts are a part of what is mounted, so drafts are too.
            source, target = output, posixpath.join(target, posixpath.relpath(content, source))
        else:
            continue
        places = {"source": source, "target": target}
        made.append({key: places.get(key.lower(), value) for key, value in mount.items()})
    return [*made, *mounts]


def _within(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _mounts(values: Mapping[str, Any]) -> list[Mount]:
    """The mounts of a configuration, those of the content folder among them."""
    module = values.get("module")
    own = module.get("mounts") if isinstance(module, Mapping) else None
    mounts = [mount for mount in own if isinstance(mount, Mapping)] if isinstance(own, list) else []
    if any(_path(_get(mount, "target")).split("/")[0] == "content" for mount in mounts):
        return mounts
    return [*_content_mounts(hugo_config(values)), *mounts]


def _content_mounts(config: HugoConfig) -> Iterator[Mount]:
    """What Hugo mounts by itself: one content folder, or one for each language."""
    if not any(language.folder for language in config.languages):
        yield {"source": config.content, "target": "content"}
        return
    version = hugo_version() or _MATRIX
    for language in config.languages:
        code = language.code
        matrix = {"sites": {"matrix": {"languages": [code]}}} if version >= _MATRIX else {"lang": code}
        yield {"source": language.folder or config.content, "target": "content", **matrix}


def _get(mount: Mount, name: str) -> Any:
    return next((value for key, value in mount.items() if key.lower() == name), "")


def _path(value: Any) -> str:
    return posixpath.normpath(value.replace("\\", "/")).strip("/") if isinstance(value, str) else ""

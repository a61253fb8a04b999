"""Argos packages on this machine: the embedded one and those installed for the site, in its state folder."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from transpipe.errors import ModelError
from transpipe.stores.argos import ModelInfo, argos_home, embedded_path, read_package
from transpipe.stores.settings import Settings


def models_folder(settings: Settings) -> Path:
    """Where the models of a site are installed."""
    return settings.path("state") / "models"


def list_models(settings: Settings) -> Iterator[ModelInfo]:
    """The embedded model and the installed ones."""
    yield read_package(embedded_path(), embedded=True)
    folder = models_folder(settings)
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (path / "metadata.json").is_file():
            yield read_package(path)


def find_model(name: str, settings: Settings) -> Path:
    """The folder of the model that a setting names; ModelError when there is none."""
    if name == "embedded":
        return embedded_path()
    for path in (models_folder(settings) / name, settings.root / name, Path(name)):
        if (path / "metadata.json").is_file():
            return path
    if name.endswith(".argosmodel"):
        raise ModelError(f"model {name!r} is a package file: install it with `transpipe model install {name}`")
    known = ", ".join(["embedded", *(path.name for path in sorted(models_folder(settings).glob("*/")))])
    raise ModelError(f"no model {name!r}; known are {known} (see `transpipe model install --help`)")


def install_model(what: str, settings: Settings) -> ModelInfo:
    """Install a package file, or the package of a language pair (`zh-en`) from Argos's own index.

    Raises ModelError when the file is no such package, or the index can't be reached.
    """
    if Path(what).suffix == ".argosmodel" or Path(what).exists():
        return _install_file(Path(what), settings)
    codes = what.split("-")
    if len(codes) != 2 or not all(code.isalpha() for code in codes):
        raise ModelError(f"{what}: no such file, and not a language pair such as zh-en")
    with tempfile.TemporaryDirectory(prefix="transpipe-") as temporary, argos_home(Path(temporary)) as package:
        return _install_file(_download(package, codes[0], codes[1]), settings)


def _download(package: object, from_code: str, to_code: str) -> Path:
    from argostranslate import settings as argos

    logging.getLogger("argostranslate.utils").setLevel(logging.CRITICAL)  # what it logs is said better below
    argos.local_package_index.parent.mkdir(parents=True, exist_ok=True)
    argos.downloads_dir.mkdir(parents=True, exist_ok=True)
    package.update_package_index()  # type: ignore[attr-defined]
    if not argos.local_package_index.exists():
        raise ModelError(
            f"the package index of Argos Translate can't be reached ({argos.remote_package_index}); are you offline? "
            "Download the .argosmodel file elsewhere, then: transpipe model install FILE.argosmodel"
        )
    for candidate in package.get_available_packages():  # type: ignore[attr-defined]
        if (candidate.from_code, candidate.to_code) == (from_code, to_code):
            try:
                return Path(candidate.download())
            except Exception as error:  # argostranslate raises bare exceptions here
                raise ModelError(f"the package {from_code}-{to_code} can't be downloaded: {error}") from None
    raise ModelError(f"the package index of Argos Translate has no package {from_code}-{to_code}")


def _install_file(file: Path, settings: Settings) -> ModelInfo:
    if not file.is_file():
        raise ModelError(f"{file}: no such file")
    target = settings["languages.target"]
    folder = models_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".install-") as temporary:
        root = _unpack(file, Path(temporary))
        info = read_package(root)
        if not info.from_code.startswith("zh") or info.to_code != target:
            raise ModelError(
                f"{file}: translates {info.from_code} to {info.to_code}; a package zh to {target} is needed"
            )
        place = folder / root.name
        if place.exists():
            shutil.rmtree(place)
        root.rename(place)
    return read_package(place)


def _unpack(file: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                if not (folder / name).resolve().is_relative_to(folder.resolve()):
                    raise ModelError(f"{file}: damaged or unsafe package: {name!r} leads out of it")
            if archive.testzip() is not None:
                raise ModelError(f"{file}: damaged package; download it again")
            archive.extractall(folder)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise ModelError(f"{file}: not an .argosmodel package ({error}); download it again") from None
    roots = [path for path in folder.iterdir() if (path / "metadata.json").is_file()]
    if len(roots) != 1:
        raise ModelError(f"{file}: not an .argosmodel package: one folder with metadata.json is expected in it")
    try:
        json.loads((roots[0] / "metadata.json").read_bytes())
    except ValueError:
        raise ModelError(f"{file}: damaged package: metadata.json can't be read; download it again") from None
    return roots[0]

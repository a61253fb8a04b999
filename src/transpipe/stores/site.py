"""The content files of a site: found, read and written, and nothing outside of the site root."""

from __future__ import annotations

import fnmatch
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.model import Finding, Severity, SourceFile

_SUFFIXES = (".md", ".markdown")


class Site:
    """A site root with its content folder, or several where languages have their own."""

    def __init__(
        self,
        root: Path,
        content: str,
        ignore: Sequence[str] = (),
        max_size: int = 2_000_000,
        folders: Sequence[str] = (),
    ) -> None:
        self.root = root.resolve()
        self.content = content.strip("/")
        self.folders = tuple(folders) or (self.content,)
        self.ignore = tuple(ignore)
        self.max_size = max_size

    def relative(self, path: Path) -> str:
        """Path relative to the root, with forward slashes; TranspipeError for one outside of the site."""
        absolute = Path(os.path.abspath(path))
        try:
            return absolute.relative_to(self.root).as_posix()
        except ValueError:
            pass
        try:
            return absolute.resolve().relative_to(self.root).as_posix()
        except (ValueError, OSError, RuntimeError):
            message = f"{path}: outside of the site root {self.root}; name a path inside it, or another --config"
            raise TranspipeError(message) from None

    def select(self, paths: Sequence[Path]) -> list[str]:
        """The Markdown files under the given paths (all content without any), sorted, relative to the root.

        Raises TranspipeError for paths that do not exist or lie outside of the content folder.
        """
        bases = [self.root / folder for folder in self.folders if (self.root / folder).is_dir()]
        if not bases:
            base = self.root / self.folders[0]
            raise TranspipeError(f"{base}: no such folder; set `content:` in transpipe.yaml, or run this in a site")
        chosen: set[str] = set()
        for path in paths or bases:
            relative = self.relative(path)
            if not any(relative == folder or relative.startswith(f"{folder}/") for folder in self.folders):
                folders = " or ".join(f"{folder}/" for folder in self.folders)
                raise TranspipeError(f"{path}: not in the content folder {folders} of {self.root}")
            place = self.root / relative
            if place.is_dir():
                chosen.update(self._walk(place))
            elif os.path.lexists(place):
                chosen.add(relative)
            else:
                raise TranspipeError(f"{path}: no such file or folder")
        return sorted(path for path in chosen if not self.ignored(path))

    def _walk(self, folder: Path) -> Iterator[str]:
        # Links to folders are not followed, so a loop of links ends here; links to files are read.
        for parent, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in names:
                if name.endswith(_SUFFIXES) and not name.startswith("."):
                    yield (Path(parent) / name).relative_to(self.root).as_posix()

    def ignored(self, path: str) -> bool:
        """Whether a glob of the settings covers the path."""
        return any(fnmatch.fnmatchcase(path, glob) for glob in self.ignore)

    def read(self, path: str) -> SourceFile | Finding:
        """The bytes of a file, or a finding that says why they can't be had."""
        place = self.root / path
        try:
            resolved = place.resolve(strict=True)
            if not resolved.is_relative_to(self.root):
                message = f"a link to {resolved}, outside of the site root; copy the file into the site"
                return Finding("unreadable", Severity.ERROR, path, 1, message)
            size = resolved.stat().st_size
            if size > self.max_size:
                message = f"{size:,} bytes, more than max_file_size ({self.max_size:,}): split it, or raise the setting"
                return Finding("too-large", Severity.ERROR, path, 1, message)
            return SourceFile(path, resolved.read_bytes())
        except (OSError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            message = f"can't be read: {reason}; check the file and its permissions"
            return Finding("unreadable", Severity.ERROR, path, 1, message)

    def exists(self, path: str) -> bool:
        """Whether there is a file at the path."""
        return (self.root / path).is_file()

    def write(self, path: str, data: bytes) -> None:
        """Write a file as a whole or not at all.

        Raises TranspipeError, with the path, when it can't be written.
        """
        place = self.root / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.parent.resolve().is_relative_to(self.root):
                raise TranspipeError(f"{path}: leads out of the site root {self.root}; nothing was written")
            replace_file(place, data)
        except OSError as error:
            raise TranspipeError(
                f"{path}: can't be written: {error.strerror}; check the folder's permissions"
            ) from None


def replace_file(place: Path, data: bytes) -> None:
    """Write a file as a whole or not at all: a temporary file beside it, then one replacement. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())
        os.replace(temporary, place)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

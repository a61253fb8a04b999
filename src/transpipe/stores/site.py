"""The content files of a site: found, read and written, and nothing outside of the site root."""

from __future__ import annotations

import fnmatch
import heapq
import io
import itertools
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.model import Finding, Severity, SourceFile
from transpipe.stores.atomic import write_whole
from transpipe.stores.listing import Listing
from transpipe.write.paths import MARKDOWN

_FOLDERS = 1024
"""Folders that are remembered; files are read in the order of their paths, so few are asked for again later."""


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
        self._prefix = str(self.root).rstrip(os.sep) + os.sep
        self.content = content.strip("/")
        self.folders = tuple(folders) or (self.content,)
        self.ignore = tuple(ignore)
        self.max_size = max_size
        self._folders: dict[str, str] = {}
        """Real paths of the folders that were read in last."""

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

    def select(self, paths: Sequence[Path]) -> Listing:
        """The Markdown files under the given paths (all content without any), sorted, relative to the root.

        Raises TranspipeError for paths that do not exist or lie outside of the content folder.
        """
        bases = [self.root / folder for folder in self.folders if (self.root / folder).is_dir()]
        if not bases:
            base = self.root / self.folders[0]
            raise TranspipeError(f"{base}: no such folder; set `content:` in transpipe.yaml, or run this in a site")
        walks: list[Iterable[str]] = []
        for path in paths or bases:
            relative = self.relative(path)
            if not any(relative == folder or relative.startswith(f"{folder}/") for folder in self.folders):
                folders = " or ".join(f"{folder}/" for folder in self.folders)
                raise TranspipeError(f"{path}: not in the content folder {folders} of {self.root}")
            place = self.root / relative
            if place.is_dir():
                walks.append(self._walk(place))
            elif os.path.lexists(place):
                walks.append((relative,))
            else:
                raise TranspipeError(f"{path}: no such file or folder")
        found = heapq.merge(*walks) if len(walks) > 1 else walks[0]
        return Listing(path for path, _ in itertools.groupby(found) if not self.ignored(path))

    def markdown(self, folder: str) -> Iterator[str]:
        """The Markdown files in any folder of the site, sorted; none when it is not there."""
        return self._walk(self.root / folder)

    def _walk(self, folder: Path) -> Iterator[str]:
        """The Markdown files under a folder, sorted, with no more in memory than the folders on the way hold."""
        # Links to folders are not followed, so a loop of links ends here; links to files are read.
        # Not os.walk: that takes three times as long, and everything else waits for it.
        length = len(self._prefix)
        waiting = [str(folder).rstrip(os.sep) + os.sep]
        while waiting:
            place = waiting.pop()
            if place.endswith(os.sep):
                # With the separator behind its name, a folder stands where the paths of its files belong.
                waiting.extend(sorted(_children(place), reverse=True))
            else:
                yield place[length:].replace(os.sep, "/")

    def ignored(self, path: str) -> bool:
        """Whether a glob of the settings covers the path."""
        return any(fnmatch.fnmatchcase(path, glob) for glob in self.ignore)

    def read(self, path: str) -> SourceFile | Finding:
        """The bytes of a file, or a finding that says why they can't be had."""
        try:
            path.encode("utf-8")
            place = self._inside(path)
            if place is None:
                resolved = os.path.realpath(self.root / path)
                message = f"a link to {resolved}, outside of the site root; copy the file into the site"
                return Finding("unreadable", Severity.ERROR, path, 1, message)
            with io.FileIO(place) as file:
                size = os.fstat(file.fileno()).st_size
                if size > self.max_size:
                    message = (
                        f"{size:,} bytes, more than max_file_size ({self.max_size:,}): split it, or raise the setting"
                    )
                    return Finding("too-large", Severity.ERROR, path, 1, message)
                return SourceFile(path, file.readall())
        except UnicodeEncodeError:
            message = "its name is not UTF-8, so no file can name it; rename it"
            return Finding("unreadable", Severity.ERROR, path, 1, message)
        except (OSError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            message = f"can't be read: {reason}; check the file and its permissions"
            return Finding("unreadable", Severity.ERROR, path, 1, message)

    def _inside(self, path: str) -> str | None:
        """The real path of a file; None for one outside of the site root. Raises OSError for a broken link or a loop."""
        place = self._prefix + path
        parent, _, name = place.rpartition("/")
        place = f"{self._real(parent)}/{name}"
        if stat.S_ISLNK(os.lstat(place).st_mode):
            place = os.path.realpath(place, strict=True)
        return place if place.startswith(self._prefix) else None

    def _real(self, folder: str) -> str:
        """The real path of a folder. Raises OSError as `_inside` does."""
        known = self._folders.get(folder)
        if known is not None:
            return known
        parent, _, name = folder.rpartition("/")
        if folder + os.sep == self._prefix:
            real = folder
        elif name in ("", ".", "..") or stat.S_ISLNK(os.lstat(folder).st_mode):
            real = os.path.realpath(folder, strict=True)
        else:  # hardly anything to ask where the folder above is known
            real = f"{self._real(parent)}/{name}"
        if len(self._folders) >= _FOLDERS:
            self._folders.clear()
        self._folders[folder] = real
        return real

    def exists(self, path: str) -> bool:
        """Whether there is a file at the path."""
        return (self.root / path).is_file()

    def now(self, path: str) -> bytes | None:
        """The bytes that stand at a path now, or None without a file; TranspipeError when they can't be read."""
        place = self.root / path
        try:
            return place.read_bytes() if place.is_file() else None
        except OSError as error:
            raise TranspipeError(f"{path}: can't be read: {error.strerror}; check its permissions") from None

    def write(self, path: str, data: bytes) -> None:
        """Write a file as a whole or not at all.

        Raises TranspipeError, with the path, when it can't be written.
        """
        place = self.root / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.parent.resolve().is_relative_to(self.root):
                raise TranspipeError(f"{path}: leads out of the site root {self.root}; nothing was written")
            write_whole(place, data)
        except OSError as error:
            raise TranspipeError(
                f"{path}: can't be written: {error.strerror}; check the disk and the folder's permissions"
            ) from None

    def remove(self, path: str) -> None:
        """Remove a file, and the folders that it leaves empty; the content folders stay.

        Raises TranspipeError, with the path, when it can't be removed.
        """
        place = self.root / path
        try:
            place.unlink(missing_ok=True)
        except OSError as error:
            raise TranspipeError(
                f"{path}: can't be removed: {error.strerror}; check the folder's permissions"
            ) from None
        keep = {self.root, *(self.root / folder for folder in self.folders)}
        for folder in place.parents:
            if folder in keep or not folder.is_relative_to(self.root):
                break
            try:
                folder.rmdir()
            except OSError:
                break  # not empty


def _children(folder: str) -> Iterator[str]:
    """Paths of the folders, each with a separator behind it, and of the Markdown files in a folder.

    Nothing for one that can't be read.
    """
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry, follow=False):
                    yield entry.path + os.sep
                elif entry.name.endswith(MARKDOWN) and not _is_folder(entry, follow=True):
                    yield entry.path
    except OSError:
        pass


def _is_folder(entry: os.DirEntry[str], *, follow: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:
        return False  # a loop of links

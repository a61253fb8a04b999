"""The history of a site's content, read through the git command line.

Three processes serve a whole site: one `git log` says which commits touched which file, one `git diff` what is not
committed yet, one `git cat-file --batch` gives old versions. None of them starts before somebody asks. No commit, no
index and no configuration is written, and nothing is fetched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from threading import Timer
from typing import IO, NamedTuple

from transpipe.stores.git_log import Log, read_change, read_words

_LOG = ("log", "-z", "--format=%x01%H %cs", "--name-status", "-M", "--relative", "--no-ext-diff")
_DIFF = ("diff", "HEAD", "-z", "--name-status", "-M", "--relative", "--no-ext-diff")
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "log.showSignature=false")
_SECONDS = 300


class Version(NamedTuple):
    """A commit that changed a file."""

    number: int
    """Place of the commit in the history, 0 for the newest."""
    commit: str
    date: str
    """Day of the commit, as in 2026-03-01."""
    path: str
    """What the file was called then."""


class History:
    """Versions of the files under the content folder of a site."""

    def __init__(self, root: Path, content: str) -> None:
        self.root = root
        self.content = content
        self._reader: subprocess.Popen[bytes] | None = None

    @cached_property
    def state(self) -> str:
        """`full`, `shallow` for a clone whose history is cut off, or `none` where there is no history to read."""
        said = self._git("rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD")
        if said is None:
            return "none"
        return "shallow" if said.startswith(b"true") else "full"

    @cached_property
    def fingerprint(self) -> str:
        """Changes with all that is said of any file: the commit, how far back it is known, and what is not committed."""
        said = self._git("rev-parse", "--is-shallow-repository", "HEAD")
        if said is None:
            return ""
        changed = sorted(self._uncommitted.items())
        return blake2b(said + os.fsencode(repr(changed)), digest_size=8).hexdigest()

    def prepare(self) -> None:
        """Read the log, so that processes that are forked from this one need not."""
        self.versions("")  # asks for what is not committed as well

    @cached_property
    def _prefix(self) -> str:
        """The path from the top of the repository to the site."""
        said = self._git("rev-parse", "--show-prefix") or b""
        return os.fsdecode(said.removesuffix(b"\n"))

    @cached_property
    def _log(self) -> Log:
        """Read as git writes it: the whole of it is larger than what is kept."""
        if self.state == "none":
            return Log()
        try:
            command = self._command(*_LOG, "--", self.content)
            git = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment())
        except OSError:
            return Log()
        with git:
            timer = Timer(_SECONDS, git.kill)
            timer.start()
            try:
                log = Log(read_words(_pipe(git.stdout)))
            finally:
                timer.cancel()
        return log if git.returncode == 0 else Log()

    @cached_property
    def _uncommitted(self) -> Mapping[str, str]:
        """Files that differ from the last commit, with what they are called there."""
        said = self._git(*_DIFF, "--", self.content) if self.state != "none" else None
        words = iter([os.fsdecode(word) for word in (said or b"").split(b"\0")])
        changes = (read_change(word, words) for word in words)
        return {change.path: change.before for change in changes if change.status}

    def versions(self, path: str) -> Sequence[Version]:
        """The commits that changed a file, newest first, through its renames; empty for one that is not committed."""
        now = self._uncommitted.get(path, path)
        log = self._log
        return tuple(Version(number, *log.commits[number], log.name(now, number)) for number in log.numbers(now))

    def is_dirty(self, path: str) -> bool:
        """Whether a file differs from the last commit, or is not in it."""
        return path in self._uncommitted or path not in self._log

    def changed_since_made(self, source: str, target: str) -> bool:
        """Whether the source was touched after the target was first committed: else nothing can be out of date."""
        made = self.versions(target)
        if not made:
            return False
        changed = self.versions(source)
        return bool(changed) and (self.is_dirty(source) or changed[0].number < made[-1].number)

    def at(self, version: Version, path: str) -> Version | None:
        """Another file as it stood at the commit of a version, by the name it had then; None before it was there."""
        older = (other for other in self.versions(path) if other.number >= version.number)
        other = next(older, None)
        return version._replace(path=other.path) if other else None

    def read(self, version: Version) -> bytes | None:
        """The bytes of a version; None where the repository does not hold them."""
        return self._read(version.commit, version.path)

    def close(self) -> None:
        """End the process that reads old versions."""
        if self._reader is not None:
            self._reader.communicate()
            self._reader = None

    def __enter__(self) -> History:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _read(self, commit: str, path: str) -> bytes | None:
        if "\n" in path:
            return None  # the protocol has no way to say it
        if self._reader is None:
            self._reader = subprocess.Popen(
                self._command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        asked, said = _pipe(self._reader.stdin), _pipe(self._reader.stdout)
        try:
            asked.write(os.fsencode(f"{commit}:{self._prefix}{path}\n"))
            asked.flush()
        except BrokenPipeError:
            return None
        words = said.readline().split(b" ")
        if len(words) != 3 or words[1] != b"blob":
            return None
        data = said.read(int(words[2]))
        said.read(1)
        return data

    def _command(self, *arguments: str) -> list[str]:
        return ["git", "-C", str(self.root), *_QUIET, *arguments]

    def _git(self, *arguments: str) -> bytes | None:
        """What git says, or None where it fails: no git, no repository, no commit, one that git does not trust."""
        try:
            done = subprocess.run(
                self._command(*arguments), capture_output=True, timeout=_SECONDS, check=True, env=_environment()
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "the process was started with a pipe"
    return stream

"""Git, by its command line: who somebody is, whether the tree is clean, branches and commits."""

from __future__ import annotations

import getpass
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from transpipe.errors import TranspipeError


class GitError(TranspipeError):
    """Git refused; the message is what it said."""


class Git:
    """The repository that a site lies in."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def identity(self) -> str:
        """`Name <address>` of the person at the keyboard: as Git has it, else the login name."""
        name = os.environ.get("GIT_AUTHOR_NAME") or self._config("user.name")
        address = os.environ.get("GIT_AUTHOR_EMAIL") or self._config("user.email")
        if name:
            return f"{name} <{address}>" if address else name
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return "unknown"

    def check(self) -> None:
        """Raise GitError unless the site lies in a working tree."""
        self._run("rev-parse", "--show-toplevel")

    def changed(self, but: str) -> list[str]:
        """Tracked files of the site that differ from the last commit, those in the folder `but` left out."""
        if not self._succeeds("rev-parse", "--verify", "-q", "HEAD"):
            return []
        found = self._names("diff", "--name-only", "--no-renames", "-z", "--relative", "HEAD")
        return [path for path in found if not path.startswith(f"{but}/")]

    def untracked(self, paths: Sequence[str]) -> list[str]:
        """Those of the paths that are files which Git does not know, ignored ones left out."""
        return self._names("ls-files", "-z", "--others", "--exclude-standard", "--", *paths) if paths else []

    def branch(self) -> str:
        """Name of the current branch; empty when there is none."""
        return self._run("branch", "--show-current").strip()

    def has_branch(self, name: str) -> bool:
        """Whether there is such a branch."""
        return self._succeeds("rev-parse", "--verify", "-q", f"refs/heads/{name}")

    def switch(self, name: str, *, create: bool) -> None:
        """Go to a branch; GitError when it can't be made or would overwrite what is not committed."""
        if not self._succeeds("check-ref-format", "--branch", name):
            raise GitError(f"{name!r} can't be the name of a branch")
        self._run("checkout", "-q", *(["-b"] if create else []), name, *([] if create else ["--"]))

    def commit(self, paths: Sequence[str], message: str) -> bool:
        """Commit the paths as they are now, removed ones included, and nothing else; False when nothing has changed."""
        for path in paths:
            if (self.root / path).exists():
                if not self._succeeds("check-ignore", "-q", "--", path):
                    self._run("add", "--", path)
            else:
                self._run("rm", "-q", "--cached", "--ignore-unmatch", "--", path)
        staged = self._names("diff", "--cached", "--name-only", "--no-renames", "-z", "--relative", "--", *paths)
        if not staged:
            return False
        self._run("commit", "-q", "-m", message, "--only", "--", *staged)
        return True

    def _config(self, key: str) -> str:
        try:
            return self._run("config", "--get", key).strip()
        except GitError:
            return ""

    def _names(self, *arguments: str) -> list[str]:
        return [name for name in self._run(*arguments).split("\0") if name]

    def _succeeds(self, *arguments: str) -> bool:
        try:
            self._run(*arguments)
        except GitError:
            return False
        return True

    def _run(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.root), *arguments]
        try:
            done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
        except OSError as error:
            raise GitError(
                f"git can't be run: {error.strerror}; install it, or leave out --branch and --commit"
            ) from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"
            raise GitError(f"git {arguments[0]}: {said}")
        return done.stdout.decode("utf-8", "surrogateescape")

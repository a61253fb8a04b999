"""OpenCC: Chinese from one script into the other. Loaded with the first text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any


def script_converter(config: str) -> Callable[[str], str]:
    """The conversion that an OpenCC configuration names: s2twp, s2hk, s2t, t2s …"""
    return lambda text: str(_opencc(config).convert(text))


@cache
def _opencc(config: str) -> Any:
    from opencc import OpenCC

    return OpenCC(config)

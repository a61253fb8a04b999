"""Plain values as JSON text that every program can read, whatever the names of the files are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def json_text(value: Any) -> str:
    """Indented JSON with a final line break.

    Bytes of a file name that are not UTF-8 are lone surrogates in Python; they are escaped, as no encoding has them.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def json_pieces(value: dict[str, Any], key: str, items: Iterable[Any]) -> Iterator[str]:
    """As `json_text` of an object, item by item of one of its lists, as there may be very many.

    The list, which is empty in `value`, must be the first of its keys that has this name.
    """
    before, name, after = json_text(value).partition(f'"{key}": [')
    yield before + name
    end = ""
    for item in items:
        text = json_text(item).rstrip("\n").replace("\n", "\n    ")
        yield f"{',' if end else ''}\n    {text}"
        end = "\n  "
    yield end + after

"""Plain values as JSON text that every program can read, whatever the names of the files are."""

from __future__ import annotations

import json
import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def json_text(value: Any) -> str:
    """Indented JSON with a final line break.

    Bytes of a file name that are not UTF-8 are lone surrogates in Python; they are escaped, as no encoding has them.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"

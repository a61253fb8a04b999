"""The markers that Git leaves in a file which it could not merge."""

from __future__ import annotations

import re

# Seven signs at the start of a line. One line of `=======` is also the underline of a heading, and seven `>` are a
# quote in quotes, so all three must be there, in this order.
_MARKERS = re.compile(rb"^<{7}(?: .*)?\r?\n(?:.*\n)*?={7}\r?\n(?:.*\n)*?>{7}(?: |\r?$)", re.MULTILINE)


def conflict_line(data: bytes) -> int:
    """The line of the first marker, from 1; 0 for a file without."""
    if b"<<<<<<<" not in data or b">>>>>>>" not in data:
        return 0
    found = _MARKERS.search(data)
    return data.count(b"\n", 0, found.start()) + 1 if found else 0

"""Times as people type them into a table, to the one form the reader takes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

TYPED = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ] *(\d{1,2}):(\d{2})?(?::(\d{2}))?)?", re.A
)
CHINESE = str.maketrans(
    {"年": "-", "月": "-", "日": " ", "号": " ", "时": ":", "点": ":", "分": ""}
)


def plain_moment(written: str) -> str:
    """2026年6月3日 8时, 2026/6/3 8:00 and full-width digits as 2026-06-03T08:00.

    24:00 is the end of its day. What is none of these comes back as it is.
    """
    text = unicodedata.normalize("NFKC", written).translate(CHINESE).strip()
    day, gap, clock = text.partition(" ")
    day = day.replace("/", "-").replace(".", "-").rstrip("-")
    found = TYPED.fullmatch(f"{day}{gap}{clock.strip()}".strip())
    if found is None:
        return written
    year, month, number = (int(part) for part in found.groups()[:3])
    if found[4] is None:
        return f"{year:04}-{month:02}-{number:02}"
    hour, minute, second = (int(part or 0) for part in found.groups()[3:])
    if (hour, minute, second) == (24, 0, 0):
        try:
            later = date(year, month, number) + timedelta(days=1)
        except (ValueError, OverflowError):
            return written
        return f"{later.isoformat()}T00:00"
    return f"{year:04}-{month:02}-{number:02}T{hour:02}:{minute:02}:{second:02}"

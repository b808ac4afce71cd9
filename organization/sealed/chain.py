"""What one seal says, and the code of it that people can write down."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

NOTHING = "0" * 64
"""What the first seal builds upon."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OILU", "011V")
_BYTES = 10
_CODE = re.compile(r"^(\d{1,18})[-\s]+([0-9A-Z\s-]{16,24})$")


@dataclass(frozen=True)
class Part:
    """One table's share of a seal: the last id, rows, their digest, that of marks."""

    last: int
    count: int
    digest: str
    marks: str


@dataclass(frozen=True)
class Seal:
    number: int
    at: dt.datetime
    previous: str
    digest: str
    parts: tuple[Part, ...]

    def reckoned(self) -> str:
        """Its digest, from what it says."""
        return reckon(self.number, self.at, self.previous, self.parts)

    @property
    def code(self) -> str:
        return code(self.number, self.digest)


def reckon(number: int, at: dt.datetime, previous: str, parts: tuple[Part, ...]) -> str:
    """SHA-256 over everything a seal says and the seal before it."""
    said = [str(number), at.astimezone(dt.UTC).isoformat(timespec="microseconds")]
    said.append(previous)
    for part in parts:
        said += [str(part.last), str(part.count), part.digest, part.marks]
    return hashlib.sha256("|".join(said).encode()).hexdigest()


def code(number: int, digest: str) -> str:
    """The seal's number and 80 bits of its digest in letters nobody mistakes:
    «128-K7QF-M2XD-9TRA-5BNC»."""
    value = int.from_bytes(bytes.fromhex(digest)[:_BYTES])
    letters = "".join(_LETTERS[value >> 5 * n & 31] for n in range(15, -1, -1))
    return "-".join([str(number), *(letters[n : n + 4] for n in range(0, 16, 4))])


def read_code(text: str) -> tuple[int, str]:
    """(number, the code as it is written). ValueError for what is none."""
    found = _CODE.match(text.strip().upper())
    letters = re.sub(r"[\s-]", "", found[2]).translate(_READ_AS) if found else ""
    if found is None or len(letters) != 16:
        raise ValueError(text)
    number = int(found[1])
    return number, "-".join(
        [str(number), *(letters[n : n + 4] for n in range(0, 16, 4))]
    )

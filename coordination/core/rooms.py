"""One order held against the packed rooms of many stations at once.

As `profile.Profile.verdict` says it of each, by the same bisections, all stations a
step at a time. Imports numpy: import it where there are thousands.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .preview import Answer
from .profile import (
    FIELDS,
    HEAD,
    LIMITED,
    UNESTIMATED,
    UNKNOWN,
    VERSION,
    Profile,
)
from .ramps import ALWAYS

Ints = NDArray[np.int64]
_WORD = 4
NEVER = 2**62


def verdicts(
    rows: Sequence[bytes],
    head: int,
    efforts: Sequence[int],
    dues: Sequence[int],
    limit: int | None,
    last: int,
) -> tuple[list[Answer | None], list[int | None]]:
    """Verdict and earliest due of each room, for its effort and its due.

    A room lies ``head`` bytes behind the start of its row; rows and head are multiples
    of four bytes long. No verdict where a room cannot tell, or does not reach the
    minute ``last``. ValueError for a version that is not ours.
    """
    if not rows:
        return [], []
    told, kind, earliest = at_once(rows, head, efforts, dues, limit, last)
    answers: list[Answer | None] = list(map(_ANSWERS.__getitem__, kind.tolist()))
    when: list[int | None] = earliest.tolist()
    for i in np.flatnonzero(earliest == NEVER).tolist():
        when[i] = None
    for i in np.flatnonzero(~told).tolist():
        room = Profile(memoryview(rows[i])[head:])
        reaches = last <= room.until or not room.known
        found = room.verdict(efforts[i], dues[i], limit) if reaches else None
        answers[i], when[i] = found or (None, None)
    return answers, when


def at_once(
    rows: Sequence[bytes],
    head: int,
    efforts: Sequence[int],
    dues: Sequence[int],
    limit: int | None,
    last: int,
) -> tuple[NDArray[np.bool_], Ints, Ints]:
    """(whether this can tell of it, verdict, earliest due or `NEVER`) of each room.

    It does not tell of those of eight bytes, which are few, and of what is unknown.
    """
    sizes = np.fromiter(map(len, rows), np.int64, len(rows))
    held = np.frombuffer(b"".join(rows), np.int32)
    first = (np.cumsum(sizes) - sizes + head) // _WORD
    packed = held[first].view(np.uint32)
    if (packed & 255 != VERSION).any():
        raise ValueError("a profile of another version")
    narrow = (packed >> 8) & 255 == ord("i")
    place = np.where(narrow, first, first[np.argmax(narrow)]) + HEAD.size // _WORD
    effort, due = np.asarray(efforts, np.int64), np.asarray(dues, np.int64)
    told = narrow & _tells(held, place, np.maximum(due, last), limit)
    told &= (packed >> 16) & (LIMITED | UNKNOWN) == 0
    count = held[place + 3].astype(np.int64)
    earliest = _first(held, place + FIELDS, count, effort)
    # It grows: it is large enough at the due if it has become so by then.
    kind = np.where((packed >> 16) & UNESTIMATED, 2, earliest <= due)
    return told, kind, np.maximum(earliest, held[place])


_ANSWERS: list[Answer] = ["conflict", "fits", "unknown"]


def _tells(
    held: NDArray[np.int32], place: Ints, due: Ints, limit: int | None
) -> NDArray[np.bool_]:
    tells: NDArray[np.bool_] = due <= held[place + 1]
    return tells if limit is None else tells & (limit >= held[place + 2])


def _first(held: NDArray[np.int32], place: Ints, count: Ints, amount: Ints) -> Ints:
    """As `ramps.first`, with `NEVER` for None."""
    values = place + 2 * count
    i = _bisected(held, values, count + 1, amount) - 1
    never, always = i == values + count, i < values
    inside = ~(never | always)
    start = np.where(inside, i - 2 * count, place)
    rate = np.where(inside, held[np.where(inside, start + count, place)], 1)
    missing = held[np.where(inside, i, place)] - amount
    found = held[start] - missing // rate.astype(np.int64)
    return np.where(inside, found, np.where(never, NEVER, ALWAYS))


def _bisected(held: NDArray[np.int32], place: Ints, count: Ints, key: Ints) -> Ints:
    """bisect_left over held[place:place + count], of each station for its own key."""
    low, high = place.copy(), place + count
    for _ in range(int(count.max()).bit_length()):
        middle = (low + high) >> 1
        left = held.take(middle, mode="clip") < key
        left &= middle < high
        low = np.where(left, middle + 1, low)
        high = np.where(left, high, middle)
    return low

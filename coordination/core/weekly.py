"""The tightest window that ends in each week of a station, packed for a look-up.

A window reaches from the release of some work to the due of some work; what must be
done in it is the work released and due inside, and what events take of it. It ends in
the week of its due: one at midnight belongs to the day before. The tightest window of
a week is the one that lacks most hours; where none lacks any, the one filled most. Of
equals the one that begins last, and of these the one that ends first.

Packed::

    version, flags, 2 bytes of nothing, unsure, first; then for each week
    start end (minutes since the epoch) demand capacity (units), zeros where none ends

``first`` is the minute at which the first week begins. Bit i of ``unsure`` says that
work nobody estimated is due in week i: from there on every window may be tighter.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from struct import Struct
from typing import NamedTuple

from .detect import Reckoned
from .facts import Demand
from .jobs import Job

VERSION = 1
WEEK = 7 * 24 * 60
WEEKS = 26
UNKNOWN = 1

_HEAD = Struct("=BB2xIi")
_CELL = Struct("=iiqq")


class Window(NamedTuple):
    """[start, end) in minutes; ``demand`` and ``capacity`` in units, events in both."""

    start: int
    end: int
    demand: int
    capacity: int

    @property
    def excess(self) -> int:
        """Units that do not fit; not positive where it fits."""
        return self.demand - self.capacity


Plain = tuple[int, int, int, int]
"""A window that is not said yet."""


class Piece(NamedTuple):
    """Work on the free clock, and what events took before it opens and closes."""

    release: int
    due: int
    effort: int
    opens: int
    closes: int
    before: int
    after: int


class Weeks(NamedTuple):
    """What is kept of a station; ``windows[i]`` None where none ends in week i, and
    none behind the last that has one."""

    first: int
    known: bool
    unsure: int
    windows: tuple[Window | None, ...]


def tightest(pieces: Iterable[Piece], *, first: int) -> list[Window | None]:
    """Per week from the minute ``first`` on; in any order of the pieces."""
    last = first + WEEKS * WEEK
    rows = sorted(
        (piece for piece in pieces if first < piece.due <= last),
        key=lambda piece: piece.due,
    )
    marked = [(week_of(piece.due, first), *piece) for piece in rows]
    found: list[Plain | None] = [None] * WEEKS
    inside: list[int] = []
    waiting = sorted(range(len(rows)), key=lambda i: rows[i].release)
    while waiting:
        start = rows[waiting[-1]]
        while waiting and rows[waiting[-1]].release == start.release:
            insort(inside, waiting.pop())
        _from(start, [marked[i] for i in inside], found)
    return [one and Window(*one) for one in found]


def _from(
    start: Piece, inside: Sequence[Sequence[int]], found: list[Plain | None]
) -> None:
    """Windows from one release on: tighter ones take the place of those found."""
    release, opens, before = start.release, start.opens, start.before
    load = 0
    # Nothing is called in here: it is gone through for each release and due.
    for week, _, due, effort, _, closes, _, after in inside:
        load += effort
        drawn = after - before
        demand, capacity = load + drawn, closes - opens + drawn
        best = found[week]
        if best is not None:
            _, _, than, of = best
            if demand > capacity or than > of:
                if demand - capacity <= than - of:
                    continue
            elif demand * of <= than * capacity:
                continue
        found[week] = release, due, demand, capacity


def week_of(due: int, first: int) -> int:
    """The number of the week a due belongs to."""
    return (due - 1 - first) // WEEK


def unsure_in(unestimated: Iterable[Demand], first: int) -> int:
    """The weeks in which such work is due, as bits."""
    found = 0
    for demand in unestimated:
        week = WEEKS if demand.due is None else week_of(demand.due, first)
        if 0 <= week < WEEKS:
            found |= 1 << week
    return found


def pack_weeks(reckoned: Reckoned, *, first: int) -> bytes:
    """The weeks of a station that was just reckoned."""
    unsure = unsure_in(reckoned.docket.unestimated, first)
    if reckoned.given is None:
        return packed(None, first=first, unsure=unsure)
    pieces = map(piece_of, reckoned.jobs)
    return packed(tightest(pieces, first=first), first=first, unsure=unsure)


def piece_of(job: Job) -> Piece:
    """Events are what the clocks differ by."""
    before, after = job.begin - job.opens, job.finish - job.closes
    return Piece(job.release, job.due, job.effort, job.opens, job.closes, before, after)


def packed(
    windows: Sequence[Window | None] | None, *, first: int, unsure: int
) -> bytes:
    """None in place of the windows where the capacity is not known."""
    head = _HEAD.pack(VERSION, UNKNOWN if windows is None else 0, unsure, first)
    cells = [_CELL.pack(*(one or (0, 0, 0, 0))) for one in windows or ()]
    while cells and not any(cells[-1]):
        cells.pop()
    return head + b"".join(cells)


def unpacked(held: bytes | memoryview) -> Weeks | None:
    """None for what another version packed."""
    version, flags, unsure, first = _HEAD.unpack_from(held)
    if version != VERSION:
        return None
    cells = _CELL.iter_unpack(memoryview(held)[_HEAD.size :])
    windows = [Window(*cell) if cell[1] else None for cell in cells]
    return Weeks(first, not flags & UNKNOWN, unsure, tuple(windows))

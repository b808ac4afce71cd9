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
    found: list[Window | None] = [None] * WEEKS
    inside: list[int] = []
    waiting = sorted(range(len(rows)), key=lambda i: rows[i].release)
    while waiting:
        start = rows[waiting[-1]]
        while waiting and rows[waiting[-1]].release == start.release:
            insort(inside, waiting.pop())
        _from(start, [rows[i] for i in inside], first, found)
    return found


def _from(
    start: Piece, inside: Sequence[Piece], first: int, found: list[Window | None]
) -> None:
    """Windows from one release on: tighter ones take the place of those found."""
    release, opens, before = start.release, start.opens, start.before
    load = 0
    for _, due, effort, _, closes, _, after in inside:
        load += effort
        drawn = after - before
        demand, capacity = load + drawn, closes - opens + drawn
        week = (due - 1 - first) // WEEK
        best = found[week]
        if best is None or tighter(demand, capacity, best.demand, best.capacity):
            found[week] = Window(release, due, demand, capacity)


def tighter(demand: int, capacity: int, than: int, of: int) -> bool:
    """Does a window lack more than another one, or, where neither lacks any, is it
    filled more?"""
    excess, other = demand - capacity, than - of
    if excess > 0 or other > 0:
        return excess > other
    return demand * of > than * capacity


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

"""The room of a station for one more order, packed, so that a trial is a look-up.

For an order that may begin at once the slack staircase of a station is one growing
amount over wall minutes: the most work that can still be due at that minute. Where
later work is the tightest it stands still, elsewhere it grows with the free capacity.
An order fits if and only if it asks for no more than the room at its due, and fits
first at the minute at which the room becomes as large as the order.

Packed::

    version, 'i' or 'q', flags, 5 bytes of nothing; then integers of 4 or 8 bytes:
    since until highest ramps steps draws
    start[ramps] rate[ramps] value[ramps + 1]    the room, see `ramps`
    slack[steps] work[steps] end[steps]          windows that are the tightest for some
                                                 due: room, all work due by the end
    start[draws] rate[draws] value[draws + 1]    what events take in all

Minutes since the epoch, units, milli-officers. It speaks as of ``since`` and of dues
to ``until``; ``highest`` is the largest free rate. Eight bytes only where four are too
short.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from struct import Struct

from . import ramps
from .detect import Reckoned
from .jobs import Job
from .preview import Answer, Preview
from .supply import Supply

VERSION = 1
HEAD = Struct("=BcB5x")
FIELDS = 6

_NARROW = ord("i")

UNKNOWN = 1
"""The capacity is not known; nothing else is packed."""
UNESTIMATED = 2
"""Some work has no estimate: verdicts are unknown, figures of what is known."""
LIMITED = 4
"""A limit on officers may bind: only the full preview can tell."""


@dataclass(frozen=True, slots=True)
class Held:
    """What profiles are made from.

    ``given`` is None where the capacity is not known. Its clocks begin at ``since``
    and reach at least ``until``; ``jobs`` are the live work on them, ascending by due
    on the free clock, then by due, then by id: the order of the rows must not show.
    """

    given: Supply | None
    jobs: Sequence[Job]
    since: int
    until: int
    flags: int


_BY_DUE = attrgetter("closes", "due", "demand.id")


def held(reckoned: Reckoned, *, until: int) -> Held:
    """From what was read on the clocks of a station."""
    given, jobs = reckoned.given, sorted(reckoned.jobs, key=_BY_DUE)
    flags = UNESTIMATED if reckoned.docket.unestimated else 0
    if given is None:
        flags |= UNKNOWN
    if any(job.limit is not None for job in jobs):
        flags |= LIMITED
    return Held(given, jobs, reckoned.as_of, until, flags)


class Profile:
    """A packed profile as it is read; ValueError for a version that is not ours."""

    __slots__ = ("_held", "_ramps", "flags", "highest", "since", "until")

    _held: memoryview[int]
    _ramps: int
    flags: int
    since: int
    until: int
    highest: int

    def __init__(self, packed: bytes | memoryview) -> None:
        view = memoryview(packed)
        if view[0] != VERSION:
            raise ValueError(f"a profile of version {view[0]}")
        self.flags = view[2]
        self._held = held = view[HEAD.size :].cast("i" if view[1] == _NARROW else "q")
        self.since, self.until = held[0], held[1]
        self.highest, self._ramps = held[2], held[3]

    def answers(self, due: int | None, limit: int | None) -> bool:
        """Whether it can tell of such an order, released at or before ``since``."""
        if self.flags & (UNKNOWN | LIMITED):
            return self.flags & UNKNOWN > 0
        return (due is None or due <= self.until) and (
            limit is None or limit >= self.highest
        )

    @property
    def known(self) -> bool:
        return not self.flags & UNKNOWN

    def room(self, due: int) -> int:
        """The most units that fit with that due; negative where it is too full."""
        return ramps.reached(self._held, FIELDS, self._ramps, due)

    def fits(self, effort: int, due: int) -> bool:
        return effort <= self.room(due)

    def earliest_due(self, effort: int) -> int | None:
        """The first minute due at which it fits, None if that is after ``until``."""
        found = ramps.first(self._held, FIELDS, self._ramps, effort)
        if found is None:
            return None
        return max(found, self.since)

    def verdict(
        self, effort: int | None, due: int | None, limit: int | None
    ) -> tuple[Answer, int | None] | None:
        """(verdict, earliest due); None where it cannot tell.

        The same as the methods above say one by one, in one go for the country.
        """
        flags = self.flags
        if flags & UNKNOWN or effort is None:
            return "unknown", None
        if flags & LIMITED or (limit is not None and limit < self.highest):
            return None
        if due is not None and due > self.until:
            return None
        found = ramps.first(self._held, FIELDS, self._ramps, effort)
        # The room grows: it is large enough at the due if it has become so by then.
        fits = due is None or (found is not None and found <= due)
        if found is not None:
            found = max(found, self.since)
        if flags & UNESTIMATED:
            return "unknown", found
        return "fits" if fits else "conflict", found

    def preview(self, effort: int, due: int | None) -> Preview | None:
        """What `core.preview` says of an order that fits, departments apart.

        None where it does not fit or the earliest due is beyond what is held.
        """
        if not self.known:
            return Preview("unknown")
        earliest = self.earliest_due(effort)
        verdict: Answer = "unknown" if self.flags & UNESTIMATED else "fits"
        if earliest is None:
            return None
        if due is None:
            return Preview(verdict, earliest_due=earliest)
        due = max(due, self.since)
        room = self.room(due)
        if effort > room or (effort and due <= self.since):
            return None
        end, capacity = self._window(due, room)
        return Preview(
            verdict,
            (self.since, end),
            capacity - room + effort,
            capacity,
            earliest_due=earliest,
        )

    def _window(self, due: int, room: int) -> tuple[int, int]:
        """(end, capacity) of the tightest window from ``since`` on."""
        held = self._held
        steps = held[4]
        place = FIELDS + ramps.width(self._ramps)
        i = bisect_right(held, room, place, place + steps) - 1
        end = max(due, held[i + 2 * steps]) if held[i] == room else due
        draws = place + 3 * steps
        drawn = ramps.reached(held, draws, held[5], end)
        return end, room + held[i + steps] + drawn


def pack(held: Held) -> bytes:
    """The profile of a station."""
    given, jobs, since, until = held.given, held.jobs, held.since, held.until
    flags = held.flags
    if given is None or flags & LIMITED:
        return packed(flags, [since, until, 0, 0, 0, 0, 0, 0])
    starts, rates, before = given.free.ramps()
    steps = _steps(jobs, since)
    room = _room(steps, starts, rates, before, given.free.total)
    draws = taken(given)
    fields = [since, until, max(rates, default=0)]
    fields += [len(room) // 3, len(steps), len(draws) // 3, *room]
    for column in list(zip(*steps, strict=True))[1:]:
        fields += column
    return packed(flags, [*fields, *draws])


def packed(flags: int, fields: list[int]) -> bytes:
    """The head and the integers, as short as they can be."""
    try:
        return HEAD.pack(VERSION, b"i", flags) + array("i", fields).tobytes()
    except OverflowError:
        return HEAD.pack(VERSION, b"q", flags) + array("q", fields).tobytes()


def taken(given: Supply) -> list[int]:
    """What events take in all, as ramps."""
    if not given.draws:
        return [0]
    clock = given.taken()
    starts, rates, before = clock.ramps()
    return [*starts, *rates, *before, clock.total]


Step = tuple[int, int, int, int]
"""(end on the clock, slack, work due by then, end as a wall minute)."""


def _steps(jobs: Sequence[Job], since: int) -> list[Step]:
    """The ends behind which every window has more room, ascending.

    Of ends with equal slack the last. The first may be ``since``: work that is due
    before there is any capacity.
    """
    work = list(accumulate([job.effort for job in jobs]))
    found: list[Step] = []
    least: int | None = None
    for job, load in zip(reversed(jobs), reversed(work), strict=True):
        slack = job.closes - load
        if least is None or slack < least:
            least = slack
            found.append((job.closes, slack, load, job.due))
    if least is None or least > 0:
        found.append((0, 0, 0, since))
    found.reverse()
    return found


def _room(
    steps: Sequence[Step],
    starts: list[int],
    rates: list[int],
    before: list[int],
    total: int,
) -> list[int]:
    """The room as ramps: from each step on with the clock, up to the next slack."""
    when: list[int] = []
    pace: list[int] = []
    value: list[int] = []
    last, slack = steps[-1][:2]
    final = slack + total - last
    for i, (close, slack, _, _) in enumerate(steps):
        most = steps[i + 1][1] if i + 1 < len(steps) else final
        finish = close + most - slack
        if close >= finish:
            break  # behind the last there is nothing more to come
        k = bisect_right(before, close) - 1
        when.append(starts[k] + (close - before[k]) // rates[k])
        pace.append(rates[k])
        value.append(slack)
        while k + 1 < len(before) and before[k + 1] < finish:
            k += 1
            when.append(starts[k])
            pace.append(rates[k])
            value.append(slack + before[k] - close)
    return [*when, *pace, *value, final]

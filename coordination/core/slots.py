"""When an appointment over many stations does least harm.

Each start is judged at every station by what `clashes`, `displacements` and `deficit`
say of the station with the appointment in it, for all starts in one go. The best start
has the fewest stations with a clash, then loses the least work, then breaks into the
protected time of the fewest stations, then comes first.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .deadlines import deficit
from .detect import Reckoned
from .facts import Event
from .jobs import Job, admission_order
from .rhythm import Rhythm, Times
from .supply import supply
from .ways import Spans, counted, spans

Units = Any
"""int64 per start."""
Score = tuple[int, int, int, int]
"""Stations with a clash, units lost, stations whose protected time is hit, start."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a station is asked for: ``length`` minutes from the start on, ``before``
    and ``after`` on the way, so many milli-officers or named people."""

    station: Reckoned
    length: int
    officers: int
    before: int = 0
    after: int = 0
    attendees: tuple[str, ...] = ()

    def event(self, start: int, *, id: str, department: str) -> Event:
        """The appointment in the station's diary, with what of the way counts."""
        return counted(
            Event(
                id=id,
                department=department,
                start=start - self.before,
                end=start + self.length + self.after,
                officers=self.officers,
                attendees=self.attendees,
                lead=self.before,
                tail=self.after,
            ),
            self.station.facts.capacity,
        )

    def times(self, starts: Any) -> Times:
        """The same for many starts (minutes), not before ``as_of``."""
        periods, ends = self.station.facts.capacity, starts + self.length
        lead, tail = np.int64(self.before), np.int64(self.after)
        if periods is not None and (self.before or self.after):
            low, high = int(starts.min()) - self.before, int(ends.max()) + self.after
            near = (p for p in periods if p.start <= high and p.end >= low)
            opens, closes = present_around(spans(near), starts, ends)
            lead = np.minimum(lead, starts - opens)
            tail = np.minimum(tail, closes - ends)
        return Times(np.maximum(starts - lead, self.station.as_of), ends + tail)


@dataclass(frozen=True, slots=True)
class Slot:
    """A start, and what it does: stations by their place in the calls.

    ``lost`` are units of work that can no longer be done in time, more than without.
    Nothing is known of ``unknown`` ones but whether named people are free.
    """

    start: int
    clashing: tuple[int, ...]
    lost: tuple[tuple[int, int], ...]
    displacing: tuple[int, ...]
    unknown: tuple[int, ...]

    @property
    def units(self) -> int:
        return sum(units for _, units in self.lost)

    @property
    def score(self) -> Score:
        """The lower, the better."""
        return len(self.clashing), self.units, len(self.displacing), self.start


class Finder:
    """All starts judged at all stations. Starts are minutes, not before ``as_of``."""

    def __init__(self, calls: Sequence[Call], starts: Sequence[int]) -> None:
        self._calls, self._starts = calls, np.array(sorted(set(starts)), dtype=np.int64)
        shape = len(calls), len(self._starts)
        self._clash, self._displaced = np.zeros(shape, bool), np.zeros(shape, bool)
        self._lost = np.zeros(shape, dtype=np.int64)
        self._limited: dict[int, int] = {}  # place: the deficit as it is
        self._flows: dict[tuple[int, int], int] = {}
        for i, call in enumerate(calls):
            self._judge(i, call)

    def best(self, most: int, *, group: Callable[[int], Hashable] = int) -> list[Slot]:
        """The best ``most`` starts, best first, one of each ``group`` (a day, say).

        Where limits on officers may bind, a start is weighed by the flow only while it
        can still be among the best: elsewhere it loses what is known already.
        """
        clash, displaced = self._clash.sum(0), self._displaced.sum(0)
        lost = self._lost.sum(0)
        found: list[Ranked] = []
        kept: list[Ranked] = []
        for at in map(int, np.lexsort((self._starts, displaced, lost, clash))):
            least = int(clash[at]), int(lost[at])
            if len(kept) == most and (not self._limited or kept[-1][0][:2] < least):
                break
            more = sum(self._flow(i, at) for i in self._limited)
            start = int(self._starts[at])
            insort(found, ((least[0], least[1] + more, int(displaced[at]), start), at))
            kept = _first_of(found, lambda pair: group(pair[0][-1]))[:most]
        return [self._slot(at) for _score, at in kept]

    def clashing(self) -> list[int]:
        """At how many stations each start would clash, in order of time."""
        return [int(count) for count in self._clash.sum(0)]

    def at(self, start: int) -> Slot | None:
        """What a start of those asked for does, None for another one."""
        at = int(np.searchsorted(self._starts, start))
        if at == len(self._starts) or self._starts[at] != start:
            return None
        return self._slot(at)

    def _judge(self, i: int, call: Call) -> None:
        held = call.station
        times = call.times(self._starts)
        self._clash[i] = named_twice(held.facts.events, call.attendees, times)
        if held.given is None:
            return
        need = call.event(0, id="", department="").need
        rhythm = Rhythm(held.facts, as_of=held.as_of, times=times)
        self._clash[i] |= rhythm.short(need, times)
        self._displaced[i] = rhythm.displaced(need, times)
        if any(job.demand.max_officers is not None for job in held.jobs):
            self._limited[i] = deficit(held.jobs, held.given)
            return
        self._lost[i] = lost(held.jobs, rhythm, need, times)

    def _flow(self, i: int, at: int) -> int:
        """Units lost at a station whose limits may bind; kept once reckoned."""
        if (i, at) not in self._flows:
            call, held = self._calls[i], self._calls[i].station
            event = call.event(int(self._starts[at]), id="", department="")
            given = supply(
                held.facts.capacity or (), (*held.facts.events, event), as_of=held.as_of
            )
            demands = [job.demand for job in held.jobs]
            jobs = admission_order(demands, given, as_of=held.as_of)
            self._flows[i, at] = deficit(jobs, given) - self._limited[i]
        return self._flows[i, at]

    def _slot(self, at: int) -> Slot:
        lost = self._lost[:, at].copy()
        for i in self._limited:
            lost[i] = self._flow(i, at)
        return Slot(
            start=int(self._starts[at]),
            clashing=_places(self._clash[:, at]),
            lost=tuple((i, int(lost[i])) for i in _places(lost > 0)),
            displacing=_places(self._displaced[:, at]),
            unknown=tuple(
                i for i, call in enumerate(self._calls) if call.station.given is None
            ),
        )


def present_around(present: Spans, begins: Any, ends: Any) -> tuple[Any, Any]:
    """`ways.opened` of each minute it begins at, `ways.closes` of each it ends at."""
    if not present:
        return begins, ends
    opens, closes = np.array(present, dtype=np.int64).T
    n = np.searchsorted(opens, begins, side="left") - 1
    there = (n >= 0) & (closes[n] >= begins)
    m = np.searchsorted(opens, ends, side="right") - 1
    stays = (m >= 0) & (closes[m] > ends)
    return np.where(there, opens[n], begins), np.where(stays, closes[m], ends)


def named_twice(
    events: Sequence[Event], names: Sequence[str], times: Times
) -> np.ndarray:
    """Per start: whether somebody named is elsewhere at some moment of it."""
    asked, met = set(names), np.zeros(len(times.begin), bool)
    for event in events:
        if event.start < event.end and asked.intersection(event.attendees):
            met |= (times.begin < event.end) & (times.end > event.start)
    return met


def lost(jobs: Sequence[Job], rhythm: Rhythm, need: int, times: Times) -> Units:
    """Per start: units by which the deficit of work without limits grows.

    The deficit is the most by which disjoint windows are asked for more than they hold
    (max-flow min-cut on intervals); windows end at dues and begin at releases.
    """
    grown = np.zeros(len(times.begin), dtype=np.int64)
    # What is due as it is released never finds room, with the appointment or without.
    open_ones = [job for job in jobs if job.release < job.due]
    if not open_ones or not need:
        return grown
    windows = Windows(open_ones)
    drawn = rhythm.draw(need)
    taken = drawn.at(times.end) - drawn.at(times.begin)
    asked = np.nonzero(taken > windows.room_after(times.begin))[0]
    if len(asked):
        begin, end = times.begin[asked], times.end[asked]
        minutes = np.array(windows.minutes)[:, None]
        shifts = drawn.at(np.clip(minutes, begin, end)) - drawn.at(begin)
        as_is = windows.deficit(np.zeros((1, 1), dtype=np.int64))
        grown[asked] = windows.deficit(shifts) - as_is
    return grown


class Windows:
    """The windows [release, due) of a station's jobs on its free clock."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        marks: dict[int, int] = {}
        for job in jobs:
            marks[job.release], marks[job.due] = job.opens, job.closes
        self.minutes = sorted(marks)
        self._clock = [marks[minute] for minute in self.minutes]
        place = {minute: k for k, minute in enumerate(self.minutes)}
        work = np.zeros((len(marks), len(marks)), dtype=np.int64)
        for job in jobs:
            work[place[job.release], place[job.due]] += job.effort
        # work[r, d]: all that is released at r or later and due at d or before.
        self._work = work[::-1].cumsum(0)[::-1].cumsum(1)
        self._opens = sorted({place[job.release] for job in jobs})
        self._closes = {place[job.due] for job in jobs}

    def room_after(self, minutes: Any) -> Units:
        """Per minute: the least room of the windows that end after it."""
        clock = np.array(self._clock, dtype=np.int64)
        room = clock[None, :] - clock[:, None] - self._work
        count = len(clock)
        room = np.where(np.triu(np.ones((count, count), bool), 1), room, ENDLESS)
        least = np.minimum.accumulate(room.min(0)[::-1])[::-1]
        least = np.append(least, ENDLESS)
        return least[np.searchsorted(self.minutes, minutes, side="right")]

    def deficit(self, shifts: Any) -> Units:
        """The deficit with the clock at each mark set back by a row of ``shifts``."""
        clocks = np.array(self._clock, dtype=np.int64)[:, None] - shifts
        held = np.empty((len(self._opens), clocks.shape[1]), dtype=np.int64)
        most, begun = np.zeros(clocks.shape[1], dtype=np.int64), 0
        for k, now in enumerate(clocks):
            if begun and k in self._closes:
                inside = self._work[self._opens[:begun], k]
                ending = (held[:begun] + inside[:, None]).max(0)
                most = np.maximum(most, ending - now)
            if begun < len(self._opens) and self._opens[begun] == k:
                held[begun] = most + now
                begun += 1
        return most


Ranked = tuple[Score, int]
ENDLESS = np.iinfo(np.int64).max // 2


def _first_of(
    found: Sequence[Ranked], group: Callable[[Ranked], Hashable]
) -> list[Ranked]:
    """Of each group the first."""
    first: dict[Hashable, Ranked] = {}
    for each in found:
        first.setdefault(group(each), each)
    return list(first.values())


def _places(flags: Any) -> tuple[int, ...]:
    return tuple(map(int, np.nonzero(flags)[0]))

"""Conflicts that only exist because few officers may work on a job at once.

Here a sum alone decides nothing, so the flow is asked: which jobs and events fail
together although none of them can be left out. The figures are those of the cut
that proves it: the intervals the jobs fill, and what their limits let them take
elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from . import flow
from .facts import Conflict, Event
from .findings import Part, Span, conflict, largest_first
from .jobs import Job, clocked
from .supply import Supply

Source = Callable[[Callable[[Event], bool]], Supply]
"""Builds the station's supply with only the events that pass the test."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Tries parts of a station out; events that are no candidates always stay."""

    candidates: tuple[Part, ...]
    jobs: dict[str, Job]
    source: Source

    def supply(self, kept: Iterable[Part]) -> Supply:
        """The station's supply with only the kept ones of the candidate events."""
        keys = {part.key for part in kept}
        gone = {p.key for p in self.candidates if p.event} - keys
        return self.source(lambda event: (True, event.id) not in gone)

    def on_clock(self, kept: Iterable[Part], supply: Supply) -> list[Job]:
        """The kept jobs on the clock of ``supply``, in admission order."""
        jobs = [
            clocked(self.jobs[p.id].demand, supply, as_of=supply.gross.as_of)
            for p in kept
            if not p.event
        ]
        return sorted(jobs, key=lambda j: (j.finish, j.demand.id))

    def refused(self, kept: Sequence[Part]) -> bool:
        """Whether the kept parts fail by themselves (exact)."""
        supply = self.supply(kept)
        return not flow.fits(supply.free, self.on_clock(kept, supply))

    def minimal(self, parts: Iterable[Part], victim: str) -> list[Part]:
        """Of parts that fail, those left when none more can be left out.

        Tried smallest first, so that the large ones stay. Without the victim the
        others fit, so it stays and only its own flow has to be followed.
        """
        kept = largest_first(parts)
        grown, place = self._grown(kept, victim)
        for part in reversed(kept.copy()):
            fewer = [p for p in kept if p is not part]
            if part.event:
                if self.refused(fewer):
                    kept = fewer
                    grown, place = self._grown(kept, victim)
            elif part.id != victim:
                tried = grown.copy()
                tried.drop(place[part.id])
                if tried.push(place[victim])[1] is not None:
                    kept, grown = fewer, tried
        return kept

    def _grown(
        self, kept: Sequence[Part], victim: str
    ) -> tuple[flow.Flow, dict[str, int]]:
        """The flow of all kept jobs, the victim last, and where each stands in it."""
        supply = self.supply(kept)
        jobs = self.on_clock(kept, supply)
        place = {job.demand.id: i for i, job in enumerate(jobs)}
        grown = flow.Flow(supply.free, jobs)
        for i in sorted(place.values(), key=lambda i: i == place[victim]):
            grown.push(i)
        return grown, place

    def overloading(self, parts: Sequence[Part]) -> tuple[str, ...]:
        """Departments whose parts fail without those of the others, by code."""
        return tuple(
            code
            for code in sorted({part.department for part in parts})
            if self.refused([p for p in parts if p.department == code])
        )


def may_bind(job: Job, supply: Supply) -> bool:
    """Whether a limit on the job counts, now or when events are left out."""
    limit = job.demand.max_officers
    return limit is not None and limit < supply.gross.highest_rate(job.release, job.due)


def suspects(
    jobs: Sequence[Job], index: int, blocked: flow.Cut | None, supply: Supply
) -> list[Job]:
    """Jobs among which the one at ``index`` fails: alone if it can, else its cut."""
    whole = flow.Flow(supply.free, jobs)
    if blocked is None or jobs[index].effort > whole.alone(index):
        return [jobs[index]]
    return [jobs[i] for i in blocked.jobs]


def explain(
    bench: Bench, parts: Sequence[Part], *, victim: str, station: str
) -> Conflict:
    """The conflict of parts that fail and of which none can be left out."""
    supply = bench.supply(parts)
    jobs = bench.on_clock(parts, supply)
    grown = flow.Flow(supply.free, jobs)
    cuts = [cut for i in range(len(jobs)) if (cut := grown.push(i)[1])]
    filled = _filled(grown, cuts[0], jobs)
    drawn = _drawn(grown, filled, supply)
    members = largest_first(
        p if not p.event else Part(p.id, p.department, drawn.get(p.id, 0), event=True)
        for p in parts
    )
    start, end = min(j.release for j in jobs), max(j.due for j in jobs)
    return conflict(
        "deadline",
        Span(start, end, start, end),
        parts=members,
        capacity=_capacity(grown, filled, jobs)
        + sum(p.units for p in members if p.event),
        minimal=members,
        victims=(victim,),
        overloaded_by=bench.overloading(parts),
        displaces=any(part.department == station for part in parts),
    )


def _filled(grown: flow.Flow, cut: flow.Cut, jobs: Sequence[Job]) -> frozenset[int]:
    """The intervals of the cut, and for a job alone those its limit leaves full.

    Both give the same shortfall; the second shows the events that took the rest.
    """
    if len(jobs) > 1 or jobs[0].limit is None:
        return cut.intervals
    cells, limit = grown.intervals, jobs[0].limit
    return frozenset(k for k in cells.of(jobs[0]) if cells.rate[k] <= limit)


def _capacity(grown: flow.Flow, filled: frozenset[int], jobs: Sequence[Job]) -> int:
    """Units the cut lets its jobs have, after events."""
    cells = grown.intervals
    inside = sum(cells.rate[k] * cells.length[k] for k in filled)
    return inside + sum(
        grown.room(i, k)
        for i, job in enumerate(jobs)
        for k in cells.of(job)
        if k not in filled
    )


def _drawn(grown: flow.Flow, filled: frozenset[int], supply: Supply) -> dict[str, int]:
    """What each event takes from the intervals the jobs fill, by event id."""
    taken: dict[str, int] = {}
    for k in filled:
        for low, high in grown.intervals.pieces[k]:
            for event, units in supply.drawn(low, high):
                taken[event.id] = taken.get(event.id, 0) + units
    return taken

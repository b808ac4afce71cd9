"""Deadline conflicts: windows whose work exceeds their capacity.

Jobs are admitted in due order; one that cannot be admitted is a victim and names
the tightest window that ends at its due. For work that may be split and shared the
test is exact: there is a conflict if and only if no schedule exists (processor
demand criterion, Baruah et al. 1990; on intervals Horn 1974).
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from . import flow, limits, track
from .facts import Conflict
from .findings import Part, Span, conflict, irreducible, largest_first, overloading
from .jobs import Job
from .supply import Supply


@dataclass(frozen=True, slots=True)
class Window:
    """A window [begin, finish) on the gross clock that fails, as a victim met it.

    ``walk`` are the accepted jobs inside it and its first victim.
    """

    begin: int
    finish: int
    walk: tuple[Job, ...]


def deficit(jobs: Sequence[Job], supply: Supply) -> int:
    """Total effort minus max-flow of jobs in admission order, units (exact)."""
    if any(job.limit is not None for job in jobs):
        return flow.unplaced(supply.free, jobs)
    return track.unplaced(jobs)


def overloads(
    jobs: Sequence[Job], supply: Supply, *, station: str, source: limits.Source
) -> list[Conflict]:
    """All deadline conflicts of jobs in admission order; none if and only if feasible.

    Victims that share a window are one conflict, in the order of first victims.
    ``source`` rebuilds the supply without some events, to try limits out.
    """
    windows: dict[tuple[int, int], Window] = {}
    victims: dict[tuple[int, int], list[str]] = {}
    found: list[tuple[int, int] | Conflict] = []
    for refusal in _admit(jobs, supply):
        window = refusal.window
        known = window is not None and (window.begin, window.finish) in windows
        if not known and (refusal.limited or _may_bind(window, supply)):
            held = _held_by_limits(refusal, window, jobs, supply, station, source)
            if held is not None:
                found.append(held)
                continue
        assert window is not None  # noqa: S101 - without limits a window must fail
        key = window.begin, window.finish
        if key not in windows:
            windows[key] = window
            victims[key] = []
            found.append(key)
        victims[key].append(refusal.victim.demand.id)
    ranked = _largest_first(jobs) if windows else []
    return [
        entry
        if isinstance(entry, Conflict)
        else _conflict(windows[entry], victims[entry], ranked, supply, station)
        for entry in found
    ]


def failing(jobs: Sequence[Job], supply: Supply) -> int:
    """How many windows fail, as `overloads` counts them, without a word on who is in
    them. Work that only a limit on officers refuses counts one by one."""
    return len(
        {
            (r.window.begin, r.window.finish) if r.window else (None, r.place)
            for r in _admit(jobs, supply)
        }
    )


@dataclass(frozen=True, slots=True)
class Refusal:
    """A victim, its place in the admission order, and what stopped it."""

    place: int
    victim: Job
    window: Window | None
    limited: bool
    cut: flow.Cut | None


def _admit(jobs: Sequence[Job], supply: Supply) -> list[Refusal]:
    """Admit in order what fits together with all admitted so far."""
    limited = any(job.limit is not None for job in jobs)
    grown = flow.Flow(supply.free, jobs) if limited else None
    busy = track.Track()
    accepted: list[tuple[int, int, Job]] = []  # in order of releases once one failed
    refused: list[Refusal] = []
    for i, job in enumerate(jobs):
        cut = None
        if grown is None:
            admitted = busy.place(job.opens, job.closes, job.effort)
        else:
            placed, cut = grown.push(i)
            admitted = placed == job.effort
            if not admitted:
                grown.drop(i)
        entry = job.begin, i, job
        if admitted and not refused:
            accepted.append(entry)
            continue
        if not refused:
            accepted.sort()
        at = bisect(accepted, entry)
        accepted.insert(at, entry)
        if not admitted:
            refused.append(Refusal(i, job, tightest(accepted, job), limited, cut))
            del accepted[at]
    return refused


def tightest(met: Sequence[tuple[int, int, Job]], victim: Job) -> Window | None:
    """The shortest window ending at the victim's due that the walk overloads.

    ``met`` are the accepted jobs and the victim by (clock release, place). Walks
    them latest release first; jobs that share a release enter together. None when
    only limits on officers refuse the victim.
    """
    total = 0
    for k in range(len(met) - 1, -1, -1):
        begin, _, job = met[k]
        total += job.effort
        if k and met[k - 1][0] == begin:
            continue
        if total > victim.closes - job.opens:
            walk = tuple(entry[2] for entry in met[k:])
            return Window(begin, victim.finish, walk)
    return None


def _may_bind(window: Window | None, supply: Supply) -> bool:
    """Whether a limit counts in the window once an event there is left out."""
    return window is not None and any(
        limits.may_bind(job, supply) for job in window.walk
    )


def _held_by_limits(
    refusal: Refusal,
    window: Window | None,
    jobs: Sequence[Job],
    supply: Supply,
    station: str,
    source: limits.Source,
) -> Conflict | None:
    """The conflict if limits on officers decide it, None if the window alone does."""
    if window is None:
        inside = limits.suspects(jobs, refusal.place, refusal.cut, supply)
    else:
        inside = list(window.walk)
    start, end = min(j.release for j in inside), max(j.due for j in inside)
    events = event_parts(supply, start, end)
    parts = largest_first([*map(job_part, inside), *events])
    if window is not None:
        parts = irreducible(parts, window.finish - window.begin)
        named = {part.id for part in parts if not part.event}
        if not any(limits.may_bind(j, supply) for j in inside if j.demand.id in named):
            return None
    bench = limits.Bench(
        candidates=tuple(events),
        jobs={job.demand.id: job for job in inside},
        source=source,
    )
    fewest = bench.minimal(parts, refusal.victim.demand.id)
    if window is not None and len(fewest) == len(parts):
        return None
    return limits.explain(
        bench, fewest, victim=refusal.victim.demand.id, station=station
    )


Ranked = list[tuple[Job, Part]]
"""All jobs as parts, largest first, so that no window has to sort its own."""


def _largest_first(jobs: Sequence[Job]) -> Ranked:
    ranked = sorted(jobs, key=lambda job: (-job.effort, job.demand.id))
    return [(job, job_part(job)) for job in ranked]


def _conflict(
    window: Window, victims: list[str], ranked: Ranked, supply: Supply, station: str
) -> Conflict:
    begin, finish = window.begin, window.finish
    inside = [
        (job, part)
        for job, part in ranked
        if job.begin >= begin and job.finish <= finish
    ]
    start = min([job.release for job, _ in inside])
    end = max([job.due for job, _ in inside])
    walked = {job.demand.id for job in window.walk}
    parts = [part for _, part in inside]
    chosen = [part for part in parts if part.id in walked]
    events = event_parts(supply, start, end)
    if events:
        parts, chosen = largest_first(parts + events), largest_first(chosen + events)
    capacity = finish - begin
    return conflict(
        "deadline",
        span(supply, begin, finish, start, end),
        parts=parts,
        capacity=capacity,
        minimal=irreducible(chosen, capacity),
        victims=tuple(victims),
        overloaded_by=overloading(parts, capacity),
        displaces=any(part.department == station for part in parts),
    )


def span(supply: Supply, begin: int, finish: int, start: int, end: int) -> Span:
    """The wall window with the critical window trimmed of idle time at its ends."""
    if begin == finish:
        return Span(start, end, start, end)
    release, due = supply.gross.latest(begin), supply.gross.earliest(finish)
    return Span(
        start,
        end,
        start if release is None else max(release, start),
        end if due is None else min(due, end),
    )


def job_part(job: Job) -> Part:
    """A job as a part of a window that holds all of it."""
    return Part(job.demand.id, job.demand.department, job.effort, event=False)


def event_parts(supply: Supply, start: int, end: int) -> list[Part]:
    """The pieces of events inside [start, end), one part per event."""
    return [
        Part(event.id, event.department, units, event=True)
        for event, units in supply.drawn(start, end)
    ]

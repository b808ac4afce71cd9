"""The daily load picture: the flattest way to spread the work over its windows.

Of all schedules on the capacity clock this one has the least majorised profile, so
it also has the least work beyond capacity (Yao, Demers and Shenker 1995). It is
found by decomposition (Fujishige 1980; Li, Yao and Yao 2005): at the average density
of a region either everything fits, or the part that does not is denser and is
treated apart from the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .facts import StationFacts
from .jobs import Job, admission_order, docket
from .supply import Supply, supply
from .track import Track


@dataclass(frozen=True, slots=True)
class DayLoad:
    """[start, end): capacity, work that falls here, and how much of it is beyond.

    Units. ``todo`` contains ``beyond`` and the events; ``capacity`` is before events.
    """

    start: int
    end: int
    capacity: int
    todo: int
    beyond: int


@dataclass(frozen=True, slots=True)
class Dense:
    """[start, end) on the free clock carries ``work`` per ``length``, evenly."""

    start: int
    end: int
    work: int
    length: int


Work = tuple[int, int, int]
"""(opens, closes, effort) in clock units of a region."""


def load_profile(
    facts: StationFacts, *, as_of: int, now: int, days: Sequence[tuple[int, int]]
) -> list[DayLoad]:
    """Work and capacity per day; empty when the capacity is unknown.

    Without limits on officers the ``beyond`` of days that cover all open work adds
    up to the station's deficit. Work without estimate, without due or overdue is
    not in it.
    """
    if facts.capacity is None:
        return []
    given = supply(facts.capacity, facts.events, as_of=as_of)
    jobs = admission_order(docket(facts.demands, now=now).live, given, as_of=as_of)
    stuck = [job for job in jobs if job.opens == job.closes]
    flowing = [(j.opens, j.closes, j.effort) for j in jobs if j.opens < j.closes]
    profile = flattest(flowing)
    return [_day(day, given, profile, stuck) for day in days]


def _day(
    day: tuple[int, int],
    given: Supply,
    profile: Sequence[Dense],
    stuck: Sequence[Job],
) -> DayLoad:
    start, end = day
    low, high = given.free.at(start), given.free.at(end)
    events = sum(units for _, units in given.drawn(start, end))
    # Work in windows without capacity shows on the day it is due.
    first = given.gross.as_of + 1
    lost = sum(job.effort for job in stuck if start < max(job.due, first) <= end)
    work = beyond = 0
    for piece in profile:
        a, b = (min(max(t, piece.start), piece.end) - piece.start for t in (low, high))
        # Differences of floors: the parts of a piece add up to the whole of it.
        work += _part(piece, piece.work, b) - _part(piece, piece.work, a)
        over = max(piece.work - piece.length, 0)
        beyond += _part(piece, over, b) - _part(piece, over, a)
    return DayLoad(
        start, end, given.gross.between(start, end), work + lost + events, beyond + lost
    )


def _part(piece: Dense, amount: int, reach: int) -> int:
    return amount * reach // piece.length


def flattest(work: Sequence[Work]) -> list[Dense]:
    """The flattest profile as pieces in order of the clock (units).

    Pieces of one region share ``work`` per ``length``; every piece is scaled to its
    own length, rounded so that the pieces of a region add up to its work.
    """
    if not work:
        return []
    low, high = min(w[0] for w in work), max(w[1] for w in work)
    jobs = [(opens - low, closes - low, effort) for opens, closes, effort in work]
    stack = [(sorted(jobs, key=lambda w: w[1]), [(low, high)])]
    pieces: list[Dense] = []
    while stack:
        jobs, region = stack.pop()
        length = sum(b - a for a, b in region)
        total = sum(effort for _, _, effort in jobs)
        dense = _denser(jobs, total, length) if jobs else []
        if not dense:
            pieces += _spread(region, total, length)
            continue
        inner, outer = _split(jobs, dense)
        picked, rest = _regions(region, dense)
        # What is denser than the average is never all of it: a rest is left.
        stack += (inner, picked), (outer, rest)
    return sorted(pieces, key=lambda piece: piece.start)


def _denser(jobs: Sequence[Work], total: int, length: int) -> list[tuple[int, int]]:
    """The part of a region that is denser than its average, as disjoint spans.

    At speed total/length (both sides scaled to stay whole) the work that does not
    fit marks it.
    """
    track = Track()
    found: list[tuple[int, int]] = []
    for opens, closes, effort in jobs:
        placed, start = track.place_part(opens * total, closes * total, effort * length)
        if placed < effort * length:
            found.append((start // total, closes))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _split(
    jobs: Sequence[Work], dense: Sequence[tuple[int, int]]
) -> tuple[list[Work], list[Work]]:
    """Jobs wholly inside the dense spans and the rest, each on its own clock."""
    starts = [a for a, _ in dense]
    before = [0]
    for a, b in dense:
        before.append(before[-1] + b - a)

    def inside(t: int) -> int:
        i = bisect_right(starts, t) - 1
        return 0 if i < 0 else before[i] + min(t, dense[i][1]) - dense[i][0]

    inner, outer = [], []
    for opens, closes, effort in jobs:
        i = bisect_right(starts, opens) - 1
        if i >= 0 and closes <= dense[i][1]:
            inner.append((inside(opens), inside(closes), effort))
        else:
            outer.append((opens - inside(opens), closes - inside(closes), effort))
    return inner, outer


def _regions(
    region: Sequence[tuple[int, int]], dense: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The dense spans and the rest of a region, back on the station's clock."""
    cuts = sorted({t for span in dense for t in span})
    picked: list[tuple[int, int]] = []
    rest: list[tuple[int, int]] = []
    offset = 0
    for a, b in region:
        marks = [a, *(a + t - offset for t in cuts if offset < t < offset + b - a), b]
        for low, high in pairwise(marks):
            local = offset + low - a
            i = bisect_right(dense, (local, float("inf"))) - 1
            chosen = i >= 0 and local < dense[i][1]
            (picked if chosen else rest).append((low, high))
        offset += b - a
    return picked, rest


def _spread(region: Sequence[tuple[int, int]], total: int, length: int) -> list[Dense]:
    pieces, done, passed = [], 0, 0
    for a, b in region:
        passed += b - a
        upto = total * passed // length
        pieces.append(Dense(a, b, upto - done, b - a))
        done = upto
    return pieces

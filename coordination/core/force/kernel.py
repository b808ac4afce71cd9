"""The compiled loop over stations: clocks, admission, and the conflicts that result."""

from __future__ import annotations

from typing import NamedTuple

from .arrays import CANNOT_SAY, MISSING, NO, YES, Bytes, Flags, Ints, Shorts
from .compiled import compiled
from .machine import place, place_part, sort_by
from .rates import (
    ALONE,
    DISORDER,
    Appointments,
    Clock,
    Profiles,
    Protected,
    binds,
    build_cut,
    build_plain,
    displaced,
    index_clock,
    piece_at,
    share_people,
)
from .windows import Jobs, Out, file_victim, order_windows, tightest, write_window

LARGEST_EFFORT = 2**61


class Tasks(NamedTuple):
    """`Work` as the loops read it."""

    at: Ints
    id: Ints
    release: Ints
    due: Ints
    effort: Ints
    limit: Ints
    priority: Shorts
    department: Shorts


class Said(NamedTuple):
    """The columns of `Findings` with one entry per station."""

    feasible: Bytes
    deficit: Ints
    overdue: Ints
    overdue_units: Ints
    exact: Flags


@compiled
def decide(
    first: int,
    last: int,
    base: int,
    as_of: int,
    now: int,
    textual: bool,
    own: Shorts,
    of: Shorts,
    rates: Profiles,
    work: Tasks,
    events: Appointments,
    blocks: Protected,
    clock: Clock,
    jobs: Jobs,
    said: Said,
    out: Out,
    cursor: Ints,
) -> int:
    """Decide stations first..last - 1 until there is no room for conflicts.

    The answer of station s stands at s - base. Returns the first station that is not
    decided; `cursor` then counts conflicts, victims, members and departments written.
    """
    held, pieces, shift = -1, 0, 0
    for s in range(first, last):
        to, profile = s - base, of[s]
        low, high = events.at[s], events.at[s + 1]
        draws, clash = 0, False
        if high > low:
            held = -1
            clash = share_people(events, low, high, as_of)
        if profile >= 0 and not clash and profile != held:
            held, pieces = -1, DISORDER
            if high == low:
                pieces = build_plain(clock, rates, profile, as_of)
                held = profile
            if pieces == DISORDER:
                held = -1
                pieces, draws, clash = build_cut(
                    clock, rates, profile, events, low, high, as_of, textual
                )
            if pieces == ALONE:
                clash, held = True, -1
            else:
                shift = index_clock(clock, pieces)
        if profile >= 0 and not clash and high > low:
            at, end = blocks.at[s], blocks.at[s + 1]
            clash = end > at and displaced(
                clock, pieces, events, low, high, blocks, at, end, own[s]
            )
        if clash:
            said.exact[to] = True
            continue
        n = _read(s, to, as_of, now, profile, work, clock, pieces, shift, jobs, said)
        if profile < 0 or said.exact[to]:
            continue
        windows = _admit(n, textual, jobs)
        if windows == 0:
            continue
        before = cursor.copy()
        for w in range(windows):
            written = write_window(
                w,
                s,
                own[s],
                n,
                jobs,
                clock,
                pieces,
                draws,
                events,
                textual,
                out,
                cursor,
            )
            if not written:
                cursor[:] = before
                return s
        if said.feasible[to] == YES:
            said.feasible[to] = NO
            said.deficit[to] = _unplaced(n, jobs)
    return last


@compiled
def _read(
    s: int,
    to: int,
    as_of: int,
    now: int,
    profile: int,
    work: Tasks,
    clock: Clock,
    pieces: int,
    shift: int,
    jobs: Jobs,
    said: Said,
) -> int:
    """Put the live work of a station on its clocks; count what is overdue."""
    low, high = work.at[s], work.at[s + 1]
    n = overdue = units = 0
    known = profile >= 0
    largest = LARGEST_EFFORT // (high - low + 1)
    for i in range(low, high):
        due, effort = work.due[i], work.effort[i]
        if due == MISSING or effort == 0:
            continue
        if due <= now:
            overdue += 1
            units += max(effort, 0)
            continue
        if effort < 0:
            known = False
            continue
        if profile < 0:
            continue
        due = max(due, as_of)
        release = min(max(work.release[i], as_of), due)
        limit = work.limit[i]
        if effort > largest or (
            limit >= 0 and binds(clock, pieces, shift, release, due, limit)
        ):
            said.exact[to] = True
            return 0
        jobs.id[n], jobs.department[n] = work.id[i], work.department[i]
        jobs.release[n], jobs.due[n], jobs.effort[n] = release, due, effort
        jobs.urgency[n] = -work.priority[i]
        k = piece_at(clock, pieces, shift, release)
        past = release - clock.time[k]
        jobs.begin[n] = clock.gross[k] + clock.gross_rate[k] * past
        jobs.opens[n] = clock.free[k] + clock.free_rate[k] * past
        k = piece_at(clock, pieces, shift, due)
        past = due - clock.time[k]
        jobs.finish[n] = clock.gross[k] + clock.gross_rate[k] * past
        jobs.closes[n] = clock.free[k] + clock.free_rate[k] * past
        jobs.order[n] = n
        n += 1
    said.overdue[to], said.overdue_units[to] = overdue, units
    said.exact[to] = False
    said.feasible[to] = YES if known else CANNOT_SAY
    said.deficit[to] = 0 if known else -1
    return n


@compiled
def _admit(n: int, textual: bool, jobs: Jobs) -> int:
    """Admit in order what fits; refused work is filed under its window."""
    order = jobs.order
    sort_by(order, jobs.spare, n, jobs.finish, jobs.urgency, jobs.id, textual)
    blocks = windows = 0
    for place_ in range(n):
        j = order[place_]
        taken = place(
            jobs.starts,
            jobs.ends,
            blocks,
            jobs.opens[j],
            jobs.closes[j],
            jobs.effort[j],
        )
        jobs.rank[j] = place_
        jobs.refused[j] = 0
        if taken >= 0:
            blocks = taken
            continue
        if windows == 0:
            order_windows(jobs, n, textual)
            for later in range(place_ + 1, n):
                jobs.rank[order[later]] = n
        jobs.refused[j] = 1
        windows = file_victim(jobs, windows, tightest(jobs, n, j), j)
    return windows


@compiled
def _unplaced(n: int, jobs: Jobs) -> int:
    """Total effort minus max-flow, units."""
    missing = blocks = 0
    for place_ in range(n):
        j = jobs.order[place_]
        blocks, placed = place_part(
            jobs.starts,
            jobs.ends,
            blocks,
            jobs.opens[j],
            jobs.closes[j],
            jobs.effort[j],
        )
        missing += jobs.effort[j] - placed
    return missing

"""The compiled loop over stations: clocks, admission, and the conflicts that result."""

from __future__ import annotations

from typing import NamedTuple

from .arrays import (
    CANNOT_SAY,
    MISSING,
    NO,
    UNLIMITED,
    YES,
    Blocks,
    Bytes,
    Capacity,
    Flags,
    Grid,
    Ints,
    Shorts,
    Work,
)
from .compiled import compiled
from .cutting import build_cut
from .machine import place, place_part
from .rates import (
    ALONE,
    DISORDER,
    FREE,
    FREE_RATE,
    GROSS,
    GROSS_RATE,
    TIME,
    Appointments,
    binds,
    build_plain,
    displaced,
    index_clock,
    piece_at,
    share_people,
)
from .sorting import sort_by
from .windows import (
    BEGIN,
    CLOSES,
    COUNTS,
    DEPARTMENT,
    DUE,
    EFFORT,
    ENDS,
    FINISH,
    ID,
    LIMIT,
    OPENS,
    ORDER,
    RANK,
    REFUSED,
    RELEASE,
    SPARE,
    STARTS,
    URGENCY,
    Out,
    file_victim,
    order_windows,
    tightest,
    write_window,
)
from .witness import holds

LARGEST_EFFORT = 2**61


class Said(NamedTuple):
    """The columns of `Findings` with one entry per station."""

    feasible: Bytes
    deficit: Ints
    overdue: Ints
    overdue_units: Ints
    exact: Flags
    beside: Flags


@compiled
def decide(
    first: int,
    last: int,
    base: int,
    as_of: int,
    now: int,
    textual: bool,
    own: Shorts,
    rates: Capacity,
    work: Work,
    events: Appointments,
    blocks: Blocks,
    clock: Grid,
    draws: Grid,
    jobs: Grid,
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
        to, profile = s - base, rates.of[s]
        low, high = events.at[s], events.at[s + 1]
        drawn, alone, beside = 0, False, False
        if high > low:
            held = -1
            beside = share_people(events, low, high, as_of)
        if profile >= 0 and profile != held:
            held, pieces = -1, DISORDER
            if high == low:
                pieces = build_plain(clock, rates, profile, as_of)
                held = profile
            if pieces == DISORDER:
                held = -1
                pieces, drawn, clash = build_cut(
                    clock, draws, rates, profile, events, low, high, as_of, textual
                )
                beside = beside or clash
            if pieces == ALONE:
                alone, held = True, -1
            else:
                shift = index_clock(clock, pieces)
        if alone:
            said.exact[to] = True
            continue
        if profile >= 0 and not beside and high > low:
            at, end = blocks.at[s], blocks.at[s + 1]
            beside = end > at and displaced(
                clock, pieces, events, low, high, blocks, at, end, own[s]
            )
        said.beside[to] = beside
        n, limited = _read(
            s, to, as_of, now, profile, work, clock, pieces, shift, jobs, said
        )
        if profile < 0 or said.exact[to]:
            continue
        _order(n, textual, jobs)
        if limited:
            said.exact[to] = not holds(n, jobs, clock, pieces, shift)
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
                drawn,
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
    work: Work,
    clock: Grid,
    pieces: int,
    shift: int,
    jobs: Grid,
    said: Said,
) -> tuple[int, bool]:
    """Put the live work of a station on its clocks; count what is overdue.

    (how much is live, whether few officers may share some of it)
    """
    low, high = work.at[s], work.at[s + 1]
    n = overdue = units = 0
    limited = False
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
        if effort > largest:
            said.exact[to] = True
            return 0, False
        limit = work.limit[i]
        if limit >= 0 and not binds(clock, pieces, shift, release, due, limit):
            limit = UNLIMITED
        limited = limited or limit >= 0
        jobs[LIMIT, n] = limit
        jobs[ID, n], jobs[DEPARTMENT, n] = work.id[i], work.department[i]
        jobs[RELEASE, n], jobs[DUE, n], jobs[EFFORT, n] = release, due, effort
        jobs[URGENCY, n] = -work.priority[i]
        k = piece_at(clock, pieces, shift, release)
        past = release - clock[TIME, k]
        jobs[BEGIN, n] = clock[GROSS, k] + clock[GROSS_RATE, k] * past
        jobs[OPENS, n] = clock[FREE, k] + clock[FREE_RATE, k] * past
        k = piece_at(clock, pieces, shift, due)
        past = due - clock[TIME, k]
        jobs[FINISH, n] = clock[GROSS, k] + clock[GROSS_RATE, k] * past
        jobs[CLOSES, n] = clock[FREE, k] + clock[FREE_RATE, k] * past
        jobs[ORDER, n] = n
        n += 1
    said.overdue[to], said.overdue_units[to] = overdue, units
    said.exact[to] = False
    said.feasible[to] = YES if known else CANNOT_SAY
    said.deficit[to] = 0 if known else -1
    return n, limited


@compiled
def _order(n: int, textual: bool, jobs: Grid) -> None:
    """The order of admission: by due on the clock, higher priority first, then id."""
    order, spare, counts = jobs[ORDER], jobs[SPARE], jobs[COUNTS]
    due, urgency, ids = jobs[FINISH], jobs[URGENCY], jobs[ID]
    sort_by(order, spare, counts, n, due, urgency, ids, textual)


@compiled
def _admit(n: int, textual: bool, jobs: Grid) -> int:
    """Admit in order what fits; refused work is filed under its window."""
    order, starts, ends = jobs[ORDER], jobs[STARTS], jobs[ENDS]
    blocks = windows = 0
    for turn in range(n):
        j = order[turn]
        opens, closes, effort = jobs[OPENS, j], jobs[CLOSES, j], jobs[EFFORT, j]
        taken = place(starts, ends, blocks, opens, closes, effort)
        jobs[RANK, j] = turn
        jobs[REFUSED, j] = 0
        if taken >= 0:
            blocks = taken
            continue
        if windows == 0:
            order_windows(jobs, n, textual)
            for later in range(turn + 1, n):
                jobs[RANK, order[later]] = n
        jobs[REFUSED, j] = 1
        windows = file_victim(jobs, windows, tightest(jobs, n, j), j)
    return windows


@compiled
def _unplaced(n: int, jobs: Grid) -> int:
    """Total effort minus max-flow, units."""
    order, starts, ends = jobs[ORDER], jobs[STARTS], jobs[ENDS]
    missing = blocks = 0
    for turn in range(n):
        j = order[turn]
        opens, closes, effort = jobs[OPENS, j], jobs[CLOSES, j], jobs[EFFORT, j]
        blocks, placed = place_part(starts, ends, blocks, opens, closes, effort)
        missing += effort - placed
    return missing

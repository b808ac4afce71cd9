"""The compiled loop over stations: clocks, admission, and the conflicts that result."""

from __future__ import annotations

from .arrays import (
    NO,
    UNLIMITED,
    YES,
    Blocks,
    Capacity,
    Grid,
    Ints,
    Shorts,
    Work,
)
from .compiled import compiled
from .cutting import build_clocks
from .levels import fill_levels
from .machine import place, unplaced
from .rates import (
    ALONE,
    Appointments,
    displaced,
    index_clock,
    share_people,
)
from .reading import Said, read_work, say_unknown, settle
from .sorting import sort_by
from .windows import (
    BY_BEGIN,
    CLOSES,
    COUNTS,
    EFFORT,
    ENDS,
    FINISH,
    ID,
    OPENS,
    ORDER,
    PART,
    RANK,
    REFUSED,
    SPARE,
    STARTS,
    TEXT,
    URGENCY,
    file_victim,
    order_windows,
    tightest,
)
from .witness import holds
from .writing import Out, write_window

NO_INDEX = -1
"""The clock has no table from minutes to pieces yet."""
NO_PROFILE = -1
"""The clock or the levels are those of no profile that another station may have."""


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
    fit: Grid,
    marks: Grid,
    jobs: Grid,
    sums: Grid,
    said: Said,
    out: Out,
    cursor: Ints,
) -> int:
    """Decide stations first..last - 1 until there is no room for conflicts.

    The answer of station s stands at s - base. Returns the first station that is not
    decided; `cursor` then counts conflicts, victims, members and departments written.
    """
    held = laid = NO_PROFILE
    for s in range(first, last):
        to, profile = s - base, rates.of[s]
        low, high = events.at[s], events.at[s + 1]
        eventful, drawn = high > low, 0
        beside = eventful and share_people(events, low, high, as_of)
        if profile < 0:
            said.beside[to] = beside
            say_unknown(s, to, now, work, said)
            continue
        if eventful or profile != laid:
            plain, end, grain, clash = fill_levels(
                clock, marks, rates, profile, events, low, high, as_of
            )
            laid = NO_PROFILE if eventful else profile
            beside = beside or clash
        at, until = blocks.at[s], blocks.at[s + 1]
        watched = eventful and until > at and not beside
        said.beside[to] = beside
        if (plain and not watched) and settle(
            s, to, as_of, now, work, end, grain, fit, marks, said
        ):
            continue
        if eventful or profile != held:
            pieces, drawn, clash = build_clocks(
                clock, draws, rates, profile, events, low, high, as_of
            )
            held = NO_PROFILE if eventful else profile
            shift = NO_INDEX
        if pieces == ALONE:
            said.exact[to] = True
            continue
        beside = beside or clash
        if watched and not beside:
            beside = displaced(
                clock, pieces, events, low, high, blocks, at, until, own[s]
            )
        if shift == NO_INDEX:
            shift = index_clock(clock, pieces)
        said.beside[to] = beside
        n, limited = read_work(
            s, to, as_of, now, textual, work, clock, pieces, shift, jobs, said
        )
        if said.exact[to]:
            continue
        _order(n, jobs)
        if limited:
            said.exact[to] = not holds(n, jobs, clock, pieces, shift)
            continue
        windows = _admit(n, jobs)
        if windows == 0:
            continue
        # An event that is left out frees people whom a limit may then hold back:
        # which of both is needed is found by trying.
        if eventful and _some_limited(s, work):
            said.exact[to] = True
            continue
        before = cursor.copy()
        for w in range(windows):
            written = write_window(
                w,
                s,
                own[s],
                n,
                jobs,
                sums,
                clock,
                pieces,
                draws,
                drawn,
                events,
                out,
                cursor,
            )
            if not written:
                cursor[:] = before
                return s
        if said.feasible[to] == YES:
            said.feasible[to] = NO
            said.deficit[to] = _missing(n, jobs)
    return last


@compiled
def _some_limited(s: int, work: Work) -> bool:
    """Whether few officers may share some work of the station, bind it or not."""
    return bool((work.limit[work.at[s] : work.at[s + 1]] != UNLIMITED).any())


@compiled
def _order(n: int, jobs: Grid) -> None:
    """The order of admission: by due on the clock, higher priority first, then id."""
    order, spare, counts = jobs[ORDER], jobs[SPARE], jobs[COUNTS]
    due, urgency = jobs[FINISH], jobs[URGENCY]
    sort_by(order, spare, counts, n, due, urgency, jobs[TEXT], jobs[ID])


@compiled
def _admit(n: int, jobs: Grid) -> int:
    """Admit in order what fits; refused work is filed under its window."""
    order, starts, ends = jobs[ORDER], jobs[STARTS], jobs[ENDS]
    blocks = windows = 0
    for turn in range(n):
        j = order[turn]
        opens, closes, effort = jobs[OPENS, j], jobs[CLOSES, j], jobs[EFFORT, j]
        taken = place(starts, ends, blocks, opens, closes, effort)
        jobs[RANK, j] = turn
        jobs[REFUSED, j] = False
        if taken:
            blocks = taken
            continue
        if windows == 0:
            order_windows(jobs, n)
            for later in range(turn + 1, n):
                jobs[RANK, order[later]] = n
        jobs[REFUSED, j] = True
        windows = file_victim(jobs, windows, tightest(jobs, n, j), j)
    return windows


@compiled
def _missing(n: int, jobs: Grid) -> int:
    """Total effort minus max-flow, units; the windows are in order."""
    return unplaced(
        n,
        jobs[ORDER],
        jobs[BY_BEGIN],
        jobs[OPENS],
        jobs[CLOSES],
        jobs[EFFORT],
        jobs[PART],
        jobs[STARTS],
        jobs[ENDS],
        jobs[SPARE],
    )

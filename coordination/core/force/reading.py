"""The live work of a station on its clocks, and what holds of it without a conflict."""

from __future__ import annotations

from typing import NamedTuple

from .arrays import (
    CANNOT_SAY,
    MISSING,
    UNESTIMATED,
    UNLIMITED,
    YES,
    Bytes,
    Flags,
    Grid,
    Ints,
    Work,
)
from .compiled import compiled
from .fitting import LARGEST_EFFORT, fits, read
from .rates import FREE, FREE_RATE, GROSS, GROSS_RATE, TIME, binds, piece_at
from .sorting import text_key
from .windows import (
    BEGIN,
    CLOSES,
    DEPARTMENT,
    DUE,
    EFFORT,
    FINISH,
    ID,
    LIMIT,
    OPENS,
    ORDER,
    RELEASE,
    TEXT,
    URGENCY,
)


class Said(NamedTuple):
    """The columns of `Findings` with one entry per station."""

    feasible: Bytes
    deficit: Ints
    overdue: Ints
    overdue_units: Ints
    exact: Flags
    beside: Flags


@compiled
def settle(
    s: int,
    to: int,
    as_of: int,
    now: int,
    work: Work,
    end: int,
    shift: int,
    fit: Grid,
    marks: Grid,
    said: Said,
) -> bool:
    """Whether it is plain to see that all work can be done; it is said then.

    The levels of a clock that ends at `end` stand in `marks`.
    """
    n, overdue, units, known = read(
        work.at[s], work.at[s + 1], as_of, now, work, end, shift, fit, marks
    )
    if n < 0 or not fits(end - as_of, shift, fit, marks):
        return False
    say(to, overdue, units, known, said)
    return True


@compiled
def read_work(
    s: int,
    to: int,
    as_of: int,
    now: int,
    textual: bool,
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
    known = True
    largest = LARGEST_EFFORT // (high - low + 1)
    for i in range(low, high):
        due, effort = work.due[i], work.effort[i]
        if due == MISSING or effort == 0:
            continue
        if due <= now:
            overdue += 1
            units += max(effort, 0)
            continue
        if effort == UNESTIMATED:
            known = False
            continue
        due = max(due, as_of)
        release = min(max(work.release[i], as_of), due)
        if effort > largest:
            said.exact[to] = True
            return n, limited
        limit = work.limit[i]
        if limit != UNLIMITED and not binds(clock, pieces, shift, release, due, limit):
            limit = UNLIMITED
        limited = limited or limit != UNLIMITED
        jobs[LIMIT, n] = limit
        jobs[ID, n], jobs[DEPARTMENT, n] = work.id[i], work.department[i]
        jobs[TEXT, n] = text_key(work.id[i]) if textual else work.id[i]
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
    say(to, overdue, units, known, said)
    return n, limited


@compiled
def say_unknown(s: int, to: int, now: int, work: Work, said: Said) -> None:
    """Count what is overdue at a station whose capacity is not known."""
    overdue = units = 0
    for i in range(work.at[s], work.at[s + 1]):
        if work.due[i] != MISSING and work.due[i] <= now and work.effort[i] != 0:
            overdue += 1
            units += max(work.effort[i], 0)
    say(to, overdue, units, False, said)


@compiled
def say(to: int, overdue: int, units: int, known: bool, said: Said) -> None:
    """What holds of a station unless a conflict is found."""
    said.overdue[to], said.overdue_units[to] = overdue, units
    said.exact[to] = False
    said.feasible[to] = YES if known else CANNOT_SAY
    said.deficit[to] = 0 if known else -1

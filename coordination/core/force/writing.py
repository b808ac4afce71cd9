"""What stands in the conflicts of one station, in compiled loops.

The same members and minimal sets as in `coordination.core.deadlines`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .arrays import KINDS, MANY, MISSING, ONE, Grid, Ints
from .columns import Columns
from .compiled import compiled
from .rates import EVENT, PIECE, TIME, USE, Appointments, earliest, resumed
from .sorting import sort_by
from .windows import (
    BEGIN,
    BY_SIZE,
    COUNTS,
    DEPARTMENT,
    DUE,
    EFFORT,
    FINISH,
    FROM,
    HEAD,
    ID,
    NEXT,
    NO_MORE,
    NOUGHT,
    PIECES,
    PIECES_EVENT,
    PIECES_ID,
    PIECES_ORDER,
    PIECES_TEXT,
    RANK,
    REFUSED,
    RELEASE,
    SPARE,
    SUMS,
    TOUCHED,
    UNTIL,
)

# Rows of what is written, in the order of the columns of `Findings`.
STATION, START, END, OPEN, CLOSE, DEMAND, CAPACITY, DISPLACES, OVERLOAD = range(9)
VICTIMS_AT, MEMBERS_AT, DEPARTMENTS_AT = range(3)
WHO, WHOSE, UNITS, MINIMAL, IS_EVENT = range(5)
CODE, ALONE_TOO_MUCH = range(2)


class Out(NamedTuple):
    """Conflicts as they are written, one column each; offsets into the others."""

    conflicts: Grid
    offsets: Grid
    victims: Grid
    members: Grid
    departments: Grid


def room(conflicts: int) -> Out:
    """Room for so many conflicts of usual size; nothing is read that is not written."""
    return Out(
        np.empty((9, conflicts), np.int64),
        np.zeros((3, conflicts + 1), np.int64),
        np.empty((1, 8 * conflicts), np.int64),
        np.empty((5, 128 * conflicts), np.int64),
        np.empty((2, 16 * conflicts), np.int64),
    )


def filled(out: Out, cursor: Ints) -> Columns:
    """Copies of what is written; deadlines are the only kind found here."""
    count = int(cursor[0])
    columns: Columns = {"kind": np.full(count, KINDS.index("deadline"), np.int8)}
    rows = [name for name in ONE if name != "kind"]
    for row, name in enumerate(rows):
        columns[name] = out.conflicts[row, :count].astype(ONE[name])
    grids = (out.victims, out.members, out.departments)
    for n, (at, names) in enumerate(MANY.items()):
        columns[at] = out.offsets[n, : count + 1].copy()
        for row, (name, kind) in enumerate(names.items()):
            columns[name] = grids[n][row, : cursor[n + 1]].astype(kind)
    return columns


@compiled
def draws_between(
    clock: Grid,
    draws: Grid,
    drawn: int,
    jobs: Grid,
    events: Appointments,
    start: int,
    end: int,
) -> int:
    """What events take of [start, end), into jobs[PIECES]; how many events do."""
    found = 0
    for d in range(drawn):
        k = draws[PIECE, d]
        low, high = max(clock[TIME, k], start), min(clock[TIME, k + 1], end)
        if low >= high:
            continue
        e = draws[EVENT, d]
        p = 0
        while p < found and jobs[PIECES_EVENT, p] != e:
            p += 1
        if p == found:
            jobs[PIECES_EVENT, p], jobs[PIECES_ID, p] = e, events.id[e]
            jobs[PIECES_TEXT, p] = events.text[e]
            jobs[PIECES, p] = 0
            found += 1
        jobs[PIECES, p] -= draws[USE, d] * (high - low)
    return found


@compiled
def write_window(
    w: int,
    station: int,
    own: int,
    n: int,
    jobs: Grid,
    sums: Grid,
    clock: Grid,
    breaks: int,
    draws: Grid,
    drawn: int,
    events: Appointments,
    out: Out,
    cursor: Ints,
) -> bool:
    """Append one conflict; False where there is no room left for it."""
    begin, finish = jobs[FROM, w], jobs[UNTIL, w]
    start, end = -MISSING, MISSING
    for j in range(n):
        if jobs[BEGIN, j] >= begin and jobs[FINISH, j] <= finish:
            start, end = min(start, jobs[RELEASE, j]), max(end, jobs[DUE, j])
    found = draws_between(clock, draws, drawn, jobs, events, start, end)
    for p in range(found):
        jobs[PIECES_ORDER, p] = p
    order, none = jobs[PIECES_ORDER], jobs[NOUGHT]
    sort_by(
        order,
        jobs[SPARE],
        jobs[COUNTS],
        found,
        jobs[PIECES],
        none,
        jobs[PIECES_TEXT],
        jobs[PIECES_ID],
    )
    k = cursor[0]
    if k == out.conflicts.shape[1]:
        return False
    touched = _members(w, n, found, jobs, sums, events, out, cursor)
    if not touched:
        return False
    # Always, because it also clears the sums.
    filled = _departments(k, touched, finish - begin, own, sums, out, cursor)
    if not (_victims(w, jobs, out, cursor) and filled):
        return False
    out.conflicts[STATION, k] = station
    out.conflicts[START, k], out.conflicts[END, k] = start, max(end, start)
    out.conflicts[OPEN, k], out.conflicts[CLOSE, k] = start, out.conflicts[END, k]
    if begin != finish:
        out.conflicts[OPEN, k] = max(resumed(clock, breaks, begin), start)
        out.conflicts[CLOSE, k] = max(
            min(earliest(clock, breaks, finish), end), out.conflicts[OPEN, k]
        )
    out.conflicts[CAPACITY, k] = finish - begin
    cursor[0] = k + 1
    out.offsets[VICTIMS_AT, k + 1] = cursor[1]
    out.offsets[MEMBERS_AT, k + 1] = cursor[2]
    out.offsets[DEPARTMENTS_AT, k + 1] = cursor[3]
    return True


@compiled
def _members(
    w: int,
    n: int,
    found: int,
    jobs: Grid,
    sums: Grid,
    events: Appointments,
    out: Out,
    cursor: Ints,
) -> int:
    """All that lies in the window, largest first, the minimal set marked.

    How many departments it is of; 0 where there is no room.
    """
    begin, finish, first = jobs[FROM, w], jobs[UNTIL, w], jobs[HEAD, w]
    to, p, held = cursor[2], 0, 0
    for i in range(n):
        j = jobs[BY_SIZE, i]
        if jobs[BEGIN, j] < begin or jobs[FINISH, j] > finish:
            continue
        to, p, held = _larger(
            jobs[EFFORT, j], to, p, found, held, finish - begin, jobs, events, out
        )
        if to == out.members.shape[1]:
            return 0
        walked = jobs[RANK, j] <= jobs[RANK, first] and (
            j == first or not jobs[REFUSED, j]
        )
        out.members[WHO, to] = jobs[ID, j]
        out.members[WHOSE, to] = jobs[DEPARTMENT, j]
        out.members[UNITS, to] = jobs[EFFORT, j]
        out.members[IS_EVENT, to] = False
        out.members[MINIMAL, to] = walked and held <= finish - begin
        if out.members[MINIMAL, to]:
            held += jobs[EFFORT, j]
        to += 1
    to, p, held = _larger(0, to, p, found, held, finish - begin, jobs, events, out)
    return _summed(to, sums, out, cursor) if p == found else 0


@compiled
def _larger(
    units: int,
    to: int,
    p: int,
    found: int,
    held: int,
    capacity: int,
    jobs: Grid,
    events: Appointments,
    out: Out,
) -> tuple[int, int, int]:
    """Append the events from the p-th on that take more than some units.

    (where members end then, how many events are appended, units of the minimal set);
    it ends where there is no more room.
    """
    while p < found and to < out.members.shape[1]:
        e = jobs[PIECES_ORDER, p]
        if -jobs[PIECES, e] <= units:
            break
        here = jobs[PIECES_EVENT, e]
        out.members[WHO, to] = events.id[here]
        out.members[WHOSE, to] = events.department[here]
        out.members[UNITS, to] = -jobs[PIECES, e]
        out.members[IS_EVENT, to] = True
        out.members[MINIMAL, to] = held <= capacity
        if out.members[MINIMAL, to]:
            held -= jobs[PIECES, e]
        to += 1
        p += 1
    return to, p, held


@compiled
def _summed(end: int, sums: Grid, out: Out, cursor: Ints) -> int:
    """Add up the members up to an end, by department: of how many they are."""
    total = touched = 0
    for i in range(cursor[2], end):
        code = out.members[WHOSE, i]
        if sums[SUMS, code] == 0:
            sums[TOUCHED, touched] = code
            touched += 1
        sums[SUMS, code] += out.members[UNITS, i]
        total += out.members[UNITS, i]
    sums[TOUCHED, :touched].sort()
    out.conflicts[DEMAND, cursor[0]] = total
    cursor[2] = end
    return touched


@compiled
def _victims(w: int, jobs: Grid, out: Out, cursor: Ints) -> bool:
    to, j = cursor[1], jobs[HEAD, w]
    while j != NO_MORE:
        if to == out.victims.shape[1]:
            return False
        out.victims[0, to] = jobs[ID, j]
        to += 1
        j = jobs[NEXT, j]
    cursor[1] = to
    return True


@compiled
def _departments(
    k: int,
    touched: int,
    capacity: int,
    own: int,
    sums: Grid,
    out: Out,
    cursor: Ints,
) -> bool:
    """Whose work it is and who alone asks too much; the sums are cleared."""
    to = cursor[3]
    out.conflicts[DISPLACES, k] = out.conflicts[OVERLOAD, k] = False
    for i in range(touched):
        code = sums[TOUCHED, i]
        if to < out.departments.shape[1]:
            out.departments[CODE, to] = code
            out.departments[ALONE_TOO_MUCH, to] = sums[SUMS, code] > capacity
            out.conflicts[OVERLOAD, k] = (
                out.conflicts[OVERLOAD, k] or out.departments[ALONE_TOO_MUCH, to]
            )
            out.conflicts[DISPLACES, k] = out.conflicts[DISPLACES, k] or code == own
        sums[SUMS, code] = 0
        to += 1
    if to > out.departments.shape[1]:
        return False
    cursor[3] = to
    return True

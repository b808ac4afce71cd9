"""What stands in the conflicts of one station, in compiled loops.

The same windows, members and minimal sets as `coordination.core.deadlines`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .arrays import KINDS, MANY, MISSING, ONE, Grid, Ints
from .columns import Columns
from .compiled import compiled
from .rates import EVENT, PIECE, TIME, USE, Appointments, earliest, latest
from .sorting import sort_by

# Rows of the scratch array that holds the live work of one station, a column per job.
ID, DEPARTMENT, EFFORT, RELEASE, DUE, BEGIN, FINISH, OPENS, CLOSES, URGENCY = range(10)
# The order of admission and the place in it; is it refused, and who is next then.
ORDER, RANK, REFUSED, NEXT, BY_BEGIN, BY_SIZE, SIZE, SPARE, COUNTS, NOUGHT = range(
    10, 20
)
# Busy blocks of the machine.
STARTS, ENDS = range(20, 22)
# Windows that fail: where they begin and end, their first and their last victim.
FROM, UNTIL, HEAD, TAIL = range(22, 26)
# What events take of a window: units (negative), id, event, and their order.
PIECES, PIECES_ID, PIECES_EVENT, PIECES_ORDER = range(26, 30)
# For a schedule under limits: what is left, could come yet, and is given at once.
LIMIT, LEFT, POSSIBLE, TAKEN = range(30, 34)
TEXT, PIECES_TEXT, PART = range(34, 37)
JOB_ROWS = 37

# Rows of another scratch array with a column per code: units by department, and the
# departments that have any (how many stands last). It is as wide as the country has
# departments and stations; beside it the work of a station stays close together.
SUMS, TOUCHED = range(2)
SUM_ROWS = 2

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


def scratch(rows: int, events: int, codes: int) -> tuple[Grid, Grid]:
    """(jobs, sums) with room for the work of a station with so many rows."""
    jobs = np.zeros((JOB_ROWS, 2 * rows + events + 2), np.int64)
    return jobs, np.zeros((SUM_ROWS, codes + 1), np.int64)


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
def order_windows(jobs: Grid, n: int) -> None:
    """The two orders that conflicts are read in; only where there is one."""
    for j in range(n):
        jobs[BY_BEGIN, j] = j
        jobs[BY_SIZE, j] = j
        jobs[SIZE, j] = -jobs[EFFORT, j]
    none = jobs[NOUGHT]
    spare, counts = jobs[SPARE], jobs[COUNTS]
    text, ids = jobs[TEXT], jobs[ID]
    sort_by(jobs[BY_BEGIN], spare, counts, n, jobs[BEGIN], none, text, ids)
    sort_by(jobs[BY_SIZE], spare, counts, n, jobs[SIZE], none, text, ids)


@compiled
def tightest(jobs: Grid, n: int, victim: int) -> int:
    """Where the shortest window begins that ends with the victim and fails.

    Walks accepted work and the victim, latest release first; what shares a release
    enters together.
    """
    total, place = 0, jobs[RANK, victim]
    closes = jobs[CLOSES, victim]
    begin = opens = MISSING
    for k in range(n - 1, -1, -1):
        j = jobs[BY_BEGIN, k]
        if j != victim and (jobs[RANK, j] > place or jobs[REFUSED, j]):
            continue
        if jobs[BEGIN, j] != begin and begin != MISSING and total > closes - opens:
            return begin
        begin, opens = jobs[BEGIN, j], jobs[OPENS, j]
        total += jobs[EFFORT, j]
    return begin


@compiled
def file_victim(jobs: Grid, windows: int, begin: int, victim: int) -> int:
    """Put a victim to its window; how many windows there are then."""
    finish = jobs[FINISH, victim]
    jobs[NEXT, victim] = -1
    k = windows - 1
    while k >= 0 and jobs[UNTIL, k] == finish:
        if jobs[FROM, k] == begin:
            jobs[NEXT, jobs[TAIL, k]] = victim
            jobs[TAIL, k] = victim
            return windows
        k -= 1
    jobs[FROM, windows], jobs[UNTIL, windows] = begin, finish
    jobs[HEAD, windows] = jobs[TAIL, windows] = victim
    return windows + 1


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
    filled = _members(w, n, found, jobs, sums, events, out, cursor)
    filled = _victims(w, jobs, out, cursor) and filled
    # Always, because it also clears the sums.
    filled = _departments(k, finish - begin, own, sums, out, cursor) and filled
    if not filled:
        return False
    out.conflicts[STATION, k] = station
    out.conflicts[START, k], out.conflicts[END, k] = start, max(end, start)
    out.conflicts[OPEN, k], out.conflicts[CLOSE, k] = start, out.conflicts[END, k]
    if begin != finish:
        first = latest(clock, breaks, begin)
        if first != MISSING:
            out.conflicts[OPEN, k] = max(first, start)
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
) -> bool:
    """All that lies in the window, largest first, the minimal set marked."""
    begin, finish, first = jobs[FROM, w], jobs[UNTIL, w], jobs[HEAD, w]
    to, total, held, p = cursor[2], 0, 0, 0
    touched = 0
    for i in range(n + 1):
        j = jobs[BY_SIZE, i] if i < n else -1
        if i < n and (jobs[BEGIN, j] < begin or jobs[FINISH, j] > finish):
            continue
        while p < found:
            e = jobs[PIECES_ORDER, p]
            if i < n and -jobs[PIECES, e] <= jobs[EFFORT, j]:
                break
            if to == out.members.shape[1]:
                return False
            here = jobs[PIECES_EVENT, e]
            out.members[WHO, to] = events.id[here]
            out.members[WHOSE, to] = events.department[here]
            out.members[UNITS, to] = -jobs[PIECES, e]
            out.members[IS_EVENT, to] = True
            out.members[MINIMAL, to] = held <= finish - begin
            if out.members[MINIMAL, to]:
                held -= jobs[PIECES, e]
            to += 1
            p += 1
        if i == n:
            break
        if to == out.members.shape[1]:
            return False
        walked = j == first or (
            not jobs[REFUSED, j] and jobs[RANK, j] < jobs[RANK, first]
        )
        out.members[WHO, to] = jobs[ID, j]
        out.members[WHOSE, to] = jobs[DEPARTMENT, j]
        out.members[UNITS, to] = jobs[EFFORT, j]
        out.members[IS_EVENT, to] = False
        out.members[MINIMAL, to] = walked and held <= finish - begin
        if out.members[MINIMAL, to]:
            held += jobs[EFFORT, j]
        to += 1
    for i in range(cursor[2], to):
        code = out.members[WHOSE, i]
        if sums[SUMS, code] == 0:
            sums[TOUCHED, touched] = code
            touched += 1
        sums[SUMS, code] += out.members[UNITS, i]
        total += out.members[UNITS, i]
    sums[TOUCHED, :touched].sort()
    sums[TOUCHED, -1] = touched
    out.conflicts[DEMAND, cursor[0]] = total
    cursor[2] = to
    return True


@compiled
def _victims(w: int, jobs: Grid, out: Out, cursor: Ints) -> bool:
    to, j = cursor[1], jobs[HEAD, w]
    while j >= 0:
        if to == out.victims.shape[1]:
            return False
        out.victims[0, to] = jobs[ID, j]
        to += 1
        j = jobs[NEXT, j]
    cursor[1] = to
    return True


@compiled
def _departments(
    k: int, capacity: int, own: int, sums: Grid, out: Out, cursor: Ints
) -> bool:
    """Whose work it is and who alone asks too much; the sums are cleared."""
    to, touched = cursor[3], sums[TOUCHED, -1]
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
    sums[TOUCHED, -1] = 0
    if to > out.departments.shape[1]:
        return False
    cursor[3] = to
    return True

"""The windows of one station that fail, in compiled loops.

The same as in `coordination.core.deadlines`; `writing` says what stands in them.
"""

from __future__ import annotations

import numpy as np

from .arrays import MISSING, Grid, Ints
from .compiled import compiled
from .sorting import sort_by

# Rows of the scratch array that holds the live work of one station, a column per job.
ID, DEPARTMENT, EFFORT, RELEASE, DUE, BEGIN, FINISH, OPENS, CLOSES, URGENCY = range(10)
# The order of admission and the place in it; is it refused, and who is next then.
ORDER, RANK, REFUSED, NEXT, BY_BEGIN, BY_SIZE, SIZE, SPARE, COUNTS, NOUGHT = range(
    10, 20
)
NO_MORE = -1
"""After the last victim of a window."""
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
# departments that have any. It is as wide as the country has
# departments and stations; beside it the work of a station stays close together.
SUMS, TOUCHED = range(2)
SUM_ROWS = 2


def scratch(rows: int, events: int, codes: int) -> tuple[Grid, Grid, Ints]:
    """(jobs, sums, cursor) with room for the work of a station with so many rows."""
    columns = max(2 * rows, events + 1)
    jobs = np.zeros((JOB_ROWS, columns), np.int64)
    return jobs, np.zeros((SUM_ROWS, codes), np.int64), np.zeros(4, np.int64)


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
    for k in range(n):
        j = jobs[BY_BEGIN, n - 1 - k]
        if jobs[RANK, j] > place or (jobs[REFUSED, j] and j != victim):
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
    jobs[NEXT, victim] = NO_MORE
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

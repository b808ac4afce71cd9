"""Whether a station can do everything, asked before anything else.

Most can, and it takes little to see: on a grid of half days put every release off to
the next mark and bring every due forward to the last one. If no window between two
marks is asked for more than it holds, all that work can be done, and more so the real
work. Otherwise nothing is said, and the station is looked at closely.
"""

from __future__ import annotations

import numpy as np

from .arrays import MISSING, UNESTIMATED, UNLIMITED, Grid, Work
from .compiled import compiled

STEP = 12 * 60
MARKS = 512
"""A longer clock has a coarser grid."""
LARGEST_EFFORT = 2**61
ROOM = 2**62

# Rows of scratch with a column per piece of work: what it takes, the number of its
# due among those that occur, the next piece that is released at the same mark.
EFFORT, DUE, NEXT = range(3)
FIT_ROWS = 3
# Rows with a column per mark: what there is until then, the first piece released there,
# whether some is due there or which of the dues it is; then by due: what there is until
# then, what is due.
LEVEL, FIRST, PLACE, CLOSES, ASKED = range(5)
MARK_ROWS = 5
NO_WORK = -1
"""After the last piece of work that is released at a mark."""


def scratch(rows: int) -> tuple[Grid, Grid]:
    """(fit, marks) with room for the work of a station with so many rows."""
    return np.zeros((FIT_ROWS, rows), np.int64), np.zeros((MARK_ROWS, MARKS), np.int64)


@compiled
def read(
    low: int,
    high: int,
    as_of: int,
    now: int,
    work: Work,
    end: int,
    shift: int,
    fit: Grid,
    marks: Grid,
) -> tuple[int, int, int, bool]:
    """Put the live work of rows low..high - 1 on the grid of a clock up to `end`.

    (how much is live or -1 where more has to be known, overdue, its units, whether
    every effort is estimated)
    """
    n = overdue = units = 0
    known = True
    largest = LARGEST_EFFORT // (high - low + 1)
    final = ((end - as_of + STEP - 1) // STEP + (1 << shift) - 1) >> shift
    for mark in range(final + 1):
        marks[FIRST, mark] = NO_WORK
        marks[PLACE, mark] = 0
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
        if effort > largest or work.limit[i] != UNLIMITED:
            return -1, 0, 0, False
        release = min(max(work.release[i], as_of), end) - as_of
        opens = ((release + STEP - 1) // STEP + (1 << shift) - 1) >> shift
        closes = final
        if due < end:
            closes = (max(due, as_of) - as_of) // STEP >> shift
        fit[EFFORT, n], fit[DUE, n] = effort, closes
        fit[NEXT, n] = marks[FIRST, opens]
        marks[FIRST, opens] = n
        marks[PLACE, closes] = 1
        n += 1
    return n, overdue, units, known


@compiled
def fits(span: int, shift: int, fit: Grid, marks: Grid) -> bool:
    """Whether what was read can be done, LEVEL being what there is until each mark."""
    level, place = marks[LEVEL], marks[PLACE]
    closes, asked = marks[CLOSES], marks[ASKED]
    width = STEP << shift
    final = (span + width - 1) // width
    dues = 0
    for mark in range(final + 1):
        if place[mark]:
            closes[dues], asked[dues], place[mark] = level[mark], 0, dues
            dues += 1
    return _holds(final, dues, fit, marks)


@compiled
def _holds(final: int, dues: int, fit: Grid, marks: Grid) -> bool:
    """Whether no window between two marks is asked for too much, the latest first.

    Going back from one mark of release to the next, every window gets longer by what
    lies between them and is asked for what is released at the mark at most in addition.
    As long as that cannot use up the `least` room there was, only dues are looked at
    that did not count before.
    """
    level, first, place = marks[LEVEL], marks[FIRST], marks[PLACE]
    closes, asked = marks[CLOSES], marks[ASKED]
    total = before = 0
    since, least = dues, ROOM
    for k in range(final + 1):
        mark = final - k
        j, known, opens = first[mark], since, level[mark]
        if j == NO_WORK:
            continue
        least += before - opens + total
        while j != NO_WORK:
            due = place[fit[DUE, j]]
            asked[due] += fit[EFFORT, j]
            total += fit[EFFORT, j]
            since = min(since, due)
            j = fit[NEXT, j]
        least -= total
        before = opens
        if least < 0:
            known, least = dues, ROOM
        inside = 0
        for due in range(since, known):
            inside += asked[due]
            room = closes[due] - opens
            if inside > room:
                return False
            least = min(least, room - inside)
            if total <= room:
                least = min(least, room - total)
                break
    return True

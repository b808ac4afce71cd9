"""The room and the backlog of a station in compiled loops.

The integers that `coordination.core.profile` and `coordination.core.backlog` pack, in
the same order.
"""

from __future__ import annotations

import numpy as np

from .arrays import MISSING, UNLIMITED, Bytes, Capacity, Grid, Ints, Work
from .arrays import UNESTIMATED as NO_ESTIMATE
from .compiled import compiled
from .cutting import build_clocks
from .drawing import (
    BEFORE,
    BEGIN,
    CODE,
    PIECE_ROWS,
    RATE,
    START,
    drawn_ramps,
    taken_by,
)
from .rates import (
    ALONE,
    FREE,
    FREE_RATE,
    TIME,
    Appointments,
    binds,
    index_clock,
    piece_at,
)
from .sizes import MOST_TAKEN
from .sorting import sort_by, text_key

UNKNOWN, UNESTIMATED, LIMITED, SLOW = 1, 2, 4, 8
"""As in `coordination.core.profile`; SLOW: left to the profile of one station."""

UNNUMBERED = -1
"""A department that has not been met at this station."""
ROOM_LEAST, BACKLOG_LEAST = 8, 7
"""Integers of a room and of a backlog without ramps, steps, work or draws."""

# Rows of scratch with one column per job.
OPENS, CLOSES, EFFORT, RELEASE, DUE, DEPARTMENT, ID, ORDER, SPARE, COUNTS = range(10)
# Steps: end on the clock, slack, work due by then, end as a minute.
END, SLACK, WORK, MINUTE = range(10, 14)
TEXT = 14
JOB_ROWS = 15


def scratch(rows: int, parts: int) -> tuple[Grid, Grid]:
    """(jobs, parts) for so many rows of work, and pieces or draws of a clock."""
    jobs = np.zeros((JOB_ROWS, rows + 1), np.int64)
    return jobs, np.zeros((PIECE_ROWS, parts), np.int64)


@compiled
def profiles(
    first: int,
    last: int,
    as_of: int,
    until: Ints,
    textual: bool,
    rates: Capacity,
    work: Work,
    events: Appointments,
    clock: Grid,
    draws: Grid,
    jobs: Grid,
    parts: Grid,
    codes: Ints,
    flags: Bytes,
    room: Ints,
    room_at: Ints,
    backlog: Ints,
    backlog_at: Ints,
    used: Ints,
    used_at: Ints,
) -> None:
    """Write the integers of stations first..last - 1, one after the other.

    Into arrays of zeros: of a station whose figures are not told only the first two
    are written.
    """
    for s in range(first, last):
        to = s - first
        low, high = events.at[s], events.at[s + 1]
        a, b, c = room_at[to], backlog_at[to], used_at[to]
        room[a], room[a + 1] = as_of, until[to]
        backlog[b], backlog[b + 1] = as_of, until[to]
        room_at[to + 1], backlog_at[to + 1] = a + ROOM_LEAST, b + BACKLOG_LEAST
        used_at[to + 1] = c
        if rates.of[s] < 0:
            flags[to] = _unknown(s, as_of, work)
            continue
        pieces, drawn, _ = build_clocks(
            clock, draws, rates, rates.of[s], events, low, high, as_of
        )
        if pieces == ALONE:
            flags[to] = SLOW
            continue
        shift = index_clock(clock, pieces)
        n, flags[to] = _read(s, as_of, textual, work, clock, pieces, shift, jobs)
        if flags[to] & LIMITED:
            continue
        count = _ramps(clock, pieces, parts)
        highest = 0
        for k in range(count):
            highest = max(highest, parts[RATE, k])
        room[a + 2] = backlog[b + 2] = highest
        _order(n, jobs)
        total = clock[FREE, pieces - 1]
        taken = taken_by(clock, draws, drawn, events, parts)
        if taken > MOST_TAKEN * (high - low):
            flags[to] = SLOW
            continue
        room_at[to + 1] = _room(n, as_of, jobs, parts, count, total, room, a)
        room_at[to + 1] = drawn_ramps(clock, draws, drawn, room, a, room_at[to + 1])
        used_at[to + 1] = _number(n, taken, jobs, parts, codes, used, c)
        backlog_at[to + 1] = _backlog(
            n, taken, jobs, parts, count, total, codes, backlog, b
        )
        for k in range(c, used_at[to + 1]):
            codes[used[k]] = UNNUMBERED


@compiled
def _order(n: int, jobs: Grid) -> None:
    """By due on the clock, then by due, then by id."""
    order, spare, counts = jobs[ORDER], jobs[SPARE], jobs[COUNTS]
    for j in range(n):
        order[j] = j
    closes, due = jobs[CLOSES], jobs[DUE]
    sort_by(order, spare, counts, n, closes, due, jobs[TEXT], jobs[ID])


@compiled
def _unknown(s: int, as_of: int, work: Work) -> int:
    """The flags of a station whose capacity is not known."""
    for i in range(work.at[s], work.at[s + 1]):
        if work.due[i] > as_of and work.effort[i] == NO_ESTIMATE:
            return UNKNOWN | UNESTIMATED
    return UNKNOWN


@compiled
def _read(
    s: int,
    as_of: int,
    textual: bool,
    work: Work,
    clock: Grid,
    pieces: int,
    shift: int,
    jobs: Grid,
) -> tuple[int, int]:
    """Put the live work of a station on the clock: (how much there is, flags)."""
    n = flags = 0
    for i in range(work.at[s], work.at[s + 1]):
        due, effort = work.due[i], work.effort[i]
        if due <= as_of or effort == 0:  # what is MISSING lies before everything
            continue
        if effort == NO_ESTIMATE:
            flags |= UNESTIMATED
            continue
        release, limit = min(max(work.release[i], as_of), due), work.limit[i]
        if limit != UNLIMITED and binds(clock, pieces, shift, release, due, limit):
            flags |= LIMITED
        k = piece_at(clock, pieces, shift, release)
        past = release - clock[TIME, k]
        jobs[OPENS, n] = clock[FREE, k] + clock[FREE_RATE, k] * past
        k = piece_at(clock, pieces, shift, due)
        past = due - clock[TIME, k]
        jobs[CLOSES, n] = clock[FREE, k] + clock[FREE_RATE, k] * past
        jobs[RELEASE, n], jobs[DUE, n], jobs[EFFORT, n] = release, due, effort
        jobs[ID, n], jobs[DEPARTMENT, n] = work.id[i], work.department[i]
        jobs[TEXT, n] = text_key(work.id[i]) if textual else work.id[i]
        n += 1
    return n, flags


@compiled
def _ramps(clock: Grid, pieces: int, parts: Grid) -> int:
    """The free clock's pieces of positive rate, equal neighbours as one."""
    count, end = 0, MISSING
    for k in range(pieces - 1):
        rate = clock[FREE_RATE, k]
        if rate <= 0 or clock[TIME, k] == clock[TIME, k + 1]:
            continue
        if not (count and end == clock[TIME, k] and parts[RATE, count - 1] == rate):
            parts[START, count], parts[RATE, count] = clock[TIME, k], rate
            parts[BEFORE, count] = clock[FREE, k]
            count += 1
        end = clock[TIME, k + 1]
    return count


@compiled
def _room(
    n: int,
    as_of: int,
    jobs: Grid,
    parts: Grid,
    count: int,
    total: int,
    room: Ints,
    a: int,
) -> int:
    """Ramps and steps from room[a] on; where they end. See `core.profile`."""
    steps = _steps(n, as_of, jobs)
    final = jobs[SLACK, 0] + total - jobs[END, 0]
    place, k = a + 6, 0
    to = place
    for back in range(1, steps + 1):
        i = steps - back
        close, slack = jobs[END, i], jobs[SLACK, i]
        finish = close + (jobs[SLACK, i - 1] if i else final) - slack
        while k + 1 < count and parts[BEFORE, k + 1] <= close:
            k += 1
        if close == finish:
            break  # only of the last step, at the end of the clock
        m = k
        while m < count and (m == k or parts[BEFORE, m] < finish):
            late = max(close - parts[BEFORE, m], 0)
            rate = parts[RATE, m]
            room[to], room[to + 1] = parts[START, m] + late // rate, rate
            room[to + 2] = slack + parts[BEFORE, m] + late - close
            to += 3
            m += 1
    found = (to - place) // 3
    rows = room[place:to].reshape(found, 3)
    room[place:to] = rows.T.copy().ravel()
    room[to] = final
    room[a + 3], room[a + 4] = found, steps
    to += 1
    for i in range(steps):
        back = steps - 1 - i
        room[to + i] = jobs[SLACK, back]
        room[to + steps + i] = jobs[WORK, back]
        room[to + 2 * steps + i] = jobs[MINUTE, back]
    return to + 3 * steps


@compiled
def _steps(n: int, as_of: int, jobs: Grid) -> int:
    """The ends behind which every window has more room, descending: how many."""
    load = steps = 0
    for i in range(n):
        load += jobs[EFFORT, i]
    least = -MISSING
    for i in range(n - 1, -1, -1):
        j = jobs[ORDER, i]
        close, slack = jobs[CLOSES, j], jobs[CLOSES, j] - load
        if slack < least:
            jobs[END, steps], jobs[SLACK, steps] = close, slack
            jobs[WORK, steps], jobs[MINUTE, steps] = load, jobs[DUE, j]
            least = slack
            steps += 1
        load -= jobs[EFFORT, j]
    if least > 0:
        jobs[END, steps] = jobs[SLACK, steps] = jobs[WORK, steps] = 0
        jobs[MINUTE, steps] = as_of
        steps += 1
    return steps


@compiled
def _number(
    n: int, taken: int, jobs: Grid, parts: Grid, codes: Ints, used: Ints, c: int
) -> int:
    """Number the departments that occur, ascending; where their list ends."""
    end = c
    for i in range(n + taken):
        code = jobs[DEPARTMENT, i] if i < n else parts[CODE, i - n]
        if codes[code] == UNNUMBERED:
            codes[code] = used[end] = code
            end += 1
    used[c:end] = np.sort(used[c:end])
    for k in range(c, end):
        codes[used[k]] = k - c
    return end


@compiled
def _backlog(
    n: int,
    taken: int,
    jobs: Grid,
    parts: Grid,
    count: int,
    total: int,
    codes: Ints,
    backlog: Ints,
    b: int,
) -> int:
    """Clock, work and draws from backlog[b] on; where they end."""
    backlog[b + 3], backlog[b + 4], backlog[b + 5] = count, n, taken
    place = b + 6
    for k in range(count):
        backlog[place + k] = parts[START, k]
        backlog[place + count + k] = parts[RATE, k]
        backlog[place + 2 * count + k] = parts[BEFORE, k]
    backlog[place + 3 * count] = total
    place += 3 * count + 1
    for i in range(n):
        j = jobs[ORDER, i]
        for row in range(DEPARTMENT):
            backlog[place + row * n + i] = jobs[row, j]
        backlog[place + DEPARTMENT * n + i] = codes[jobs[DEPARTMENT, j]]
    place += 6 * n
    for p in range(taken):
        for row in range(BEGIN, CODE):
            backlog[place + (row - BEGIN) * taken + p] = parts[row, p]
        backlog[place + 3 * taken + p] = codes[parts[CODE, p]]
    return place + 4 * taken

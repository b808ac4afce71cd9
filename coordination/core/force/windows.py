"""What stands in the conflicts of one station, in compiled loops.

The same windows, members and minimal sets as `coordination.core.deadlines`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .arrays import KINDS, MISSING, Bytes, Flags, Ints, Shorts
from .columns import MANY, ONE, Columns
from .compiled import compiled
from .machine import sort_by
from .rates import Appointments, Clock, earliest, latest


class Jobs(NamedTuple):
    """Scratch for the live work of one station, one entry per job.

    `order` is the order of admission; `rank` of a job is its place in it. A refused
    job has `refused` 1 and, in `window`, the number of its conflict.
    """

    id: Ints
    department: Shorts
    effort: Ints
    release: Ints
    due: Ints
    begin: Ints
    finish: Ints
    opens: Ints
    closes: Ints
    urgency: Ints
    order: Ints
    rank: Ints
    spare: Ints
    nought: Ints
    by_begin: Ints
    by_size: Ints
    size: Ints
    starts: Ints
    ends: Ints
    refused: Bytes
    next: Ints
    from_: Ints
    until: Ints
    head: Ints
    tail: Ints
    sums: Ints
    touched: Ints
    pieces: Ints
    pieces_id: Ints
    pieces_event: Ints
    pieces_order: Ints


class Out(NamedTuple):
    """The columns of `Findings` that hold conflicts, as far as they are filled."""

    station: Ints
    start: Ints
    end: Ints
    release: Ints
    due: Ints
    demand: Ints
    capacity: Ints
    displaces: Flags
    overload: Flags
    victims_at: Ints
    victims: Ints
    members_at: Ints
    member: Ints
    member_department: Shorts
    member_units: Ints
    member_minimal: Flags
    member_event: Flags
    departments_at: Ints
    departments: Shorts
    overloads: Flags


def scratch(rows: int, events: int, codes: int) -> Jobs:
    """Room for the work of a station with so many rows."""

    def room(length: int) -> Ints:
        return np.zeros(length + 1, np.int64)

    return Jobs(
        room(rows),
        np.zeros(rows + 1, np.int32),
        *(room(rows) for _ in range(17)),
        np.zeros(rows + 1, np.int8),
        *(room(rows) for _ in range(5)),
        room(codes),
        room(codes),
        *(room(events) for _ in range(4)),
    )


def room(conflicts: int) -> Out:
    """Room for so many conflicts of usual size."""

    def column(length: int, kind: type) -> Any:
        return np.zeros(length, kind)

    rows = {
        "victims": 8 * conflicts,
        "departments": 16 * conflicts,
        "overloads": 16 * conflicts,
    }
    kinds = {name: kind for columns in MANY.values() for name, kind in columns.items()}
    made = {name: column(conflicts, kind) for name, kind in ONE.items()}
    made |= {at: column(conflicts + 1, np.int64) for at in MANY}
    made |= {n: column(rows.get(n, 128 * conflicts), kind) for n, kind in kinds.items()}
    return Out(**{name: made[name] for name in Out._fields})


def filled(out: Out, cursor: Ints) -> Columns:
    """Copies of what is written; deadlines are the only kind found here."""
    conflicts, *many = cursor.tolist()
    columns = {n: getattr(out, n)[:conflicts].copy() for n in ONE if n != "kind"}
    columns["kind"] = np.full(conflicts, KINDS.index("deadline"), np.int8)
    for (at, names), count in zip(MANY.items(), many, strict=True):
        columns[at] = getattr(out, at)[: conflicts + 1].copy()
        columns |= {name: getattr(out, name)[:count].copy() for name in names}
    return columns


@compiled
def order_windows(jobs: Jobs, n: int, textual: bool) -> None:
    """The two orders that conflicts are read in; only where there is one."""
    for j in range(n):
        jobs.by_begin[j] = j
        jobs.by_size[j] = j
        jobs.size[j] = -jobs.effort[j]
    none = jobs.nought
    sort_by(jobs.by_begin, jobs.spare, n, jobs.begin, none, jobs.id, textual)
    sort_by(jobs.by_size, jobs.spare, n, jobs.size, none, jobs.id, textual)


@compiled
def tightest(jobs: Jobs, n: int, victim: int) -> int:
    """Where the shortest window begins that ends with the victim and fails.

    Walks accepted work and the victim, latest release first; what shares a release
    enters together.
    """
    total, place = 0, jobs.rank[victim]
    closes = jobs.closes[victim]
    begin = opens = MISSING
    for k in range(n - 1, -1, -1):
        j = jobs.by_begin[k]
        if j != victim and (jobs.rank[j] > place or jobs.refused[j]):
            continue
        if jobs.begin[j] != begin and begin != MISSING and total > closes - opens:
            return begin
        begin, opens = jobs.begin[j], jobs.opens[j]
        total += jobs.effort[j]
    return begin


@compiled
def file_victim(jobs: Jobs, windows: int, begin: int, victim: int) -> int:
    """Put a victim to its window; how many windows there are then."""
    finish = jobs.finish[victim]
    jobs.next[victim] = -1
    k = windows - 1
    while k >= 0 and jobs.until[k] == finish:
        if jobs.from_[k] == begin:
            jobs.next[jobs.tail[k]] = victim
            jobs.tail[k] = victim
            return windows
        k -= 1
    jobs.from_[windows], jobs.until[windows] = begin, finish
    jobs.head[windows] = jobs.tail[windows] = victim
    return windows + 1


@compiled
def draws_between(
    clock: Clock, draws: int, jobs: Jobs, events: Appointments, start: int, end: int
) -> int:
    """What events take of [start, end), into jobs.pieces; how many events do."""
    found = 0
    for d in range(draws):
        k = clock.draw_piece[d]
        low, high = max(clock.time[k], start), min(clock.time[k + 1], end)
        if low >= high:
            continue
        e = clock.draw_event[d]
        p = 0
        while p < found and jobs.pieces_event[p] != e:
            p += 1
        if p == found:
            jobs.pieces_event[p], jobs.pieces_id[p] = e, events.id[e]
            jobs.pieces[p] = 0
            found += 1
        jobs.pieces[p] -= clock.draw_use[d] * (high - low)
    return found


@compiled
def write_window(
    w: int,
    station: int,
    own: int,
    n: int,
    jobs: Jobs,
    clock: Clock,
    breaks: int,
    draws: int,
    events: Appointments,
    textual: bool,
    out: Out,
    cursor: Ints,
) -> bool:
    """Append one conflict; False where there is no room left for it."""
    begin, finish = jobs.from_[w], jobs.until[w]
    start, end = -MISSING, MISSING
    for j in range(n):
        if jobs.begin[j] >= begin and jobs.finish[j] <= finish:
            start, end = min(start, jobs.release[j]), max(end, jobs.due[j])
    found = draws_between(clock, draws, jobs, events, start, end)
    for p in range(found):
        jobs.pieces_order[p] = p
    order, none = jobs.pieces_order, jobs.nought
    sort_by(order, jobs.spare, found, jobs.pieces, none, jobs.pieces_id, textual)
    k = cursor[0]
    if k == len(out.station):
        return False
    filled = _members(w, n, found, jobs, events, out, cursor)
    filled = _victims(w, jobs, out, cursor) and filled
    # Always, because it also clears the sums.
    filled = _departments(k, finish - begin, own, jobs, out, cursor) and filled
    if not filled:
        return False
    out.station[k] = station
    out.start[k], out.end[k] = start, max(end, start)
    out.release[k], out.due[k] = start, out.end[k]
    if begin != finish:
        first = latest(clock, breaks, begin)
        if first != MISSING:
            out.release[k] = max(first, start)
        out.due[k] = max(min(earliest(clock, breaks, finish), end), out.release[k])
    out.capacity[k] = finish - begin
    cursor[0] = k + 1
    out.victims_at[k + 1] = cursor[1]
    out.members_at[k + 1] = cursor[2]
    out.departments_at[k + 1] = cursor[3]
    return True


@compiled
def _members(
    w: int, n: int, found: int, jobs: Jobs, events: Appointments, out: Out, cursor: Ints
) -> bool:
    """All that lies in the window, largest first, the minimal set marked."""
    begin, finish, first = jobs.from_[w], jobs.until[w], jobs.head[w]
    to, total, held, p = cursor[2], 0, 0, 0
    touched = 0
    for i in range(n + 1):
        j = jobs.by_size[i] if i < n else -1
        if i < n and (jobs.begin[j] < begin or jobs.finish[j] > finish):
            continue
        while p < found:
            e = jobs.pieces_order[p]
            if i < n and -jobs.pieces[e] <= jobs.effort[j]:
                break
            if to == len(out.member):
                return False
            here = jobs.pieces_event[e]
            out.member[to] = events.id[here]
            out.member_department[to] = events.department[here]
            out.member_units[to] = -jobs.pieces[e]
            out.member_event[to] = True
            out.member_minimal[to] = held <= finish - begin
            if out.member_minimal[to]:
                held -= jobs.pieces[e]
            to += 1
            p += 1
        if i == n:
            break
        if to == len(out.member):
            return False
        walked = j == first or (not jobs.refused[j] and jobs.rank[j] < jobs.rank[first])
        out.member[to] = jobs.id[j]
        out.member_department[to] = jobs.department[j]
        out.member_units[to] = jobs.effort[j]
        out.member_event[to] = False
        out.member_minimal[to] = walked and held <= finish - begin
        if out.member_minimal[to]:
            held += jobs.effort[j]
        to += 1
    for i in range(cursor[2], to):
        code = out.member_department[i]
        if jobs.sums[code] == 0:
            jobs.touched[touched] = code
            touched += 1
        jobs.sums[code] += out.member_units[i]
        total += out.member_units[i]
    jobs.touched[:touched].sort()
    jobs.touched[-1] = touched
    out.demand[cursor[0]] = total
    cursor[2] = to
    return True


@compiled
def _victims(w: int, jobs: Jobs, out: Out, cursor: Ints) -> bool:
    to, j = cursor[1], jobs.head[w]
    while j >= 0:
        if to == len(out.victims):
            return False
        out.victims[to] = jobs.id[j]
        to += 1
        j = jobs.next[j]
    cursor[1] = to
    return True


@compiled
def _departments(
    k: int, capacity: int, own: int, jobs: Jobs, out: Out, cursor: Ints
) -> bool:
    """Whose work it is and who alone asks too much; the sums are cleared."""
    to, touched = cursor[3], jobs.touched[-1]
    out.displaces[k] = out.overload[k] = False
    for i in range(touched):
        code = jobs.touched[i]
        if to < len(out.departments):
            out.departments[to] = code
            out.overloads[to] = jobs.sums[code] > capacity
            out.overload[k] = out.overload[k] or out.overloads[to]
            out.displaces[k] = out.displaces[k] or code == own
        jobs.sums[code] = 0
        to += 1
    jobs.touched[-1] = 0
    if to > len(out.departments):
        return False
    cursor[3] = to
    return True

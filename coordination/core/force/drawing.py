"""What events take of a station, in compiled loops: each of them, and all in all."""

from __future__ import annotations

from .arrays import MISSING, Grid, Ints
from .compiled import compiled
from .rates import EVENT, PIECE, TIME, USE, Appointments

# Rows of scratch with one column per piece of a clock or of what is drawn.
START, RATE, BEFORE = range(3)
BEGIN, FINISH, USED, CODE, WHO = range(3, 8)
PIECE_ROWS = 8


@compiled
def taken_by(
    clock: Grid, draws: Grid, drawn: int, events: Appointments, parts: Grid
) -> int:
    """What each event takes, stretches of equal use as one, by start: how many."""
    count = 0
    for d in range(drawn):
        k, e, use = draws[PIECE, d], draws[EVENT, d], draws[USE, d]
        begin, finish = clock[TIME, k], clock[TIME, k + 1]
        p = count - 1
        while p >= 0 and parts[WHO, p] != e:
            p -= 1
        if p >= 0 and parts[FINISH, p] == begin and parts[USED, p] == use:
            parts[FINISH, p] = finish
            continue
        parts[BEGIN, count], parts[FINISH, count] = begin, finish
        parts[USED, count], parts[CODE, count] = use, events.department[e]
        parts[WHO, count] = e
        count += 1
    for p in range(1, count):
        q = p
        while q > 0 and _after(parts, q - 1, q):
            for row in range(BEGIN, WHO + 1):
                parts[row, q], parts[row, q - 1] = parts[row, q - 1], parts[row, q]
            q -= 1
    return count


@compiled
def _after(parts: Grid, a: int, b: int) -> bool:
    for row in range(BEGIN, WHO):
        if parts[row, a] != parts[row, b]:
            return bool(parts[row, a] > parts[row, b])
    return False


@compiled
def drawn_ramps(
    clock: Grid, draws: Grid, drawn: int, room: Ints, a: int, place: int
) -> int:
    """What events take in all as ramps from room[place] on; where they end."""
    found = size = 0
    for written in range(2):
        size, found, d, total = found, 0, 0, 0
        end, before = MISSING, 0
        while d < drawn:
            k, use = draws[PIECE, d], 0
            while d < drawn and draws[PIECE, d] == k:
                use += draws[USE, d]
                d += 1
            if not (found and end == clock[TIME, k] and before == use):
                if written:
                    room[place + found] = clock[TIME, k]
                    room[place + size + found] = use
                    room[place + 2 * size + found] = total
                found += 1
            end, before = clock[TIME, k + 1], use
            total += use * (end - clock[TIME, k])
        if written:
            room[place + 3 * found] = total
    room[a + 5] = found
    return place + 3 * found + 1

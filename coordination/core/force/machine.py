"""One machine of speed 1 in compiled loops.

The same greedy placement as `coordination.core.track`, on arrays of clock units.
"""

from __future__ import annotations

from .arrays import Ints
from .compiled import compiled

LATEST = 2**62


@compiled
def place(
    starts: Ints, ends: Ints, count: int, opens: int, closes: int, effort: int
) -> int:
    """Place the whole effort inside [opens, closes); blocks then, or 0 if it fails.

    starts[:count] and ends[:count] are disjoint, non-adjacent busy blocks.
    """
    first = _first_ending(ends, count, opens)
    start = opens if first == count else min(opens, starts[first])
    here, i = opens, first
    while i < count and starts[i] - here <= effort:
        effort -= max(starts[i] - here, 0)
        here = ends[i]
        i += 1
    if here + effort > closes:
        return 0
    return _occupy(starts, ends, count, first, i, start, here + effort)


@compiled
def unplaced(
    n: int,
    order: Ints,
    by_opens: Ints,
    opens: Ints,
    closes: Ints,
    effort: Ints,
    part: Ints,
    begins: Ints,
    filled: Ints,
    follows: Ints,
) -> int:
    """Units that are left over when each is placed, in order, as far as it fits.

    `order` and `by_opens` hold the numbers 0..n - 1 by closes and by opens; the last
    four columns are scratch, of n + 1 entries. Time is cut where work opens. What is
    placed in a part fills it from its beginning; full parts lead to the next.
    """
    parts = 0
    for i in range(n):
        j = by_opens[i]
        if not parts or opens[j] != begins[parts - 1]:
            begins[parts] = filled[parts] = opens[j]
            follows[parts] = parts
            parts += 1
        part[j] = parts - 1
    begins[parts] = LATEST
    missing = 0
    for i in range(n):
        j = order[i]
        left, p = effort[j], part[j]
        while left:
            while follows[p] != p:
                follows[p] = follows[follows[p]]
                p = follows[p]
            more = max(min(left, min(begins[p + 1], closes[j]) - filled[p]), 0)
            filled[p] += more
            left -= more
            if filled[p] < begins[p + 1]:
                break
            follows[p] = p + 1
        missing += left
    return missing


@compiled
def _first_ending(ends: Ints, count: int, at: int) -> int:
    """The first block that ends at or after a moment."""
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if ends[middle] < at:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _occupy(
    starts: Ints, ends: Ints, count: int, first: int, left: int, start: int, end: int
) -> int:
    """Blocks [first, left) become one."""
    if left == first:
        for k in range(count, first, -1):
            starts[k] = starts[k - 1]
            ends[k] = ends[k - 1]
    elif left > first + 1:
        for k in range(left, count):
            starts[k - left + first + 1] = starts[k]
            ends[k - left + first + 1] = ends[k]
    starts[first] = start
    ends[first] = end
    return count - (left - first) + 1

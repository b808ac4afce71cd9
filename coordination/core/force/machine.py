"""One machine of speed 1 in compiled loops.

The same greedy placement as `coordination.core.track`, on arrays of clock units.
"""

from __future__ import annotations

from .arrays import Ints
from .compiled import compiled


@compiled
def place(
    starts: Ints, ends: Ints, count: int, opens: int, closes: int, effort: int
) -> int:
    """Place the whole effort inside [opens, closes); blocks then, or -1 if it fails.

    starts[:count] and ends[:count] are disjoint, non-adjacent busy blocks.
    """
    first = _first_ending(ends, count, opens, 0)
    start, here, i = opens, opens, first
    if i < count and starts[i] <= opens:
        start, here = starts[i], ends[i]
        i += 1
    if here + effort > closes:
        return -1
    while i < count and starts[i] - here <= effort:
        effort -= starts[i] - here
        here = ends[i]
        i += 1
    if here + effort > closes:
        return -1
    return _occupy(starts, ends, count, first, i, start, here + effort)


@compiled
def place_part(
    starts: Ints, ends: Ints, count: int, opens: int, closes: int, effort: int
) -> tuple[int, int]:
    """Place as much as fits: blocks then, units placed."""
    room = closes - opens
    i = _first_ending(ends, count, opens, 1)
    while i < count and starts[i] < closes:
        room -= min(ends[i], closes) - max(starts[i], opens)
        i += 1
    effort = min(effort, room)
    if effort <= 0:
        return count, 0
    return place(starts, ends, count, opens, closes, effort), effort


@compiled
def _first_ending(ends: Ints, count: int, at: int, beyond: int) -> int:
    """The first block that ends at or after (``beyond`` 1: after) a moment."""
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if ends[middle] < at + beyond:
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

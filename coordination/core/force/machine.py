"""One machine of speed 1 in compiled loops: sorting by due, placing, measuring.

The same greedy placement as `coordination.core.track`, on arrays of clock units.
"""

from __future__ import annotations

from .arrays import Ints
from .compiled import compiled

RUN = 12
"""Runs of this length are sorted by insertion before they are merged."""


@compiled
def text_before(a: int, b: int, textual: bool) -> bool:
    """Whether id `a` comes before `b`, by decimal text or as they number."""
    if not textual:
        return a < b
    digits_a, scale = 1, 10
    while digits_a < 19 and a >= scale:
        digits_a += 1
        scale *= 10
    digits_b, scale = 1, 10
    while digits_b < 19 and b >= scale:
        digits_b += 1
        scale *= 10
    if digits_a == digits_b:
        return a < b
    if digits_a < digits_b:
        # Compared as far as the shorter goes; of equal beginnings the shorter is first.
        return a <= b // 10 ** (digits_b - digits_a)
    return a // 10 ** (digits_a - digits_b) < b


@compiled
def sort_by(
    order: Ints, spare: Ints, n: int, key: Ints, then: Ints, ids: Ints, textual: bool
) -> None:
    """Sort order[:n] by (key, then, id), each indexed by what `order` holds."""
    for low in range(0, n, RUN):
        for i in range(low + 1, min(low + RUN, n)):
            here = order[i]
            k = i - 1
            while k >= low and _before(here, order[k], key, then, ids, textual):
                order[k + 1] = order[k]
                k -= 1
            order[k + 1] = here
    width = RUN
    while width < n:
        for low in range(0, n - width, 2 * width):
            middle = low + width
            if not _before(order[middle], order[middle - 1], key, then, ids, textual):
                continue
            high = min(middle + width, n)
            for i in range(low, middle):
                spare[i] = order[i]
            a, b, to = low, middle, low
            while a < middle and b < high:
                if _before(order[b], spare[a], key, then, ids, textual):
                    order[to] = order[b]
                    b += 1
                else:
                    order[to] = spare[a]
                    a += 1
                to += 1
            while a < middle:
                order[to] = spare[a]
                a += 1
                to += 1
        width *= 2


@compiled
def _before(a: int, b: int, key: Ints, then: Ints, ids: Ints, textual: bool) -> bool:
    if key[a] != key[b]:
        return key[a] < key[b]
    if then[a] != then[b]:
        return then[a] < then[b]
    return text_before(ids[a], ids[b], textual)


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

"""Sorting the few hundred rows of a station in compiled loops.

Keys are spread over as many buckets as there are rows, which sorts evenly spread keys
in linear time; what falls into one bucket is merged, so no data make it quadratic.
"""

from __future__ import annotations

from .arrays import Ints
from .compiled import compiled

RUN = 12
"""Runs of this length are sorted by insertion before they are merged."""
LONGEST_TEN = 10**18


@compiled
def text_before(a: int, b: int, textual: bool) -> bool:
    """Whether id `a` comes before `b`: as decimal text, or as they number."""
    if not textual:
        return a < b
    short, long = min(a, b), max(a, b)
    ten = 1
    while ten < LONGEST_TEN and ten * 10 <= short:
        ten *= 10
    # Only as many digits as the shorter has; of equal beginnings the shorter is first.
    while long // 10 >= ten:
        long //= 10
    return (short <= long) == (a < b) and a != b


@compiled
def before(a: int, b: int, key: Ints, then: Ints, ids: Ints, textual: bool) -> bool:
    """Whether entry `a` comes before `b` by (key, then, id)."""
    if key[a] != key[b]:
        return bool(key[a] < key[b])
    if then[a] != then[b]:
        return bool(then[a] < then[b])
    return text_before(ids[a], ids[b], textual)


@compiled
def sort_by(
    order: Ints,
    spare: Ints,
    counts: Ints,
    n: int,
    key: Ints,
    then: Ints,
    ids: Ints,
    textual: bool,
) -> None:
    """Sort order[:n] by (key, then, id), each indexed by what `order` holds.

    `spare` holds at least n entries, `counts` n + 2.
    """
    if n <= RUN:
        _merge(order, spare, 0, n, key, then, ids, textual)
        return
    low = high = key[order[0]]
    for i in range(n):
        low, high = min(low, key[order[i]]), max(high, key[order[i]])
    shift = 0
    while (high - low) >> shift >= n:
        shift += 1
    last = (high - low) >> shift
    for b in range(last + 2):
        counts[b] = 0
    for i in range(n):
        counts[((key[order[i]] - low) >> shift) + 1] += 1
        spare[i] = order[i]
    for b in range(last):
        counts[b + 1] += counts[b]
    for i in range(n):
        b = (key[spare[i]] - low) >> shift
        order[counts[b]] = spare[i]
        counts[b] += 1
    start = 0
    for b in range(last + 1):
        if counts[b] > start + 1:
            _merge(order, spare, start, counts[b], key, then, ids, textual)
        start = counts[b]


@compiled
def _merge(
    order: Ints,
    spare: Ints,
    start: int,
    end: int,
    key: Ints,
    then: Ints,
    ids: Ints,
    textual: bool,
) -> None:
    """Sort order[start:end] by insertion, in runs that are then merged."""
    for low in range(start, end, RUN):
        for i in range(low + 1, min(low + RUN, end)):
            here = order[i]
            k = i - 1
            while k >= low and before(here, order[k], key, then, ids, textual):
                order[k + 1] = order[k]
                k -= 1
            order[k + 1] = here
    width = RUN
    while width < end - start:
        for low in range(start, end - width, 2 * width):
            middle = low + width
            high = min(middle + width, end)
            for i in range(low, middle):
                spare[i] = order[i]
            a, b, to = low, middle, low
            while a < middle and b < high:
                if before(order[b], spare[a], key, then, ids, textual):
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

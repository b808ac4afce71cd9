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
SHORTER = tuple((10 ** (18 - digits), 10**digits) for digits in (16, 8, 4, 2, 1))
"""Below which number of eighteen digits so many zeros are missing."""


@compiled
def text_key(number: int) -> int:
    """What ids sort by that are decimal text, where equal keys sort by the number.

    The first eighteen digits, zeros after the last one: of two numbers of which one
    begins with the other the shorter is the smaller.
    """
    if number >= LONGEST_TEN:
        return number // 10
    key = number
    for least, zeros in SHORTER:
        if key < least:
            key *= zeros
    return key


@compiled
def fill_texts(text: Ints, ids: Ints, textual: bool, low: int, high: int) -> None:
    """What the ids low..high - 1 sort by, as decimal text or as they number."""
    for i in range(low, high):
        text[i] = text_key(ids[i]) if textual else ids[i]


@compiled
def before(a: int, b: int, key: Ints, then: Ints, text: Ints, ids: Ints) -> bool:
    """Whether entry `a` comes before `b` by (key, then, text, id)."""
    if key[a] < key[b]:
        return True
    if key[a] > key[b]:
        return False
    if then[a] < then[b]:
        return True
    if then[a] > then[b]:
        return False
    if text[a] < text[b]:
        return True
    if text[a] > text[b]:
        return False
    return bool(ids[a] < ids[b])


@compiled
def sort_by(
    order: Ints,
    spare: Ints,
    counts: Ints,
    n: int,
    key: Ints,
    then: Ints,
    text: Ints,
    ids: Ints,
) -> None:
    """Sort order[:n] by (key, then, text, id), each indexed by what `order` holds.

    `spare` holds at least n entries, `counts` n + 1.
    """
    if n <= RUN:
        _merge(order, spare, 0, n, key, then, text, ids)
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
            _merge(order, spare, start, counts[b], key, then, text, ids)
        start = counts[b]


@compiled
def _merge(
    order: Ints,
    spare: Ints,
    start: int,
    end: int,
    key: Ints,
    then: Ints,
    text: Ints,
    ids: Ints,
) -> None:
    """Sort order[start:end] by insertion, in runs that are then merged."""
    for low in range(start, end, RUN):
        for i in range(low + 1, min(low + RUN, end)):
            here = order[i]
            k = i - 1
            while k >= low and before(here, order[k], key, then, text, ids):
                order[k + 1] = order[k]
                k -= 1
            order[k + 1] = here
    width = RUN
    while start + width < end:
        for low in range(start, end - width, 2 * width):
            middle = low + width
            high = min(middle + width, end)
            for i in range(low, middle):
                spare[i] = order[i]
            a, b, to = low, middle, low
            while a < middle and b < high:
                if before(order[b], spare[a], key, then, text, ids):
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

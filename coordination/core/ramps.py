"""Growing amounts packed as plain integers, to be read without unpacking.

An amount grows in ramps: from ``start[i]`` on at ``rate[i]`` per minute, until it is
``value[i + 1]``; there it stays until the next ramp. Before the first it is
``value[0]``, after the last ``value[n]``. So 3 n + 1 integers in one row hold what is
looked up by bisection in both directions:

    start[0:n]  rate[0:n]  value[0:n + 1]

Rates are positive and values grow from ramp to ramp.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def width(count: int) -> int:
    """How many integers so many ramps take."""
    return 3 * count + 1


def reached(held: Sequence[int], place: int, count: int, minute: int) -> int:
    """The amount at a minute."""
    i = bisect_right(held, minute, place, place + count) - 1
    value = i + 2 * count
    if i < place:
        return held[value + 1]
    grown = held[value] + held[i + count] * (minute - held[i])
    most = held[value + 1]
    return grown if grown < most else most


def first(held: Sequence[int], place: int, count: int, amount: int) -> int | None:
    """The first minute with at least so much; None if never.

    The smallest integer there is when it is so from the beginning.
    """
    values = place + 2 * count
    i = bisect_left(held, amount, values, values + count + 1) - 1
    if i < values:
        return ALWAYS
    if i == values + count:
        return None
    start = i - 2 * count
    return held[start] - (held[i] - amount) // held[start + count]


ALWAYS = -(2**63)

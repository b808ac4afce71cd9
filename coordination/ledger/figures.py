"""Hours as people read them: to a tenth, and so that a pocket calculator agrees.

What is there is rounded down and what is missing up, so that neither looks better
than it is; what is to be done is their sum. Lines are rounded so that they add up to
the total shown: each is less than a tenth of an hour away from the exact figure, and
a line that is exact to a tenth stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from coordination.models import Conflict

TENTH = 6_000  # units in a tenth of an officer-hour


@dataclass(frozen=True)
class Figures:
    """Officer-hours of a conflict; `members` in its own order, they add up to
    `demand`, and `demand` is `capacity` and `short` together."""

    demand: Decimal
    capacity: Decimal
    short: Decimal
    members: tuple[Decimal, ...]


def figures(conflict: Conflict) -> Figures:
    """The figures every page shows of the conflict."""
    units = [member["units"] for member in conflict.members]
    return figured(conflict.capacity_units, units)


def figured(capacity: int, members: Sequence[int]) -> Figures:
    """From exact units: what is there, and what each member asks for."""
    there = capacity // TENTH
    short = -(-(sum(members) - capacity) // TENTH)
    return Figures(
        demand=tenths(there + short),
        capacity=tenths(there),
        short=tenths(short),
        members=tuple(map(tenths, shares(members, there + short))),
    )


def shares(units: Sequence[int], total: int) -> list[int]:
    """Tenths for each of the units, `total` together.

    The tenths beyond the whole ones go to the lines that lack least to the next.
    """
    found = [each // TENTH for each in units]
    nearest = sorted(range(len(units)), key=lambda i: (-(units[i] % TENTH), i))
    for i in nearest[: max(0, total - sum(found))]:
        found[i] += 1
    return found


def along(units: Iterable[int]) -> list[int]:
    """Tenths of lines that follow each other in time: every running total is the
    exact one rounded down."""
    sums = [0, *accumulate(units)]
    return [then // TENTH - now // TENTH for now, then in pairwise(sums)]


def tenths(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-1)

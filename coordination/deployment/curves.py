"""What a station misses with fewer and with more officers than it has.

Two parts, in the engine's units. *Behind*: the shortfalls of its deadline conflicts
whose window ended within the last weeks; another officer would have brought what one
of those there brought on average in that window. *Ahead*: the deficit of the work that
is live, which the engine judges anew for every number of officers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from coordination.core.detect import reckon, verdict
from coordination.core.facts import minute_up
from coordination.models import Conflict
from coordination.snapshot import ROOM, assignments, read, start_of_day
from organization.models import Station
from personnel.heads import Move, head_counts

STEPS = 3  # so many officers more, or fewer, at one station
WEEK = dt.timedelta(days=7)
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Curve:
    """Units missing by how many officers more (or, below nought, fewer) are there.

    A number of officers that is not in `ahead` was not judged.
    """

    heads: int
    behind: dict[int, int]
    ahead: dict[int, int]

    def missing(self, more: int) -> int:
        return self.behind[more] + self.ahead[more]

    def gains(self, base: int = 0) -> list[int]:
        """What each officer saves who comes after `base` have come (or, below nought,
        gone)."""
        steps = [n for n in range(base, STEPS) if {n, n + 1} <= self.ahead.keys()]
        return [self.missing(n) - self.missing(n + 1) for n in steps]

    def costs(self, base: int = 0) -> list[int]:
        """What each officer lets go missing who leaves after that."""
        steps = [n for n in range(base, -STEPS, -1) if {n, n - 1} <= self.ahead.keys()]
        return [self.missing(n - 1) - self.missing(n) for n in steps]


def curves(
    stations: Sequence[Station],
    *,
    first: dt.date,
    weeks: int,
    now: dt.datetime,
    told: Told,
) -> dict[int, Curve]:
    """By station; those of which the engine cannot say are left out.

    Officers come or leave on `first`. Queries: a fixed number per step. `told` hears
    how many of how many rounds are done.
    """
    codes = {station.pk: station.code for station in stations}
    as_of = start_of_day(now)
    today = timezone.localdate(now)
    counted = head_counts(sorted(codes), today, today + dt.timedelta(days=1))
    heads = {pk: days[0].posted for pk, days in counted.items()}
    work = assignments(sorted(codes), codes)
    minute = minute_up(as_of)
    ahead: dict[int, dict[int, int]] = defaultdict(dict)
    rounds = range(-STEPS, STEPS + 1)
    for n, more in enumerate(rounds):
        those = {pk: code for pk, code in codes.items() if heads[pk] + more >= 0}
        moves = [Move(pk, more, first, None) for pk in those] if more else []
        found = read(those, work, as_of=as_of, room=ROOM, moves=moves)
        for pk, reading in found.items():
            said = verdict(reckon(reading.facts, as_of=minute, now=minute))
            if said.deficit is not None:
                ahead[pk][more] = said.deficit
        told(n + 1, len(rounds))
    missed = _behind(codes, heads, as_of - weeks * WEEK, as_of)
    return {
        pk: Curve(heads[pk], {more: missed(pk, more) for more in rounds}, each)
        for pk, each in ahead.items()
        if 0 in each
    }


def _behind(
    codes: dict[int, str], heads: dict[int, int], since: dt.datetime, until: dt.datetime
) -> Callable[[int, int], int]:
    """What was missing in the windows that ended within [since, until)."""
    rows = Conflict.objects.filter(
        station__in=codes,
        kind=Conflict.Kind.DEADLINE,
        window_end__gte=since,
        window_end__lt=until,
    )
    seen: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, short, given in rows.values_list(
        "station", "shortfall_units", "capacity_units"
    ):
        seen[pk].append((short, given // heads[pk] if heads[pk] else 0))

    def missed(pk: int, more: int) -> int:
        return sum(max(0, short - more * each) for short, each in seen[pk])

    return missed

"""The single new date that settles most of the conflicts in view.

Read from what the workers left, two statements; `one_date` judges it once more, with
the facts of the moment, as soon as somebody opens it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from coordination.core.facts import minute_down
from coordination.core.repair.relief import Relief as Found
from coordination.core.repair.relief import best_due, with_due
from coordination.models import Relief
from coordination.moments import instant
from coordination.services.fixing_ground import MOST_TOGETHER
from organization.models import User
from tasking.models import Directive

TRIED = 3
"""So many directives are looked at more closely: the most conflicts come first."""


@dataclass(frozen=True)
class Lever:
    """One directive's due moved at these stations: what that settles, found when."""

    directive: Directive
    bureau: str  # code; one office brokers there and one leader decides
    due: dt.datetime
    conflicts: int
    stations: int
    units: int
    found_at: dt.datetime

    @property
    def hours(self) -> Decimal:
        return Decimal(self.units) / 60_000


def lever(user: User) -> Lever | None:
    """The best one that settles more than one conflict; None where there is none."""
    seen = Relief.objects.visible_to(user).standing()
    places = seen.order_by().values_list("directive", "conflict__station__bureau")
    most = places.annotate(
        n=Count("conflict"), units=Sum("conflict__shortfall_units")
    ).filter(n__gt=1)
    ranked = most.order_by("-n", "-units", "directive")[:TRIED]
    chosen = [(directive, bureau) for directive, bureau, _n, _units in ranked]
    if not chosen:
        return None
    condition = Q(pk__in=())
    for directive, bureau in chosen:
        condition |= Q(directive=directive, conflict__station__bureau=bureau)
    rows = seen.filter(condition).select_related(
        "look", "directive__department", "conflict__station__bureau"
    )
    groups: dict[tuple[int, str], list[Relief]] = defaultdict(list)
    for row in rows.order_by("-conflict__shortfall_units", "pk"):
        groups[row.directive_id, row.conflict.station.bureau.code].append(row)
    found = [_lever(bureau, held) for (_pk, bureau), held in groups.items()]
    better = [each for each in found if each is not None and each.conflicts > 1]
    return max(better, key=lambda one: (one.conflicts, one.units), default=None)


def _lever(bureau: str, rows: Sequence[Relief]) -> Lever | None:
    """The due for these rows of one directive, the worst conflicts first."""
    dues = [_plain(row) for row in rows[:MOST_TOGETHER]]
    due = best_due(dues)
    if due is None:
        return None
    kept = {each.conflict for each in with_due(dues, due)}
    here = [row for row in rows if row.conflict_id in kept]
    return Lever(
        here[0].directive,
        bureau,
        instant(due),
        len(here),
        len({row.conflict.station_id for row in here}),
        sum(row.conflict.shortfall_units for row in here),
        min(row.look.at for row in here),
    )


def _plain(row: Relief) -> Found:
    due, last = minute_down(row.due), minute_down(row.last)
    return Found(str(row.directive_id), row.conflict_id, due, last)

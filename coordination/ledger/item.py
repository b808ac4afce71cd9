"""One item of a plan, week by week, with the tasks and protected time below it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from coordination.core.facts import hours
from coordination.ledger.year import Sum, reported
from tasking.models import Directive, PlanHours, PlanItem, ProtectedBlock
from tasking.planning import WEEK, monday_of, spread, year_of


@dataclass(frozen=True)
class Week:
    """A week with its two sums; `entered_by` of what was entered by hand."""

    monday: dt.date
    sum: Sum
    by_tasks: int
    entered_by: str

    @property
    def last(self) -> dt.date:
        return self.monday + WEEK - dt.timedelta(days=1)

    @property
    def task_hours(self) -> Decimal:
        return hours(self.by_tasks)


@dataclass(frozen=True)
class ItemYear:
    """Weeks in order, those ahead too; what belongs to the item. What is `so_far` are
    the weeks that are over, as on the page of the year."""

    weeks: tuple[Week, ...]
    so_far: Sum
    whole: Sum
    blocks: tuple[ProtectedBlock, ...]
    tasks: tuple[Directive, ...]

    @property
    def kept(self) -> Decimal:
        """Officer-hours of protected time that belong to it."""
        length = ((b, b.end - b.start) for b in self.blocks)
        total = sum(
            (b.officers * Decimal(d.total_seconds()) for b, d in length), Decimal(0)
        )
        return total / 3600


def read_item(item: PlanItem, now: dt.datetime) -> ItemYear:
    """Four queries."""
    planned = spread(item)
    entered = {row.monday: row for row in _entered(item)}
    by_tasks: dict[dt.date, int] = defaultdict(int)
    for _item, at, units in reported([item]):
        monday = monday_of(timezone.localdate(at))
        if year_of(monday) == item.plan.year:
            by_tasks[monday] += units
    weeks = tuple(
        Week(
            monday=monday,
            sum=Sum(
                planned.get(monday, 0),
                (entered[monday].units if monday in entered else 0) + by_tasks[monday],
            ),
            by_tasks=by_tasks[monday],
            entered_by=entered[monday].entered_by.name if monday in entered else "",
        )
        for monday in sorted({*planned, *entered, *list(by_tasks)})
    )
    over = [w.sum for w in weeks if w.last < timezone.localdate(now)]
    return ItemYear(
        weeks=weeks,
        so_far=sum(over, Sum()),
        whole=sum((w.sum for w in weeks), Sum()),
        blocks=tuple(item.blocks.order_by("start", "pk")),
        tasks=tuple(item.tasks.order_by("-pk")),
    )


def _entered(item: PlanItem) -> list[PlanHours]:
    return list(item.done.select_related("entered_by"))

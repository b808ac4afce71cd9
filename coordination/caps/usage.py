"""What departments have put on stations in a quarter, and what is on its way there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, F, FloatField, Q, Sum, When
from django.db.models.functions import Cast, Coalesce, Extract, Greatest

from coordination.burden import TAKEN_BACK, added_up, amounts
from coordination.caps.quarters import Quarter
from tasking.content import Content
from tasking.models import (
    EVENT_KINDS,
    Assignment,
    DeadlineClass,
    Directive,
    DirectiveTarget,
)

NOT_CHOSEN = (DeadlineClass.STATUTORY, DeadlineClass.SUPERIOR)
ON_ITS_WAY = (Directive.State.SUBMITTED, Directive.State.ADMITTED)


@dataclass(frozen=True)
class Usage:
    """Officer-hours of one department in one quarter.

    `apart` is what the department had no choice about; it is in none of the others.
    `unknown` counts assignments nobody has estimated, `waiting_unknown` tasks.
    """

    used: Decimal = Decimal(0)
    apart: Decimal = Decimal(0)
    unknown: int = 0
    waiting: Decimal = Decimal(0)
    waiting_unknown: int = 0


def is_apart(content: Content | Directive | Assignment) -> bool:
    """Set by law or above: commonly not the department's choice."""
    return content.deadline_class in NOT_CHOSEN


def usages(
    departments: Iterable[int], quarter: Quarter, now: dt.datetime
) -> dict[int, Usage]:
    """By department; two queries for any number of them.

    What waits will be issued in the quarter that is under way, if at all.
    """
    ids = list(departments)
    waiting = _on_its_way(ids) if quarter == Quarter.of(now) else {}
    found: dict[int, dict[str, Any]] = {pk: waiting.get(pk, {}) for pk in ids}
    for row in _issued(ids, quarter):
        facts = found[row["department"]]
        facts["apart" if row["without_choice"] else "used"] = added_up(row)
        if not row["without_choice"]:
            facts["unknown"] = row["unknown"]
    return {pk: Usage(**facts) for pk, facts in found.items()}


def _issued(departments: list[int], quarter: Quarter) -> Any:
    """Measured like `burden.issued_in_quarter`, by whether there was a choice."""
    start, end = quarter.span
    bound = Q(deadline_class__in=NOT_CHOSEN) | Q(directive__emergency__isnull=False)
    rows = Assignment.objects.filter(
        department__in=departments,
        created_at__gte=start,
        created_at__lt=end,
        directive__reserved=False,
    ).exclude(state__in=TAKEN_BACK)
    choice = Case(When(bound, then=True), default=False, output_field=BooleanField())
    groups = rows.order_by().annotate(without_choice=choice)
    return groups.values("department", "without_choice").annotate(
        unknown=Count("pk", filter=Q(is_event=False, effort_units=None)), **amounts()
    )


def _on_its_way(departments: list[int]) -> dict[int, dict[str, Any]]:
    """What waits for the office or a signature and binds when it goes out."""
    rows = DirectiveTarget.objects.filter(
        directive__department__in=departments,
        directive__state__in=ON_ITS_WAY,
        directive__reserved=False,
    ).exclude(directive__deadline_class__in=NOT_CHOSEN)
    event = Q(directive__kind__in=EVENT_KINDS)
    units = Coalesce("effort_units", "directive__effort_units")
    number = Coalesce(Cast("directive__officers", FloatField()), 0.0)
    heads = Greatest(number, Cast("directive__attendees__len", FloatField()))
    long = Extract(F("directive__due") - F("directive__release"), "epoch")
    sums = rows.order_by().annotate(units=units).values("directive__department")
    found = sums.annotate(
        work=Sum("units", filter=~event),
        seconds=Sum(heads * Cast(long, FloatField()), filter=event),
        unsaid=Count("directive", filter=~event & Q(units=None), distinct=True),
    )
    return {
        row["directive__department"]: {
            "waiting": added_up(row),
            "waiting_unknown": row["unsaid"],
        }
        for row in found
    }

"""What tasks take of stations' time, set beside the department's own quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Q, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce, Extract, Greatest
from django.utils import timezone

from tasking.content import Content, Override, Targets
from tasking.models import Assignment, Directive
from tasking.summons import called_by_post

TAKEN_BACK = (Assignment.State.WITHDRAWN, Assignment.State.RECALLED)
_MINUTE = Decimal(60)


@dataclass(frozen=True)
class Burden:
    """Officer-hours; `hours` None where nobody has estimated one of the stations."""

    stations: int
    hours: Decimal | None
    quarter: Decimal  # the department's, issued since the quarter began

    @property
    def after(self) -> Decimal | None:
        return None if self.hours is None else self.quarter + self.hours


@dataclass(frozen=True)
class Weight:
    """What a task would take of its stations, beside what its department has asked of
    the same stations since the quarter began. Officer-hours; `hours` None where nobody
    has estimated one of them."""

    stations: int
    hours: Decimal | None
    before: Decimal

    @property
    def share(self) -> int | None:
        """Whole per cent on top of what was asked before; None if that is nothing."""
        if self.hours is None or not self.before:
            return None
        return round(100 * self.hours / self.before)


def weigh_stored(directive: Directive, *, department: int, now: dt.datetime) -> Weight:
    """The same of a task that is kept. Two queries."""
    rows = dict(directive.targets.values_list("station", "effort_units"))
    own = {pk: Override(None, units) for pk, units in rows.items() if units is not None}
    targets = Targets(tuple(sorted(rows)), own)
    return weigh(directive, targets, department=department, now=now)


def weigh(
    content: Content | Directive,
    targets: Targets,
    *,
    department: int,
    now: dt.datetime,
) -> Weight:
    """One query, two where posts are summoned. A task that was issued is not among
    what was asked before."""
    at = targets.stations
    own = content.pk if isinstance(content, Directive) else None
    before = issued_in_quarter([department], now, stations=at, but=own)
    found = before.get(department, Decimal(0))
    called = called_by_post(content, at, on=now)
    return Weight(len(at), asked(content, targets, called), found)


def quarter_start(now: dt.datetime) -> dt.datetime:
    """The first instant of the calendar quarter."""
    here = timezone.localtime(now)
    first = dt.date(here.year, here.month - (here.month - 1) % 3, 1)
    return timezone.make_aware(dt.datetime.combine(first, dt.time()))


def asked(
    content: Content | Directive,
    targets: Targets,
    by_post: Mapping[int, Decimal] | None = None,
) -> Decimal | None:
    """Officer-hours over all stations; None where one of them is not estimated.

    `by_post`: officers by station, where a post decides how many (`called_by_post`).
    """
    if content.is_event:
        if not (content.release and content.due):
            return None
        named, usual = Decimal(len(content.attendees)), content.officers or Decimal(0)
        said = by_post or {}
        heads = sum(max(said.get(pk, usual), named) for pk in targets.stations)
        minutes = Decimal((content.due - content.release).total_seconds()) / _MINUTE
        return heads * minutes / _MINUTE
    total = 0
    for pk in targets.stations:
        own = targets.overrides.get(pk)
        units = content.effort_units
        if own is not None and own.effort_units is not None:
            units = own.effort_units
        if units is None:
            return None
        total += units
    return Decimal(total) / 60_000


def issued_in_quarter(
    departments: Iterable[int],
    now: dt.datetime,
    stations: Sequence[int] | None = None,
    but: int | None = None,
) -> dict[int, Decimal]:
    """By department the officer-hours put on stations, or on these alone, since the
    quarter began.

    One query. What was taken back does not count, nor what nobody estimated.
    """
    rows = Assignment.objects.filter(
        department__in=list(departments),
        created_at__gte=quarter_start(now),
        created_at__lte=now,
    ).exclude(state__in=TAKEN_BACK)
    if stations is not None:
        rows = rows.filter(station__in=stations).exclude(directive=but)
    sums = rows.order_by().values("department").annotate(**amounts())
    return {row["department"]: added_up(row) for row in sums}


def amounts() -> dict[str, Sum]:
    """What rows of assignments amount to: `work` in units, and `seconds` of officers
    at appointments. Nobody's estimate adds nothing."""
    return {
        "work": Sum("effort_units", filter=Q(is_event=False)),
        "seconds": Sum(event_seconds(), filter=Q(is_event=True)),
    }


def added_up(row: Mapping[str, Any]) -> Decimal:
    """Officer-hours of a row of `amounts`."""
    work = Decimal(row["work"] or 0) / 60_000
    return work + Decimal(round(row["seconds"] or 0)) / 3600


def event_seconds() -> CombinedExpression:
    """Officer-seconds of an appointment: all it needs, for as long as it lasts."""
    exact: Any = DecimalField(max_digits=30, decimal_places=9)
    heads = Greatest(Coalesce(F("officers"), Decimal(0)), Cast("attendees__len", exact))
    return heads * Cast(Extract(F("due") - F("release"), "epoch"), exact)


def burdens(
    pieces: Sequence[tuple[int, int, Content, Targets]], now: dt.datetime
) -> dict[int, Burden]:
    """By key, of (key, department, content, targets); one query."""
    before = issued_in_quarter({department for _k, department, _c, _t in pieces}, now)
    return {
        key: Burden(
            len(targets.stations),
            asked(content, targets),
            before.get(department, Decimal(0)),
        )
        for key, department, content, targets in pieces
    }

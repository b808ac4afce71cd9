"""The plan of a year: begun, changed, put in force, and what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization import audit
from organization.models import Station, User
from organization.permissions import authorise
from organization.services.problems import Problems, told_as
from personnel.services.standing import plan_standing
from tasking.models import (
    Directive,
    PlanHours,
    PlanItem,
    ProtectedBlock,
    StationPlan,
)
from tasking.models.plan import HELD_ELSEWHERE
from tasking.planning import bounds, next_year, standing, weeks_in, weeks_of, year_of
from tasking.rules import MAX_UNITS
from tasking.services.acts import Stale

MOST_ITEMS = 40
TITLE = 80
# Forty officers around the clock: more in one week is a slip of the pen.
MOST_IN_A_WEEK = 40 * 168 * 60_000


@dataclass(frozen=True)
class Planned:
    """What an item says; hours in units, days inclusive."""

    kind: str
    title: str
    units: int
    per: str
    first: dt.date
    last: dt.date


@transaction.atomic
def begin_plan(
    *, by: User, station: Station, year: int, now: dt.datetime, copy: bool = False
) -> StationPlan:
    """An empty plan of a year, or one with the items of the year before it."""
    authorise(by, "plan.edit", station)
    this = year_of(timezone.localdate(now))
    if not this - 1 <= year <= this + 1:
        message = _("A plan is made for last year, this year or the next.")
        raise ValidationError({"year": [message]})
    before = PlanItem.objects.filter(plan__station=station, plan__year=year - 1)
    if copy and not before.exists():
        message = _("There is no plan of the year before to copy.")
        raise ValidationError({"year": [message]})
    taken = _("There is a plan of this year already.")
    with told_as("station_plan_once_a_year", "year", taken):
        plan = StationPlan.objects.create(station=station, year=year)
    copied = [next_year(item, plan) for item in before] if copy else []
    PlanItem.objects.bulk_create(copied)
    _note("begin", by, plan, items=len(copied))
    return plan


@transaction.atomic
def put_in_force(
    *, by: User, plan: StationPlan, now: dt.datetime, version: int | None = None
) -> StationPlan:
    """From now on its foundation work counts as the planned standing hours."""
    row = _held(by, plan, version)
    if row.in_force_at is not None:
        raise ValidationError({"state": [_("The plan is in force already.")]})
    if not row.items.exists():
        message = _("An empty plan would say that nothing is planned.")
        raise ValidationError({"state": [message]})
    row.in_force_at, row.in_force_by = now, by
    _changed(by, row)
    _note("in_force", by, row)
    return row


@transaction.atomic
def take_out_of_force(
    *, by: User, plan: StationPlan, version: int | None = None
) -> StationPlan:
    """The hours per week of the duty regime count again."""
    row = _held(by, plan, version)
    if row.in_force_at is None:
        raise ValidationError({"state": [_("The plan is not in force.")]})
    row.in_force_at = row.in_force_by = None
    _changed(by, row)
    _note("out_of_force", by, row)
    return row


@transaction.atomic
def add_item(*, by: User, plan: StationPlan, said: Planned) -> PlanItem:
    """One more thing that the year holds. ValidationError with fields."""
    row = _held(by, plan, None)
    if row.items.count() >= MOST_ITEMS:
        message = _("At most %(n)s items: put some together.") % {"n": MOST_ITEMS}
        raise ValidationError({"title": [message]})
    _check(said, row)
    item = PlanItem.objects.create(plan=row, **_fields(said))
    _changed(by, row)
    _note("add", by, row, **_told(item))
    return item


@transaction.atomic
def change_item(
    *, by: User, item: PlanItem, said: Planned, version: int | None = None
) -> PlanItem:
    """Other hours, other weeks, another name; what was done stays."""
    plan, row = _item(by, item, version)
    _check(said, plan)
    held = row.blocks.exists() or row.tasks.exists()
    if held and said.kind not in HELD_ELSEWHERE:
        message = _("Tasks or protected time belong to it: they would count twice.")
        raise ValidationError({"kind": [message]})
    before = _told(row)
    for name, value in _fields(said).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _changed(by, plan)
    _note("change", by, plan, about=row, before=before, **_told(row))
    return row


@transaction.atomic
def remove_item(*, by: User, item: PlanItem, version: int | None = None) -> None:
    """Take it out of the plan, as long as nothing was done for it."""
    plan, row = _item(by, item, version)
    by_tasks = row.tasks.filter(assignments__entries__act__in=("progress", "report"))
    if row.done.exists() or by_tasks.exists():
        message = _("Hours were entered for it: let it end earlier instead.")
        raise ValidationError({"state": [message]})
    _note("remove", by, plan, **_told(row))
    row.delete()
    _changed(by, plan)


@transaction.atomic
def put_under(
    *, by: User, what: ProtectedBlock | Directive, item: PlanItem | None
) -> None:
    """Let protected time or an own task belong to an item of the plan, or to none."""
    station = what.station if isinstance(what, ProtectedBlock) else what.own_station
    if station is None:
        raise ValueError("A department's task belongs to no station's plan")
    authorise(by, "plan.edit", station)
    if item is not None:
        plan, item = _item(by, item, None)
        if plan.station_id != station.pk:
            raise ValidationError({"item": [_("This is another station's plan.")]})
        if item.is_standing:
            message = _("Foundation work counts by its planned hours alone.")
            raise ValidationError({"item": [message]})
    type(what).objects.filter(pk=what.pk).update(plan_item=item)
    audit.record(
        "plan.put_under",
        by=by,
        subject=what,
        unit=station.code,
        item=item.title if item else "",
    )


@transaction.atomic
def enter_week(
    *,
    by: User,
    plan: StationPlan,
    monday: dt.date,
    done: Mapping[int, int | None],
    now: dt.datetime,
    version: int | None = None,
) -> int:
    """What was done in a week, units by item; None takes a figure away again, items
    that are not named keep theirs. Returns how many figures are new.

    ValidationError beside `monday`, or beside `hours_` and the item's id; Stale where
    somebody has changed or entered something meanwhile: two may enter one week.
    """
    row = StationPlan.objects.select_for_update().get(pk=plan.pk)
    authorise(by, "plan.actual", plan.station)
    if version is not None and version != row.version:
        raise Stale
    items = {item.pk: item for item in row.items.filter(pk__in=list(done))}
    _check_done(row, items, monday, done, now)
    known = PlanHours.objects.filter(item__in=items, monday=monday)
    before = dict(known.values_list("item", "units"))
    new = {pk: u for pk, u in done.items() if before.get(pk) != u}
    known.filter(item__in=new).delete()
    PlanHours.objects.bulk_create(
        PlanHours(item=items[pk], monday=monday, units=u, entered_by=by, entered_at=now)
        for pk, u in new.items()
        if u is not None
    )
    if new:
        row.version += 1
        row.save(update_fields=["version"])
        was = {pk: before.get(pk) for pk in new}
        _note("hours", by, row, week=str(monday), before=was, after=new)
    return len(new)


def _check_done(
    plan: StationPlan,
    items: Mapping[int, PlanItem],
    monday: dt.date,
    done: Mapping[int, int | None],
    now: dt.datetime,
) -> None:
    with Problems() as problems:
        if monday not in weeks_of(plan.year):
            problems.add("monday", _("This week is not of the plan's year."))
        elif monday > timezone.localdate(now):
            problems.add("monday", _("This week has not begun yet."))
        for pk, units in done.items():
            if pk not in items:
                problems.add("state", _("This was taken out meanwhile."))
            elif units is not None and not 0 <= units <= MOST_IN_A_WEEK:
                message = _("More hours than a station has in a week.")
                problems.add(f"hours_{pk}", message)


def _check(said: Planned, plan: StationPlan) -> None:
    with Problems() as problems:
        if not said.title.strip():
            problems.add("title", _("Say what is to be done."))
        elif len(said.title.strip()) > TITLE:
            problems.add("title", _("At most 80 characters."))
        if said.kind not in PlanItem.Kind.values:
            problems.add("kind", _("Choose one of the kinds."))
        if said.per not in PlanItem.Per.values:
            problems.add("per", _("Say whether per week, per month or in all."))
        if not 0 < said.units <= MAX_UNITS:
            problems.add("hours", _("Between 0 and 30,000 hours."))
        _check_days(said, plan, problems)


def _check_days(said: Planned, plan: StationPlan, problems: Problems) -> None:
    first, end = bounds(plan.year)
    far = [n for n in ("first", "last") if abs(vars(said)[n].year - plan.year) > 1]
    if far:
        problems.add(far[0], _("The days must lie in the year of the plan."))
        return
    if said.last < said.first:
        problems.add("last", _("It ends before it begins."))
        return
    weeks = weeks_in(said.first, said.last)
    if not weeks:
        message = _("A week counts where its Thursday lies; there is none here.")
        problems.add("last", message)
    elif weeks[0] < first or weeks[-1] >= end:
        message = _("The days must lie in the year of the plan.")
        problems.add("first" if weeks[0] < first else "last", message)


def _item(
    by: User, item: PlanItem, version: int | None
) -> tuple[StationPlan, PlanItem]:
    """Plan and item as they stand, the plan locked."""
    plan = _held(by, item.plan, None)
    row = PlanItem.objects.filter(pk=item.pk, plan=plan).first()
    if row is None:
        raise ValidationError({"state": [_("This was taken out meanwhile.")]})
    if version is not None and version != row.version:
        raise Stale
    return plan, row


def _held(by: User, plan: StationPlan, version: int | None) -> StationPlan:
    """The plan, locked, which only its chief may change."""
    rows = StationPlan.objects.select_for_update(of=("self",))
    row = rows.select_related("station__bureau").get(pk=plan.pk)
    authorise(by, "plan.edit", row.station)
    if version is not None and version != row.version:
        raise Stale
    return row


def _changed(by: User, plan: StationPlan) -> None:
    """Keep it, and let its weeks count where it is in force."""
    plan.version += 1
    plan.save()
    first, end = bounds(plan.year)
    weeks: dict[dt.date, int] = {}
    if plan.in_force_at is not None:
        weeks = dict.fromkeys(weeks_of(plan.year), 0) | standing(plan.items.all())
    plan_standing(by=by, station=plan.station, first=first, end=end, weeks=weeks)


def _fields(said: Planned) -> dict[str, Any]:
    return {**said.__dict__, "title": said.title.strip()}


def _told(item: PlanItem) -> dict[str, Any]:
    """The item in the trail, where it outlives its row."""
    return {
        "title": item.title,
        "kind": item.kind,
        "hours": str(item.hours),
        "per": item.per,
        "first": item.first.isoformat(),
        "last": item.last.isoformat(),
    }


def _note(
    act: str,
    by: User,
    plan: StationPlan,
    about: PlanItem | None = None,
    **facts: Any,
) -> None:
    audit.record(
        f"plan.{act}",
        by=by,
        subject=about or plan,
        unit=plan.station.code,
        year=plan.year,
        **facts,
    )

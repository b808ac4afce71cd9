"""A visit is owed, paid, or not needed. What was said on it stays private."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Department, Membership, Role, Station, User
from organization.permissions import authorise, may
from organization.services.problems import Problems
from personnel.models import DueVisit, Leave, Occasion, Officer, Posting
from personnel.services import telling_care
from personnel.services.posts import CHANGED
from personnel.terms import end_of_workday

HEADS = (Role.STATION_CHIEF, Role.DEPARTMENT_HEAD)
NOT_NOW = _("This visit is settled already.")
NOT_ONESELF = _("Somebody else visits oneself.")
S = DueVisit.State
V = Occasion.Visitor


@dataclass(frozen=True)
class Event:
    """What happened to an officer. `leave` or `posting` where the system noticed it."""

    officer: Officer
    occasion: Occasion
    happened_on: dt.date
    about: str = ""
    leave: Leave | None = None
    posting: Posting | None = None


@transaction.atomic
def raise_visit(*, by: User | None, event: Event, now: dt.datetime) -> DueVisit:
    """Somebody is to be visited. Entered by his chief or the personnel office."""
    today = timezone.localdate(now)
    unit = unit_of(event.officer, today)
    if by is not None and not may(by, "visit.oversee", unit):
        authorise(by, "visit.raise_own", unit)
    with Problems() as problems:
        if event.happened_on > today:
            problems.add("happened_on", _("This day has not come yet."))
        listed = Occasion.objects.in_force_for(unit.bureau)
        if not listed.filter(pk=event.occasion.pk).exists():
            problems.add("occasion", _("Choose an occasion of the list in force."))
    row = DueVisit.objects.create(
        officer=event.officer,
        station=unit if isinstance(unit, Station) else None,
        department=unit if isinstance(unit, Department) else None,
        occasion=event.occasion,
        visitor=_visitor(event, unit, today),
        happened_on=event.happened_on,
        about=event.about.strip(),
        raised_by=by,
        raised_at=now,
        due=end_of_workday(now=now, days=event.occasion.days),
        leave=event.leave,
        posting=event.posting,
    )
    _note(row, "raise", by)
    telling_care.tell_due(row, by=by)
    return row


@transaction.atomic
def pay_visit(
    *,
    by: User,
    visit: DueVisit,
    visited_on: dt.date,
    note: str,
    now: dt.datetime,
    version: int | None = None,
) -> DueVisit:
    """It took place. The officer learns that it is on record, not what was noted."""
    row = _locked(visit, version)
    authorise_paying(by, row)
    with Problems() as problems:
        if visited_on > timezone.localdate(now):
            problems.add("visited_on", _("This day has not come yet."))
        elif visited_on < row.happened_on:
            problems.add("visited_on", _("It had not happened then."))
    row.state, row.visited_on, row.note = S.DONE, visited_on, note.strip()
    _close(row, by, now)
    _note(row, "pay", by)
    telling_care.tell_closed(row, by=by)
    return row


@transaction.atomic
def drop_visit(
    *,
    by: User,
    visit: DueVisit,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> DueVisit:
    """It is not needed, with the reason, which is as private as a note."""
    row = _locked(visit, version)
    if not may(by, "visit.oversee", row.unit):
        authorise(by, "visit.raise_own", row.unit)
    with Problems() as problems:
        row.note = problems.require("reason", reason)
    row.state = S.DROPPED
    _close(row, by, now)
    _note(row, "drop", by)
    telling_care.tell_closed(row, by=by)
    return row


PAYING = {
    V.CHIEF: "visit.pay_own",
    V.LEADER: "visit.pay_leader",
    V.PERSONNEL: "visit.oversee",
}


def authorise_paying(by: User, visit: DueVisit) -> None:
    """Whose turn it is; the personnel office may enter any visit that took place.
    Nobody is asked to visit himself."""
    if visit.officer.user_id == by.pk:
        raise PermissionDenied(str(NOT_ONESELF))
    if not may(by, "visit.oversee", visit.unit):
        authorise(by, PAYING[V(visit.visitor)], visit.unit)


def unit_of(officer: Officer, day: dt.date) -> Station | Department:
    """Where he is posted on the day; ValidationError under `officer` where nowhere."""
    rows = officer.postings.filter(during__contains=day)
    row = rows.select_related("station__bureau", "department__bureau").first()
    if row is None:
        raise ValidationError({"officer": [_("He is posted nowhere today.")]})
    return row.unit


def _visitor(event: Event, unit: Station | Department, today: dt.date) -> str:
    """A chief does not visit himself, and some departments have no head: then it is a
    leader's turn."""
    if event.occasion.visitor != V.CHIEF:
        return event.occasion.visitor
    place = {"station": unit} if isinstance(unit, Station) else {"department": unit}
    rows = Membership.objects.in_force(today).filter(role__in=HEADS, **place)
    heads = set(rows.values_list("user", flat=True))
    return V.CHIEF if heads and event.officer.user_id not in heads else V.LEADER


def _locked(visit: DueVisit, version: int | None) -> DueVisit:
    rows = DueVisit.objects.select_for_update(of=("self",)).select_related(
        *("officer", "occasion", "station__bureau", "department__bureau")
    )
    row = rows.get(pk=visit.pk)
    if row.state != S.DUE:
        raise ValidationError({"state": [NOT_NOW]})
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    return row


def _close(row: DueVisit, by: User, now: dt.datetime) -> None:
    """What was noted of it is kept for the bureau's term from now on."""
    row.closed_by, row.closed_at = by, now
    term = dt.timedelta(days=row.unit.bureau.visit_note_days)
    row.forget_on = timezone.localdate(now) + term
    row.version += 1
    row.save()


def _note(row: DueVisit, act: str, by: User | None) -> None:
    """The trail says that something was owed and done, not to whom nor why."""
    record(f"visit.{act}", by=by, subject=row, unit=row.unit.code, state=row.state)

"""What an urgent task displaces, as pages say it, and who may issue one for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, When
from django.http import QueryDict

from coordination.forms.composing import MOST_STATIONS, TRIAL_FIELDS, DirectiveForm
from coordination.models import EmergencyOrder
from coordination.services.displacing import Displaced, displaced_by
from coordination.services.emergency import may_override
from coordination.views.reach import WIDE
from organization.models import Bureau, Department, Role, User
from organization.wall import lifted
from tasking.models import Assignment


@dataclass(frozen=True)
class Line:
    """One assignment that no longer fits; `left` officer-hours of it, `short` of them
    without room by its due."""

    assignment: Assignment
    title: str  # "" where the reader may not know it
    left: Decimal
    short: Decimal
    due: dt.datetime | None
    proposed: dt.datetime | None
    fixed: bool


@dataclass(frozen=True)
class Named:
    """Departments in whose name the user may issue urgently; who leads a province or
    the ministry has its own and those of one bureau below at a time, `of`, and goes on
    to the bureaus right `below`."""

    departments: list[Department]
    below: list[Bureau]
    of: str = ""


def urgent_requesters(user: User, asked: QueryDict | None = None) -> Named:
    """As `asked` says: the department chosen there, or the bureau it names. The number
    of queries does not grow."""
    led = user.scope.bureaus_as(Role.LEADER)
    wide = list(Bureau.objects.filter(path__in=led, level__in=WIDE)) if led else []
    at = _named(wide, asked) if wide and asked else None
    own = Q(pk__in=user.scope.departments)
    for path in led - {bureau.path for bureau in wide}:
        own |= Q(bureau__path__startswith=path)
    own |= Q(bureau__in=[*wide, at] if at else wide)
    rows = Department.objects.open().filter(own, external=False)
    rows = rows.select_related("bureau").order_by("code")
    found = [row for row in rows if may_override(user, row)]
    below = Bureau.objects.open().filter(parent__in=[at] if at else wide)
    bureaus = list(below.order_by("code")) if wide else []
    return Named(found, bureaus, at.code if at else "")


def _named(wide: list[Bureau], asked: QueryDict) -> Bureau | None:
    """A bureau below one of the wide ones: the one that was asked for, or else that of
    the department that was chosen."""
    of, chosen = asked.get("of", "")[:32], asked.get("requester", "")
    which = Q(code=of)
    if chosen.isdecimal() and len(chosen) < 18:
        which |= Q(departments=int(chosen))
    inside = Q()
    for bureau in wide:
        inside |= Q(path__startswith=bureau.path)
    rows = Bureau.objects.filter(which, inside).exclude(pk__in=[b.pk for b in wide])
    found: Bureau | None = rows.order_by(Case(When(code=of, then=0), default=1)).first()
    return found


def displaced_context(form: DirectiveForm, now: dt.datetime) -> dict[str, Any]:
    """What the form's task would displace, as far as it can be tried out."""
    targets = form.targets()
    if TRIAL_FIELDS & set(form.errors) or len(targets.stations) > MOST_STATIONS:
        return {"urgent": True}
    code = form.department.code
    found = displaced_by(form.content(), targets, department=code, now=now)
    return {"urgent": True, "displaced": tried(form.user, found)}


def tried(user: User, found: Iterable[Displaced]) -> list[Line]:
    """As a trial run just found it; titles of other departments stay hidden."""
    own = user.scope.departments
    return [
        Line(
            assignment=one.assignment,
            title=_title(one.assignment, one.assignment.department_id in own),
            left=Decimal(one.units) / 60_000,
            short=Decimal(one.short_units) / 60_000,
            due=one.assignment.due,
            proposed=one.proposed_due,
            fixed=bool(one.told()["fixed"]),
        )
        for one in found
    ]


def kept(user: User, order: EmergencyOrder) -> list[Line]:
    """As it was when the order went out; one query, and one for what may be seen."""
    facts = {one["assignment"]: one for one in order.displaced}
    seen = Assignment.objects.visible_to(user).filter(pk__in=list(facts))
    known = set(seen.values_list("pk", flat=True))
    rows = Assignment.objects.filter(pk__in=list(facts))
    with lifted("an order says whose work it displaced; the title not to everybody"):
        by_id = rows.select_related("station", "directive", "department").in_bulk()
    return [
        Line(
            assignment=by_id[pk],
            title=_title(by_id[pk], pk in known),
            left=Decimal(fact["units"]) / 60_000,
            short=Decimal(fact["short_units"]) / 60_000,
            due=_moment(fact["due"]),
            proposed=_moment(fact["proposed_due"]),
            fixed=fact["fixed"],
        )
        for pk, fact in facts.items()
        if pk in by_id
    ]


def _title(row: Assignment, known: bool) -> str:
    return row.directive.display_title if known else ""


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None

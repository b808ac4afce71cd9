"""Finding the officer and the unit a request names, among what the user may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from organization.models import Department, Station, User
from organization.permissions import POLICY, may, may_somewhere
from personnel.establishment import Unit
from personnel.models import Officer, Posting

LEAVE = ("leave.edit", "leave.edit_own")


def demand_any(user: User, *actions: str) -> None:
    """PermissionDenied unless one of the rights is held somewhere: before reading."""
    if not any(may_somewhere(user, action) for action in actions):
        raise PermissionDenied(str(POLICY[actions[0]].title))


def demand(user: User, units: list[Unit], *actions: str) -> None:
    """PermissionDenied unless one of the rights is held in one of the units."""
    if not any(may(user, action, unit) for unit in units for action in actions):
        raise PermissionDenied(str(POLICY[actions[0]].title))


def named_unit(user: User, data: dict[str, Any]) -> Unit:
    """The station or the department the body names: exactly one of them."""
    station, department = data.get("station"), data.get("department")
    if bool(station) == bool(department):
        raise ValidationError(
            {"station": [_("Name a station or a department, one of them.")]}
        )
    rows: Any = Station.objects if station else Department.objects
    field = "station" if station else "department"
    found: Unit | None = (
        rows.visible_to(user)
        .select_related("bureau")
        .filter(code=station or department)
        .first()
    )
    if found is None:
        raise ValidationError({field: [_("There is no such unit.")]})
    return found


def named_officer(user: User, pk: int) -> Officer:
    """The officer with this id."""
    officer = Officer.objects.visible_to(user).filter(pk=pk).first()
    if officer is None:
        raise ValidationError({"officer": [_("There is no such officer.")]})
    return officer


def demand_leave(user: User, officer: Officer, start: dt.date, end: dt.date) -> None:
    """PermissionDenied unless the officer's absence in the period is the user's matter.

    It must be so in every unit the officer is posted to in the period. For a chief
    the postings have to cover it; in a gap the personnel office of the last unit acts.
    """
    end = max(end, start + dt.timedelta(days=1))
    rows = officer.postings.select_related("station__bureau", "department__bureau")
    within = list(rows.filter(during__overlap=(start, end)).order_by("during"))
    known = within or list(rows.order_by("-during")[:1])
    actions = LEAVE if _cover(within, start, end) else LEAVE[:1]
    units = [unit for row in known for unit in units_in(row)]
    if not units:
        raise PermissionDenied(str(POLICY[LEAVE[0]].title))
    for unit in units:
        demand(user, [unit], *actions)


def _cover(postings: list[Posting], start: dt.date, end: dt.date) -> bool:
    """Do the postings, in their order, leave no day of the period out?"""
    day = start
    for posting in postings:
        if posting.during.lower > day:
            return False
        day = posting.during.upper or end
    return day >= end


def units_in(posting: Posting) -> list[Unit]:
    """The one unit of a posting, as a list."""
    return [unit for unit in (posting.station, posting.department) if unit]

"""Finding the officer and the unit a request names, among what the user may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from organization.models import Department, Station, User
from organization.permissions import POLICY, may, may_somewhere
from personnel.models import Officer, Posting

Unit = Station | Department


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
    found = (
        rows.visible_to(user)
        .select_related("bureau")
        .filter(code=station or department)
        .first()
    )
    if found is None:
        raise ValidationError({field: [_("There is no such unit.")]})
    return found  # type: ignore[no-any-return]


def named_officer(user: User, pk: int) -> Officer:
    """The officer with this id."""
    officer = Officer.objects.visible_to(user).filter(pk=pk).first()
    if officer is None:
        raise ValidationError({"officer": [_("There is no such officer.")]})
    return officer


def units_of(officer: Officer, start: dt.date, end: dt.date | None) -> list[Unit]:
    """Where the officer is posted in a period; else where he was posted last."""
    rows = officer.postings.select_related("station__bureau", "department__bureau")
    found = list(rows.filter(during__overlap=(start, end)).order_by("during"))
    found = found or list(rows.order_by("-during")[:1])
    return [unit for row in found for unit in units_in(row)]


def units_in(posting: Posting) -> list[Unit]:
    """The one unit of a posting, as a list."""
    return [unit for unit in (posting.station, posting.department) if unit]

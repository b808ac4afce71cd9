"""Asking for a second name, and telling a station what an order took of its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import OwedTime, SecondName
from desk.services import tell_each
from organization.models import Membership, Role, User
from personnel.presence import day_starts

DAY = dt.timedelta(days=1)


def tell_seconds(row: SecondName, *, by: User) -> None:
    """The head of the department and the bureau's leaders; any of them may sign."""
    directive = row.directive
    unit = directive.department
    if unit is None:
        return
    asked = Q(role=Role.DEPARTMENT_HEAD, department=unit)
    asked |= Q(role=Role.LEADER, bureau=unit.bureau_id)
    people = Membership.objects.in_force(timezone.localdate()).filter(asked)
    tell_each(
        people.values_list("user_id", flat=True),
        but=by,
        matter=f"owed:directive-{directive.pk}",
        revision=directive.version,
        kind="owed_second",
        facts={"title": directive.title, "by": by.name, "taken_units": row.units},
        url=reverse("coordination:directive", args=[directive.pk]),
    )


def tell_stations(rows: Iterable[OwedTime], *, by: User | None) -> None:
    """The chief of each station whose protected time was taken; one letter an order."""
    by_station: dict[int, list[OwedTime]] = {}
    for row in rows:
        by_station.setdefault(row.station_id, []).append(row)
    chiefs = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.STATION_CHIEF, station__in=list(by_station)
    )
    people: dict[int, list[int]] = {}
    for user, station in chiefs.values_list("user_id", "station_id"):
        people.setdefault(station, []).append(user)
    for station, some in sorted(by_station.items()):
        tell_each(people.get(station, ()), but=by, **_letter(some))


def _letter(rows: list[OwedTime]) -> dict[str, Any]:
    first = rows[0]
    return {
        "matter": f"owed:{first.pk}",
        "revision": first.version,
        "kind": "owed_taken",
        "facts": {
            "title": first.title,
            "taken_units": sum(row.units for row in rows),
            "until": day_starts(first.due_on + DAY).isoformat(),
        },
        "url": reverse("coordination:owed", args=[first.pk]),
    }

"""Who holds a role today, as ids of accounts."""

from __future__ import annotations

import os.path
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from organization.models import Bureau, Department, Membership, Role, Station


def chiefs(stations: Iterable[int]) -> set[int]:
    """Of any of the stations."""
    rows = _today().filter(role=Role.STATION_CHIEF, station__in=list(stations))
    return set(rows.values_list("user", flat=True))


def heads_of(unit: Station | Department) -> list[int]:
    """Chiefs of a station or heads of a department; who acts for one comes last."""
    if isinstance(unit, Station):
        rows = _today().filter(role=Role.STATION_CHIEF, station=unit)
    else:
        rows = _today().filter(role=Role.DEPARTMENT_HEAD, department=unit)
    return list(rows.order_by("acting", "pk").values_list("user", flat=True))


def holders(role: str, bureau: Bureau) -> set[int]:
    """Of the bureau itself or one of its departments."""
    rows = _today().filter(Q(bureau=bureau) | Q(department__bureau=bureau), role=role)
    return set(rows.values_list("user", flat=True))


def lowest_above(units: Iterable[Station | Department]) -> Bureau | None:
    """The lowest bureau above all of them; None where there is none."""
    shared = os.path.commonpath([unit.bureau.path for unit in units])
    lowest = shared.rsplit("/", 1)[-1]
    return Bureau.objects.get(pk=lowest) if lowest else None


def _today() -> QuerySet[Membership]:
    return Membership.objects.in_force(timezone.localdate())

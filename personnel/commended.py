"""How many commendations each unit had published in a quarter."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from organization.models import Department, Station
from personnel.models import Commendation
from personnel.quarters import Quarter


@dataclass(frozen=True)
class Counted:
    unit: Station | Department
    number: int


def by_unit(rows: QuerySet[Commendation], quarter: Quarter) -> list[Counted]:
    """In the order of the tree, not by number: nobody is ranked. Three statements."""
    within = Commendation.objects.filter(pk__in=rows.values("pk")).published()
    within = within.between(quarter.first, quarter.end).order_by()
    found: list[Counted] = []
    for model, field in ((Station, "station"), (Department, "department")):
        counts = within.filter(**{f"{field}__isnull": False}).values(unit=F(field))
        numbers = {row["unit"]: row["n"] for row in counts.annotate(n=Count("pk"))}
        units = model.objects.filter(pk__in=numbers).order_by("code")
        found += [Counted(unit, numbers[unit.pk]) for unit in units]
    return found

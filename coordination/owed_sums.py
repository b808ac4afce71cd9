"""What departments owe stations in protected time, added up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from coordination.core.facts import hours
from coordination.models.owed import OwedTimeQuerySet
from organization.models import Department


@dataclass(frozen=True)
class Owing:
    """One department's orders; None stands for reserved strength, which names nobody.

    Units: what was taken and not given back, made up, let go, and what is still owed;
    `late` of that is past its day.
    """

    department: Department | None
    count: int
    taken: int
    repaid: int
    let_go: int
    left: int
    late: int

    @property
    def taken_hours(self) -> Decimal:
        return hours(self.taken)

    @property
    def repaid_hours(self) -> Decimal:
        return hours(self.repaid)

    @property
    def let_go_hours(self) -> Decimal:
        return hours(self.let_go)

    @property
    def left_hours(self) -> Decimal:
        return hours(self.left)

    @property
    def late_hours(self) -> Decimal:
        return hours(self.late)


_NAMED = ("id", "code", "name", "name_en")
_NAMES = {f"of_{name}": F(f"assignment__department__{name}") for name in _NAMED}


def owing_of(rows: OwedTimeQuerySet, today: dt.date) -> list[Owing]:
    """In the order of the departments' codes; one statement."""
    grouped: Any
    left, still = F("units") - F("repaid_units"), Q(state="owed")
    grouped = (
        rows.exclude(state="ended")
        .order_by()
        .values("assignment__directive__reserved", **_NAMES)
        .annotate(
            count=Count("pk"),
            taken=Sum("units"),
            repaid=Sum("repaid_units"),
            gone=Sum(left, filter=Q(state="let_go"), default=0),
            left=Sum(left, filter=still, default=0),
            late=Sum(left, filter=still & Q(due_on__lt=today), default=0),
        )
    )
    found: dict[Department | None, list[int]] = {}
    for row in grouped:
        unit = {name: row[f"of_{name}"] for name in _NAMED}
        hidden = row["assignment__directive__reserved"] or unit["id"] is None
        key = None if hidden else Department(**unit)
        sums = [row[n] for n in ("count", "taken", "repaid", "gone", "left", "late")]
        before = found.get(key, [0] * len(sums))
        found[key] = [a + b for a, b in zip(before, sums, strict=True)]
    named = [Owing(department, *sums) for department, sums in found.items()]
    return sorted(named, key=lambda o: o.department.code if o.department else "~")


def total_of(rows: list[Owing]) -> Owing:
    """All of them together."""
    names = ("count", "taken", "repaid", "let_go", "left", "late")
    return Owing(None, *(sum(getattr(row, name) for row in rows) for name in names))

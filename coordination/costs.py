"""What tasks cost stations: said, spent, paid for and confirmed, and what is unfunded.

One statement for all that somebody may see. What lies at a station and what is one's
own department's are joined row by row, so that a leader reads of a task from above what
it costs his stations and nothing of the others. Reserved strength is in no row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection
from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from budget.amounts import NOTHING
from budget.models import Expense
from coordination.models import DirectiveCost
from organization.models import Department, Station, User
from organization.permissions import POLICY
from organization.wall import lifted
from tasking.models import Assignment, Directive

Row = TypeVar("Row", bound=Model)
_ROWS = """
WITH told AS (
    SELECT DISTINCT ON (directive_id) directive_id, each, origin
    FROM coordination_directivecost ORDER BY directive_id, id DESC
), parts AS (
    SELECT a.directive_id, a.station_id, t.each AS said, 0.00 AS spent, 0.00 AS paid,
        0.00 AS confirmed
    FROM told t JOIN tasking_assignment a USING (directive_id)
    WHERE t.each > 0 AND a.state NOT IN ('withdrawn', 'recalled')
    UNION ALL
    SELECT a.directive_id, a.station_id, 0, e.amount, 0, 0
    FROM coordination_expensecause c
    JOIN budget_expense e ON e.id = c.expense_id
    JOIN tasking_assignment a ON a.id = c.assignment_id
    WHERE NOT EXISTS (SELECT FROM budget_expense b WHERE b.takes_back_id = e.id)
    UNION ALL
    SELECT p.directive_id, l.station_id, 0, 0, v.disbursed, v.confirmed
    FROM coordination_costpayment p
    JOIN budget_disbursement d ON d.id = p.disbursement_id
    JOIN budget_line l ON l.id = d.line_id
    JOIN budget_delivery v ON v.disbursement_id = d.id
    WHERE p.ended_at IS NULL
), at AS (
    SELECT directive_id, station_id, sum(said) AS said, sum(spent) AS spent,
        sum(paid) AS paid, sum(confirmed) AS confirmed,
        greatest(0, greatest(sum(said), sum(spent)) - sum(confirmed)) AS unfunded
    FROM parts GROUP BY directive_id, station_id
), seen AS (
    SELECT at.* FROM at
    JOIN tasking_directive d ON d.id = at.directive_id
    JOIN organization_station s ON s.id = at.station_id
    JOIN organization_bureau b ON b.id = s.bureau_id
    WHERE NOT d.reserved AND d.department_id IS NOT NULL
        AND d.issued_at >= %(start)s AND d.issued_at < %(end)s
        AND (%(only)s IS NULL OR d.id = %(only)s)
        AND (d.department_id = ANY(%(departments)s) OR s.id = ANY(%(stations)s)
            OR b.path LIKE ANY(%(below)s))
)
"""
_TASKS = """
SELECT d.id, d.number, d.title, d.department_id, d.issued_at, count(*),
    coalesce(max(t.each), 0), coalesce(max(t.origin), ''), sum(s.said), sum(s.spent),
    sum(s.paid), sum(s.confirmed), sum(s.unfunded)
FROM seen s JOIN tasking_directive d ON d.id = s.directive_id
LEFT JOIN told t ON t.directive_id = d.id
GROUP BY d.id ORDER BY sum(s.unfunded) DESC, d.id DESC
"""
_STATIONS = """
SELECT station_id, said, spent, paid, confirmed, unfunded
FROM seen ORDER BY unfunded DESC, station_id
"""


@dataclass(frozen=True)
class Sums:
    """Yuan. `unfunded` is what was said or, if more, spent at each station, less what
    it confirmed for the task; no station's surplus makes up for another's."""

    said: Decimal = NOTHING
    spent: Decimal = NOTHING
    paid: Decimal = NOTHING
    confirmed: Decimal = NOTHING
    unfunded: Decimal = NOTHING

    def __add__(self, other: Sums) -> Sums:
        names = self.__dataclass_fields__
        return Sums(*(getattr(self, n) + getattr(other, n) for n in names))


@dataclass(frozen=True)
class TaskCost:
    """A task at all the stations one may see; `each` and `origin` as was said last."""

    pk: int
    number: str
    title: str
    department: Department
    issued_at: dt.datetime
    stations: int
    each: Decimal
    origin: str
    sums: Sums


@dataclass(frozen=True)
class StationCost:
    """The same task at one of them."""

    station: Station
    sums: Sums


@dataclass(frozen=True)
class OfDepartment:
    department: Department
    tasks: int
    sums: Sums


def read_costs(user: User, year: int) -> list[TaskCost]:
    """Tasks issued in the year that cost something, the worst first. Two queries."""
    rows = _run(_TASKS, user, _span(year))
    homes = Department.objects.select_related("bureau")
    known = homes.in_bulk({row[3] for row in rows})
    return [_task(row, known[row[3]]) for row in rows]


def read_cost(user: User, pk: int) -> TaskCost | None:
    """One task; None where the user sees no cost of it. Two queries."""
    rows = _run(_TASKS, user, _span(None), only=pk)
    if not rows:
        return None
    home = Department.objects.select_related("bureau").get(pk=rows[0][3])
    return _task(rows[0], home)


def read_stations(user: User, pk: int) -> list[StationCost]:
    """Its stations as far as one sees them, the worst first. Two queries."""
    rows = _run(_STATIONS, user, _span(None), only=pk)
    known = Station.objects.select_related("bureau").in_bulk([row[0] for row in rows])
    return [StationCost(known[at], Sums(*sums)) for at, *sums in rows]


def last_said(directive: Directive) -> DirectiveCost | None:
    """What counts of what was said; None where it costs nothing or nobody said."""
    row = directive.costs.order_by("-pk").first()
    return None if row is None else as_cost(row)


def as_cost(said: DirectiveCost) -> DirectiveCost | None:
    """What was said last, unless it is that it costs nothing."""
    return said if said.each else None


def with_cost(rows: QuerySet[Row], directive: str = "pk") -> QuerySet[Row]:
    """Each with what counts of what was said of its task, for `cost_of`: no query more.
    `directive` is where a row names the task."""
    said = DirectiveCost.objects.filter(directive=OuterRef(directive)).order_by("-pk")
    text = Cast("each", CharField())
    found = said.values(told=JSONObject(each=text, origin="origin", fund="fund"))
    told: QuerySet[Any] = rows.annotate(said_cost=Subquery(found[:1]))
    return told


def cost_of(row: Model) -> DirectiveCost | None:
    """As `last_said`, of a row that was read `with_cost`."""
    told = getattr(row, "said_cost", None)
    if told is None or not Decimal(told["each"]):
        return None
    return DirectiveCost(**told | {"each": Decimal(told["each"])})


@lifted("who asks for a task knows what it cost its stations")
def spent_for(assignment: Assignment) -> Decimal:
    """What the station spent because of it."""
    rows = Expense.objects.standing().filter(cause__assignment=assignment)
    found: Decimal | None = rows.aggregate(n=Sum("amount"))["n"]
    return found or NOTHING


def by_department(rows: Iterable[TaskCost]) -> list[OfDepartment]:
    """The sums of each, the worst first."""
    found: dict[int, OfDepartment] = {}
    for row in rows:
        before = found.get(row.department.pk, OfDepartment(row.department, 0, Sums()))
        found[row.department.pk] = OfDepartment(
            row.department, before.tasks + 1, before.sums + row.sums
        )
    worst = sorted(found.values(), key=lambda one: one.department.code)
    return sorted(worst, key=lambda one: one.sums.unfunded, reverse=True)


def together(rows: Iterable[TaskCost]) -> Sums:
    """Everything below the table."""
    return sum((row.sums for row in rows), Sums())


def _task(row: Sequence[Any], department: Department) -> TaskCost:
    pk, number, title, _home, issued, stations, each, origin, *sums = row
    return TaskCost(
        *(pk, number, title, department, issued, stations, each, origin), Sums(*sums)
    )


@lifted("the statement narrows by itself, to whose money one may see")
def _run(
    what: str,
    user: User,
    span: tuple[dt.datetime, dt.datetime],
    only: int | None = None,
) -> list[tuple[Any, ...]]:
    scope, own = user.scope, POLICY["cost.view_own"].roles
    paths = scope.bureaus_as(*POLICY["cost.view"].roles)
    values = {
        "start": span[0],
        "end": span[1],
        "only": only,
        "departments": sorted(scope.departments_as(*own)),
        "stations": sorted(scope.stations_as(*own)),
        "below": [f"{path}%" for path in paths],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS + what, values)
        return list(cursor.fetchall())


def _span(year: int | None) -> tuple[dt.datetime, dt.datetime]:
    """The year as instants, or every year there may be."""
    first, last = (year, year) if year else (2000, 2200)
    ends = (dt.datetime(first, 1, 1), dt.datetime(last + 1, 1, 1))
    return timezone.make_aware(ends[0]), timezone.make_aware(ends[1])

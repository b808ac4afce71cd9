"""What an address asks of the heat map, and what there is to choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from organization.models import Bureau, Department, Role, Station, User

Unit = TypeVar("Unit", Bureau, Department)
SPANS = (12, 26)
DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
OFFICE = (Role.LEADER, Role.COORDINATOR)
MOST = 1_200
"""Stations in one picture; of more a bureau must be chosen."""


@dataclass(frozen=True)
class Asked:
    """`at` is (code of a station, first day of a week); `opened` are codes of bureaus.

    `department` is the one whose own work is looked for; `mine` leaves only stations
    that have work of one of these departments.
    """

    user: User
    weeks: tuple[dt.date, ...]
    bureau: Bureau | None = None
    department: Department | None = None
    short: bool = False
    mine: frozenset[int] = frozenset()
    opened: frozenset[str] = frozenset()
    at: tuple[str, dt.date] | None = None

    def query(self, **other: str | None) -> str:
        """The same page with something else; None leaves it out."""
        now: dict[str, str | None] = {
            "bureau": self.bureau.code if self.bureau else None,
            "department": self.department.code if self.department else None,
            "weeks": str(len(self.weeks)) if len(self.weeks) != SPANS[0] else None,
            "short": "1" if self.short else None,
            "mine": "1" if self.mine else None,
        }
        pairs = [(k, v) for k, v in (now | other).items() if v]
        pairs += [("open", code) for code in sorted(self.opened)]
        return urlencode(pairs)

    def opening(self, opened: frozenset[str]) -> str:
        """The same page with other areas open."""
        return replace(self, opened=opened).query(at=self.place or None)

    @property
    def place(self) -> str:
        """The cell that is chosen, as an address names it; "" for none."""
        if self.at is None:
            return ""
        return f"{self.at[0]}.{self.weeks.index(self.at[1])}"

    @property
    def twelve(self) -> str:
        return self.query(weeks=None)

    @property
    def half_year(self) -> str:
        return self.query(weeks=str(SPANS[1]))

    @property
    def columns(self) -> int:
        """Of the table: a name, the weeks, a count."""
        return len(self.weeks) + 2

    def stations(self) -> QuerySet[Station]:
        """All that one may look at, narrowed to the bureau that is asked for."""
        rows = Station.objects.visible_to(self.user).open()
        if self.bureau:
            rows = rows.filter(bureau__path__startswith=self.bureau.path)
        return rows


def weeks_from(today: dt.date, count: int) -> tuple[dt.date, ...]:
    """The Mondays of so many weeks, that of today first."""
    first = today - dt.timedelta(days=today.weekday())
    return tuple(first + dt.timedelta(weeks=n) for n in range(count))


def read(user: User, given: QueryDict, today: dt.date) -> Asked:
    """404 for a unit one does not see; what cannot be used otherwise is left out."""
    bureau = department = None
    if code := given.get("bureau", ""):
        bureau = _one(Bureau.objects.visible_to(user), code)
    if code := given.get("department", ""):
        department = _one(departments(user), code)
    count = given.get("weeks", "")
    weeks = weeks_from(today, SPANS[1] if count == str(SPANS[1]) else SPANS[0])
    return Asked(
        user,
        weeks,
        bureau,
        department,
        short=given.get("short") == "1",
        mine=tasking(user, department) if given.get("mine") == "1" else frozenset(),
        opened=frozenset(given.getlist("open")[:50]),
        at=_place(given.get("at", ""), weeks),
    )


def _one(rows: QuerySet[Unit], code: str) -> Unit:
    found = None if "\0" in code else rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _place(text: str, weeks: Sequence[dt.date]) -> tuple[str, dt.date] | None:
    """`CODE.n`: a station and the number of a week."""
    code, _, number = text.rpartition(".")
    week = {str(n): week for n, week in enumerate(weeks)}.get(number)
    return None if week is None or "\0" in code else (code, week)


def tasking(user: User, department: Department | None) -> frozenset[int]:
    """Whose stations one may narrow the map to: the department one looks for, else the
    own ones."""
    if department is not None:
        return frozenset({department.pk})
    return user.scope.departments_as(*DEPARTMENT)


def departments(user: User) -> QuerySet[Department]:
    """Those whose own work one may look for: the own ones, and for the office and the
    leaders all below."""
    scope = user.scope
    found = Q(pk__in=scope.departments_as(*DEPARTMENT))
    for path in scope.bureaus_as(*OFFICE):
        found |= Q(bureau__path__startswith=path)
    rows: QuerySet[Department] = Department.objects.filter(found, closed_on=None)
    return rows.order_by("bureau__path", "code")


def offered(asked: Asked) -> QuerySet[Department]:
    """Of these the ones to choose from: the own ones, those of the bureaus one may
    choose, and the one that is chosen."""
    near = Q(bureau__in=bureaus(asked).order_by())
    near |= Q(pk__in=asked.user.scope.departments_as(*DEPARTMENT))
    if asked.department:
        near |= Q(pk=asked.department.pk)
    return departments(asked.user).filter(near)


def bureaus(asked: Asked) -> QuerySet[Bureau]:
    """Those to choose from: the ones one works for, what is right below them, and what
    is beside and right below the one that is asked for. Never the whole country."""
    within, near = Q(pk__in=()), Q(pk__in=())
    for path in asked.user.scope.bureau_paths:
        within |= Q(path__startswith=path)
        near |= Q(path=path) | Q(parent__path=path)
    if here := asked.bureau:
        near |= Q(pk=here.pk) | Q(parent=here.pk) | Q(parent=here.parent_id)
    rows: QuerySet[Bureau] = Bureau.objects.filter(within & near, closed_on=None)
    return rows.order_by("path")

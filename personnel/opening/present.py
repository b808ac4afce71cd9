"""The same sheet with the accounts there are and the roles they hold or will hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from desk.taking.file import Passed
from organization.models import Membership
from organization.models.access import MembershipQuerySet
from organization.scope import shown
from organization.wall import lifted
from personnel.exchange import book
from personnel.exchange.present import last_day
from personnel.opening.sheets import SHEET, SHEETS
from personnel.opening.there import WHY


def present(today: dt.date, told: Passed = iter) -> bytes:
    """A line for each role, but not for those of deputies: chiefs name them. Whose
    files accounts are is no business of theirs who keep accounts. Rows go through
    `told`."""
    return book.filled(SHEETS, {SHEET.name: told(_cells(today))})


def size(today: dt.date) -> int:
    """How many lines it has."""
    with lifted(WHY):
        return _rows(today).count()


def _rows(today: dt.date) -> MembershipQuerySet:
    lasting = Q(during__endswith=None) | Q(during__endswith__gt=today)
    return Membership.objects.filter(lasting, acting=False, user__is_active=True)


def _cells(today: dt.date) -> Iterable[list[Any]]:
    with lifted(WHY):
        rows = list(shown(_rows(today)).select_related("user"))
    rows.sort(key=lambda row: (row.user.username, row.unit.code, row.role, row.pk))
    return map(_line, rows)


def _line(row: Membership) -> list[Any]:
    values: dict[str, Any] = {
        "username": row.user.username,
        "name": row.user.name,
        "number": "",
        "role": row.role,
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "first": row.during.lower,
        "last": last_day(row.during),
        "reason": "",
    }
    return [one.shown(values[one.name]) for one in SHEET.fields]

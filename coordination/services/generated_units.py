"""The units of a generated force and the accounts that act for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from coordination.generating import words
from coordination.generating.build import Build
from coordination.generating.units import LEVELS
from coordination.services.copying import copy_rows, reserve
from organization.models import (
    Bureau,
    Department,
    Membership,
    Role,
    Station,
    User,
)
from organization.pinyin import initials, spelt

SINCE = "[2020-01-01,)"
# One may enter a generated force in demo mode as these: enough to see each role once.
PERSONA_STATIONS = 3
PERSONA_SPECIALITIES = ("治安", "禁毒", "基础管控")


@dataclass(frozen=True)
class Written:
    """The first id of each kind; the others follow in the order of the build.

    Accounts: one per department, then one per station, then one per bureau.
    """

    bureau: int
    department: int
    station: int
    user: int
    departments: int
    stations: int

    def staff(self, department: int) -> int:
        """Account of whoever drafts for a department."""
        return self.user + department

    def chief(self, station: int) -> int:
        return self.user + self.departments + station

    def leader(self, bureau: int) -> int:
        return self.user + self.departments + self.stations + bureau


@dataclass(frozen=True)
class _Account:
    name: str
    username: str
    role: str
    field: str
    unit: int
    persona: bool


def write_units(cursor: CursorWrapper, made: Build) -> Written:
    """Bureaus, departments, stations, accounts and their roles."""
    units = made.units
    accounts = len(units.departments) + len(units.stations) + len(units.bureaus)
    ids = Written(
        bureau=reserve(cursor, Bureau, len(units.bureaus)),
        department=reserve(cursor, Department, len(units.departments)),
        station=reserve(cursor, Station, len(units.stations)),
        user=reserve(cursor, User, accounts),
        departments=len(units.departments),
        stations=len(units.stations),
    )
    _write_tree(cursor, made, ids)
    people = list(_accounts(made, ids))
    now = timezone.now()
    copy_rows(
        cursor,
        User,
        ("id", "password", "username", "name", "is_persona", "created_at"),
        (
            (ids.user + n, make_password(None), p.username, p.name, p.persona, now)
            for n, p in enumerate(people)
        ),
    )
    for field in ("bureau", "department", "station"):
        copy_rows(
            cursor,
            Membership,
            ("user", "role", field, "during"),
            (
                (ids.user + n, role, p.unit, SINCE)
                for n, p in enumerate(people)
                if p.field == field
                for role in _roles(p)
            ),
        )
    return ids


def _roles(account: _Account) -> tuple[str, ...]:
    """Who coordinates also drafts what the office itself asks for."""
    if account.role == Role.COORDINATOR:
        return (Role.COORDINATOR, Role.DEPARTMENT_STAFF)
    return (account.role,)


def _write_tree(cursor: CursorWrapper, made: Build, ids: Written) -> None:
    units = made.units
    common = ("id", "code", "name", "short_name", "name_en", "pinyin", "spelt")
    paths: list[str] = []
    for n, bureau in enumerate(units.bureaus):
        above = "" if bureau.parent is None else paths[bureau.parent]
        paths.append(f"{above}{ids.bureau + n}/")
    copy_rows(
        cursor,
        Bureau,
        (*common, "level", "parent", "path"),
        (
            (
                *_common(ids.bureau + n, row.code, row.name, row.short_name),
                LEVELS[row.level],
                None if row.parent is None else ids.bureau + row.parent,
                paths[n],
            )
            for n, row in enumerate(units.bureaus)
        ),
    )
    copy_rows(
        cursor,
        Department,
        (*common, "bureau", "speciality", "is_coordination_office"),
        (
            (
                *_common(ids.department + n, row.code, row.name, row.short_name),
                ids.bureau + row.bureau,
                row.speciality,
                row.office,
            )
            for n, row in enumerate(units.departments)
        ),
    )
    copy_rows(
        cursor,
        Station,
        (*common, "bureau", "rural"),
        (
            (
                *_common(ids.station + n, row.code, row.name, row.short_name),
                ids.bureau + row.bureau,
                row.rural,
            )
            for n, row in enumerate(units.stations)
        ),
    )


def _common(pk: int, code: str, name: str, short: str) -> tuple[object, ...]:
    return pk, code, name, short[:40], "", initials(name), spelt(name)


def _accounts(made: Build, ids: Written) -> Iterator[_Account]:
    units = made.units
    first = units.stations[0].bureau  # whose people one may enter as
    number = 0
    for n, department in enumerate(units.departments):
        role = Role.COORDINATOR if department.office else Role.DEPARTMENT_STAFF
        shown = department.bureau == first
        yield _Account(
            words.name(number),
            f"d{department.code}",
            role,
            "department",
            ids.department + n,
            shown and department.speciality in PERSONA_SPECIALITIES,
        )
        number += 1
    for n, station in enumerate(units.stations):
        name, pk = words.name(number), ids.station + n
        shown = n < PERSONA_STATIONS
        yield _Account(
            name, f"s{station.code}", Role.STATION_CHIEF, "station", pk, shown
        )
        number += 1
    for n, bureau in enumerate(units.bureaus):
        name, pk = words.name(number), ids.bureau + n
        shown = n == first
        yield _Account(name, f"b{bureau.code}", Role.LEADER, "bureau", pk, shown)
        number += 1


def moment(day: dt.date, offset: int, minute: int) -> str:
    """An instant for COPY: the local minute of the day `offset` days after `day`."""
    at = day + dt.timedelta(days=offset)
    return f"{at} {minute // 60:02}:{minute % 60:02}+08"

"""Accounts of the demo force: personas to enter as, and everybody who must act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pypinyin import lazy_pinyin

from coordination.demo.files import table
from coordination.demo.force import Force
from coordination.demo.people import Crew
from organization import services
from organization.models import Bureau, Department, Membership, Role, Station, User
from personnel.models import Officer
from personnel.services import link_account

SINCE = dt.date(2020, 1, 1)
LEADERS = ["胡建平", "唐志明", "郑文博", "彭建设"]
NAMELESS = "郑海峰"  # the chief of the station whose people nobody has entered
Unit = Bureau | Department | Station


@dataclass
class Accounts:
    """Who acts for which unit, by its code."""

    staff: dict[str, User] = field(default_factory=dict)
    chiefs: dict[str, User] = field(default_factory=dict)
    leaders: dict[str, User] = field(default_factory=dict)
    coordinators: dict[str, User] = field(default_factory=dict)

    def drafter(self, requester: Department | Station) -> User:
        """Who drafts for a department, or keeps the plan of a station."""
        book = self.chiefs if isinstance(requester, Station) else self.staff
        return book[requester.code]


def open_accounts(force: Force, crew: Crew) -> Accounts:
    """The personas of data/personas.csv, then one account per other unit."""
    accounts = Accounts()
    units: dict[str, Unit] = {**force.bureaus, **force.departments, **force.stations}
    for row in table("personas"):
        unit = units[row["unit"]]
        officer = crew[unit.code][int(row["place"]) - 1] if row["place"] else None
        name = officer.name if officer else row["name"]
        user = _account(name, officer, row["role"], unit, persona=True)
        _enter(accounts, row["role"], unit, user)
    _fill_up(accounts, force, crew)
    return accounts


def _fill_up(accounts: Accounts, force: Force, crew: Crew) -> None:
    """Whoever must act in a unit that has no persona for it."""
    for department in force.departments.values():
        if department.code not in accounts.staff:
            role, officer = Role.DEPARTMENT_STAFF, crew[department.code][-1]
            user = _account(officer.name, officer, role, department)
            _enter(accounts, role, department, user)
    for township in force.townships.values():
        # What a township asks comes by letter; the county's office enters it.
        office = force.office(township.bureau)
        _enter_for(accounts, township, accounts.staff[office.code])
    for station in force.stations.values():
        if station.code not in accounts.chiefs:
            role, found = Role.STATION_CHIEF, crew.get(station.code)
            name = found[0].name if found else NAMELESS
            user = _account(name, found[0] if found else None, role, station)
            _enter(accounts, role, station, user)
    others = [b for b in force.bureaus.values() if b.code not in accounts.leaders]
    for bureau, name in zip(others, LEADERS, strict=True):
        _enter(accounts, Role.LEADER, bureau, _account(name, None, Role.LEADER, bureau))


def personas() -> list[dict[str, str]]:
    """[{username, role, unit}] of the personas, in the order of data/personas.csv."""
    rows = (
        Membership.objects.in_force()
        .filter(user__is_persona=True)
        .select_related("user", "bureau", "department", "station")
        .order_by("id")
    )
    return [
        {"username": row.user.username, "role": row.role, "unit": row.unit.code}
        for row in rows
    ]


def _account(
    name: str, officer: Officer | None, role: str, unit: Unit, persona: bool = False
) -> User:
    user = services.create_user(
        by=None, username=_username(name), name=name, is_persona=persona
    )
    services.grant_role(by=None, user=user, role=role, unit=unit, during=(SINCE, None))
    if officer is not None:
        link_account(by=None, officer=officer, user=user)
    return user


def _enter_for(accounts: Accounts, township: Department, user: User) -> None:
    role = Role.DEPARTMENT_STAFF
    services.grant_role(
        by=None, user=user, role=role, unit=township, during=(SINCE, None)
    )
    _enter(accounts, role, township, user)


def _enter(accounts: Accounts, role: str, unit: Unit, user: User) -> None:
    book = {
        Role.DEPARTMENT_STAFF: accounts.staff,
        Role.STATION_CHIEF: accounts.chiefs,
        Role.LEADER: accounts.leaders,
        Role.COORDINATOR: accounts.coordinators,
    }.get(Role(role))
    if book is not None:
        book[unit.code] = user


def _username(name: str) -> str:
    """Pinyin without spaces; a number where the name is met again."""
    plain = "".join(lazy_pinyin(name.replace("·", "")))
    taken = set(
        User.objects.filter(username__startswith=plain).values_list(
            "username", flat=True
        )
    )
    tries = [plain, *(f"{plain}{n}" for n in range(2, 99))]
    return next(username for username in tries if username not in taken)

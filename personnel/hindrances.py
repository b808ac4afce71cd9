"""What stands in the way of a leave that other rooms know of, registered by them.

This room cannot look up: who knows of appointments that name an officer says so here,
and every door to a leave asks. See docs/adr/0030.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.functional import Promise

from organization.models import Department, Membership, Role, Station, User
from personnel.models import Leave, LeaveRequest, Officer

POSTS = {"所长": "chief", "教导员": "instructor"}
"""Posts whose holder an appointment may name by the post."""


@dataclass(frozen=True)
class Instead:
    """What is said about an appointment that names who goes on leave: who attends
    instead, or that he does all the same."""

    leave: Leave
    text: str
    by: User


@dataclass(frozen=True)
class Hindrance:
    """An appointment that names the officer, and who asks for him there; `tell` lets
    them know what is said about it."""

    start: dt.datetime
    end: dt.datetime
    title: str | Promise
    asked_by: str | Promise
    tell: Callable[[Instead], None]


Look = Callable[[Station, Collection[str], DateRange], list[Hindrance]]
_looks: list[Look] = []


def register(look: Look) -> None:
    """Called from the rooms' `apps` as they load. `look` is given the station, the
    names under which the officer may be named, and the days."""
    _looks.append(look)


def hindrances(
    officer: Officer, station: Station, during: DateRange
) -> list[Hindrance]:
    """In order of time; two queries and those of the rooms."""
    names = {officer.police_number} | posts_of(officer, station, during)
    found = [each for look in _looks for each in look(station, names, during)]
    return sorted(found, key=lambda each: (each.start, each.end, str(each.title)))


def tell_instead(found: Iterable[Hindrance], said: Instead) -> None:
    """Whoever asks for the officer hears who comes; nothing where nothing is said."""
    for each in found:
        if said.text:
            each.tell(said)


def of_request(row: LeaveRequest) -> list[Hindrance]:
    """What stands in the way of a leave that is asked for, at all of its stations."""
    return [
        found
        for part in row.at_stations
        if part.station is not None
        for found in hindrances(row.officer, part.station, part.during)
    ]


def posts_of(officer: Officer, station: Station, during: DateRange) -> set[str]:
    """ "chief" and "instructor", as far as he is that there on some of the days."""
    here = officer.postings.filter(station=station, during__overlap=during)
    held = {
        POSTS[post] for post in here.values_list("post", flat=True) if post in POSTS
    }
    return held | ({"chief"} if heads(officer, station, during) else set())


def heads(officer: Officer, unit: Station | Department, during: DateRange) -> bool:
    """Has he a chief's rights there, his own or acting, on some of the days?"""
    rows = Membership.objects.filter(user=officer.user_id, during__overlap=during)
    if isinstance(unit, Station):
        rows = rows.filter(role=Role.STATION_CHIEF, station=unit)
    else:
        rows = rows.filter(role=Role.DEPARTMENT_HEAD, department=unit)
    return officer.user_id is not None and rows.exists()

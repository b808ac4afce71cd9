"""What stands in the way of a leave that other rooms know of, registered by them.

This room cannot look up: who knows of appointments that name an officer says so here,
and every door to a leave asks. See docs/adr/0030.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.functional import Promise

from organization.models import Department, Membership, Role, Station, User
from organization.services.problems import overlaps
from organization.together import together
from personnel.models import Leave, LeavePart, LeaveRequest, Officer, Posting

POSTS = {
    "所长": "chief",
    "教导员": "instructor",
    "副所长": "deputies",
    "内勤": "clerks",
    "社区民警": "community",
    "办案民警": "investigators",
}
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


@dataclass(frozen=True)
class Ask:
    """Days at a station, and the names under which an officer may be named there."""

    station: Station
    names: frozenset[str]
    during: DateRange


Absence = tuple[Officer, DateRange]
Found = list[Hindrance]
Look = Callable[[Sequence[Ask]], Iterable[Found]]
_looks: list[Look] = []


def register(look: Look) -> None:
    """Called from the rooms' `apps` as they load. `look` answers each that is asked, in
    a number of queries that does not grow with them."""
    _looks.append(look)


def hindrances(officer: Officer, station: Station, during: DateRange) -> Found:
    """In order of time; two queries and those of the rooms."""
    names = {officer.police_number} | posts_of(officer, station, during)
    return _looked([Ask(station, frozenset(names), during)])[0]


def hindrances_of(absences: Sequence[Absence]) -> list[Found]:
    """Of each absence at every station where he is posted then; two queries and those
    of the rooms."""
    asked: dict[int, list[Ask]] = _asked(absences)
    found = iter(_looked([ask for asks in asked.values() for ask in asks]))
    return [[each for _ask in asks for each in next(found)] for asks in asked.values()]


def _looked(asks: Sequence[Ask]) -> list[Found]:
    every = [list(look(asks)) for look in _looks] if asks else []
    return [
        sorted(
            (each for found in every for each in found[n]),
            key=lambda each: (each.start, each.end, str(each.title)),
        )
        for n in range(len(asks))
    ]


def _asked(absences: Sequence[Absence]) -> dict[int, list[Ask]]:
    """By place in the row of absences."""
    people = {officer.pk: officer.user_id for officer, _during in absences}
    rows = Posting.objects.filter(officer__in=people, station__isnull=False)
    postings = defaultdict(list)
    for row in rows.select_related("station").order_by("during"):
        postings[row.officer_id].append(row)
    roles = Membership.objects.filter(user__in=set(people.values()) - {None})
    heading: dict[tuple[int | None, int | None], list[DateRange]] = defaultdict(list)
    for role in roles.filter(role=Role.STATION_CHIEF):
        heading[role.user_id, role.station_id].append(role.during)
    found: dict[int, list[Ask]] = {n: [] for n in range(len(absences))}
    for n, (officer, during) in enumerate(absences):
        for row in postings[officer.pk]:
            if row.station and overlaps(row.during, during):
                names = {officer.police_number, POSTS.get(row.post, "")}
                held = heading[officer.user_id, row.station_id]
                if any(overlaps(period, during) for period in held):
                    names.add("chief")
                found[n].append(Ask(row.station, frozenset(names - {""}), during))
    return found


def tell_instead(found: Iterable[Hindrance], said: Instead) -> None:
    """Whoever asks for the officer hears who comes; nothing where nothing is said."""
    for each in found:
        if said.text:
            each.tell(said)


def of_request(
    row: LeaveRequest, parts: Sequence[LeavePart] | None = None
) -> list[Hindrance]:
    """What stands in the way of a leave that is asked for: of these parts of it, by
    default at all of its stations. Two queries and those of the rooms."""
    officer, asks = row.officer, []
    wanted = [p for p in (row.at_stations if parts is None else parts) if p.station]
    places = [part.station_id for part in wanted]
    posted, heading = together(
        officer.postings.filter(station__in=places),
        _heading(officer).filter(station__in=places),
    )
    for part in wanted:
        here = [one for one in posted if _meets(one, part)]
        names = {officer.police_number, *(POSTS.get(one.post, "") for one in here)}
        if any(_meets(one, part) for one in heading):
            names.add("chief")
        if part.station:
            asks.append(Ask(part.station, frozenset(names - {""}), part.during))
    return [found for each in _looked(asks) for found in each]


def _meets(held: Posting | Membership, part: LeavePart) -> bool:
    """At the same station, on some of the days."""
    same = held.station_id == part.station_id
    return same and overlaps(held.during, part.during)


def _heading(officer: Officer) -> QuerySet[Membership]:
    """Chief's rights he has or had, his own or acting; none without an account."""
    rows = Membership.objects.filter(role=Role.STATION_CHIEF)
    return rows.filter(user=officer.user_id) if officer.user_id else rows.none()


def posts_of(officer: Officer, station: Station, during: DateRange) -> set[str]:
    """The words of `POSTS` that mean him there on some of the days."""
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

"""Stations with as many open assignments as a measurement asks for."""

from __future__ import annotations

import datetime as dt

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from coordination.services.checking import check_station  # noqa: E402
from coordination.services.issuing import issue  # noqa: E402
from organization.models import Department, Station, User  # noqa: E402
from tasking.content import Content  # noqa: E402
from tasking.models import Assignment  # noqa: E402
from tests.factories import Force, force  # noqa: E402

# Due within two months, most of them in order; some windows are too full.
CLONES = """
WITH d AS (
  INSERT INTO tasking_directive (number, department_id, title, pinyin, kind, intent,
    basis, standard, data_items, deadline_class, due, effort_units, attendees, priority,
    reserved, state, conflict_reason, created_by_id, created_at, issued_at, version)
  SELECT '', department_id, title || ' ' || n, '', kind, intent, '', standard, '{}',
    deadline_class, %(day)s + (3 + floor(random() * 57)) * interval '1 day',
    (30 + floor(random() * %(most)s)) * 1000, '{}', 0, false, 'issued', '',
    created_by_id, now(), now(), 1
  FROM tasking_directive, generate_series(1, %(count)s) n WHERE id = %(directive)s
  RETURNING id, due, department_id, effort_units)
INSERT INTO tasking_assignment (directive_id, station_id, department_id, is_event, due,
  effort_units, remaining_units, attendees, priority, deadline_class, state, report,
  created_at, version)
SELECT id, %(station)s, department_id, false, due, effort_units, effort_units, '{}', 0,
  'negotiable', 'issued', '', now(), 1 FROM d
"""


def founded() -> Force:
    """The force of the tests, in an empty database."""
    with transaction.atomic():
        return force()


def filled(made: Force, station: Station, count: int, most: int = 1300) -> None:
    """So many open assignments at one station, checked.

    Each takes up to `most` minutes of an officer's time: with 900 two hundred of them
    fit into two months, with 1,300 the last weeks are too full.
    """
    requesters = [
        (made.staff, made.public_order),
        (made.staff_narcotics, made.narcotics),
    ]
    if station.bureau_id == made.county_b.pk:
        requesters = [(made.staff_b, made.public_order_b)]
    each = -(-count // len(requesters))
    with transaction.atomic():
        for n, (user, department) in enumerate(requesters):
            number = min(each, count - n * each)
            _fill(user, department, station, number, most)
    check_station(station.pk, now=timezone.now())


def _fill(
    user: User, department: Department, station: Station, count: int, most: int
) -> None:
    day = midnight()
    directive = issue(
        by=user,
        requester=department,
        content=content("走访", 6, day + dt.timedelta(days=30)),
        stations=[station],
        now=timezone.now(),
    ).directive
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")  # the same stations in every run
        values = {"day": day, "count": count - 1, "directive": directive.pk}
        cursor.execute(CLONES, {**values, "station": station.pk, "most": most})


def content(title: str, hours: int, due: dt.datetime) -> Content:
    return Content(
        title=title,
        kind="task",
        intent="摸清底数",
        standard="逐户登记",
        due=due,
        effort_units=hours * 60_000,
    )


def midnight() -> dt.datetime:
    now = timezone.localtime()
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def open_rows(station: Station) -> list[Assignment]:
    return list(Assignment.objects.filter(station=station).order_by("pk"))

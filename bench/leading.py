"""What the ministry's leader opens, over 40,000 stations.

`bench/run.py --only leading`.

In an empty database: a generated force of ten officers a station, with posts, residents
and a year of money laid beside it by SQL, the triggers doing their work. Each page and
list is opened through Django's test client, the fastest of three; statements counted.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator

os.environ.setdefault("PLAIN_STATIC", "1")  # nothing collects files for servers alone

from bench.figures import Figure, quick, seconds, tell
from bench.workload import client, get, queries  # sets up Django; keep it first

from django.core.management import call_command  # isort: skip
from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.urls import reverse  # isort: skip
from django.utils import timezone  # isort: skip

from organization.models import Membership, Role, User  # isort: skip

STATIONS, QUICK, OPEN, OFFICERS = 40_000, 2_000, 20, 10
MOST_SECONDS, MOST_QUERIES, TRIES = 1.0, 15, 3
PAGES = {
    "money of the year": "budget:money",
    "its report by the interface": "api:money-reports",
    "structure": "personnel:structure",
    "structure by the interface": "api:structure",
    "establishment": "personnel:establishment",
    "budgets of burden": "coordination:burden_caps",
    "share outside the remit": "coordination:remit_share",
    "urgent tasks": "coordination:emergencies",
    "a new urgent task": "coordination:compose_emergency",
    "the tree of stations": "coordination:pick_stations",
    "estimates": "coordination:calibration",
}
# Every third county has a norm of its own, every tenth counts days.
NORMS = """
INSERT INTO budget_norm (bureau_id, staff, amount, first, "end", counting, basis,
    entered_at)
SELECT id, 'police', 16000 + id %% 7 * 250.5, %(first)s, NULL,
    CASE WHEN id %% 10 = 0 THEN 'daily' ELSE 'year_start' END, 'x', %(now)s
FROM organization_bureau WHERE parent_id IS NULL OR id %% 3 = 0
"""
POSTS = """
INSERT INTO personnel_post (station_id, kind, category, approved, rank_from, rank_to,
    "leading", nights, weight, required, desired, during, version)
SELECT id, kind, 'police', approved, '', '', p.head, false, 1, '{}', '{}',
    daterange(%(first)s, NULL), 1
FROM organization_station,
    (VALUES ('所长', 1, true), ('社区民警', 10, false)) AS p(kind, approved, head)
"""
RESIDENTS = """
INSERT INTO personnel_residents (station_id, year, number, version)
SELECT id, %(year)s - n, 9000 + id %% 30000, 1
FROM organization_station, generate_series(0, 1) n WHERE id %% 20 > 0
"""
LINES = """
INSERT INTO budget_line (station_id, bureau_id, year, category, source)
SELECT id, bureau_id, %(year)s, 'running', 'bureau' FROM organization_station
"""
ALLOCATED = """
INSERT INTO budget_entry (line_id, kind, amount, note, by_id, at)
SELECT id, 'allocate', 40000 + id %% 9000, 'x', %(first_user)s,
    %(now)s - (200 - 80 * n + id %% 20) * interval '1 day'
FROM budget_line, generate_series(1, 2) n
"""
PAID = """
INSERT INTO budget_disbursement (line_id, amount, mode, purpose, prepared_by_id,
    prepared_at, released_by_id, released_at, cancel_reason, version)
SELECT id, 15000 + id %% 5000, 'quota', 'x', %(first_user)s, t, %(second_user)s, t,
    '', 1
FROM budget_line, generate_series(1, 4) n,
    LATERAL (SELECT %(now)s - (110 - 25 * n + id %% 9) * interval '1 day' AS t) times
"""
STEP = """
INSERT INTO budget_entry (line_id, kind, amount, disbursement_id, note, by_id, at)
SELECT d.line_id, %(kind)s, d.amount, d.id, '', m.user_id,
    d.released_at + d.id %% %(late)s * interval '1 day'
FROM budget_disbursement d JOIN budget_line l ON l.id = d.line_id
JOIN organization_membership m ON m.station_id = l.station_id
WHERE m.role = 'station_chief' AND (d.id %% %(every)s > 0 OR %(every)s = 1)
"""
# Which steps, of which payments (all but every so manieth), and how many days late.
STEPS = (("disburse", 1, 1), ("receive", 10, 6), ("confirm", 5, 10))


def main() -> None:
    count = QUICK if quick() else STATIONS
    laid(count)
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")  # as requests have it
    tell(figures(leader(), count))


def laid(count: int) -> None:
    taken = seconds(
        lambda: call_command(
            "generate_force",
            stations=count,
            open=OPEN,
            seed=7,
            officers=count * OFFICERS,
            stdout=sys.stderr,
        )
    )
    sys.stderr.write(f"  a force of {count} stations in {taken:.0f} s\n")
    for name, work in (("posts and norms", ground), ("money", money)):
        sys.stderr.write(f"  {name} in {seconds(work):.0f} s\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def values() -> dict[str, object]:
    first, second = User.objects.order_by("pk").values_list("pk", flat=True)[:2]
    today = timezone.localdate()
    began = dt.date(today.year - 3, 1, 1)
    return {
        **{"year": today.year, "first": began, "now": timezone.now()},
        **{"first_user": first, "second_user": second},
    }


def run(*statements: str, **more: object) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values() | more)


def ground() -> None:
    run(NORMS, POSTS, RESIDENTS)


def money() -> None:
    run(LINES, ALLOCATED, PAID)
    for kind, every, late in STEPS:
        run(STEP, kind=kind, every=every, late=late)


def leader() -> Client:
    held = Membership.objects.in_force().filter(role=Role.LEADER, bureau__parent=None)
    member = held.select_related("user").order_by("pk").first()
    assert member is not None
    return client(member.user)


def figures(visitor: Client, count: int) -> Iterator[Figure]:
    for name, route in PAGES.items():
        path = reverse(route)
        get(visitor, path)
        asked = queries(visitor, path)
        taken = min(seconds(lambda path=path: get(visitor, path)) for _ in range(TRIES))
        yield Figure(
            f"{name}, {count:,} stations",
            f"{taken:.2f} s, queries {asked}",
            f"≤ {MOST_SECONDS:.0f} s, ≤ {MOST_QUERIES}",
            taken <= MOST_SECONDS and asked <= MOST_QUERIES,
            value=taken,
            unit="s",
        )


if __name__ == "__main__":
    main()

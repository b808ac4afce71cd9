"""A year of a bureau with 200 stations and 50,000 entries: `bench/run.py --only money`.

The page of the bureau's year as finance opens it, and the same with 10 stations.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics

os.environ.setdefault("PLAIN_STATIC", "1")  # nothing collects files for servers alone

from bench.figures import Figure, quick, seconds, tell
from bench.pages import client, get, queries
from bench.world import founded

from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.urls import reverse  # isort: skip
from django.utils import timezone  # isort: skip

from organization.services import create_station  # isort: skip
from personnel import services as personnel  # isort: skip
from tests.budget.world import NOW, YEAR, second, yuan  # isort: skip
from tests.factories import ALWAYS, SINCE, Force, appoint, person  # isort: skip

STATIONS, OFFICERS, MOST_SECONDS, MOST_QUERIES = 200, 14, 1.0, 15
LINES = """
INSERT INTO budget_line (station_id, bureau_id, year, category, source)
SELECT id, bureau_id, %(year)s, 'running', 'bureau' FROM organization_station
WHERE bureau_id = %(bureau)s AND id <> ALL(%(but)s)
"""
ALLOCATED = """
INSERT INTO budget_entry (line_id, kind, amount, note, by_id, at)
SELECT id, 'allocate', 1000, 'x', %(first)s, %(now)s
FROM budget_line, generate_series(1, 178) WHERE id <> ALL(%(old)s)
"""
PAID = """
INSERT INTO budget_disbursement (line_id, amount, mode, purpose, prepared_by_id,
    prepared_at, released_by_id, released_at, cancel_reason, version)
SELECT id, 5000, 'quota', 'x', %(first)s, %(now)s, %(second)s, %(now)s, '', 1
FROM budget_line, generate_series(1, 24) WHERE id <> ALL(%(old)s)
"""
STEP = """
INSERT INTO budget_entry (line_id, kind, amount, disbursement_id, note, by_id, at)
SELECT d.line_id, %(kind)s, d.amount, d.id, '', m.user_id, %(now)s
FROM budget_disbursement d JOIN budget_line l ON l.id = d.line_id
JOIN organization_membership m ON m.station_id = l.station_id
WHERE m.role = 'station_chief' AND l.id <> ALL(%(old)s) AND d.id %% %(every)s = 0
"""


def main() -> None:
    made = founded()
    norm(made)
    path, visitor = reverse("budget:money"), client(made.finance)
    asked, costs = (10, 20) if quick() else (10, STATIONS), []
    for count in asked:
        filled(made, count)
        queries(visitor, path)
        costs.append(queries(visitor, path))
    times = [seconds(lambda: get(visitor, path)) for _ in range(9)]
    middle, entries = statistics.median(times), counted()
    tell(
        [
            Figure(
                f"a year of a bureau, {asked[1]} stations, {entries:,} entries",
                f"{middle * 1000:.0f} ms, queries {costs[0]} / {costs[1]}",
                f"≤ {MOST_SECONDS:.0f} s, ≤ {MOST_QUERIES} equal",
                middle <= MOST_SECONDS and costs[0] == costs[1] <= MOST_QUERIES,
                value=middle,
                unit="s",
            ),
            taken_out(made, visitor),
        ]
    )


def taken_out(made: Force, visitor: Client) -> Figure:
    """All of it as a workbook, every entry a row."""
    path = reverse("budget:bureau_book", args=[made.county_a.code])
    spent, asked = seconds(lambda: get(visitor, path)), queries(visitor, path)
    told = f"{spent:.1f} s, queries {asked}"
    return Figure("the same year as a workbook", told, value=spent, unit="s")


def norm(made: Force) -> None:
    from budget.services.norms import NormTerms, set_norm

    terms = NormTerms("police", yuan(16000), SINCE, None, "year_start", "x")
    set_norm(by=None, bureau=made.county_a, terms=terms, now=NOW)


def filled(made: Force, count: int) -> None:
    """So many stations in the bureau, each with people and 250 entries."""
    before = made.county_a.stations.count()
    for n in range(before, count):
        code = f"{made.county_a.code[:6]}52{n:04}"
        home = create_station(
            by=None, bureau=made.county_a, code=code, name=f"{n}派出所"
        )
        appoint(person(f"chief{n}"), "station_chief", home)
        rows = [personnel.NewOfficer(f"9{n:03}{k:02}", "王军") for k in range(OFFICERS)]
        officers = personnel.register_officers(by=None, rows=rows)
        postings = [personnel.NewPosting(one, home, ALWAYS) for one in officers]
        personnel.post_officers(by=None, rows=postings)
    book(made, timezone.now())


def book(made: Force, now: dt.datetime) -> None:
    """Entries of the stations that have none, the triggers doing their work."""
    from budget.models import Line

    old = list(Line.objects.values_list("station", "pk"))
    values = {
        "year": YEAR,
        "bureau": made.county_a.pk,
        "but": [*(one for one, _pk in old), made.unknown.pk],
        "old": [pk for _one, pk in old],
        "first": made.finance.pk,
        "second": second(made).pk,
        "now": now,
    }
    with connection.cursor() as cursor:
        for statement in (LINES, ALLOCATED, PAID):
            cursor.execute(statement, values)
        for kind, every in (("disburse", 1), ("receive", 1), ("confirm", 2)):
            cursor.execute(STEP, {**values, "kind": kind, "every": every})


def counted() -> int:
    from budget.models import Entry

    return Entry.objects.count()


if __name__ == "__main__":
    main()

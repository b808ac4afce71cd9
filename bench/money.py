"""A year of a bureau with 200 stations and 50,000 entries: `bench/run.py --only money`.

The bureau's year and its report as finance opens them, and what an auditor looks at;
the same with 10 stations. Entries lie on all days of a year.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import time

os.environ.setdefault("PLAIN_STATIC", "1")  # nothing collects files for servers alone

from bench.figures import Figure, quick, seconds, tell
from bench.workload import client, get, queries
from bench.world import founded

from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.urls import reverse  # isort: skip
from django.utils import timezone  # isort: skip

from desk.models import Job  # isort: skip
from desk.taking.running import TAKINGS  # isort: skip
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
SELECT id, 'allocate', 1000, 'x', %(first)s, %(now)s - (360 - 2 * n) * interval '1 day'
FROM budget_line, generate_series(1, 178) n WHERE id <> ALL(%(old)s)
"""
PAID = """
INSERT INTO budget_disbursement (line_id, amount, mode, purpose, prepared_by_id,
    prepared_at, released_by_id, released_at, cancel_reason, version)
SELECT id, 5000, 'quota', 'x', %(first)s, t, %(second)s, t, '', 1
FROM budget_line, generate_series(1, 24) n,
    LATERAL (SELECT %(now)s - (350 - 14 * n) * interval '1 day' AS t) times
WHERE id <> ALL(%(old)s)
"""
STEP = """
INSERT INTO budget_entry (line_id, kind, amount, disbursement_id, note, by_id, at)
SELECT d.line_id, %(kind)s, d.amount, d.id, '', m.user_id,
    d.released_at + d.id %% %(late)s * interval '1 day'
FROM budget_disbursement d JOIN budget_line l ON l.id = d.line_id
JOIN organization_membership m ON m.station_id = l.station_id
WHERE m.role = 'station_chief' AND l.id <> ALL(%(old)s) AND d.id %% %(every)s = 0
"""

# Which steps, of every so manieth payment, and up to how many days after its release.
STEPS = (("disburse", 1, 1), ("receive", 1, 20), ("confirm", 2, 20))


def main() -> None:
    made = founded()
    norm(made)
    code, office = made.county_a.code, client(made.finance)
    pages = {
        "a year of a bureau": (office, reverse("budget:money")),
        "its report": (office, reverse("budget:report", args=[code])),
        "its audit": (
            client(made.internal_auditor),
            reverse("budget:audit", args=[code]),
        ),
    }
    asked = (10, 20) if quick() else (10, STATIONS)
    costs: dict[str, list[int]] = {name: [] for name in pages}
    for count in asked:
        filled(made, count)
        for name, page in pages.items():
            queries(*page)
            costs[name].append(queries(*page))
    said = f"{asked[1]} stations, {counted():,} entries"
    read = [figure(f"{n}, {said}", pages[n], costs[n]) for n in pages]
    tell([*read, taken_out(made, office)])


def figure(name: str, page: tuple[Client, str], costs: list[int]) -> Figure:
    middle = statistics.median(seconds(lambda: get(*page)) for _ in range(9))
    few, many = costs
    return Figure(
        name,
        f"{middle * 1000:.0f} ms, queries {few} / {many}",
        f"≤ {MOST_SECONDS:.0f} s, ≤ {MOST_QUERIES} equal",
        middle <= MOST_SECONDS and few == many <= MOST_QUERIES,
        value=middle,
        unit="s",
    )


def taken_out(made: Force, visitor: Client) -> Figure:
    """All of it as a workbook, every entry a row: many are left to a worker, whose work
    is done here."""
    path = reverse("budget:bureau_book", args=[made.county_a.code])
    begun = time.perf_counter()
    if visitor.get(path).status_code == 302:
        job = Job.objects.latest("pk")
        assert TAKINGS.run(job.pk, now=timezone.now())
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.state
    spent = time.perf_counter() - begun
    told = f"{spent:.1f} s"
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
        for kind, every, late in STEPS:
            step = {"kind": kind, "every": every, "late": late}
            cursor.execute(STEP, {**values, **step})


def counted() -> int:
    from budget.models import Entry

    return Entry.objects.count()


if __name__ == "__main__":
    main()

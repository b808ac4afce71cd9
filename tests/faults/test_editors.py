"""Many people and other programs at one station while it is being checked."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coordination.models import Conflict
from coordination.services.issuing import withdraw
from organization.models import Station
from personnel.services.import_runs import IMPORTS
from personnel.services.importing import begin_import, confirm_import
from tasking.models import Assignment
from tests.coordination.racing import together
from tests.faults.product import Product
from tests.faults.world import World, holds

Started = Callable[..., Product]
EDITORS = 50
EDITS = 8


def test_fifty_editors_of_one_station(here: World, started: Started) -> None:
    started("worker", "dispatcher")
    station = here.stations[0]
    rows = [
        here.send(f"走访 {n}", 20, 4, station).directive.assignments.get()
        for n in range(EDITORS)
    ]

    def edit(row: Assignment) -> int:
        left = 0
        for step in range(EDITS):
            left = 1 + (row.pk * 7 + step) % 20
            here.progress(row, left)
        return left * 60_000

    saved = together(*[lambda row=row: edit(row) for row in rows])  # type: ignore[misc]
    holds()
    now = Assignment.objects.in_bulk([row.pk for row in rows])
    assert [now[row.pk].remaining_units for row in rows] == saved
    assert Conflict.objects.filter(station=station).open().exists()


def test_fifty_departments_that_issue_to_one_station(
    here: World, started: Started
) -> None:
    """Each holds the station's row while it tries out; its check must get a turn."""
    started("worker", "dispatcher")
    station = here.stations[0]
    before = Assignment.objects.filter(station=station).count()

    def order(n: int) -> None:
        for k in range(2):
            here.send(f"部署 {n} {k}", 2, 3 + n % 5, station)

    together(*[lambda n=n: order(n) for n in range(EDITORS)])  # type: ignore[misc]
    holds()
    assert Assignment.objects.filter(station=station).count() == before + 2 * EDITORS


def bring_in(here: World, lines: str) -> None:
    """A file of postings, judged and put in force as the worker does it."""
    admin, now = here.force.personnel_admin, timezone.now()
    content = f"警号,机构代码,起始日\n{lines}".encode()
    row = begin_import(
        by=admin,
        kind="postings",
        name="表.csv",
        content=content,
        language="zh-hans",
        now=now,
    )
    IMPORTS.run(row.job_id or 0, now=now)
    row.refresh_from_db()
    with suppress(ValidationError):  # others have moved the same officers meanwhile
        confirm_import(by=admin, row=row, mark=row.mark)
        row.refresh_from_db()
        IMPORTS.run(row.job_id or 0, now=now)


def test_transfers_cancelling_bulk_raw_sql_and_imports_in_the_middle_of_checks(
    here: World, started: Started
) -> None:
    started("worker", "dispatcher")
    numbers = [station.pk for station in here.stations]
    until = timezone.now() + dt.timedelta(seconds=6)

    def keep(change: Callable[[random.Random], None], seed: int) -> None:
        rng = random.Random(seed)
        while timezone.now() < until:
            change(rng)

    def move(rng: random.Random) -> None:
        pk = rng.choice(here.rows).pk
        with suppress(IntegrityError):  # the task is at that station already
            Assignment.objects.filter(pk=pk).update(station=rng.choice(numbers))

    def bulk(rng: random.Random) -> None:
        rows = Assignment.objects.filter(station=rng.choice(numbers))
        rows.update(remaining_units=rng.randint(0, 90) * 60_000)

    def raw(rng: random.Random) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE personnel_posting SET station_id = %s WHERE id = (SELECT id"
                " FROM personnel_posting ORDER BY random() LIMIT 1)",
                [rng.choice(numbers)],
            )

    def cancel(rng: random.Random) -> None:
        station = rng.choice(here.stations)
        given = here.send("随即撤回", 30, 4, station).directive
        staff, now = here.force.staff, timezone.now()
        withdraw(by=staff, directive=given, reason="部署有变", now=now)

    def bring(rng: random.Random) -> None:
        numbers = rng.sample(range(len(here.stations) * 4), 4)
        code, today = rng.choice(here.stations).code, timezone.localdate()
        bring_in(here, "".join(f"9{n:05},{code},{today}\n" for n in numbers))

    def close(rng: random.Random) -> None:
        Station.objects.filter(pk=rng.choice(numbers)).update(name_en="Renamed")

    together(
        *[
            lambda work=work, n=n: keep(work, n)  # type: ignore[misc]
            for n, work in enumerate((move, bulk, raw, close, cancel, bring))
        ]
    )
    holds()

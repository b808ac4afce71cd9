"""Many people and other programs at one station while it is being checked."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coordination.models import Conflict
from organization.models import Station
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


def test_transfers_bulk_changes_and_raw_sql_in_the_middle_of_checks(
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

    def close(rng: random.Random) -> None:
        Station.objects.filter(pk=rng.choice(numbers)).update(name_en="Renamed")

    together(
        *[
            lambda work=work, n=n: keep(work, n)  # type: ignore[misc]
            for n, work in enumerate((move, bulk, raw, close))
        ]
    )
    holds()

"""Workers that are killed in the middle of checks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from coordination.models import Conflict, DirtyStation, StationState
from coordination.services.checking import MAX_ATTEMPTS
from coordination.services.quarantine import release
from organization.models import Station
from tasking.models import Assignment
from tests.coordination.racing import (
    Runner,
    those_waiting_for_me,
    until,
    waiting_for_me,
)
from tests.faults.product import Product, alive
from tests.faults.world import World, found_conflicts, holds

Started = Callable[..., Product]


def aside(work: Callable[[], Any]) -> None:
    """Do it on another connection, outside the transaction that is open here."""
    Runner(work).done()


def stuck_check() -> bool:
    """Does a worker wait, in the middle of a check, for the lock held here?"""
    return waiting_for_me() > 0


def test_a_pool_child_killed_in_the_middle_of_a_check(
    here: World, started: Started
) -> None:
    product = started("worker", "dispatcher")
    for n in range(3):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE coordination_conflict")
            for station in here.stations[:4]:
                aside(lambda s=station: here.send(f"突击{n}", 100, 5, s))  # type: ignore[misc]  # noqa: B023
            until(stuck_check)
            before = product.pool()
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            until(lambda: not any(alive(pid) for pid in before))  # noqa: B023
        holds()
    assert product.said == [], "the worker itself has not ended"
    assert found_conflicts() > 0


def test_a_station_that_kills_its_checker_is_set_apart_and_the_others_go_on(
    here: World, started: Started
) -> None:
    """Attempts are committed before the check: a killed process has counted too.

    What hangs may also be the check of many together, or a look at dates: killed, they
    count for no station and are tried again one by one.
    """
    product = started("worker", "dispatcher")
    deadly, *others = here.stations
    row = here.overload(deadly)
    with transaction.atomic():
        Conflict.objects.select_for_update().get(pk=row.pk)  # its check hangs here
        for change in range(2 * MAX_ATTEMPTS):
            aside(lambda: change_everywhere(change))  # noqa: B023
            until(lambda: set_apart() or stuck_check())
            if set_apart():
                break
            hung, victims = those_waiting_for_me(), product.pool()
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
            until(lambda: not any(alive(pid) for pid in victims))  # noqa: B023
            # The server has noticed. The next try may hang there already.
            until(lambda: not hung & those_waiting_for_me(), 5)  # noqa: B023
        until(set_apart)
        until(lambda: not waiting(others), 40)
    assert set_apart() == [deadly.pk]
    release(by=here.force.system_admin, state=StationState.objects.get(pk=deadly.pk))
    holds()
    assert product.said == [], "the worker itself has not ended"


def change_everywhere(n: int) -> None:
    """New marks for all stations, without asking for their state rows."""
    Assignment.objects.update(remaining_units=(40 + n) * 60_000)


def set_apart() -> list[int]:
    rows = StationState.objects.exclude(quarantined_at=None)
    return list(rows.values_list("pk", flat=True))


def waiting(stations: list[Station]) -> bool:
    pks = [station.pk for station in stations]
    return bool(DirtyStation.objects.filter(station_id__in=pks).exists())


def test_the_whole_worker_killed_again_and_again_under_load(
    here: World, started: Started
) -> None:
    product = started("worker", "dispatcher")
    load = here.load()
    for _ in range(4):
        time.sleep(1.5)
        product.kill("worker")
    time.sleep(1)
    load.stop()
    assert load.changes > 50
    holds(load)
    assert sum("worker ended (SIGKILL)" in text for text in product.said) == 4

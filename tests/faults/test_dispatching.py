"""Dispatchers that die or meet, messages that come thrice, a station that is broken."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable

from django.db import connection
from kombu import Connection

from config import places
from config.supervisor import postgres
from coordination.dispatching import Dispatcher, dispatcher_age
from coordination.management.commands.dispatch import LEADER_LOCK
from coordination.models import Conflict, DirtyStation, StationState
from coordination.services.checking import MAX_ATTEMPTS
from coordination.services.quarantine import release
from coordination.services.verifying import verify
from coordination.tasks import check_stations
from desk.models import InboxItem
from tests.coordination.racing import until
from tests.faults.product import Product, children
from tests.faults.telling import tell
from tests.faults.test_workers import set_apart
from tests.faults.world import World, drained, holds

Started = Callable[..., Product]


def leaders() -> list[int]:
    """Backends that hold the dispatchers' lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE d.datname = current_database() AND l.locktype = 'advisory'"
            " AND l.classid = 0 AND l.objid = %s AND l.granted",
            [LEADER_LOCK],
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_dispatcher_killed_again_and_again(here: World, started: Started) -> None:
    product = started("worker", "dispatcher")
    load = here.load()
    for _ in range(3):
        time.sleep(1)
        product.kill("dispatcher")
    time.sleep(1)
    load.stop()
    holds(load)
    assert until(lambda: len(leaders()) == 1)
    age = dispatcher_age()
    assert age is not None and age < 5


def test_of_two_dispatchers_one_leads_and_the_other_takes_over(
    here: World, started: Started
) -> None:
    product = started("worker", "dispatcher")
    first = until(leaders)
    other = product.second_dispatcher()
    load = here.load()
    until(lambda: waiting_in_line() == 2, 60)
    for _ in range(20):
        assert leaders() == first
        time.sleep(0.05)
    product.kill("dispatcher")
    killed = time.monotonic()
    second = until(lambda: [pid for pid in leaders() if pid not in first], 5)
    taken_over = time.monotonic() - killed
    tell(taken_over=taken_over)
    assert len(leaders()) == 1
    os.kill(children(other.pid)[0], signal.SIGKILL)
    third = until(lambda: [pid for pid in leaders() if pid not in second], 20)
    assert len(third) == 1
    load.stop()
    holds(load, recovered=taken_over)


def waiting_in_line() -> int:
    """Dispatchers that have asked to lead, those that do included. Only the superuser
    is shown what others ask for."""
    link = postgres.connect()
    with link.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
            " AND (query LIKE '%%pg_try_advisory_lock(7160001)%%' OR pid = ANY (%s))",
            [connection.settings_dict["NAME"], leaders()],
        )
        found = int(cursor.fetchone()[0])
    link.close()
    return found


def test_a_dispatcher_whose_connection_is_cut_goes_on(
    here: World, started: Started
) -> None:
    product = started("worker", "dispatcher")
    load = here.load()
    for _ in range(3):
        (backend,) = until(leaders)
        cut(backend)
        until(lambda: leaders() not in ([], [backend]))  # noqa: B023
    load.stop()
    holds(load)
    assert product.said == [], "nobody had to start it again"


def test_workers_whose_connections_are_cut_go_on(here: World, started: Started) -> None:
    product = started("worker", "dispatcher")
    load = here.load()
    for _ in range(5):
        time.sleep(0.5)
        cut(*set(backends("yipan_worker")) - set(leaders()))
    load.stop()
    holds(load)
    assert product.said == [], "nobody had to start them again"


def backends(role: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = %s",
            [role],
        )
        return [row[0] for row in cursor.fetchall()]


def cut(*pids: int) -> None:
    """End connections from the server's side; only the superuser may."""
    link = postgres.connect()
    with link.cursor() as cursor:
        for pid in pids:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    link.close()


def test_every_message_delivered_three_times(
    here: World, started: Started, product: Product
) -> None:
    product.start("worker")

    link = Connection(places.broker_url())  # the product's Redis, not this process's

    def thrice(stations: list[int], queue: str) -> None:
        for _ in range(3):
            check_stations.apply_async(args=[stations], queue=queue, connection=link)

    dispatcher = Dispatcher(send=thrice)
    load = here.load(threads=2, pause=0.05)
    here.send("突击", 400, 5, here.stations[0])
    over = time.monotonic() + 6
    while time.monotonic() < over:
        dispatcher.tick()
        time.sleep(0.1)
    load.stop()
    until(lambda: dispatcher.tick() is None or not DirtyStation.objects.exists(), 40)
    link.release()
    holds(load)
    told = InboxItem.objects.values_list("matter", "recipient", "kind")
    assert told.exists()
    assert max(Counter(told).values()) == 1


def test_a_broken_station_is_set_apart_and_the_others_go_on(
    here: World, started: Started
) -> None:
    product = started("worker", "dispatcher")
    broken = here.stations[0]
    row = here.overload(broken)
    whole = row.members
    Conflict.objects.filter(pk=row.pk).update(members=[{"assignment": None}, 7])
    for attempt in range(1, MAX_ATTEMPTS + 2):
        before = StationState.objects.get(pk=broken.pk).attempts
        assert before == attempt - 1
        here.send(f"突击{attempt}", 5, 6)
        until(lambda: tried(broken.pk) > before)  # noqa: B023
    until(set_apart)
    assert set_apart() == [broken.pk]
    assert "TypeError" in StationState.objects.get(pk=broken.pk).last_error
    here.send("照常", 5, 7)
    until(lambda: left_by() == {broken.pk})
    assert {d.station for d in verify()} <= {broken.code}
    assert product.said == []
    Conflict.objects.filter(pk=row.pk).update(members=whole)
    release(by=here.force.system_admin, state=StationState.objects.get(pk=broken.pk))
    drained()
    holds()


def tried(station: int) -> int:
    return int(StationState.objects.get(pk=station).attempts)


def left_by() -> set[int]:
    return set(DirtyStation.objects.values_list("station_id", flat=True))

"""The database killed, its disk full, its connections used up."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psycopg2
import pytest
from django.urls import reverse

from config import places
from tasking.models import Directive
from tests.coordination.racing import until
from tests.faults.database import Server, filled, small_disk, supervised
from tests.faults.product import Product
from tests.faults.test_dispatching import backends, cut
from tests.faults.traffic import SAVED, UNAVAILABLE, Traffic
from tests.faults.visitor import Answer, Visitor, directive
from tests.faults.world import World, drained, holds

KILLS = 10
RECONNECTED = 10.0  # seconds until the first save after a kill
SMALL = 480  # MB: the data, what is archived of it, and room to fill


@pytest.fixture
def server(here: World, product: Product) -> Iterator[Server]:
    with supervised(product) as made:
        yield made


def ready(here: World, product: Product) -> Traffic:
    product.start()
    drained()
    traffic = Traffic(here, lambda: [product.port]).start()
    until(lambda: traffic.count()[SAVED] > 20, 60)
    return traffic


def test_the_database_killed_ten_times_under_load(
    here: World, product: Product, server: Server
) -> None:
    traffic = ready(here, product)
    waits = []
    for _ in range(KILLS):
        killed = time.monotonic()
        server.kill()
        waits.append(until(lambda: traffic.saved_since(killed), 60))  # noqa: B023
        time.sleep(0.5)
    traffic.stop()
    server.answers_again()
    holds(traffic, recovered=max(waits))
    assert max(waits) <= RECONNECTED, waits
    assert [text.split()[0] for text in product.said] == ["postgres"] * KILLS


def issue_to_all(here: World, visitor: Visitor) -> Answer:
    body = directive(here.force.public_order.code, here.stations[0].code, 1)
    body["stations"] = [station.code for station in here.stations]
    return visitor.post_json("/api/v1/directives/", body)


def whole(here: World) -> None:
    """Every directive is at all of the stations it was issued to."""
    for row in Directive.objects.filter(title="清查出租房屋"):
        assert row.assignments.count() == len(here.stations)


def refused(here: World, visitor: Visitor, seconds: float = 60.0) -> list[Answer]:
    """Issue until that is impossible: all answers up to the first refusal."""
    answers = []

    def again() -> bool:
        answers.append(issue_to_all(here, visitor))
        return answers[-1].status == UNAVAILABLE

    until(again, seconds)
    return answers


def test_a_full_disk_is_told_and_nothing_is_kept_by_halves(
    here: World, product: Product
) -> None:
    with small_disk(SMALL) as disk, supervised(product, disk) as server:
        visitor = Visitor(here.force.staff, product.port)
        traffic = ready(here, product)
        before = Directive.objects.count()
        with filled(disk):
            answers = refused(here, visitor)
            for _ in range(20):
                answers.append(issue_to_all(here, visitor))
            assert visitor.get("/healthz").status == 200
            time.sleep(3)
        freed = time.monotonic()
        again = until(lambda: traffic.saved_since(freed), 60)
        traffic.stop()
        server.answers_again()
        holds(traffic, recovered=again)
        accepted = [answer.status for answer in answers].count(201)
        assert {answer.status for answer in answers} <= {201, UNAVAILABLE}
        assert Directive.objects.count() == before + accepted
        whole(here)
        assert {text.split()[0] for text in product.said} <= {"postgres"}


class Hogs:
    """Programs that take every connection there is, as soon as there is one."""

    def __init__(self) -> None:
        self.links: list[psycopg2.extensions.connection] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._hog, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _hog(self) -> None:
        where = {"host": str(places.socket_dir()), "dbname": "postgres"}
        while not self._over.is_set():
            try:
                self.links.append(psycopg2.connect(user="yipan_web", **where))
            except psycopg2.OperationalError:
                self._over.wait(0.02)

    def let_go(self) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join(20)
        for link in self.links:
            link.close()
        self.links.clear()


@pytest.fixture
def hogs() -> Iterator[Hogs]:
    made = Hogs()
    yield made
    made.let_go()


def test_no_connection_left_is_told_and_nothing_is_kept_by_halves(
    here: World, product: Product, hogs: Hogs
) -> None:
    visitor = Visitor(here.force.staff, product.port)
    chief = Visitor(here.chief, product.port)
    traffic = ready(here, product)
    page = reverse("coordination:workload", args=[here.stations[0].code])
    before = Directive.objects.count()
    hogs.start()

    def nobody_gets_one() -> bool:
        cut(*backends("yipan_web"))
        return chief.get(page).status == UNAVAILABLE

    until(nobody_gets_one, 40)
    answers = refused(here, visitor)
    seen = traffic.count()[UNAVAILABLE]
    until(lambda: traffic.count()[UNAVAILABLE] > seen + 5)
    assert visitor.get("/healthz").status == 200
    accepted = [answer.status for answer in answers].count(201)
    assert {answer.status for answer in answers} <= {201, UNAVAILABLE}
    assert Directive.objects.count() == before + accepted
    hogs.let_go()
    freed = time.monotonic()
    again = until(lambda: traffic.saved_since(freed))
    assert issue_to_all(here, visitor).status == 201
    traffic.stop()
    holds(traffic, recovered=again)
    whole(here)
    assert product.said == []

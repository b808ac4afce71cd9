"""A force under load, and what must hold once the load is over."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol, cast

from django.db import connections
from django.utils import timezone

from coordination.models import Conflict, DirtyStation, StationState
from coordination.services.issuing import Issued, issue
from coordination.services.judging import Difference
from coordination.services.verifying import verify
from organization.models import Role, Station, User
from personnel import services as personnel
from tasking.content import Content
from tasking.models import Assignment
from tasking.services import acts
from tests import factories
from tests.factories import ALWAYS, OFFICE_HOURS, Force
from tests.faults.telling import tell

DRAINED = 75.0  # seconds; a lost message is repeated after 30


def content(title: str, hours: float, days: int) -> Content:
    """A task due so many days from today: these processes live in the present."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Content(
        title=title,
        kind="task",
        intent="摸清底数",
        standard="逐户登记",
        due=midnight + dt.timedelta(days=days),
        effort_units=int(Decimal(str(hours)) * 60_000),
    )


@dataclass
class World:
    """Some stations with one common chief, each with tasks that nearly fill it."""

    force: Force
    stations: list[Station]
    chief: User
    rows: list[Assignment]
    loads: list[Saves] = field(default_factory=list)

    def send(self, title: str, hours: float, days: int, *stations: Station) -> Issued:
        return issue(
            by=self.force.staff,
            requester=self.force.public_order,
            content=content(title, hours, days),
            stations=stations or self.stations,
            now=timezone.now(),
            reason="上级要求",
        )

    def overload(self, station: Station) -> Conflict:
        """Far too much by the end of the week; the conflict once it is stored."""
        self.send("突击", 400, 5, station)
        drained()
        return Conflict.objects.filter(station=station).open().order_by("pk")[0]

    def load(self, threads: int = 3, pause: float = 0.02) -> Load:
        """Changes that keep coming until the load, or the test, ends."""
        made = Load(self)
        self.loads.append(made)
        made.start(threads, pause)
        return made

    def progress(self, row: Assignment, hours: int) -> None:
        acts.progress(
            by=self.chief,
            assignment=row,
            remaining_units=hours * 60_000,
            now=timezone.now(),
        )


def world(stations: int = 8, tasks: int = 6) -> World:
    force = factories.force()
    made = manned(force, stations)
    chief = factories.person("chief_of_all")
    for station in made:
        factories.appoint(chief, Role.STATION_CHIEF, station)
    here = World(force, made, chief, [])
    for n in range(tasks):
        here.send(f"走访{n}", 30, 3 + n)
    here.rows = list(Assignment.objects.order_by("pk"))
    return here


def manned(force: Force, count: int) -> list[Station]:
    """More stations, four officers each: 32 hours on a working day."""
    made = [
        factories.station(force.county_a, n, f"第{n}派出所", f"Station {n}")
        for n in range(50, 50 + count)
    ]
    officers = personnel.register_officers(
        by=None,
        rows=[
            personnel.NewOfficer(f"9{n:05}", "王建军", rank="一级警司")
            for n in range(count * 4)
        ],
    )
    personnel.post_officers(
        by=None,
        rows=[
            personnel.NewPosting(officer, made[n // 4], ALWAYS)
            for n, officer in enumerate(officers)
        ],
    )
    for station in made:
        personnel.set_regime(
            by=None, station=station, during=ALWAYS, hours=OFFICE_HOURS
        )
    return made


@dataclass
class Load:
    """Threads that keep changing facts, and what they were told was saved."""

    world: World
    saved: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0
    changes: int = 0
    errors: list[Exception] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, threads: int, pause: float) -> None:
        for n in range(threads):
            mine = self.world.rows[n::threads]
            work = threading.Thread(target=self._work, args=(n, mine, pause))
            work.start()
            self._threads.append(work)

    def _work(self, seed: int, mine: list[Assignment], pause: float) -> None:
        rng = random.Random(seed)
        try:
            while not self._over.wait(pause):
                row, hours = rng.choice(mine), rng.randint(0, 60)
                begun = time.monotonic()
                self.world.progress(row, hours)
                self.slowest = max(self.slowest, time.monotonic() - begun)
                self.saved[row.pk] = hours * 60_000
                self.changes += 1
        except Exception as error:
            self.errors.append(error)
        finally:
            connections.close_all()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(20)
        assert not self.errors, self.errors

    def unsaved(self) -> int:
        """How many tasks do not hold what was saved last."""
        rows = Assignment.objects.in_bulk(self.saved)
        now = {pk: row.remaining_units for pk, row in rows.items()}
        return sum(now.get(pk) != units for pk, units in self.saved.items())


def drained(seconds: float = DRAINED) -> float:
    """Wait until no mark is left; how long that took."""
    begun = time.monotonic()
    while DirtyStation.objects.exists():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"marks are left: {left_over()}")
        time.sleep(0.1)
    return time.monotonic() - begun


def left_over() -> list[tuple[object, ...]]:
    """Stations that are still marked, and what their last check said."""
    marked = DirtyStation.objects.values("station_id")
    rows = StationState.objects.filter(pk__in=marked)
    return list(rows.values_list("pk", "attempts", "quarantined_at", "last_error"))


class Saves(Protocol):
    """Whoever keeps saving and remembers what he was told was saved."""

    def stop(self) -> None: ...
    def unsaved(self) -> int: ...


def holds(load: Saves | None = None, *, recovered: float = 0.0) -> None:
    """Nothing lost, nothing imagined, nobody set apart, no save forgotten.

    `recovered`: seconds it took until this was asked. The rest of the way, until no
    mark is left, is measured here and told with what was found.
    """
    seconds = drained()
    found = list(verify())
    lost, phantom = counted(found)
    unsaved = load.unsaved() if load is not None else 0
    tell(lost=lost, phantom=phantom, unsaved=unsaved, recovered=recovered + seconds)
    assert found == []
    assert unsaved == 0
    assert not StationState.objects.exclude(quarantined_at=None).exists()
    assert not DirtyStation.objects.exists()


def counted(found: Iterable[Difference]) -> tuple[int, int]:
    """(lost, phantom): conflicts that should be stored and are not, and the reverse; a
    station whose sums alone differ counts as a lost one."""
    lost = phantom = 0
    for each in found:
        if each.what == "conflicts":
            stored, computed = (
                set(cast(list[str], each.stored)),
                set(cast(list[str], each.computed)),
            )
            lost += len(computed - stored)
            phantom += len(stored - computed)
        else:
            lost += 1
    return lost, phantom


def found_conflicts() -> int:
    return int(Conflict.objects.open().count())


def timed(work: Callable[[], Any]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun

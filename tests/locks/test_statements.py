"""Locks written in SQL: what each keeps apart, and what happens without it."""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coordination.management.commands import dispatch
from coordination.models import StationState
from coordination.services import (
    checking,
    checking_many,
    due_jobs,
    profiling_many,
    sweeping,
)
from coordination.services.checking import Outcome
from coordination.services.copying import reserve
from coordination.services.judging import read_before
from coordination.snapshot import snapshot, start_of_day
from desk.models import DueJob, Job
from organization.models import Station, WorkdayOverride
from organization.services import sealing
from personnel.models import AlertLevel
from personnel.services.alerts import announce_alert, keep_alerts
from tests.coordination.racing import Runner, until, waiting, waiting_for_me
from tests.coordination.test_stale import founded
from tests.coordination.world import NOW, check
from tests.factories import Force, force
from tests.locks.taking_away import without

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = pytest.mark.parametrize("locked", [True, False], ids=["lock", "control"])
CHECK = "coordination/services/checking.py"


@pytest.fixture
def made(transactional_db: None) -> Force:
    return force()


@contextmanager
def maybe(locked: bool, site: str) -> Iterator[None]:
    """The lock as it is, or taken away; it must have been asked for then."""
    with nullcontext([site]) if locked else without(site) as asked:
        yield
    assert site in asked


@contextmanager
def held(station: Station) -> Iterator[None]:
    """Somebody else has the station's row in his transaction."""
    with transaction.atomic():
        StationState.objects.select_for_update().get(pk=station.pk)
        yield


def aside(work: Callable[[], Any]) -> Any:
    return Runner(work).done()


@BOTH
def test_a_station_is_checked_by_one_at_a_time(made: Force, locked: bool) -> None:
    """Without: attempts in flight count as failures of each other."""
    pk = made.a1.pk
    with maybe(locked, f"{CHECK}::pg_try_advisory_lock"), checking._alone(pk) as first:

        def entered() -> bool:
            with checking._alone(pk) as (alone, _exists):
                return bool(alone)

        said = [first[0], aside(entered)]
    assert said == [True, not locked]
    attempts = StationState.objects.get(pk=pk).attempts
    assert attempts == (1 if locked else 2)


@BOTH
def test_who_checks_leaves_a_row_that_somebody_holds(made: Force, locked: bool) -> None:
    """Without: it is judged all the same, and waits with the verdict of before."""
    check(made.a1)
    with maybe(locked, f"{CHECK}::FOR UPDATE"), held(made.a1):
        other = Runner(lambda: checking._check(made.a1.pk, NOW, False).outcome)
        until(lambda: waiting_for_me() or not other.is_alive())
        assert other.is_alive() is not locked
        StationState.objects.filter(pk=made.a1.pk).update(attempts=0)
    if locked:
        assert other.done() is Outcome.BUSY
    else:
        with pytest.raises(Exception, match="could not serialize"):
            other.done()


@BOTH
def test_a_sweep_leaves_a_station_that_somebody_holds(
    made: Force, locked: bool
) -> None:
    check(made.a1)
    before = read_before([made.a1.pk])

    def keep() -> set[int]:
        with transaction.atomic():
            return checking_many._still_true(before)

    with (
        maybe(locked, "coordination/services/checking_many.py::FOR UPDATE"),
        held(made.a1),
    ):
        assert aside(keep) == (set() if locked else {made.a1.pk})


@BOTH
def test_profiles_leave_a_station_that_somebody_holds(
    made: Force, locked: bool
) -> None:
    check(made.a1)
    with (
        maybe(locked, "coordination/services/profiling_many.py::FOR UPDATE"),
        held(made.a1),
    ):
        pks = [made.a1.pk]
        found = aside(lambda: profiling_many.profile_many(pks, now=NOW))
    assert found == (0 if locked else 1)


@BOTH
def test_two_who_begin_a_sweep_begin_one(made: Force, locked: bool) -> None:
    site = "coordination/services/sweeping.py::pg_advisory_xact_lock"
    with maybe(locked, site):
        with transaction.atomic():
            sweeping.begin_sweep(NOW)
            other = Runner(lambda: sweeping.begin_sweep(NOW))
            until(lambda: waiting_for_me() or not other.is_alive())
        other.done()
    assert Job.objects.filter(kind=sweeping.SWEEP).count() == (1 if locked else 2)


@BOTH
def test_of_two_who_seal_one_finds_it_done(made: Force, locked: bool) -> None:
    """Without: the second one breaks over a number that is taken."""
    found = sealing.mark()
    with maybe(locked, "organization/services/sealing.py::pg_advisory_xact_lock"):
        with transaction.atomic():
            assert sealing._seal(found, NOW)
            other = Runner(lambda: sealing._seal(found, NOW))
            until(lambda: waiting_for_me() or not other.is_alive())
        if locked:
            assert other.done() is None
        else:
            with pytest.raises(IntegrityError):
                other.done()


@BOTH
def test_of_two_dispatchers_one_leads(
    made: Force, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaders: set[int] = set()
    commands = [dispatch.Command(), dispatch.Command()]

    def tick(self: Any) -> int:
        leaders.add(threading.get_ident())
        return 0

    monkeypatch.setattr(dispatch.Dispatcher, "tick", tick)
    monkeypatch.setattr(dispatch.Command, "_wait", lambda self: time.sleep(0.05))
    site = "coordination/management/commands/dispatch.py::pg_try_advisory_lock"
    with maybe(locked, site):
        for each in commands:
            each.stopping = False
        runners = [Runner(each._lead) for each in commands]
        until(lambda: leaders)
        time.sleep(1.0)
        for each in commands:
            each.stopping = True
        for runner in runners:
            runner.done()
    assert len(leaders) == (1 if locked else 2)


class Slow:
    """A cursor whose owner pauses after each id it draws."""

    def __init__(self, pause: Callable[[], None]) -> None:
        self._pause = pause
        self._cursor = connection.cursor()

    def execute(self, sql: str, params: Any = None) -> None:
        self._cursor.execute(sql, params)
        if "nextval" in sql:
            self._pause()

    def fetchone(self) -> Any:
        return self._cursor.fetchone()


@BOTH
def test_reserved_ids_belong_to_one(made: Force, locked: bool) -> None:
    """Without: another id is drawn between the first of them and the last."""
    drawn: list[list[int]] = []

    def draw() -> list[int]:
        with transaction.atomic(), connection.cursor() as cursor:
            first = reserve(cursor, Job, 5)
        return [*range(first, first + 5)]

    def pause() -> None:
        other = Runner(lambda: drawn.append(draw()))
        until(lambda: waiting() or not other.is_alive())

    with maybe(locked, "coordination/services/copying.py::LOCK TABLE"):
        with transaction.atomic():
            first = reserve(Slow(pause), Job, 5)
        until(lambda: drawn)
    mine = set(range(first, first + 5))
    assert bool(mine & set(drawn[0])) is not locked


@BOTH
def test_no_level_is_announced_while_a_leave_is_judged(
    made: Force, locked: bool
) -> None:
    """Without: who judges a leave does not see the level that another announces."""
    today = timezone.localdate()

    def seen() -> int:
        with transaction.atomic():
            keep_alerts(made.a1)
            return AlertLevel.objects.count()

    with maybe(locked, "personnel/services/alerts.py::FOR SHARE"):
        with transaction.atomic():
            announce_alert(
                by=made.leader,
                bureau=made.county_a,
                level=2,
                during=(today, today + dt.timedelta(days=2)),
                reason="重大安保",
                now=timezone.now(),
            )
            other = Runner(seen)
            until(lambda: waiting_for_me() or not other.is_alive())
        assert other.done() == (1 if locked else 0)


TURNS = re.compile(r"PERFORM pg_advisory_xact_lock(?:_shared)?\(\d+, 0\); ")


@pytest.fixture
def turnless() -> Iterator[Callable[[], None]]:
    """Takes the turns of holidays and stations out of their triggers."""
    real: list[str] = []

    def take_out() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgrelid::regclass::text IN"
                " ('organization_workdayoverride', 'organization_station')"
            )
            real.extend(t for (t,) in cursor.fetchall() if TURNS.search(t))
            assert real
            for text in real:
                cursor.execute(TURNS.sub("", text))

    yield take_out
    with connection.cursor() as cursor:
        for text in real:
            cursor.execute(text)


@BOTH
def test_a_holiday_beside_a_new_station(
    made: Force, locked: bool, turnless: Callable[[], None]
) -> None:
    """Entered at the same moment they do not see each other. Without taking turns the
    new station is checked before the holiday is there, and nobody marks it."""
    if not locked:
        turnless()
    new: list[int] = []

    def found() -> None:
        with transaction.atomic():
            new.append(founded(made))
        checking.check_station(new[0], now=NOW)

    with transaction.atomic():
        WorkdayOverride.objects.create(day=dt.date(2026, 6, 2), is_workday=False)
        other = Runner(found)
        until(lambda: waiting_for_me() or not other.is_alive())
    other.done()
    as_of = start_of_day(NOW)
    kept, true = (
        snapshot(new, as_of=as_of, fresh=fresh)[new[0]] for fresh in (False, True)
    )
    assert (kept == true) is locked


@BOTH
def test_work_by_the_clock_is_done_once(
    made: Force, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two dispatchers at the same moment."""
    ran: list[dt.datetime] = []
    job = {"probe": (ran.append, due_jobs.next_hour)}
    monkeypatch.setattr(due_jobs, "JOBS", job)
    DueJob.objects.create(name="probe", due_at=NOW)
    with maybe(locked, "coordination/services/due_jobs.py::run_due"):
        with transaction.atomic():
            due_jobs.run_due(NOW)
            other = Runner(lambda: due_jobs.run_due(NOW))
            until(lambda: waiting_for_me() or not other.is_alive())
        other.done()
    assert len(ran) == (1 if locked else 2)

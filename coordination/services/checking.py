"""The check of one station: read the facts, decide, keep the conflicts true.

Nothing may be lost: the marks that made a station dirty are deleted by exactly the
ids that were read, in the transaction that stores what they led to. PostgreSQL is the
only truth; a message merely says «look again».
"""

from __future__ import annotations

import datetime as dt
import enum
import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.db import Error, OperationalError, connection, transaction
from django.db.models import F

from coordination.core.detect import detect
from coordination.core.facts import StationFacts, minute_down, minute_up
from coordination.models import DirtyStation, StationState
from coordination.services.recording import record_findings
from coordination.services.telling import tell_people
from coordination.snapshot import WEEK_OF_DUE, snapshot, start_of_day
from coordination.streams import announce
from organization.models import Station

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
RETRIES = 12
ALONE_LOCK = 7_160_002  # first key of the advisory locks that say «being checked»
# Serialisation failure and deadlock: the transaction is simply done again.
_AGAIN = {"40001", "40P01"}


class Outcome(enum.Enum):
    CHECKED = "checked"
    BUSY = "busy"
    QUARANTINED = "quarantined"
    GONE = "gone"


@dataclass(frozen=True)
class Checked:
    """What became of one station's check."""

    outcome: Outcome
    changed: bool = False
    revision: int = 0
    path: str = ""  # of the bureau above, for those who listen there


def check_station(station: int, *, now: dt.datetime, force: bool = False) -> Checked:
    """Check one station and store the verdict.

    BUSY: somebody else held the station all the while; its marks stay and it is
    handed out again. QUARANTINED: it failed MAX_ATTEMPTS times; `force` tries anyway.
    Raises whatever the check raised, after counting the attempt.
    """
    for attempt in range(RETRIES):
        with _alone(station) as alone:
            if alone:
                return _counted_check(station, now, force)
        _pause(attempt)
    return Checked(Outcome.BUSY)


def _counted_check(station: int, now: dt.datetime, force: bool) -> Checked:
    if not _count_attempt(station):
        return Checked(Outcome.GONE)
    for attempt in range(RETRIES):
        try:
            result = _check(station, now, force)
        except OperationalError as error:
            if _sqlstate(error) not in _AGAIN or attempt == RETRIES - 1:
                _note_failure(station, error)
                raise
            result = Checked(Outcome.BUSY)
        except Exception as error:
            _note_failure(station, error)
            raise
        if result.outcome is not Outcome.BUSY:
            if result.outcome is Outcome.CHECKED:
                announce(station, path=result.path, revision=result.revision, at=now)
            return result
        _pause(attempt)
    state = StationState.objects.filter(pk=station, attempts__gt=0)
    state.update(attempts=F("attempts") - 1)
    return Checked(Outcome.BUSY)


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0.01, 0.05) * (attempt + 1))


@contextmanager
def _alone(station: int) -> Iterator[bool]:
    """Whether nobody else is checking the station, kept so for the block.

    Attempts in flight at the same time would otherwise count as failures of each
    other and set a healthy station apart. The lock belongs to the connection and is
    taken before the transaction: inside, it would make the snapshot a stale one.
    """
    key = [ALONE_LOCK, station]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashint8(%s))", key)
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with suppress(Error), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashint8(%s))", key)


def _count_attempt(station: int) -> bool:
    """Commit the attempt before trying, so that a killed worker has counted too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO coordination_stationstate (station_id, revision, attempts,"
            " overdue_units, overdue_count, capacity_known, last_error)"
            " SELECT id, 0, 1, 0, 0, false, '' FROM organization_station"
            " WHERE id = %s ON CONFLICT (station_id)"
            " DO UPDATE SET attempts = coordination_stationstate.attempts + 1",
            [station],
        )
        return bool(cursor.rowcount == 1)


def _check(station: int, now: dt.datetime, force: bool) -> Checked:
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        state = (
            StationState.objects.select_for_update(skip_locked=True)
            .filter(pk=station)
            .first()
        )
        if state is None:
            return Checked(Outcome.BUSY)
        if state.attempts > MAX_ATTEMPTS and not force:
            return _quarantine(state, now)
        return _decide(state, now)


def _decide(state: StationState, now: dt.datetime) -> Checked:
    """Read, compute, store; inside the caller's transaction with the row locked."""
    station = state.station_id
    marks = list(
        DirtyStation.objects.filter(station_id=station).values_list("pk", flat=True)
    )
    as_of = start_of_day(now)
    code, path = Station.objects.values_list("code", "bureau__path").get(pk=station)
    facts = snapshot([station], as_of=as_of, codes={station: code}, room=WEEK_OF_DUE)[
        station
    ]
    minute = minute_up(as_of)
    verdict = detect(facts, as_of=minute, now=minute)
    revision = state.revision + 1
    changes = record_findings(station, verdict.conflicts, now=now, revision=revision)
    late = _overdue(facts, now)
    state.as_of, state.checked_at, state.revision = as_of, now, revision
    state.feasible, state.deficit_units = verdict.feasible, verdict.deficit
    state.capacity_known = facts.capacity is not None
    state.overdue_count, state.overdue_units = late
    state.attempts, state.quarantined_at, state.last_error = 0, None, ""
    state.save()
    tell_people(station, changes, revision=revision)
    if marks:
        DirtyStation.objects.filter(pk__in=marks).delete()
    return Checked(Outcome.CHECKED, bool(changes), revision, path)


def _overdue(facts: StationFacts, now: dt.datetime) -> tuple[int, int]:
    """(count, units) of what is late by the real clock."""
    minute = minute_down(now)
    left = [
        demand.effort or 0
        for demand in facts.demands
        if demand.due is not None and demand.due <= minute and demand.effort != 0
    ]
    return len(left), sum(left)


def _quarantine(state: StationState, now: dt.datetime) -> Checked:
    """Set the station apart, visibly; the others go on."""
    if state.quarantined_at is None:
        state.quarantined_at = now
        state.save(update_fields=["quarantined_at"])
        log.error("station %s quarantined: %s", state.station_id, state.last_error)
    return Checked(Outcome.QUARANTINED)


def _note_failure(station: int, error: Exception) -> None:
    text = f"{type(error).__name__}: {error}"[:2000]
    StationState.objects.filter(pk=station).update(last_error=text)


def _sqlstate(error: OperationalError) -> str:
    return str(getattr(error.__cause__, "pgcode", "") or "")

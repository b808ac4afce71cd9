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
from typing import Any

from django.db import (
    Error,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import F

from coordination.core.detect import reckon, verdict
from coordination.core.facts import StationFacts, minute_down, minute_up
from coordination.models import StationState
from coordination.services.profiling import STORE_PROFILE, profile_row
from coordination.services.recording import record_capacities, record_findings
from coordination.services.telling import tell_people
from coordination.snapshot import WEEK_OF_DUE, assignments, read, start_of_day
from coordination.streams import announce

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
        with _alone(station) as (alone, exists):
            if alone:
                if not exists:
                    _forget(station)
                    return Checked(Outcome.GONE)
                return _counted_check(station, now, force)
        _pause(attempt)
    return Checked(Outcome.BUSY)


def _counted_check(station: int, now: dt.datetime, force: bool) -> Checked:
    for attempt in range(RETRIES):
        try:
            result = _check(station, now, force)
        except (OperationalError, InterfaceError) as error:
            state = _sqlstate(error)
            if _is_the_servers(state):
                with suppress(Error):
                    _give_back(station)
                raise
            if state not in _AGAIN or attempt == RETRIES - 1:
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
    _give_back(station)
    return Checked(Outcome.BUSY)


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0.01, 0.05) * (attempt + 1))


# The attempt is committed before it is made, so that a killed worker has counted too:
# a statement of its own. It survives the worker without being on the disk yet, and a
# server that fails within that moment forgets one attempt of several.
_ATTEMPT = """
SET synchronous_commit TO off; SET plan_cache_mode TO force_generic_plan;
WITH alone AS MATERIALIZED (
    SELECT pg_try_advisory_lock(%(lock)s, hashint8(%(station)s)) AS held),
counted AS (
    INSERT INTO coordination_stationstate AS state (station_id, revision, attempts,
        overdue_units, overdue_count, capacity_known, last_error)
    SELECT id, 0, 1, 0, 0, false, '' FROM organization_station, alone
    WHERE id = %(station)s AND held
    ON CONFLICT (station_id) DO UPDATE SET attempts = state.attempts + 1
    RETURNING station_id)
SELECT held, EXISTS (SELECT FROM counted) FROM alone
"""
_AS_USUAL = "SET synchronous_commit TO DEFAULT; SET plan_cache_mode TO DEFAULT;"
_RELEASE = f"""
{_AS_USUAL} SELECT pg_advisory_unlock(%(lock)s, hashint8(%(station)s))
"""


@contextmanager
def _alone(station: int) -> Iterator[tuple[bool, bool]]:
    """Whether nobody else is checking the station, and whether there is one.

    Attempts in flight at the same time would otherwise count as failures of each
    other and set a healthy station apart. The lock belongs to the connection and is
    taken before the transaction: inside, it would make the snapshot a stale one.
    With the lock the attempt is counted.

    Within, commits do not wait for the disk. What a check stores can be found again:
    if the server loses the last of it, it loses with it that the marks were deleted.
    And its prepared statements are planned once: to one station all are alike.
    """
    values = {"lock": ALONE_LOCK, "station": station}
    held = True  # the lock outlives a statement that fails after taking it
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ATTEMPT, values)
            held, exists = cursor.fetchone()
        yield held, exists
    finally:
        statement = _RELEASE if held else _AS_USUAL
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute(statement, values)


_FORGET = """
DELETE FROM coordination_dirtystation WHERE station_id = %(station)s
AND NOT EXISTS (SELECT FROM organization_station WHERE id = %(station)s)
"""


def _forget(station: int) -> None:
    """Nobody will ever check it: its marks would be handed out for ever."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"station": station})


# The lock on the state row comes right after the isolation level: the transaction's
# view of the rows is taken with it, that of the marks too.
_ISOLATED = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;"
_TAKE = """
SELECT state.revision, state.attempts, station.code, bureau.path,
       ARRAY(SELECT id FROM coordination_dirtystation WHERE station_id = %(station)s)
FROM coordination_stationstate state
JOIN organization_station station ON station.id = state.station_id
JOIN organization_bureau bureau ON bureau.id = station.bureau_id
WHERE state.station_id = %(station)s FOR UPDATE OF state SKIP LOCKED
"""
_STORE = """
UPDATE coordination_stationstate SET as_of = %s, checked_at = %s, revision = %s,
    feasible = %s, deficit_units = %s, capacity_known = %s, overdue_count = %s,
    overdue_units = %s, attempts = 0, quarantined_at = NULL, last_error = ''
WHERE station_id = %s;
"""
_UNMARK = "; DELETE FROM coordination_dirtystation WHERE id = ANY(%s)"


def _check(station: int, now: dt.datetime, force: bool) -> Checked:
    with transaction.atomic(), connection.cursor() as cursor:
        nested = bool(connection.savepoint_ids)
        statement = _TAKE if nested else _ISOLATED + _TAKE
        cursor.execute(statement, {"station": station})
        row = cursor.fetchone()
        if row is None:
            return Checked(Outcome.BUSY)
        revision, attempts, code, path, marks = row
        if attempts > MAX_ATTEMPTS and not force:
            return _quarantine(StationState.objects.get(pk=station), now)
        changes = _decide(station, code, now, revision + 1, marks)
        return Checked(Outcome.CHECKED, changes, revision + 1, path)


def _decide(
    station: int, code: str, now: dt.datetime, revision: int, marks: list[int]
) -> bool:
    """Read, compute, store; inside the transaction that has the row locked.

    True when a conflict is new, changed or settled.
    """
    as_of = start_of_day(now)
    codes = {station: code}
    work = assignments([station], codes)
    reading = read(codes, work, as_of=as_of, room=WEEK_OF_DUE)[station]
    minute = minute_up(as_of)
    reckoned = reckon(reading.facts, as_of=minute, now=minute)
    said = verdict(reckoned)
    found = {station: said.conflicts}
    changes = record_findings(found, now=now, revisions={station: revision})
    record_capacities({station: reading.capacity})
    values: list[Any] = [as_of, now, revision, said.feasible, said.deficit]
    values += [reading.facts.capacity is not None, *_overdue(reading.facts, now)]
    values.append(station)
    values += profile_row(station, reading, reckoned, as_of=as_of, revision=revision)
    with connection.cursor() as cursor:
        if marks:
            cursor.execute(_STORE + STORE_PROFILE + _UNMARK, [*values, marks])
        else:
            cursor.execute(_STORE + STORE_PROFILE, values)
    tell_people(changes)
    return bool(changes)


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


def _give_back(station: int) -> None:
    """This attempt says nothing about the station."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    state = StationState.objects.filter(pk=station, attempts__gt=0)
    state.update(attempts=F("attempts") - 1)


def _is_the_servers(state: str) -> bool:
    """Whether the fault is the server's: gone, going down, no room, no connection. A
    full disk would otherwise set every station apart that changes meanwhile."""
    return not state or state.startswith(("08", "53", "57P", "58"))


def _sqlstate(error: OperationalError | InterfaceError) -> str:
    return str(getattr(error.__cause__, "pgcode", "") or "")

"""The sweep: every station looked at again, at midnight or on request."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from coordination.core.detect import detect
from coordination.core.facts import minute_up
from coordination.models import Conflict, DirtyStation, StationState
from coordination.services.checking import check_station
from coordination.services.recording import FIELDS, described
from coordination.snapshot import snapshot, start_of_day
from desk.models import Job
from desk.services import OPEN, advance_job, end_job, start_job
from organization.models import Station, User

log = logging.getLogger(__name__)

SWEEP = "sweep"
CHUNK = 200
STEP_SECONDS = 20.0


@dataclass(frozen=True)
class Difference:
    """A station whose stored verdict is not what a recomputation says."""

    station: str
    what: str
    stored: object
    computed: object


def begin_sweep(now: dt.datetime, by: User | None = None) -> Job:
    """Start a sweep of every open station, unless one of today is under way.

    One that began yesterday ends here: what it looked at speaks of yesterday.

    The dispatcher hands it to the workers, step by step; see `advance_sweep`.
    """
    running = Job.objects.filter(kind=SWEEP, state__in=OPEN).first()
    if running is not None:
        if running.created_at >= start_of_day(now):
            return running
        end_job(job=running, now=now, error="overtaken by midnight")
    total = Station.objects.open().count()
    return start_job(by=by, kind=SWEEP, total=total, now=now)


def advance_sweep(job: Job, *, now: dt.datetime) -> bool:
    """One step of a sweep, at most STEP_SECONDS. True when there is more to do.

    Each station is first compared with a recomputation at its stored `as_of`: a
    difference there is a defect and is reported. Then it is checked as of today.
    A station is noted as passed, and marked, before it is looked at: one that fails
    or kills its worker holds up nobody else, and its mark brings it back.
    """
    deadline = time.monotonic() + STEP_SECONDS
    result = {"after": 0, "differences": [], **job.result}
    done = job.done
    waiting = Station.objects.open().filter(pk__gt=result["after"]).order_by("pk")
    for station in list(waiting.values_list("pk", flat=True)[:CHUNK]):
        untouched = not DirtyStation.objects.filter(station_id=station).exists()
        result["after"], done = station, min(done + 1, job.total)
        with transaction.atomic():
            DirtyStation.objects.create(station_id=station)
            job = advance_job(job=job, done=done, result=result)
        try:
            if untouched:
                result["differences"] += _differences(station)
            check_station(station, now=now, force=True)
        except Exception:
            log.exception("sweep: check of station %s failed", station)
        if job.cancel_requested or time.monotonic() > deadline:
            break
    job = advance_job(job=job, done=done, result=result)
    more = not job.cancel_requested and waiting.filter(pk__gt=result["after"]).exists()
    if not more:
        end_job(job=job, now=timezone.now())
    return more


def _differences(station: int) -> list[str]:
    """Codes and fields that differ, for a station nobody has touched since."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # one view of rows and verdict
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = [f"{d.station} {d.what}" for d in verify([station])]
    for text in found:
        log.error("stored verdict differs from a recomputation: %s", text)
    return found


def sweep(now: dt.datetime, progress: Callable[[int, int], None]) -> int:
    """Check every open station here and now. Returns how many changed."""
    ids = list(Station.objects.open().order_by("pk").values_list("pk", flat=True))
    changed = 0
    for n, station in enumerate(ids, start=1):
        try:
            changed += check_station(station, now=now, force=True).changed
        except Exception:
            log.exception("sweep: check of station %s failed", station)
        progress(n, len(ids))
    return changed


def verify(stations: Iterable[int] | None = None) -> Iterator[Difference]:
    """Recompute checked stations at their own `as_of` and yield what differs."""
    states = StationState.objects.exclude(as_of=None).order_by("pk")
    if stations is not None:
        states = states.filter(pk__in=stations)
    ids = list(states.values_list("pk", flat=True))
    for n in range(0, len(ids), CHUNK):
        yield from _verify(ids[n : n + CHUNK])


def _verify(ids: list[int]) -> Iterator[Difference]:
    states = StationState.objects.select_related("station").in_bulk(ids)
    stored: dict[int, list[Conflict]] = {pk: [] for pk in ids}
    for conflict in Conflict.objects.filter(station__in=ids).open().order_by("pk"):
        stored[conflict.station_id].append(conflict)
    for as_of in sorted({s.as_of for s in states.values() if s.as_of}):
        group = [pk for pk, s in states.items() if s.as_of == as_of]
        minute = minute_up(as_of)
        for pk, facts in snapshot(group, as_of=as_of, fresh=True).items():
            verdict = detect(facts, as_of=minute, now=minute)
            yield from _compare(states[pk], "feasible", verdict.feasible)
            yield from _compare(states[pk], "deficit_units", verdict.deficit)
            mine = sorted(_key(vars(c)) for c in stored[pk])
            theirs = sorted(_key(described(c)) for c in verdict.conflicts)
            if mine != theirs:
                code = states[pk].station.code
                yield Difference(code, "conflicts", mine, theirs)


def _compare(state: StationState, name: str, computed: object) -> Iterator[Difference]:
    if getattr(state, name) != computed:
        yield Difference(state.station.code, name, getattr(state, name), computed)


def _key(values: dict[str, object]) -> str:
    """One text per conflict; the database gives back keys and zones its own way."""
    plain = {
        name: value.timestamp() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
        if name in FIELDS
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)

"""The sweep: every station looked at again, at midnight or on request.

A sweep is a job cut into parts along the tree of bureaus. Whoever is free takes the
next part: every worker, or the processes of `manage.py sweep`. A part is held for a
while only, so what a killed worker held comes free again, and a sweep that was broken
off goes on where it stopped. The verdicts of all come first, then the profiles.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.models import DirtyStation, SweepChunk
from coordination.services.checking import Outcome, check_station
from coordination.snapshot import start_of_day
from desk.models import Job
from desk.services import OPEN, end_job, start_job
from desk.work_shown import Shown, show
from organization.models import Station, User
from organization.permissions import may_somewhere

log = logging.getLogger(__name__)

SWEEP = "sweep"
CHUNK = 2000


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    return {job.pk: reverse("coordination:system") for job in jobs}


def _others(user: User, jobs: Sequence[Job]) -> set[int]:
    """All of them have one page."""
    seen = may_somewhere(user, "system.view")
    return {job.pk for job in jobs} if seen else set()


show(SWEEP, Shown(_("Every station checked"), _pages, others=_others))
HELD = dt.timedelta(seconds=90)
# A part that fails twice is looked at station by station, so that one that fails, or
# kills its worker, holds up no other; what fails then too is left to its marks.
TOGETHER, AT_ALL = 2, 4
MOST_NAMED = 200
DAYS = 7
Stage = SweepChunk.Stage
BEGIN_LOCK = 7_160_004  # two who begin at the same moment begin one sweep


@transaction.atomic
def begin_sweep(now: dt.datetime, by: User | None = None) -> Job:
    """Start a sweep of every open station, unless one of today is under way.

    One that began yesterday ends here: what it looked at speaks of yesterday. The
    dispatcher hands it to the workers, part by part; see `take_part`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [BEGIN_LOCK])
    running = Job.objects.filter(kind=SWEEP, state__in=OPEN).first()
    if running is not None:
        if running.created_at >= start_of_day(now):
            return running
        end_job(job=running, now=now, error="overtaken by midnight")
    rows = Station.objects.open().order_by("bureau__path", "pk")
    ids = list(rows.values_list("pk", flat=True))
    job = start_job(by=by, kind=SWEEP, total=len(ids), now=now)
    SweepChunk.objects.bulk_create(
        SweepChunk(job=job, number=n, stations=ids[n * CHUNK : (n + 1) * CHUNK])
        for n in range(-(-len(ids) // CHUNK))
    )
    SweepChunk.objects.filter(job__in=_ended_before(job)).delete()
    return job


def _ended_before(job: Job) -> list[int]:
    ended = Job.objects.filter(kind=SWEEP, pk__lt=job.pk).exclude(state__in=OPEN)
    return list(ended.values_list("pk", flat=True))


def take_part(job: Job) -> bool:
    """Do the next part of a sweep. True when there may be more to do.

    Each station is first compared with a recomputation at its stored `as_of`: a
    difference there is a defect and is reported. Then it is checked as of today.
    """
    job.refresh_from_db()
    if job.state not in OPEN:
        return False
    if job.cancel_requested:
        end_job(job=job, now=timezone.now())
        return False
    part = _next(job, timezone.now())
    if part is None:
        return _finish(job)
    if part.stage == Stage.PROFILES:
        _profile(part)
    else:
        _check(part)
    return not _done(job) or _finish(job)


def _check(part: SweepChunk) -> None:
    """Verdicts for a part."""
    if part.attempts <= TOGETHER:
        changed, differences = _together(part)
    elif part.attempts <= AT_ALL:
        changed, differences = _one_by_one(part.stations), []
    else:
        changed, differences = 0, [f"{pk} failed" for pk in part.stations]
        DirtyStation.objects.bulk_create(
            DirtyStation(station_id=pk) for pk in part.stations
        )
    _note(part, changed, differences)


def _next(job: Job, now: dt.datetime) -> SweepChunk | None:
    """The next part nobody holds, held by us from now on."""
    free = Q(taken_at=None) | Q(taken_at__lt=now - HELD)
    free |= Q(taken_at__gt=now + 10 * HELD)  # by a clock that was ahead
    with transaction.atomic():
        rows = SweepChunk.objects.select_for_update(skip_locked=True)
        rows = rows.filter(free, job=job, done_at=None)
        part = rows.order_by("stage", "number").first()
        if part is not None:
            part.taken_at, part.attempts = now, part.attempts + 1
            part.save(update_fields=["taken_at", "attempts"])
    return part


def _together(part: SweepChunk) -> tuple[int, list[str]]:
    """All stations of a part as arrays; those that were busy one by one."""
    # Brings numpy and the compiled loops: loaded where a sweep runs, nowhere else.
    from coordination.services.checking_many import check_many

    now = timezone.now()
    # Every night another seventh of all capacities is reckoned from the rows, so that
    # one that went wrong in whatever way is found within a week.
    fresh = part.number % DAYS == _weekday(now)
    try:
        swept = check_many(part.stations, now=now, fresh=fresh, profiles=False)
    except Exception:
        log.exception("sweep: part %s failed, station by station then", part)
        return _one_by_one(part.stations), []
    for wrong in swept.differences:
        text = "stored verdict differs from a recomputation: %s %s"
        log.error(text, wrong.station, wrong.what)
    changed = swept.changed + _one_by_one(swept.left)
    return changed, [f"{wrong.station} {wrong.what}" for wrong in swept.differences]


def _weekday(now: dt.datetime) -> int:
    return timezone.localdate(now).weekday()


def _one_by_one(stations: Sequence[int]) -> int:
    """How many changed. One that fails is marked, so that the usual way finds it."""
    changed = 0
    for station in stations:
        try:
            checked = check_station(station, now=timezone.now(), force=True)
            changed += checked.changed
            failed = checked.outcome is Outcome.BUSY
        except Exception:
            log.exception("sweep: check of station %s failed", station)
            failed = True
        if failed:
            DirtyStation.objects.create(station_id=station)
    return changed


def _note(part: SweepChunk, changed: int, differences: list[str]) -> None:
    """Count the part, once however often it was taken; its profiles come later."""
    with transaction.atomic():
        now = timezone.now()
        if not SweepChunk.objects.filter(pk=part.pk, done_at=None).update(done_at=now):
            return
        job = Job.objects.select_for_update().get(pk=part.job_id)
        named = [*job.result.get("differences", []), *differences]
        job.result["changed"] = job.result.get("changed", 0) + changed
        job.result["differences"] = named[:MOST_NAMED]
        job.result["differing"] = job.result.get("differing", 0) + len(differences)
        job.done = F("done") + len(part.stations)
        job.save(update_fields=["result", "done"])
        SweepChunk.objects.create(
            job=job, stage=Stage.PROFILES, number=part.number, stations=part.stations
        )


def _profile(part: SweepChunk) -> None:
    """Profiles for a part; one that fails goes without: trial runs read the rows."""
    from coordination.services.profiling_many import profile_many

    if part.attempts <= TOGETHER:
        try:
            profile_many(part.stations, now=timezone.now())
        except Exception:
            log.exception("sweep: no profiles for part %s", part)
    SweepChunk.objects.filter(pk=part.pk).update(done_at=timezone.now())


def _done(job: Job) -> bool:
    return not SweepChunk.objects.filter(job=job, done_at=None).exists()


def _finish(job: Job) -> bool:
    """End the sweep when every part is done. False: nothing to do here now."""
    if _done(job):
        end_job(job=job, now=timezone.now())
    return False


@dataclass(frozen=True)
class Progress:
    """How far a sweep has come: stations, stations per second, seconds left."""

    done: int
    total: int
    rate: float
    left: float | None


def progress(job: Job, now: dt.datetime) -> Progress:
    """Of a job whose row was just read."""
    seconds = (now - (job.started_at or job.created_at)).total_seconds()
    rate = job.done / seconds if seconds > 0 else 0.0
    left = (job.total - job.done) / rate if rate else None
    return Progress(job.done, job.total, rate, left)

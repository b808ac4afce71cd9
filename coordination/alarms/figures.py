"""How everything stands, read at once: a fixed number of queries, whatever there is."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

import redis
from django.db import connection
from django.utils import timezone

from coordination.alarms import lag
from coordination.alarms.job_names import NAMES
from coordination.alarms.lag import Spread, Waiting
from coordination.services.sweeping import SWEEP
from desk.models import DueJob, Job
from desk.safety_shown import Standing, standings
from organization import wall
from organization.models import CalendarYear

QUEUES = ("interactive", "bulk", "import")
BEAT = "dispatcher"
LATE = "checks_late"
"""The row of the table of jobs that keeps since when checks were late."""
COUNTS = """
SELECT (SELECT count(*) FROM coordination_stationstate
        WHERE quarantined_at IS NOT NULL),
       (SELECT count(*) FROM coordination_conflict
        WHERE state IN ('open', 'proposed', 'agreed')),
       (SELECT count(*) FROM desk_job WHERE state = 'waiting'),
       (SELECT count(*) FROM desk_job WHERE state = 'running'),
       (SELECT extract(epoch FROM now() - min(created_at)) FROM desk_job
        WHERE state = 'waiting'),
       (SELECT count(*) FROM django_session WHERE expire_date > now()),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
       current_setting('max_connections')::int,
       (SELECT count(*) FROM desk_outgoingmail WHERE sent_at IS NULL),
       (SELECT count(*) FROM desk_outgoingmail WHERE sent_at IS NULL AND attempts > 2)
"""


@dataclass(frozen=True)
class Counts:
    """Rows of what matters, as COUNTS names them; `longest` in seconds."""

    quarantined: int
    conflicts: int
    jobs_waiting: int
    jobs_running: int
    longest: float | None
    sessions: int
    connections: int
    most_connections: int
    mails_waiting: int
    mails_failing: int


@dataclass(frozen=True)
class Broker:
    """Messages per queue, and how long changes waited. None where Redis is away."""

    queues: dict[str, int]
    hour: Spread
    day: Spread


@dataclass(frozen=True)
class Figures:
    """Everything. Ages in seconds; `years` the status by year, from this one on."""

    at: dt.datetime
    waiting: Waiting
    counts: Counts
    broker: Broker | None
    due_jobs: list[DueJob]
    sweep: Job | None
    swept: Job | None
    safety: list[Standing]
    years: dict[int, str]

    @property
    def beat(self) -> float | None:
        """Since the dispatcher's last sign of life."""
        found = next((job for job in self.due_jobs if job.name == BEAT), None)
        if found is None or found.last_finished_at is None:
            return None
        return (self.at - found.last_finished_at).total_seconds()

    @property
    def shown_jobs(self) -> list[DueJob]:
        """Jobs by the clock; two rows of their table are signs, no jobs."""
        return [job for job in self.due_jobs if job.name not in (BEAT, LATE)]

    @property
    def named_jobs(self) -> list[tuple[str, DueJob]]:
        """The same, each with what it does in words."""
        return [(str(NAMES.get(job.name, "")), job) for job in self.shown_jobs]


def read(now: dt.datetime) -> Figures:
    """Seven queries and one visit to Redis, which may take two seconds at most."""
    with wall.unknown("how the product runs is counted, of nobody"):
        return _read(now)


def _read(now: dt.datetime) -> Figures:
    sweeps = Job.objects.filter(kind=SWEEP).order_by("-pk")
    year = timezone.localdate(now).year
    years = CalendarYear.objects.filter(year__gte=year).order_by("year")
    return Figures(
        at=now,
        waiting=lag.waiting(),
        counts=_counts(),
        broker=_broker(),
        due_jobs=list(DueJob.objects.order_by("name")),
        sweep=sweeps.first(),
        swept=sweeps.filter(state=Job.State.DONE).first(),
        safety=standings(now),
        years=dict(years.values_list("year", "status")),
    )


def _counts() -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        row = list(cursor.fetchone())
    row[4] = None if row[4] is None else float(row[4])
    return Counts(*row)


def _broker() -> Broker | None:
    link = lag.client()
    try:
        pipe = link.pipeline(transaction=False)
        for queue in QUEUES:
            pipe.llen(queue)
        lengths = pipe.execute()
        hour, day = lag.spreads(link, time.time())
    except redis.RedisError:
        return None
    finally:
        link.close()
    return Broker(dict(zip(QUEUES, map(int, lengths), strict=True)), hour, day)

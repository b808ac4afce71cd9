"""Handing dirty stations to the workers, and running what falls due by the clock.

The loop keeps no truth: it may be killed at any moment, and the next one finds the
same marks in the database. What it remembers only keeps it from handing the same
station out twice within a short time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from coordination.alarms import lag
from coordination.services.due_jobs import run_due
from coordination.services.relieving import stations_to_look_at
from coordination.services.sweeping import SWEEP
from coordination.services.telling_late import watch_waiting
from coordination.tasks import (
    check_stations,
    continue_sweep,
    find_reliefs,
)
from desk import jobs
from desk.models import DueJob, Job
from desk.services import OPEN
from desk.tasks import work_on_job
from personnel import tasks  # noqa: F401 - what its workers can do

log = logging.getLogger(__name__)

REPEAT_AFTER = 30.0  # seconds until a station is handed out again
FEW = 40  # up to this many stations go one by one to the interactive queue
BATCH = 200  # the others in batches, judged together
MOST = 5000
LOOKS = 10  # so many stations are looked at for single dates at a time
LOOK_EVERY = 5.0  # seconds between such turns
HANDS = 4  # so many workers take parts of a sweep at the same time
BEAT = "dispatcher"

_DIRTY = """
SELECT d.station_id, max(d.id) FROM coordination_dirtystation d
LEFT JOIN coordination_stationstate s ON s.station_id = d.station_id
WHERE s.quarantined_at IS NULL {more}
GROUP BY d.station_id ORDER BY {order} LIMIT %s
"""
# A mark may come in late with a low number: it is no fresh one then, but among the
# oldest in its turn.
_OLDEST = _DIRTY.format(more="", order="min(d.id)")
_FRESH = _DIRTY.format(more="AND d.id > %s", order="max(d.id) DESC")

Send = Callable[[list[int], str], None]


@dataclass
class Handed:
    """What was handed out: the newest mark known then, and when (monotonic)."""

    newest: int
    at: float


@dataclass
class Dispatcher:
    """One pass at a time; `send` and the clock are given so that tests can steer."""

    send: Send
    push: Callable[[int], None] = lambda job: None
    work: Callable[[int], None] = lambda job: None
    relieve: Callable[[list[int]], None] = lambda stations: None
    clocks: Callable[[], object] = run_due
    clock: Callable[[], float] = time.monotonic
    handed: dict[int, Handed] = field(default_factory=dict)
    steps: dict[int, tuple[int, float]] = field(default_factory=dict)
    jobs: dict[int, float] = field(default_factory=dict)
    looks: dict[int, float] = field(default_factory=dict)
    failures: int = 0
    seen: int = 0  # the newest mark of earlier passes
    _beat_at: float = float("-inf")
    _looked_at: float = float("-inf")
    _measured_at: float = float("-inf")
    _keeper: lag.Keeper = field(default_factory=lag.Keeper)

    def tick(self) -> int:
        """Hand out what is dirty, run what is due, leave a sign of life.

        Returns the number of stations handed out.
        """
        fresh = self._dirty(_FRESH, self.seen)
        dirty = self._dirty(_OLDEST) | fresh
        # Where the newest mark known then is gone, that hand-out has been checked: what
        # is there now came in late, between two passes, and waits for nothing.
        self.handed = {
            pk: h for pk, h in self.handed.items() if dirty.get(pk, -1) >= h.newest
        }
        ready = [pk for pk, newest in dirty.items() if self._ready(pk, newest)]
        sent = self._hand_out(ready, dirty, fresh)
        self.seen = max(self.seen, *fresh.values(), 0)
        if self.clock() - self._beat_at >= 1:
            self._beat()
            self._measure()
            self.clocks()
            self._push_sweeps()
            self._push_jobs()
            self._push_looks()
            self._beat_at = self.clock()
        return sent

    def _dirty(self, query: str, *values: int) -> dict[int, int]:
        """Newest mark per dirty station; quarantine left out."""
        with connection.cursor() as cursor:
            cursor.execute(query, [*values, MOST])
            return dict(cursor.fetchall())

    def _ready(self, station: int, newest: int) -> bool:
        last = self.handed.get(station)
        if last is None or newest > last.newest:
            return True
        return self.clock() - last.at >= REPEAT_AFTER

    def _hand_out(
        self, stations: list[int], dirty: dict[int, int], fresh: dict[int, int]
    ) -> int:
        """What few people have just changed goes first and one by one, however much
        else waits. What was handed out before and is dirty still goes one by one too:
        something there may fail, and must not take others along."""
        again = [pk for pk in stations if pk in self.handed and pk not in fresh]
        first = [pk for pk in stations if pk in fresh] if len(fresh) <= FEW else []
        rest = [pk for pk in stations if pk not in {*again, *first}]
        if len(rest) + len(first) <= FEW:
            first, rest = first + rest, []
        batches = [([pk], "interactive") for pk in first]
        batches += [(rest[n : n + BATCH], "bulk") for n in range(0, len(rest), BATCH)]
        batches += [([pk], "bulk") for pk in again]
        sent = 0
        for batch, queue in batches:
            try:
                self.send(batch, queue)
            except (BrokerDown, OSError) as error:
                self.failures += 1
                log.warning("hand-out failed, will be repeated: %s", error)
                break
            for pk in batch:
                self.handed[pk] = Handed(dirty[pk], self.clock())
            sent += len(batch)
        return sent

    def _push_sweeps(self) -> None:
        """Hand out sweeps that are new, or that have stood still for a while."""
        for job in Job.objects.filter(kind=SWEEP, state__in=OPEN):
            done, since = self.steps.get(job.pk, (-1, float("-inf")))
            if done == job.done and self.clock() - since < REPEAT_AFTER:
                continue
            if done == -1 or done == job.done:
                try:
                    for _ in range(HANDS):
                        self.push(job.pk)
                except (BrokerDown, OSError) as error:
                    self.failures += 1
                    log.warning("sweep not handed out, will be repeated: %s", error)
                    continue
            self.steps[job.pk] = (job.done, self.clock())

    def _push_jobs(self) -> None:
        """Hand out long work of every kind; a worker takes one only if it is still
        free."""
        waiting = jobs.waiting(timezone.now())
        self.jobs = {pk: at for pk, at in self.jobs.items() if pk in waiting}
        for pk in waiting:
            if self.clock() - self.jobs.get(pk, float("-inf")) < REPEAT_AFTER:
                continue
            try:
                self.work(pk)
            except (BrokerDown, OSError) as error:
                self.failures += 1
                log.warning("job not handed out, will be repeated: %s", error)
                break
            self.jobs[pk] = self.clock()

    def _push_looks(self) -> None:
        """Hand out stations whose single dates are to be looked at anew: behind all
        else, nobody waits for them."""
        if self.clock() - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = self.clock()
        found = stations_to_look_at(LOOKS)
        self.looks = {pk: at for pk, at in self.looks.items() if pk in found}
        late = self.clock() - REPEAT_AFTER
        new = [pk for pk in found if self.looks.get(pk, late) <= late]
        if not new:
            return
        try:
            self.relieve(new)
        except (BrokerDown, OSError) as error:
            self.failures += 1
            log.warning("looks not handed out, will be repeated: %s", error)
            return
        self.looks |= dict.fromkeys(new, self.clock())

    def _measure(self) -> None:
        """How long changes wait, every few seconds; too long is told."""
        if self.clock() - self._measured_at < lag.EVERY:
            return
        self._measured_at = self.clock()
        waiting, now = lag.waiting(), timezone.now()
        self._keeper.keep(now.timestamp(), waiting.oldest)
        watch_waiting(waiting=waiting, now=now)

    def _beat(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO desk_duejob (name, due_at, last_finished_at, last_error)"
                " VALUES (%s, now(), now(), '') ON CONFLICT (name)"
                " DO UPDATE SET last_finished_at = now()",
                [BEAT],
            )


def send_by_celery(stations: list[int], queue: str) -> None:
    """Publish without waiting for a broker that does not answer."""
    check_stations.apply_async(
        args=[stations], queue=queue, retry=False, ignore_result=True
    )


def push_by_celery(job: int) -> None:
    """Have a worker take the next step of a sweep."""
    continue_sweep.apply_async(args=[job], queue="bulk", retry=False)


def work_by_celery(job: int) -> None:
    """Have a worker do what somebody asked for."""
    work_on_job.apply_async(args=[job], queue="import", retry=False)


def relieve_by_celery(stations: list[int]) -> None:
    """Have a worker look at what single dates would settle."""
    find_reliefs.apply_async(args=[stations], queue="bulk", retry=False)


def dispatcher_age() -> float | None:
    """Seconds since the dispatcher's last sign of life; None if there never was one."""
    row = DueJob.objects.filter(name=BEAT).first()
    if row is None or row.last_finished_at is None:
        return None
    return (timezone.now() - row.last_finished_at).total_seconds()

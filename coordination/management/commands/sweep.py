"""`manage.py sweep [--verify]`: check every station again, or prove nothing is off."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from multiprocessing.process import BaseProcess
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from coordination.services.sweeping import begin_sweep, progress, take_part
from desk.models import Job
from desk.services import OPEN, cancel_job, end_job

EVERY = 0.5


class Command(BaseCommand):
    help = (
        "Check every station now, or go on with a sweep of today that was broken off; "
        "Ctrl-C stops it and what was done stays done. With --verify only compare the "
        "stored verdicts with the rows and name every difference."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true")
        parser.add_argument(
            "--sample", type=int, help="verify only so many stations, of everywhere"
        )
        parser.add_argument(
            "--processes", type=int, default=2, help="how many work at the same time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self._verify(options["sample"])
            return
        if options["processes"] < 1:
            raise CommandError("--processes must be at least 1")
        job = begin_sweep(timezone.now())
        ready_to_part()
        fork = multiprocessing.get_context("fork")
        hands: list[BaseProcess] = [
            fork.Process(target=_work, args=(job.pk,))
            for _ in range(options["processes"])
        ]
        for hand in hands:
            hand.start()
        try:
            self._watch(job, hands)
        except KeyboardInterrupt:
            cancel_job(by=None, job=job)
            for hand in hands:
                hand.join()
            job.refresh_from_db()
            end_job(job=job, now=timezone.now())
            raise CommandError("stopped; what was done stays done") from None
        self._tell(job)

    def _watch(self, job: Job, hands: list[BaseProcess]) -> None:
        told = -1
        while any(hand.is_alive() for hand in hands):
            time.sleep(EVERY)
            job.refresh_from_db()
            if job.done != told:
                told = job.done
                now = progress(job, timezone.now())
                left = "" if now.left is None else f", {now.left:.0f} s left"
                self.stderr.write(f"{now.done} / {now.total}, {now.rate:.0f}/s{left}")
        for hand in hands:
            if hand.exitcode:
                raise CommandError(f"a process of the sweep failed ({hand.exitcode})")

    def _tell(self, job: Job) -> None:
        job.refresh_from_db()
        changed = job.result.get("changed", 0)
        self.stdout.write(f"{changed} stations changed")
        for text in job.result.get("differences", []):
            self.stdout.write(f"differed: {text}")

    def _verify(self, sample: int | None) -> None:
        # Brings numpy and the compiled loops.
        from coordination.services.verifying import some_stations, verify

        found = 0
        for difference in verify(some_stations(sample) if sample else None):
            found += 1
            self.stdout.write(
                f"{difference.station} {difference.what}:"
                f" stored {difference.stored}, computed {difference.computed}"
            )
        self.stdout.write(f"{found} differences")
        if found:
            raise SystemExit(1)


def ready_to_part() -> None:
    """Before processes are forked that sweep: what all need is loaded once."""
    # Bring numpy and the engine.
    from coordination.services import checking_many, profiling_many  # noqa: F401

    reverse("coordination:board")  # all addresses: conflicts are told with theirs
    gc.freeze()  # or each child looks through all of it for garbage
    connections.close_all()  # a connection must not be shared with a child


def _work(key: int) -> None:
    """Take parts until the sweep has ended. What a worker holds is waited for, and
    taken over when its time is up. What stops us is the job's row, not the signal that
    the parent gets: a part is done or not begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while take_part(Job.objects.get(pk=key)) or _wait(key):
            pass
    finally:
        connections.close_all()


def _wait(key: int) -> bool:
    """A moment, if the sweep goes on elsewhere; else False."""
    if not Job.objects.filter(pk=key, state__in=OPEN).exists():
        return False
    time.sleep(EVERY)
    return True

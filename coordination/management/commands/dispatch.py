"""`manage.py dispatch`: the loop that wakes the workers. One leads, others stand by."""

from __future__ import annotations

import logging
import select
import signal
import time
from collections.abc import Iterable
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from coordination.clockwork import Beside
from coordination.dispatching import (
    Dispatcher,
    push_by_celery,
    relieve_by_celery,
    send_by_celery,
    work_by_celery,
)
from coordination.services.due_jobs import run_due
from coordination.streams import announce_inbox
from desk.services.inbox import CHANNEL as INBOX

log = logging.getLogger(__name__)

LEADER_LOCK = 7_160_001  # any number that nothing else in this database uses
IDLE = 2.0  # seconds; marks wake the loop at once, the clock only for repeats


class Command(BaseCommand):
    help = "Hand stations whose facts changed to the workers, until stopped."
    clocks = Beside(run_due)
    """One for the process, whoever leads again after its connection broke."""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        while not self.stopping:
            try:
                self._lead()
            except (OperationalError, InterfaceError) as error:
                log.warning("database not reachable, trying again: %s", error)
                connection.close()
                time.sleep(0.5)

    def _stop(self, *args: object) -> None:
        self.stopping = True

    def _lead(self) -> None:
        """Become the leader, then work until the connection breaks or we stop."""
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN yipan_dirty; LISTEN {INBOX}")
            while not self.stopping:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK])
                if cursor.fetchone()[0]:
                    break
                time.sleep(0.5)
        dispatcher = Dispatcher(
            send=send_by_celery,
            push=push_by_celery,
            work=work_by_celery,
            relieve=relieve_by_celery,
            clocks=self.clocks,
        )
        while not self.stopping:
            dispatcher.tick()
            self._wait()

    def _wait(self) -> None:
        """Sleep until a transaction with marks commits, at most IDLE seconds."""
        link = connection.connection
        _poll(link)
        if not link.notifies:
            try:
                select.select([link], [], [], IDLE)
            except InterruptedError:
                return
            _poll(link)
        _pass_on(link.notifies)
        link.notifies.clear()


def _pass_on(notes: Iterable[Any]) -> None:
    """Tell the open pages of those whose inbox has changed."""
    told = [note.payload for note in notes if note.channel == INBOX]
    people = {int(user) for payload in told for user in payload.split(",")}
    if people:
        announce_inbox(sorted(people))


def _poll(link: Any) -> None:
    """Collect notifications; a cut connection is told in Django's terms."""
    try:
        link.poll()
    except psycopg2.Error as error:
        raise OperationalError(str(error)) from error

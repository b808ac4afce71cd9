"""What is done by itself: the backup at night, the drill after it, the audit trail
read again; every minute a look at the archive, and a seal over what was noted. A
process of its own, for a backup takes longer than the dispatcher may stand still."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from config.safety import auditing, runs
from config.supervisor.errors import StartError
from desk.services import end_due, take_due

log = logging.getLogger(__name__)
LOOK_SECONDS = 10.0
AGAIN = dt.timedelta(minutes=30)
"""After a failure: a disk may have been cleared meanwhile."""
SETTLED = dt.timedelta(minutes=10)
"""A new site gets its first backup so long after its start."""
BACKUP = "nightly_backup"
DRILL = "restore_drill"
ARCHIVE = "archive_watch"
SEAL = "audit_seal"
CHECK = "audit_check"

Work = Callable[[dt.datetime], object]


def tonight(now: dt.datetime, later: int = 0) -> dt.datetime:
    """The next time the clock shows NIGHTLY_AT, and so many minutes."""
    hour, minute = map(int, settings.NIGHTLY_AT.split(":"))
    local = timezone.localtime(now)
    at = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    at += dt.timedelta(minutes=later)
    return at if at > local else at + dt.timedelta(days=1)


def in_a_minute(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(minutes=1)


JOBS: dict[str, tuple[Work, Callable[[dt.datetime], dt.datetime], dt.timedelta]] = {
    BACKUP: (lambda now: runs.back_up(log.info), tonight, SETTLED),
    DRILL: (
        lambda now: runs.drill(log.info),
        lambda now: tonight(now, 45),
        2 * SETTLED,
    ),
    ARCHIVE: (runs.watch_archive, in_a_minute, dt.timedelta(0)),
    SEAL: (auditing.seal, in_a_minute, dt.timedelta(0)),
    CHECK: (runs.check_audit, lambda now: tonight(now, 30), 2 * SETTLED),
}
"""name -> (what is done, when it is due again, how long after the first start)"""


def run_due(now: dt.datetime) -> list[str]:
    """Do what is due; a failure is tried again soon. Returns the names that ran."""
    ran = []
    for name, (work, following, wait) in JOBS.items():
        then = following(now)
        if not take_due(name=name, first=now + wait, following=then, now=now):
            continue
        ran.append(name)
        try:
            work(now)
        except (StartError, DatabaseError) as error:
            log.error("%s: %s", name, error)
            at = timezone.now()
            end_due(name=name, following=at + AGAIN, now=at, error=str(error))
        else:
            at = timezone.now()
            end_due(name=name, following=following(at), now=at)
    return ran


def keep_on() -> None:
    """Until the process is ended; a database that is away is waited for."""
    while True:
        try:
            run_due(timezone.now())
        except DatabaseError as error:
            log.warning("the database is away: %s", error)
            connections.close_all()
        time.sleep(LOOK_SECONDS)

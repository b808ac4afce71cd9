"""Jobs that fall due by the clock: the sweep after midnight, answers, old trials."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from budget.services import reminding as money_reminding
from coordination.services import making_up, owing, remitting
from coordination.services.emergency import end_due
from coordination.services.finding_duplicates import look_through
from coordination.services.negotiation import clocks
from coordination.services.opinion_clock import run_clocks
from coordination.services.recurring import draft_due
from coordination.services.reminding import remind_due
from coordination.services.sweeping import begin_sweep
from coordination.snapshot import start_of_day
from desk.jobs import forget
from desk.models import DueJob
from desk.services import (
    KEPT_RUNS,
    fill_outbox,
    forget_letters,
    forget_runs,
    forget_undoable,
    send_summaries,
)
from desk.services.throttling import forget_counts
from organization.services.guarding import forget_tries
from organization.services.session_rows import forget_sessions
from personnel.services import care_clock, consulting, expiring
from personnel.services.forgetting import forget_former_contacts
from personnel.services.import_runs import forget_imports
from personnel.services.rounds import running
from tasking.services import difficulty_clock, reminding_forms, reminding_notices

log = logging.getLogger(__name__)

MIDNIGHT = "midnight_sweep"
OLD = "old_jobs"
IMPORTS = "old_imports"
OPINIONS = "opinion_clocks"
REMIT = "remit_clocks"
POSTINGS = "posting_clocks"
ROUNDS = "round_clocks"
CARE = "care_clocks"
EXPIRIES = "expiring_qualifications"
MONEY = "money_reminders"
PROPOSALS = "proposal_clocks"
DUPLICATES = "duplicates"
EMERGENCIES = "emergency_ends"
REMINDERS = "emergency_reminders"
SUMMARIES = "daily_summaries"
OUTBOX = "outbox"
LETTERS = "old_letters"
SERIES = "recurring_tasks"
NOTICES = "notice_reminders"
DIFFICULTIES = "difficulty_clocks"
OWED = "owed_time"
FORMS = "form_reminders"


SLACK = dt.timedelta(minutes=1)  # by which clocks that are right may disagree


def next_midnight(now: dt.datetime) -> dt.datetime:
    """Five seconds into the next local day."""
    return start_of_day(now) + dt.timedelta(days=1, seconds=5)


def next_hour(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(hours=1)


def next_minute(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(minutes=1)


def soon(now: dt.datetime) -> dt.datetime:
    """For work that is cut into turns."""
    return now + dt.timedelta(seconds=10)


def _forget_letters(now: dt.datetime) -> int:
    """What was read long ago goes; unread letters stay."""
    return forget_letters(before=now - dt.timedelta(days=settings.INBOX_DAYS))


def _forget_old(now: dt.datetime) -> int:
    """Jobs that ended long ago, what can no longer be taken back, sessions that are
    over, and counts of throttles and failed tries: no window is a day long."""
    day = now - dt.timedelta(days=1)
    gone = forget(now) + forget_counts(before=day)
    gone += forget_sessions(before=day) + forget_tries(before=day)
    gone += forget_undoable(before=now) + forget_former_contacts(before=now)
    return gone + forget_runs(before=now - KEPT_RUNS)


def _owed_time(now: dt.datetime) -> int:
    """What changed under it, then what has been made up."""
    return owing.run_clocks(now=now) + making_up.settle_due(now=now)


Work = Callable[[dt.datetime], object]
JOBS: dict[str, tuple[Work, Callable[[dt.datetime], dt.datetime]]] = {
    MIDNIGHT: (begin_sweep, next_midnight),
    OLD: (_forget_old, next_hour),
    IMPORTS: (forget_imports, next_hour),
    OPINIONS: (lambda now: run_clocks(now=now), next_minute),
    REMIT: (lambda now: remitting.run_clocks(now=now), next_minute),
    POSTINGS: (lambda now: consulting.run_clocks(now=now), next_minute),
    ROUNDS: (lambda now: running.run_clocks(now=now), next_minute),
    CARE: (lambda now: care_clock.run_clocks(now=now), next_hour),
    EXPIRIES: (lambda now: expiring.run_clocks(now=now), next_hour),
    MONEY: (lambda now: money_reminding.run_clocks(now=now), next_hour),
    PROPOSALS: (lambda now: clocks.run_clocks(by=None, now=now), next_minute),
    DUPLICATES: (look_through, soon),
    REMINDERS: (lambda now: remind_due(now=now), next_minute),
    EMERGENCIES: (lambda now: end_due(now=now), next_minute),
    SUMMARIES: (send_summaries, next_minute),
    OUTBOX: (fill_outbox, soon),
    LETTERS: (_forget_letters, next_minute),
    SERIES: (lambda now: draft_due(by=None, now=now), next_hour),
    FORMS: (lambda now: reminding_forms.remind_due(now=now), next_hour),
    NOTICES: (lambda now: reminding_notices.remind_due(now=now), next_hour),
    DIFFICULTIES: (lambda now: difficulty_clock.run_clocks(now=now), next_minute),
    OWED: (_owed_time, next_minute),
}


def run_due(now: dt.datetime | None = None) -> list[str]:
    """Run what is due and set its next time. Returns the names that ran.

    The row lock makes two dispatchers run a job once; a failure is kept on the row
    and tried again at the next pass. A job that waits for a time beyond its next one
    was put off by a clock that was ahead and has been set right: it is due too.
    """
    now = now or timezone.now()
    ran = []
    for name, (work, following) in JOBS.items():
        DueJob.objects.get_or_create(name=name, defaults={"due_at": now})
        with transaction.atomic():
            row = (
                DueJob.objects.select_for_update(skip_locked=True)
                .filter(Q(due_at__lte=now) | Q(due_at__gt=following(now) + SLACK))
                .filter(name=name)
                .first()
            )
            if row is None:
                continue
            row.last_started_at, row.last_error = now, ""
            _run(row, work, now)
            if not row.last_error:
                row.due_at, row.last_finished_at = following(now), timezone.now()
                ran.append(name)
            row.save()
    return ran


def _run(row: DueJob, work: Work, now: dt.datetime) -> None:
    """Do the work; what goes wrong is kept on the row and seen on the system page."""
    try:
        with transaction.atomic():
            work(now)
    except Exception as error:
        log.exception("due job %s failed", row.name)
        row.last_error = f"{type(error).__name__}: {error}"[:2000]

"""Writes of this room."""

from desk.services.digests import send_summaries
from desk.services.files import keep_file
from desk.services.inbox import (
    choose_letters,
    deliver,
    deliver_found,
    forget_letters,
    mark_read,
    mark_unread,
    take_away,
    tell_each,
    was_heard,
)
from desk.services.jobs import (
    KEPT_RUNS,
    OPEN,
    advance_job,
    cancel_job,
    drop_jobs,
    end_job,
    forget_runs,
    go_on,
    is_cancelled,
    measure_job,
    queue_job,
    start_job,
    take_job,
    try_job,
    waiting_jobs,
    watch_jobs,
)
from desk.services.keys import keep_answer, take_key
from desk.services.mails import fill_outbox, send_mails
from desk.services.safety import end_due, record_run, take_due
from desk.services.undoing import forget_undoable, remember, take_back

__all__ = [
    "KEPT_RUNS",
    "OPEN",
    "advance_job",
    "cancel_job",
    "choose_letters",
    "deliver",
    "deliver_found",
    "drop_jobs",
    "end_due",
    "end_job",
    "fill_outbox",
    "forget_letters",
    "forget_runs",
    "forget_undoable",
    "go_on",
    "is_cancelled",
    "keep_answer",
    "keep_file",
    "mark_read",
    "mark_unread",
    "measure_job",
    "queue_job",
    "record_run",
    "remember",
    "send_mails",
    "send_summaries",
    "start_job",
    "take_away",
    "take_back",
    "take_due",
    "take_job",
    "take_key",
    "tell_each",
    "try_job",
    "waiting_jobs",
    "was_heard",
    "watch_jobs",
]

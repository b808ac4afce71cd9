"""Writes of this room."""

from desk.services.files import keep_file
from desk.services.inbox import deliver, mark_read
from desk.services.jobs import (
    OPEN,
    advance_job,
    cancel_job,
    drop_jobs,
    end_job,
    measure_job,
    queue_job,
    start_job,
    take_job,
)
from desk.services.keys import keep_answer, take_key

__all__ = [
    "OPEN",
    "advance_job",
    "cancel_job",
    "deliver",
    "drop_jobs",
    "end_job",
    "keep_answer",
    "keep_file",
    "mark_read",
    "measure_job",
    "queue_job",
    "start_job",
    "take_job",
    "take_key",
]

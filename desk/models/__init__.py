"""What every desk needs: letters, long work, files, views of lists, taking back."""

from desk.models.bulk import BulkRow, BulkRun
from desk.models.files import Attachment, FileContent
from desk.models.inbox import (
    InboxItem,
    LetterChoice,
    LetterSettings,
    OutgoingMail,
    Way,
)
from desk.models.jobs import DueJob, Job, JobInput
from desk.models.keys import IdempotencyKey, ThrottleCount
from desk.models.lists import ListChoice, Reach, SavedView
from desk.models.sent import SentForm
from desk.models.taken import TakenFile, roles_of
from desk.models.undo import Undoable

__all__ = [
    "Attachment",
    "BulkRow",
    "BulkRun",
    "DueJob",
    "FileContent",
    "IdempotencyKey",
    "InboxItem",
    "Job",
    "JobInput",
    "LetterChoice",
    "LetterSettings",
    "ListChoice",
    "OutgoingMail",
    "Reach",
    "SavedView",
    "SentForm",
    "TakenFile",
    "ThrottleCount",
    "Undoable",
    "Way",
    "roles_of",
]

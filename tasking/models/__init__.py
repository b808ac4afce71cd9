from tasking.models.assignment import (
    LIVE_STATES,
    RESERVED,
    STATION_ACTS,
    Assignment,
    AssignmentEntry,
)
from tasking.models.directive import (
    EVENT_KINDS,
    DeadlineClass,
    Directive,
    DirectiveTarget,
    Kind,
    TaskClass,
)
from tasking.models.notice import (
    Notice,
    NoticeQuestion,
    NoticeReading,
    NoticeReceipt,
)
from tasking.models.party import DirectiveParty, items_at, joined_directives
from tasking.models.protected import ProtectedBlock
from tasking.models.report_form import (
    FormAnswer,
    FormLook,
    FormReminder,
    FormReuse,
    ReportForm,
    TaskForm,
)
from tasking.models.series import Series, SeriesTurn

__all__ = [
    "EVENT_KINDS",
    "LIVE_STATES",
    "RESERVED",
    "STATION_ACTS",
    "Assignment",
    "AssignmentEntry",
    "DeadlineClass",
    "Directive",
    "DirectiveParty",
    "DirectiveTarget",
    "FormAnswer",
    "FormLook",
    "FormReminder",
    "FormReuse",
    "Kind",
    "Notice",
    "NoticeQuestion",
    "NoticeReading",
    "NoticeReceipt",
    "ProtectedBlock",
    "ReportForm",
    "Series",
    "SeriesTurn",
    "TaskClass",
    "TaskForm",
    "items_at",
    "joined_directives",
]

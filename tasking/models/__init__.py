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
    Venue,
)
from tasking.models.notice import (
    Notice,
    NoticeQuestion,
    NoticeReading,
    NoticeReceipt,
)
from tasking.models.party import DirectiveParty, items_at, joined_directives
from tasking.models.protected import ProtectedBlock
from tasking.models.series import Series, SeriesTurn
from tasking.models.travel import LONGEST_WAY, TravelTime

__all__ = [
    "EVENT_KINDS",
    "LIVE_STATES",
    "LONGEST_WAY",
    "RESERVED",
    "STATION_ACTS",
    "Assignment",
    "AssignmentEntry",
    "DeadlineClass",
    "Directive",
    "DirectiveParty",
    "DirectiveTarget",
    "Kind",
    "Notice",
    "NoticeQuestion",
    "NoticeReading",
    "NoticeReceipt",
    "ProtectedBlock",
    "Series",
    "SeriesTurn",
    "TaskClass",
    "TravelTime",
    "Venue",
    "items_at",
    "joined_directives",
]

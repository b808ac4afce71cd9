from tasking.models.assignment import (
    LIVE_STATES,
    RESERVED,
    STATION_ACTS,
    Assignment,
    AssignmentEntry,
)
from tasking.models.difficulty import (
    Category,
    Difficulty,
    DifficultyEntry,
    HelpTerms,
    Urgency,
)
from tasking.models.directive import (
    EVENT_KINDS,
    DeadlineClass,
    Directive,
    DirectiveTarget,
    Kind,
    TaskClass,
)
from tasking.models.guidance import GuidanceVisit
from tasking.models.knowledge import KnowledgeArticle, TrainingPurpose
from tasking.models.notice import (
    Notice,
    NoticeQuestion,
    NoticeReading,
    NoticeReceipt,
)
from tasking.models.party import DirectiveParty, items_at, joined_directives
from tasking.models.protected import ProtectedBlock
from tasking.models.series import Series, SeriesTurn

__all__ = [
    "EVENT_KINDS",
    "LIVE_STATES",
    "RESERVED",
    "STATION_ACTS",
    "Assignment",
    "AssignmentEntry",
    "Category",
    "DeadlineClass",
    "Difficulty",
    "DifficultyEntry",
    "Directive",
    "DirectiveParty",
    "DirectiveTarget",
    "GuidanceVisit",
    "HelpTerms",
    "Kind",
    "KnowledgeArticle",
    "Notice",
    "NoticeQuestion",
    "NoticeReading",
    "NoticeReceipt",
    "ProtectedBlock",
    "Series",
    "SeriesTurn",
    "TaskClass",
    "TrainingPurpose",
    "Urgency",
    "items_at",
    "joined_directives",
]

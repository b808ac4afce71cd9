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
    Venue,
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
from tasking.models.plan import PlanHours, PlanItem, StationPlan
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
from tasking.models.travel import LONGEST_WAY, TravelTime

__all__ = [
    "EVENT_KINDS",
    "LIVE_STATES",
    "LONGEST_WAY",
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
    "FormAnswer",
    "FormLook",
    "FormReminder",
    "FormReuse",
    "GuidanceVisit",
    "HelpTerms",
    "Kind",
    "KnowledgeArticle",
    "Notice",
    "NoticeQuestion",
    "NoticeReading",
    "NoticeReceipt",
    "PlanHours",
    "PlanItem",
    "ProtectedBlock",
    "ReportForm",
    "Series",
    "SeriesTurn",
    "StationPlan",
    "TaskClass",
    "TaskForm",
    "TrainingPurpose",
    "TravelTime",
    "Urgency",
    "Venue",
    "items_at",
    "joined_directives",
]

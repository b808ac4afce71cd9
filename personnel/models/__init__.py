"""Officers, the posts of a unit, who is where when, and how that is decided."""

from personnel.models.abilities import Ability, Attainment, ServiceRecord
from personnel.models.absence import LeavePart, LeaveRequest, LeaveStep
from personnel.models.care import DueVisit, Occasion
from personnel.models.choices import (
    RoundEvent,
    RoundMatch,
    RoundRank,
    RoundResult,
    RoundWish,
)
from personnel.models.commendations import Commendation
from personnel.models.imports import Import, ImportLine
from personnel.models.limits import Contact, Limit
from personnel.models.notes import NoBlameNote
from personnel.models.orders import (
    OrderSaying,
    OrderSeat,
    PostingLine,
    PostingOrder,
)
from personnel.models.people import (
    DutyRegime,
    Leave,
    Officer,
    Posting,
    PostingQuerySet,
)
from personnel.models.posts import Post
from personnel.models.requests import StaffingRequest
from personnel.models.residents import Residents
from personnel.models.rosters import AlertLevel, RosterLine
from personnel.models.rounds import (
    RoundBar,
    RoundCouple,
    RoundGroup,
    RoundOfficer,
    RoundPost,
    SelectionRound,
)
from personnel.models.standing import PlannedStanding
from personnel.models.weights import FitWeights

__all__ = [
    "Ability",
    "AlertLevel",
    "Attainment",
    "Commendation",
    "Contact",
    "DueVisit",
    "DutyRegime",
    "FitWeights",
    "Import",
    "ImportLine",
    "Leave",
    "LeavePart",
    "LeaveRequest",
    "LeaveStep",
    "Limit",
    "NoBlameNote",
    "Occasion",
    "Officer",
    "OrderSaying",
    "OrderSeat",
    "PlannedStanding",
    "Post",
    "Posting",
    "PostingLine",
    "PostingOrder",
    "PostingQuerySet",
    "Residents",
    "RosterLine",
    "RoundBar",
    "RoundCouple",
    "RoundEvent",
    "RoundGroup",
    "RoundMatch",
    "RoundOfficer",
    "RoundPost",
    "RoundRank",
    "RoundResult",
    "RoundWish",
    "SelectionRound",
    "ServiceRecord",
    "StaffingRequest",
]

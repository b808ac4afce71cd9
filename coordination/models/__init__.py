from coordination.models.admission import AdmissionCase, AdmissionEntry
from coordination.models.caps import BurdenCap, CapEntry, CapNote
from coordination.models.conflict import Conflict
from coordination.models.costs import CostPayment, DirectiveCost, ExpenseCause
from coordination.models.duplicate import (
    DuplicateLook,
    DuplicatePair,
    DuplicateStation,
)
from coordination.models.emergency import EmergencyOrder
from coordination.models.feed import CalendarFeed
from coordination.models.join_offer import JoinOffer
from coordination.models.objection import Objection, ObjectionEntry
from coordination.models.owed import MakeUp, OwedEntry, OwedTime, SecondName
from coordination.models.profile import StationProfile
from coordination.models.proposal import Proposal, ProposalEntry, ProposalParty
from coordination.models.relief import Relief, ReliefLook
from coordination.models.remit import RemitReport
from coordination.models.snapshot import LeadersSnapshot
from coordination.models.standing import AcceptedRisk, Delegation
from coordination.models.state import DirtyStation, StationCapacity, StationState
from coordination.models.sweep import SweepChunk
from coordination.models.visits import JointVisits
from coordination.models.watched import (
    WatchedAlert,
    WatchedAssignment,
    WatchedBlock,
    WatchedCalendar,
    WatchedDepartment,
    WatchedDirective,
    WatchedLeave,
    WatchedOfficer,
    WatchedPlan,
    WatchedPosting,
    WatchedRegime,
    WatchedStation,
)
from coordination.models.weeks import StationWeeks

__all__ = [
    "AcceptedRisk",
    "AdmissionCase",
    "AdmissionEntry",
    "BurdenCap",
    "CalendarFeed",
    "CapEntry",
    "CapNote",
    "Conflict",
    "CostPayment",
    "Delegation",
    "DirectiveCost",
    "DirtyStation",
    "DuplicateLook",
    "DuplicatePair",
    "DuplicateStation",
    "EmergencyOrder",
    "ExpenseCause",
    "JoinOffer",
    "JointVisits",
    "LeadersSnapshot",
    "MakeUp",
    "Objection",
    "ObjectionEntry",
    "OwedEntry",
    "OwedTime",
    "Proposal",
    "ProposalEntry",
    "ProposalParty",
    "Relief",
    "ReliefLook",
    "RemitReport",
    "SecondName",
    "StationCapacity",
    "StationProfile",
    "StationState",
    "StationWeeks",
    "SweepChunk",
    "WatchedAlert",
    "WatchedAssignment",
    "WatchedBlock",
    "WatchedCalendar",
    "WatchedDepartment",
    "WatchedDirective",
    "WatchedLeave",
    "WatchedOfficer",
    "WatchedPlan",
    "WatchedPosting",
    "WatchedRegime",
    "WatchedStation",
]

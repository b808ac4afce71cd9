from coordination.models.admission import AdmissionCase, AdmissionEntry
from coordination.models.conflict import Conflict
from coordination.models.emergency import EmergencyOrder
from coordination.models.objection import Objection, ObjectionEntry
from coordination.models.profile import StationProfile
from coordination.models.remit import RemitReport
from coordination.models.state import DirtyStation, StationCapacity, StationState
from coordination.models.sweep import SweepChunk
from coordination.models.watched import (
    WatchedAssignment,
    WatchedBlock,
    WatchedCalendar,
    WatchedDepartment,
    WatchedDirective,
    WatchedLeave,
    WatchedOfficer,
    WatchedPosting,
    WatchedRegime,
    WatchedStation,
)

__all__ = [
    "AdmissionCase",
    "AdmissionEntry",
    "Conflict",
    "DirtyStation",
    "EmergencyOrder",
    "Objection",
    "ObjectionEntry",
    "RemitReport",
    "StationCapacity",
    "StationProfile",
    "StationState",
    "SweepChunk",
    "WatchedAssignment",
    "WatchedBlock",
    "WatchedCalendar",
    "WatchedDepartment",
    "WatchedDirective",
    "WatchedLeave",
    "WatchedOfficer",
    "WatchedPosting",
    "WatchedRegime",
    "WatchedStation",
]

from coordination.models.conflict import Conflict
from coordination.models.state import DirtyStation, StationCapacity, StationState
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
    "Conflict",
    "DirtyStation",
    "StationCapacity",
    "StationState",
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

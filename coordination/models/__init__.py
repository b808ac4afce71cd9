from coordination.models.conflict import Conflict
from coordination.models.state import DirtyStation, StationState
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

from organization.models.access import ApiToken, Membership, Role, User
from organization.models.audit import AuditEvent, AuditSeal, RowChange
from organization.models.calendar import CalendarYear, WorkdayOverride
from organization.models.choices import Admission, Level, SilenceRule
from organization.models.groups import StationGroup
from organization.models.introductions import Introduction
from organization.models.lookups import Among
from organization.models.safety import SafetyRun
from organization.models.signing import (
    AccountSession,
    Certificate,
    Factor,
    FactorReset,
    RecoveryCode,
    SignInCount,
)
from organization.models.units import Bureau, Department, Station

__all__ = [
    "AccountSession",
    "Admission",
    "Among",
    "ApiToken",
    "AuditEvent",
    "AuditSeal",
    "Bureau",
    "CalendarYear",
    "Certificate",
    "Department",
    "Factor",
    "FactorReset",
    "Introduction",
    "Level",
    "Membership",
    "RecoveryCode",
    "Role",
    "RowChange",
    "SafetyRun",
    "SignInCount",
    "SilenceRule",
    "Station",
    "StationGroup",
    "User",
    "WorkdayOverride",
]

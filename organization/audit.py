"""Writing the audit trail. What changed by an act is noted by the tables themselves."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from organization.identity import current_address
from organization.models import AuditEvent, User
from organization.wall import lifted


def record(
    action: str,
    *,
    by: User | None,
    subject: models.Model | None = None,
    unit: str = "",
    reason: str = "",
    **detail: Any,
) -> AuditEvent:
    """Add one audit row inside the caller's transaction."""
    made = _event(action, by, subject, detail)
    made.unit_code, made.reason = unit, reason
    return _added(made)


def record_attempt(
    action: str,
    *,
    by: User | None,
    outcome: AuditEvent.Outcome,
    subject: models.Model | None = None,
    **detail: Any,
) -> AuditEvent:
    """Add what somebody tried and did not do."""
    made = _event(action, by, subject, detail)
    made.outcome = outcome
    return _added(made)


def _added(made: AuditEvent) -> AuditEvent:
    with lifted("who acts adds to a trail that he may not read"):
        made.save(force_insert=True)
    return made


def _event(
    action: str,
    by: User | None,
    subject: models.Model | None,
    detail: dict[str, Any],
) -> AuditEvent:
    return AuditEvent(
        at=timezone.now(),
        actor=by,
        actor_name=by.name if by else "",
        action=action,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
        detail=detail,
        address=current_address(),
    )

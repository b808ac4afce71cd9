"""Writing the audit trail. What changed by an act is noted by the tables themselves."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from organization.identity import current_address
from organization.models import AuditEvent, User


def record(
    action: str,
    *,
    by: User | None,
    subject: models.Model | None = None,
    unit: str = "",
    reason: str = "",
    outcome: str = AuditEvent.Outcome.DONE,
    **detail: Any,
) -> AuditEvent:
    """Add one audit row inside the caller's transaction."""
    return AuditEvent.objects.create(
        at=timezone.now(),
        actor=by,
        actor_name=by.name if by else "",
        action=action,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
        unit_code=unit,
        reason=reason,
        outcome=outcome,
        detail=detail,
        address=current_address(),
    )


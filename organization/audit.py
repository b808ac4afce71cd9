"""Writing the audit trail, and telling the database who acts."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.utils import timezone

from organization.middleware import current_address
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
    with lifted("who acts adds to a trail that he may not read"):
        return AuditEvent.objects.create(
            at=timezone.now(),
            actor=by,
            actor_name=by.name if by else "",
            action=action,
            subject_type=subject._meta.label_lower if subject else "",
            subject_id=subject.pk if subject else None,
            unit_code=unit,
            reason=reason,
            detail=detail,
            address=current_address(),
        )


def act_as(user: User) -> None:
    """Name the acting user to PostgreSQL until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('yipan.user', %s, true)", [str(user.pk)])

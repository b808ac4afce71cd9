"""What somebody tried and was not let do: on record like what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from organization import audit
from organization.models import AuditEvent

LONGEST_PATH = 300


def note_refusal(request: HttpRequest, status: int) -> None:
    """A signed-in person sent what the answer refused; strangers are not kept."""
    user: Any = request.user
    if not isinstance(getattr(user, "pk", None), int):
        return
    audit.record_attempt(
        "request.refused",
        by=user,
        outcome=AuditEvent.Outcome.REFUSED,
        method=request.method,
        path=request.path[:LONGEST_PATH].replace("\0", ""),
        status=status,
    )

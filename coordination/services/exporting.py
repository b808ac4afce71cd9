"""Files that leave the system are noted: who took which figures with him."""

from __future__ import annotations

from django.db import transaction

from coordination.models import Conflict
from organization.audit import record
from organization.models import User


@transaction.atomic
def note_export(*, by: User, conflict: Conflict) -> None:
    """The working of a conflict was written to a file for somebody."""
    record("conflict.export", by=by, subject=conflict, unit=conflict.station.code)

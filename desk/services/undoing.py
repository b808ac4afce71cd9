"""What was done last, and taking it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from desk.models import Undoable
from desk.undoing import OPEN_FOR, way_of
from organization import audit
from organization.models import User


@transaction.atomic
def remember(
    *,
    by: User,
    kind: str,
    subject: Model | None,
    facts: dict[str, Any],
    words: str,
    url: str,
    now: dt.datetime,
) -> Undoable:
    """Keep how an act is taken back. KeyError for a kind nobody can take back."""
    way_of(kind)
    return Undoable.objects.create(
        by=by,
        kind=kind,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
        facts=facts,
        words=words[:300],
        url=url,
        at=now,
        until=now + OPEN_FOR,
    )


@transaction.atomic
def take_back(*, by: User, act: Undoable, now: dt.datetime) -> str:
    """Undo it, whole or not at all; what of it stays nevertheless is returned in words.

    ValidationError where it is undone or too late; Overtaken where somebody has acted
    on it meanwhile.
    """
    row = Undoable.objects.select_for_update().get(pk=act.pk, by=by)
    if row.undone_at is not None:
        raise ValidationError({"state": [_("This is taken back already.")]})
    if row.until <= now:
        message = _("This can no longer be taken back: half an hour is over.")
        raise ValidationError({"state": [message]})
    stays = way_of(row.kind)(by, row, now)
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    audit.record("act.take_back", by=by, subject=row, kind=row.kind)
    return stays or ""


def forget_undoable(*, before: dt.datetime) -> int:
    """Delete what could be taken back until then. Returns how many rows."""
    return Undoable.objects.filter(until__lt=before).delete()[0]

"""The station's protected time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization import audit
from organization.models import Station, User
from organization.permissions import authorise
from tasking.models import ProtectedBlock


@transaction.atomic
def protect(
    *,
    by: User | None,
    station: Station,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    officers: Decimal,
) -> ProtectedBlock:
    """Keep so many officers free from start to end. `by` None is a loader."""
    if by is not None:
        authorise(by, "plan.edit", station)
    problems: dict[str, list[object]] = {}
    if not title.strip():
        problems["title"] = [_("Say what the time is for.")]
    if end <= start:
        problems["end"] = [_("The end must be after the start.")]
    if not 0 < officers <= 9999:
        problems["officers"] = [_("Between 0 and 9,999 officers.")]
    if problems:
        raise ValidationError(problems)
    block = ProtectedBlock.objects.create(
        station=station, title=title, start=start, end=end, officers=officers
    )
    audit.record("plan.protect", by=by, subject=block, unit=station.code)
    return block


@transaction.atomic
def release(*, by: User, block: ProtectedBlock, reason: str) -> None:
    """Give protected time up again; the reason stays in the audit trail."""
    authorise(by, "plan.edit", block.station)
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why the time is given up.")]})
    audit.record(
        "plan.release", by=by, subject=block, unit=block.station.code, reason=reason
    )
    block.delete()

"""The station's protected time: kept, changed, given up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization import audit
from organization.models import Station, User
from organization.permissions import authorise
from tasking.models import ProtectedBlock
from tasking.rules import MAX_AHEAD, MAX_OFFICERS
from tasking.services.acts import Stale

LONGEST = dt.timedelta(days=366)
TITLE = 80


@transaction.atomic
def protect(
    *,
    by: User | None,
    station: Station,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    officers: Decimal,
    now: dt.datetime | None = None,
) -> ProtectedBlock:
    """Keep so many officers free from start to end.

    `by` None is a loader, and `now` None says that the past may be written too.
    """
    if by is not None:
        authorise(by, "plan.edit", station)
    _check(title, start, end, officers, now)
    # Sent twice at the same moment, the second one waits here and is refused.
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)
    same = station.protected.filter(title=title.strip(), start=start, end=end)
    if now is not None and same.exists():
        message = _("This time is kept already. Change its officers instead.")
        raise ValidationError({"title": [message]})
    block = ProtectedBlock.objects.create(
        station=station, title=title.strip(), start=start, end=end, officers=officers
    )
    audit.record(
        "plan.protect", by=by, subject=block, unit=station.code, **_said(block)
    )
    return block


@transaction.atomic
def change(
    *,
    by: User,
    block: ProtectedBlock,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    officers: Decimal,
    now: dt.datetime,
    version: int | None = None,
) -> ProtectedBlock:
    """Move it, or keep more or fewer officers; what it was stays in the trail."""
    row = _held(by, block, now, version)
    _check(title, start, end, officers, now)
    before = _said(row)
    row.title, row.start, row.end, row.officers = title.strip(), start, end, officers
    row.version += 1
    row.save()
    audit.record(
        "plan.change",
        by=by,
        subject=row,
        unit=row.station.code,
        before=before,
        **_said(row),
    )
    return row


@transaction.atomic
def keep_otherwise(
    *,
    by: User | None,
    station: Station,
    block: int,
    reason: str,
    now: dt.datetime,
    start: dt.datetime | None = None,
    end: dt.datetime | None = None,
    officers: Decimal | None = None,
) -> ProtectedBlock:
    """Another time or fewer officers, as it was agreed or decided; by its id.

    What is None stays. The caller has asked for the right.
    """
    rows = ProtectedBlock.objects.select_for_update(of=("self",))
    row = rows.select_related("station").filter(pk=block, station=station).first()
    if row is None:
        raise ValidationError({"state": [_("This was given up meanwhile.")]})
    before = _said(row)
    row.start, row.end = start or row.start, end or row.end
    row.officers = row.officers if officers is None else officers
    _check(row.title, row.start, row.end, row.officers, now)
    row.version += 1
    row.save()
    audit.record(
        "plan.change",
        by=by,
        subject=row,
        unit=station.code,
        reason=reason,
        before=before,
        **_said(row),
    )
    return row


@transaction.atomic
def release(
    *,
    by: User,
    block: ProtectedBlock,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> None:
    """Give protected time up again; the reason stays in the audit trail."""
    row = _held(by, block, now, version)
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why the time is given up.")]})
    audit.record(
        "plan.release",
        by=by,
        subject=row,
        unit=row.station.code,
        reason=reason.strip(),
        **_said(row),
    )
    row.delete()


def _held(
    by: User, block: ProtectedBlock, now: dt.datetime, version: int | None
) -> ProtectedBlock:
    """The block as it stands, locked: one's own to change, and not over yet."""
    authorise(by, "plan.edit", block.station)
    rows = ProtectedBlock.objects.select_for_update(of=("self",))
    row = rows.select_related("station").filter(pk=block.pk).first()
    if row is None:
        raise ValidationError({"state": [_("This was given up meanwhile.")]})
    if version is not None and version != row.version:
        raise Stale
    if row.end <= now:
        raise ValidationError({"state": [_("This time is over: it stays as it was.")]})
    return row


def _check(
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    officers: Decimal,
    now: dt.datetime | None,
) -> None:
    problems: dict[str, list[object]] = {}
    if not title.strip():
        problems["title"] = [_("Say what the time is for.")]
    elif len(title.strip()) > TITLE:
        problems["title"] = [_("At most 80 characters.")]
    if end <= start:
        problems["end"] = [_("The end must be after the start.")]
    elif end - start > LONGEST:
        problems["end"] = [_("At most a year at once.")]
    elif now is not None and end <= now:
        problems["end"] = [_("This time is already over.")]
    elif now is not None and end - now > MAX_AHEAD:
        problems["end"] = [_("More than three years ahead: check the year.")]
    if not 0 < officers <= MAX_OFFICERS:
        problems["officers"] = [_("Between 0 and 9,999 officers.")]
    if problems:
        raise ValidationError(problems)


def _said(block: ProtectedBlock) -> dict[str, Any]:
    """The block in the trail, where it outlives its row."""
    return {
        "title": block.title,
        "start": block.start.isoformat(),
        "end": block.end.isoformat(),
        "officers": str(block.officers),
    }

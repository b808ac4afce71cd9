"""A department reminds a station of a task it has not signed for: once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import AuditEvent, User
from organization.permissions import authorise
from tasking.models import Assignment
from tasking.services import signing
from tasking.services.acts import Stale

REMIND = "assignment.remind"
SIGNED = _("It has been signed for, or is not owed any more.")
TODAY = _("The station has been reminded today.")
NOBODY = _("The station has no chief whom a letter would reach.")


@transaction.atomic
def remind(
    *, by: User, assignment: Assignment, now: dt.datetime, version: int | None = None
) -> int:
    """A further letter to the station's chiefs. Returns how many it went to.

    ValidationError where there is nothing to remind of, or it was done today.
    """
    rows = Assignment.objects.select_for_update(of=("self",))
    rows = rows.select_related("station", "department", "directive")
    row = rows.get(pk=assignment.pk)
    authorise(by, REMIND, row.department or row.station)
    if version is not None and version != row.version:
        raise Stale
    if row.state != Assignment.State.ISSUED or row.department is None:
        raise ValidationError({"state": [SIGNED]})
    if reminded_today([row.pk], now):
        raise ValidationError({"state": [TODAY]})
    told = signing.ask_again(row, day=timezone.localdate(now))
    if not told:
        raise ValidationError({"state": [NOBODY]})
    record(REMIND, by=by, subject=row, unit=row.station.code, at=now.isoformat())
    return told


def reminded_today(assignments: Iterable[int], now: dt.datetime) -> set[int]:
    """Those reminded on the local day of `now`; one query."""
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = AuditEvent.objects.filter(
        action=REMIND,
        subject_type=Assignment._meta.label_lower,
        subject_id__in=list(assignments),
        detail__at__gte=day.astimezone(dt.UTC).isoformat(),
    )
    return {pk for pk in rows.values_list("subject_id", flat=True) if pk is not None}

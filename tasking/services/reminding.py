"""A department reminds a station of a task it has not signed for: once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import AuditEvent, User
from organization.permissions import authorise
from tasking.models import Assignment
from tasking.services import signing
from tasking.services.acts import Stale

REMIND = "assignment.remind"
TAKEN_BACK = "assignment.remind_taken_back"
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


@transaction.atomic
def take_back_reminder(*, by: User, assignment: int, day: dt.date) -> bool:
    """As if the station had not been reminded on that day, as long as nobody there has
    read it; False where somebody has, or it was not reminded."""
    rows = Assignment.objects.select_for_update(of=("self",))
    row = rows.select_related("station", "department").get(pk=assignment)
    authorise(by, REMIND, row.department or row.station)
    if not _reminded([row.pk], day) or not signing.ask_no_more(row, day=day):
        return False
    record(TAKEN_BACK, by=by, subject=row, unit=row.station.code, day=str(day))
    return True


def reminded_today(assignments: Iterable[int], now: dt.datetime) -> set[int]:
    """Those reminded on the local day of `now`; one query."""
    return _reminded(assignments, timezone.localdate(now))


def _reminded(assignments: Iterable[int], day: dt.date) -> set[int]:
    """The last word counts: a reminder that was taken back may be sent again."""
    first = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    rows = AuditEvent.objects.filter(
        Q(action=REMIND, detail__at__gte=first.astimezone(dt.UTC).isoformat())
        | Q(action=TAKEN_BACK, detail__day=str(day)),
        subject_type=Assignment._meta.label_lower,
        subject_id__in=list(assignments),
    )
    said = dict(rows.order_by("pk").values_list("subject_id", "action"))
    return {pk for pk, act in said.items() if pk is not None and act == REMIND}

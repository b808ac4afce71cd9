"""A chief asks for an officer or a profile; the personnel office answers."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from personnel.models import Officer, StaffingRequest
from personnel.services import telling
from personnel.services.ordering import NOT_NOW
from personnel.services.posts import CHANGED

S = StaffingRequest.State


@transaction.atomic
def ask_for_officers(
    *,
    by: User,
    station: Station,
    kind: str,
    number: int,
    reason: str,
    now: dt.datetime,
    officer: Officer | None = None,
) -> StaffingRequest:
    """So many of a kind of post, or one officer by name, with the reason."""
    authorise(by, "posting.request", station)
    with Problems() as problems:
        kind = problems.require("kind", kind)
        if len(kind) > 40:
            problems.add("kind", _("At most %(n)s characters.") % {"n": 40})
        if not 1 <= number <= 99:
            problems.add("number", _("From 1 to 99 officers."))
        elif officer is not None and number != 1:
            problems.add("number", _("One officer is asked for by name."))
        reason = problems.require("reason", reason)
    row = StaffingRequest.objects.create(
        station=station,
        officer=officer,
        kind=kind,
        number=number,
        reason=reason,
        asked_by=by,
        asked_at=now,
    )
    _note(row, "ask", by, reason)
    telling.tell_request(row, by=by)
    return row


@transaction.atomic
def answer_request(
    *,
    by: User,
    request: StaffingRequest,
    taken: bool,
    answer: str,
    now: dt.datetime,
    version: int | None = None,
) -> StaffingRequest:
    """Taken up or not, with words the chief reads."""
    rows = StaffingRequest.objects.select_for_update(of=("self",))
    row = rows.select_related("station__bureau", "officer").get(pk=request.pk)
    authorise(by, "posting.prepare", row.station)
    if row.state != S.OPEN:
        raise ValidationError({"state": [NOT_NOW]})
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    with Problems() as problems:
        row.answer = problems.require("answer", answer)
    row.state = S.TAKEN if taken else S.DECLINED
    row.answered_by, row.answered_at = by, now
    row.version += 1
    row.save()
    _note(row, "answer", by, row.answer)
    telling.tell_request_answered(row, by=by)
    return row


@transaction.atomic
def fulfil(*, by: User, request: StaffingRequest, number: str) -> None:
    """A posting order made of it is decided: the chief who asked hears the number, also
    where the order itself does not concern his station."""
    row = StaffingRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    row.version += 1
    row.save(update_fields=["version"])
    _note(row, "decide", by, number)
    telling.tell_request_decided(row, number, by=by)


def _note(row: StaffingRequest, act: str, by: User, reason: str) -> None:
    record(
        f"staffing_request.{act}",
        by=by,
        subject=row,
        unit=row.station.code,
        reason=reason,
        kind=row.kind,
        number=row.number,
        officer=row.officer.police_number if row.officer else "",
        state=row.state,
    )

"""A station says that money has not come; the bureau answers; the station ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budget.models import Disbursement, Dispute
from budget.services import telling
from budget.services.holding import NOT_NOW, hold, touch
from budget.services.speaking import demand_confirming
from desk.attaching import take_files
from organization.audit import record
from organization.models import User
from organization.permissions import authorise
from organization.services.problems import Problems

OPEN_ALREADY = _("This has been said already, and is not settled yet.")


@transaction.atomic
def dispute(
    *,
    by: User,
    disbursement: Disbursement,
    reason: str,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
    version: int | None = None,
) -> Dispute:
    """What has not arrived, or not as it stands on paper, with what shows it."""
    held = hold(disbursement, version)
    demand_confirming(by, held.paid)
    if held.delivery.disbursed <= held.delivery.confirmed:
        raise ValidationError({"state": [NOT_NOW]})
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if open_of(held.paid):
            problems.add("reason", OPEN_ALREADY)
    row = Dispute.objects.create(
        disbursement=held.paid, reason=reason, raised_by=by, raised_at=now
    )
    row.files.set(take_files(by=by, files=files, now=now))
    _done(row, "raise", by, reason)
    telling.forget(held.paid, *telling.STATION_ASKED)
    telling.tell_disputed(row, by=by)
    return row


@transaction.atomic
def answer(
    *,
    by: User,
    disbursement: Disbursement,
    text: str,
    now: dt.datetime,
    version: int | None = None,
) -> Dispute:
    """The bureau's word; a later one replaces it, both are in the audit trail."""
    row = _open(disbursement, version)
    authorise(by, "money.keep", row.disbursement.line.station)
    with Problems() as problems:
        row.answer = problems.require("text", text)
    row.answered_by, row.answered_at = by, now
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    _done(row, "answer", by, row.answer)
    telling.forget(row.disbursement, *telling.BUREAU_ASKED)
    telling.tell_answered(row, by=by)
    return row


@transaction.atomic
def settle(
    *,
    by: User,
    disbursement: Disbursement,
    now: dt.datetime,
    version: int | None = None,
) -> Dispute:
    """The station ends it; the money is then waited for, or confirmed, as before."""
    row = _open(disbursement, version)
    demand_confirming(by, row.disbursement)
    return _end(row, by, now)


def end_open(*, by: User, disbursement: Disbursement, now: dt.datetime) -> None:
    """All is confirmed or returned: nothing is left to dispute."""
    row = open_of(disbursement)
    if row is not None:
        _end(row, by, now)


def open_of(disbursement: Disbursement) -> Dispute | None:
    rows = disbursement.disputes.filter(closed_at=None)
    return rows.select_related("disbursement__line__station").first()


def _open(disbursement: Disbursement, version: int | None) -> Dispute:
    row = open_of(hold(disbursement, version).paid)
    if row is None:
        raise ValidationError({"state": [NOT_NOW]})
    return row


def _end(row: Dispute, by: User, now: dt.datetime) -> Dispute:
    row.closed_by, row.closed_at = by, now
    row.save(update_fields=["closed_by", "closed_at"])
    _done(row, "close", by, "")
    telling.forget(row.disbursement, *telling.BUREAU_ASKED)
    return row


def _done(row: Dispute, act: str, by: User, said: str) -> None:
    touch(row.disbursement)
    unit = row.disbursement.line.station.code
    record(f"dispute.{act}", by=by, subject=row, unit=unit, reason=said)

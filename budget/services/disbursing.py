"""Money goes out: prepared by one, released by another, cancelled before that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.amounts import check
from budget.models import Balance, Disbursement, Entry, Line
from budget.services import telling
from budget.services.booking import book
from budget.services.holding import (
    NOT_NOW,
    Held,
    demand_open,
    demand_there,
    hold,
    hold_line,
    touch,
)
from organization.audit import record
from organization.models import User
from organization.permissions import authorise
from organization.services.problems import Problems
from organization.templatetags.formats import yuan

LONGEST_PURPOSE = 80


@dataclass(frozen=True)
class Payment:
    """How much, in which way, for what."""

    amount: Decimal | None
    mode: str
    purpose: str


@transaction.atomic
def prepare(
    *,
    by: User,
    line: Line,
    payment: Payment,
    now: dt.datetime,
    tell: bool = True,
) -> Disbursement:
    """Enter a payment for somebody else to release; who that may be is told, unless
    the caller tells of many at once."""
    authorise(by, "money.keep", line.station)
    balance = hold_line(line)
    with Problems() as problems:
        amount, purpose = check_payment(problems, payment)
        demand_open(line, problems, "amount")
        demand_there(line.station, timezone.localdate(now), problems, "state")
        _check_left(balance, amount, problems)
    row = Disbursement.objects.create(
        line=line,
        amount=amount,
        mode=payment.mode,
        purpose=purpose,
        prepared_by=by,
        prepared_at=now,
    )
    _note(row, "prepare", by)
    if tell:
        telling.ask_to_release(row, by=by)
    return row


def check_payment(problems: Problems, payment: Payment) -> tuple[Decimal, str]:
    """Amount and purpose as they are entered, where nothing is wrong with them."""
    amount = check(problems, "amount", payment.amount)
    purpose = problems.require("purpose", payment.purpose)
    if len(purpose) > LONGEST_PURPOSE:
        told = _("At most %(n)s characters.") % {"n": LONGEST_PURPOSE}
        problems.add("purpose", told)
    if payment.mode not in Disbursement.Mode.values:
        problems.add("mode", _("Choose one of the ways."))
    return amount, purpose


@transaction.atomic
def release(
    *,
    by: User,
    disbursement: Disbursement,
    now: dt.datetime,
    version: int | None = None,
) -> Disbursement:
    """A second person lets the money go; the station is asked whether it arrives."""
    held = _held(disbursement, version)
    row = held.paid
    demand_releasing(by, row)
    with Problems() as problems:
        demand_open(held.line, problems, "amount")
        demand_there(held.line.station, timezone.localdate(now), problems, "state")
        _check_left(held.balance, row.amount, problems)
    row.released_by, row.released_at = by, now
    row.save(update_fields=["released_by", "released_at"])
    book(
        by=by,
        line=held.line,
        kind=Entry.Kind.DISBURSE,
        amount=row.amount,
        paid=row,
        now=now,
    )
    telling.ask_station(row, by=by)
    return row


@transaction.atomic
def cancel(
    *,
    by: User,
    disbursement: Disbursement,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Disbursement:
    """It is not released; whoever keeps the bureau's money may say so."""
    row = _held(disbursement, version).paid
    authorise(by, "money.keep", row.line.station)
    with Problems() as problems:
        row.cancel_reason = problems.require("reason", reason)
    row.cancelled_by, row.cancelled_at = by, now
    row.save(update_fields=["cancel_reason", "cancelled_by", "cancelled_at"])
    touch(row)
    _note(row, "cancel", by)
    telling.forget(row, "money_release")
    return row


def demand_releasing(by: User, row: Disbursement) -> None:
    """PermissionDenied unless the user is another keeper of the bureau's money."""
    authorise(by, "money.keep", row.line.station)
    if row.prepared_by_id == by.pk:
        raise PermissionDenied(str(_("Somebody else releases this one.")))


def _held(disbursement: Disbursement, version: int | None) -> Held:
    held = hold(disbursement, version)
    if not held.paid.is_open:
        raise ValidationError({"state": [NOT_NOW]})
    return held


def _check_left(balance: Balance, amount: Decimal, problems: Problems) -> None:
    left = balance.allocated - balance.disbursed
    if amount > left:
        told = _("Only %(left)s yuan are allocated and not yet disbursed.")
        problems.add("amount", told % {"left": yuan(left)})


def _note(row: Disbursement, act: str, by: User) -> None:
    record(
        f"disbursement.{act}",
        by=by,
        subject=row,
        unit=row.line.station.code,
        reason=row.cancel_reason,
        year=row.line.year,
        amount=str(row.amount),
        purpose=row.purpose,
    )

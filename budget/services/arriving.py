"""The station's word: what has arrived, what of it meets the need, what goes back.

Silence is never a word. Nobody else says these things; the ledger's trigger asks for
the same.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budget.amounts import NOTHING, check
from budget.models import Delivery, Disbursement, Entry
from budget.services import telling
from budget.services.allocating import check_note
from budget.services.booking import book
from budget.services.disputing import end_open
from budget.services.holding import NOT_NOW, Held, hold
from budget.services.speaking import demand_confirming
from organization.models import User
from organization.services.problems import Problems
from organization.templatetags.formats import yuan


@transaction.atomic
def receive(
    *,
    by: User,
    disbursement: Disbursement,
    amount: Decimal | None,
    now: dt.datetime,
    version: int | None = None,
) -> Entry:
    """So much has come; whether it meets the need is said apart."""
    held = _held(by, disbursement, version)
    coming = held.delivery.disbursed - held.delivery.received
    with Problems() as problems:
        whole = _within(problems, amount, coming)
    return _book(held, Entry.Kind.RECEIVE, whole, by, now)


@transaction.atomic
def confirm(
    *,
    by: User,
    disbursement: Disbursement,
    amount: Decimal | None,
    now: dt.datetime,
    version: int | None = None,
) -> Entry:
    """The need is met by so much more. What had not been said to have come has."""
    held = _held(by, disbursement, version)
    delivery = held.delivery
    with Problems() as problems:
        whole = _within(problems, amount, delivery.disbursed - delivery.confirmed)
    coming = whole - (delivery.received - delivery.confirmed)
    if coming > NOTHING:
        _book(held, Entry.Kind.RECEIVE, coming, by, now)
    row = _book(held, Entry.Kind.CONFIRM, whole, by, now)
    _end_where_nothing_waits(held, by, now)
    return row


@transaction.atomic
def give_back(
    *,
    by: User,
    disbursement: Disbursement,
    amount: Decimal | None,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Entry:
    """What arrived and is not needed returns to the bureau, to be disbursed anew."""
    held = _held(by, disbursement, version)
    there = held.delivery.received - held.delivery.confirmed
    with Problems() as problems:
        whole = _within(problems, amount, there)
        reason = check_note(problems, "reason", reason)
    row = _book(held, Entry.Kind.RETURN, whole, by, now, reason)
    _end_where_nothing_waits(held, by, now)
    telling.tell_returned(row, held.paid, by=by)
    return row


def _end_where_nothing_waits(held: Held, by: User, now: dt.datetime) -> None:
    """All that is left of the payment is confirmed: no word is owed any more."""
    there = Delivery.objects.get(pk=held.delivery.pk)
    if there.confirmed == there.disbursed:
        end_open(by=by, disbursement=held.paid, now=now)
        telling.forget(held.paid, *telling.STATION_ASKED)


def _held(by: User, disbursement: Disbursement, version: int | None) -> Held:
    held = hold(disbursement, version)
    demand_confirming(by, held.paid)
    if held.paid.released_at is None:
        raise ValidationError({"state": [NOT_NOW]})
    return held


def _within(problems: Problems, amount: Decimal | None, most: Decimal) -> Decimal:
    whole = check(problems, "amount", amount)
    if whole > most:
        told = _("At most %(most)s yuan of this payment are left to say this of.")
        problems.add("amount", told % {"most": yuan(most)})
    return whole


def _book(
    held: Held,
    kind: str,
    amount: Decimal,
    by: User,
    now: dt.datetime,
    note: str = "",
) -> Entry:
    return book(
        by=by,
        line=held.line,
        kind=kind,
        amount=amount,
        paid=held.paid,
        note=note,
        now=now,
    )

"""What was entered wrongly is taken back by a counter-entry, never erased."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budget.amounts import NOTHING
from budget.models import STATIONS_OWN, Balance, Delivery, Entry
from budget.services import telling
from budget.services.allocating import check_note
from budget.services.booking import book
from budget.services.holding import NOT_NOW, hold_line
from budget.services.repaying import repaid_by
from budget.services.speaking import demand_confirming
from organization.models import User
from organization.permissions import authorise
from organization.services.problems import Problems
from organization.templatetags.formats import yuan

K = Entry.Kind


@transaction.atomic
def take_back(*, by: User, entry: Entry, reason: str, now: dt.datetime) -> Entry:
    """Enter the opposite of a whole entry, with the reason; the right amount is then
    entered anew. A station's own steps are taken back by the station alone."""
    balance = hold_line(entry.line)
    row = Entry.objects.select_related(
        "line__station__bureau", "disbursement__delivery", "counter"
    ).get(pk=entry.pk)
    demand_taking_back(by, row)
    if row.kind == K.COUNTER or hasattr(row, "counter"):
        raise ValidationError({"state": [NOT_NOW]})
    with Problems() as problems:
        reason = check_note(problems, "reason", reason)
        _check_free(row, balance, problems)
    made = book(
        by=by,
        line=row.line,
        kind=K.COUNTER,
        amount=row.amount,
        paid=row.disbursement,
        takes_back=row,
        note=reason,
        now=now,
    )
    telling.tell_taken_back(made, by=by)
    return made


def demand_taking_back(by: User, row: Entry) -> None:
    """PermissionDenied unless the step was one the user could take."""
    if row.moved in STATIONS_OWN and row.disbursement is not None:
        demand_confirming(by, row.disbursement)
    else:
        authorise(by, "money.keep", row.line.station)


def free_of(
    kind: str, balance: Balance, delivery: Delivery | None, repaid: Decimal = NOTHING
) -> Decimal:
    """How much of such a step nothing later rests on; `repaid` of a confirmation are
    advances that the payment repaid."""
    left: Decimal = balance.allocated - balance.disbursed
    if kind == K.ALLOCATE or delivery is None:
        return left
    free: dict[str, Decimal] = {
        K.DISBURSE: delivery.disbursed - delivery.received,
        K.RECEIVE: delivery.received - delivery.confirmed,
        K.CONFIRM: delivery.confirmed - repaid,
        # It goes out once more: what was returned must still lie at the bureau.
        K.RETURN: left,
    }
    return free[kind]


FIRST = {
    K.ALLOCATE: _(
        "Disbursements rest on it: only %(free)s yuan are free. Take back a"
        " disbursement first."
    ),
    K.DISBURSE: _(
        "The station has said that it arrived: only %(free)s yuan are free. The station"
        " takes its word back first."
    ),
    K.RECEIVE: _(
        "The station has confirmed it: only %(free)s yuan are free. Take back the"
        " confirmation first."
    ),
    K.CONFIRM: _(
        "It repaid advances: only %(free)s yuan are free. Say first that they were not"
        " repaid."
    ),
    K.RETURN: _(
        "The bureau has disbursed it anew: only %(free)s yuan are free. That"
        " disbursement is taken back first."
    ),
}
"""What rests on a step, and what is taken back before it."""


def _check_free(row: Entry, balance: Balance, problems: Problems) -> None:
    delivery = row.disbursement.delivery if row.disbursement else None
    repaid = repaid_by(row.disbursement) if row.disbursement else NOTHING
    free = free_of(row.kind, balance, delivery, repaid)
    if row.amount > free:
        told = FIRST.get(K(row.kind), NOT_NOW)
        problems.add("reason", told % {"free": yuan(free)})

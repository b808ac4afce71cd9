"""The station says which of its advances a reimbursement repaid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DecimalField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from budget.amounts import NOTHING
from budget.models import Disbursement, Expense, Repayment
from budget.services.holding import NOT_NOW, hold
from budget.services.speaking import demand_confirming
from budget.services.spending import hold_spending
from organization.audit import record
from organization.models import Station, User
from organization.services.problems import Problems
from organization.templatetags.formats import yuan

MOST_FREE = 50


@dataclass(frozen=True)
class Free:
    """A reimbursement, and how much of what was confirmed of it repays nothing yet."""

    pk: int
    purpose: str
    left: Decimal


def repaying(station: Station) -> list[Free]:
    """Those with something left, the latest first. One query."""
    rows = Disbursement.objects.filter(
        line__station=station,
        mode=Disbursement.Mode.REIMBURSEMENT,
        delivery__confirmed__gt=0,
    )
    repaid = Repayment.objects.standing().filter(disbursement=OuterRef("pk"))
    summed = repaid.order_by().values("disbursement").annotate(n=Sum("expense__amount"))
    money = DecimalField(max_digits=14, decimal_places=2)
    rows = rows.annotate(
        repaid=Coalesce(Subquery(summed.values("n")), NOTHING, output_field=money)
    )
    named = rows.annotate(left=F("delivery__confirmed") - F("repaid"))
    found = named.filter(left__gt=0).order_by("-pk")[:MOST_FREE]
    return [Free(*row) for row in found.values_list("pk", "purpose", "left")]


@transaction.atomic
def repay(
    *,
    by: User,
    disbursement: Disbursement,
    expenses: Collection[int],
    now: dt.datetime,
) -> list[Repayment]:
    """The payment repaid these advances, each of them whole."""
    station = disbursement.line.station
    hold_spending(by, station, now)
    held = hold(disbursement, None)
    demand_confirming(by, held.paid)
    own = Expense.objects.filter(station=station, pk__in=expenses)
    rows = list(own.waiting().order_by("pk"))
    with Problems() as problems:
        if held.paid.mode != Disbursement.Mode.REIMBURSEMENT:
            problems.add("disbursement", _("Choose a reimbursement."))
        if not expenses:
            problems.add("expenses", _("Choose what it repaid."))
        elif len(rows) < len(set(expenses)):
            problems.add("expenses", NOT_NOW)
        left = held.delivery.confirmed - repaid_by(held.paid)
        if sum((row.amount for row in rows), NOTHING) > left:
            told = _("Only %(left)s yuan of it are confirmed and repay nothing yet.")
            problems.add("expenses", told % {"left": yuan(left)})
    made = Repayment.objects.bulk_create(
        Repayment(expense=row, disbursement=held.paid, said_by=by, said_at=now)
        for row in rows
    )
    record(
        "expense.repaid",
        by=by,
        subject=held.paid,
        unit=station.code,
        expenses=[row.pk for row in rows],
        amount=str(sum((row.amount for row in rows), NOTHING)),
    )
    return made


@transaction.atomic
def undo_repayment(*, by: User, repayment: Repayment, now: dt.datetime) -> Repayment:
    """The station takes back that it was repaid: it waits for the money again."""
    hold_spending(by, repayment.expense.station, now)
    row = Repayment.objects.select_related(
        "expense__station__bureau", "disbursement__line__station__bureau"
    ).get(pk=repayment.pk)
    demand_confirming(by, row.disbursement)
    if row.undone_at is not None:
        raise ValidationError({"state": [NOT_NOW]})
    row.undone_by, row.undone_at = by, now
    row.save(update_fields=["undone_by", "undone_at"])
    record(
        "expense.not_repaid",
        by=by,
        subject=row.disbursement,
        unit=row.expense.station.code,
        expenses=[row.expense_id],
        amount=str(row.expense.amount),
    )
    return row


def repaid_by(paid: Disbursement) -> Decimal:
    """How much of the payment is said to repay advances."""
    rows = Repayment.objects.filter(disbursement=paid).standing()
    found: Decimal | None = rows.aggregate(n=Sum("expense__amount"))["n"]
    return found or NOTHING

"""Norms are added; what was said before stays, and so do statements that rest on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budget.amounts import FEN, MOST, NOTHING
from budget.models import Norm
from budget.services.holding import hold_books
from organization.audit import record
from organization.models import Bureau, User
from organization.permissions import authorise
from organization.services.problems import Problems
from personnel.models.posts import Category

LONGEST_BASIS = 120


@dataclass(frozen=True)
class NormTerms:
    """For whom, how much, from which day on; `end` is the first day without it."""

    staff: str
    amount: Decimal | None
    first: dt.date | None
    end: dt.date | None
    counting: str
    basis: str


@transaction.atomic
def set_norm(
    *, by: User | None, bureau: Bureau, terms: NormTerms, now: dt.datetime
) -> Norm:
    """A norm of the bureau; on the days it covers it goes before older ones."""
    if by is not None:
        authorise(by, "money.norm", bureau)
    hold_books([bureau.pk])
    with Problems() as problems:
        amount, basis = check_terms(problems, terms)
    assert terms.first is not None  # noqa: S101 - told above
    row = Norm.objects.create(
        bureau=bureau,
        staff=terms.staff,
        amount=amount,
        first=terms.first,
        end=terms.end,
        counting=terms.counting,
        basis=basis,
        entered_by=by,
        entered_at=now,
    )
    record(
        "norm.set",
        by=by,
        subject=row,
        unit=bureau.code,
        reason=basis,
        staff=row.staff,
        amount=str(amount),
        first=str(row.first),
        end=str(row.end or ""),
        counting=row.counting,
    )
    return row


def check_terms(problems: Problems, terms: NormTerms) -> tuple[Decimal, str]:
    """Amount and basis as they are entered, where nothing is wrong with the terms."""
    basis = problems.require("basis", terms.basis)
    if len(basis) > LONGEST_BASIS:
        problems.add("basis", _("At most %(n)s characters.") % {"n": LONGEST_BASIS})
    if terms.first is None:
        problems.add("first", _("This must be filled in."))
    elif terms.end is not None and terms.end <= terms.first:
        problems.add("end", _("The period ends before it begins."))
    if terms.staff not in Category.values:
        problems.add("staff", _("Choose one of the categories."))
    if terms.counting not in Norm.Counting.values:
        problems.add("counting", _("Choose how heads are counted."))
    return _per_head(problems, terms.amount), basis


def _per_head(problems: Problems, amount: Decimal | None) -> Decimal:
    """Nought is a norm too: nothing is meant to come."""
    if amount is None:
        problems.add("amount", _("This must be filled in."))
    elif not amount.is_finite() or amount < 0:
        problems.add("amount", _("A norm is not negative."))
    elif amount > MOST:
        problems.add("amount", _("This is more than can be entered."))
    elif amount != amount.quantize(FEN):
        problems.add("amount", _("At most two decimals: yuan and fen."))
    else:
        return amount.quantize(FEN)
    return NOTHING

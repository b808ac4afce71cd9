"""What a station spent, as a list to take along: with what became of advances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budget.models import Category, Expense, Repayment
from coordination.spent_tables import TITLES, signed, state, with_tasks
from desk.lists import Column, Listing, as_time, pieces
from organization.models import Station


def spent_list(
    station: Station, year: int, rows: QuerySet[Expense], asked: Mapping[str, str]
) -> Listing[Any]:
    """`asked` is what the page is narrowed by: values of choices by their names."""
    columns: list[Column[Any]] = [
        Column(TITLES["spent_on"], lambda r: r.spent_on),
        Column(TITLES["category"], lambda r: r.get_category_display()),
        Column(TITLES["kind"], lambda r: r.get_kind_display()),
        Column(TITLES["amount"], signed, num=True),
        Column(TITLES["purpose"], lambda r: r.purpose),
        Column(TITLES["document"], lambda r: r.document),
        Column(TITLES["paid"], lambda r: r.get_paid_display()),
        Column(pgettext("an advance", "Reimbursed"), _repaid),
        Column(TITLES["assignment"], _task),
        Column(_("Entered by"), lambda r: r.entered_by.name),
        Column(_("Entered at"), lambda r: as_time(r.entered_at)),
        Column(_("State"), state),
    ]
    named = {**dict(Category.choices), **dict(Expense.Kind.choices)}
    narrowed = [str(year), *(str(named[value]) for value in asked.values())]
    standing = Prefetch("repayments", Repayment.objects.standing())
    found = pieces(rows.prefetch_related(standing), with_tasks)
    title = f"{station.label} {_('Spending')} {year}"
    return Listing("expenses", title, columns, found, narrowed)


def _repaid(row: Expense) -> str:
    """Of an advance that stands: whether it was reimbursed."""
    if row.paid != Expense.Paid.ADVANCE or not row.is_standing:
        return ""
    return _("Yes") if row.repayments.all() else _("No")


def _task(row: Expense) -> str:
    cause = getattr(row, "cause", None)
    task = cause.assignment.directive if cause else None
    return "" if task is None or task.reserved else task.number

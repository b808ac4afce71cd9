"""A station's spending as a table: written for people, and read again from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from budget.exchange.sheets import Yuan
from budget.models import Category, Expense
from budget.services.spending import Spending
from coordination.models import ExpenseCause
from coordination.services.costing import NO_TASK, Caused
from desk.importing import (
    Column,
    RowProblem,
    Table,
    as_code,
    as_day,
    as_text,
)
from organization.wall import lifted
from personnel.exchange.columns import Field, Kind, in_all_languages
from tasking.models import Assignment

TITLES: dict[str, str | Promise] = {
    "spent_on": gettext_lazy("Spent on"),
    "category": gettext_lazy("What for"),
    "kind": pgettext_lazy("spending", "Kind"),
    "amount": gettext_lazy("Amount"),
    "purpose": gettext_lazy("Spent for"),
    "document": gettext_lazy("Document number"),
    "paid": gettext_lazy("Paid"),
    "assignment": gettext_lazy("Task number"),
    "part": gettext_lazy("Part of that document"),
}
"""Headings by the names of what they hold."""
CHOICES = {"category": Category, "kind": Expense.Kind, "paid": Expense.Paid}
OPTIONAL = ("category", "paid", "assignment", "part")


def as_document(cell: object) -> str:
    """A number that is a name: invoices have twenty digits, spreadsheets keep 15."""
    return str(as_code(cell))


def columns() -> list[Column]:
    """What is read, under the headings of either language."""
    readers: dict[str, Callable[[object], Any]] = {
        "spent_on": as_day,
        "amount": Yuan("amount", TITLES["amount"]).read,
        "document": as_document,
        "part": Field("part", TITLES["part"], Kind.FLAG).read,
    }
    for name, of in CHOICES.items():
        field = Field(name, TITLES[name], Kind.CHOICE, choices=dict(of.choices))
        readers[name] = field.read
    return [
        Column(
            *(name, in_all_languages(title), readers.get(name, as_text)),
            required=name not in OPTIONAL,
        )
        for name, title in TITLES.items()
    ]


def spendings(
    table: Table, year: int, causes: Mapping[str, Assignment]
) -> list[tuple[int, Caused]]:
    """The sound lines; a task number that names none here is told of."""
    found = []
    for number, row in table.rows:
        named = row.pop("assignment", "")
        if named and named not in causes:
            head = table.heads["assignment"]
            table.problems.append(RowProblem(number, head, str(NO_TASK)))
            continue
        spending = Spending(year=year, **row)
        found.append((number, Caused(spending, causes.get(named))))
    return found


def with_tasks(rows: Iterable[Expense]) -> list[Expense]:
    """Rows with the task each was for."""
    found, causes = list(rows), ExpenseCause.objects.all()
    named = causes.select_related("assignment__directive")
    with lifted("who sees a station's spending sees the tasks it was for"):
        prefetch_related_objects(found, Prefetch("cause", named))
    return found


def sheet(rows: Iterable[Expense]) -> Iterator[list[object]]:
    """A row of headings and one per expense; those taken back are told at the end."""
    names = [name for name in TITLES if name != "part"]
    yield [*(str(TITLES[name]) for name in names), _("State")]
    for row in with_tasks(rows):
        cause = getattr(row, "cause", None)
        task = cause.assignment.directive if cause else None
        yield [
            *(row.spent_on, row.get_category_display(), row.get_kind_display()),
            *(signed(row), row.purpose, row.document, row.get_paid_display()),
            "" if task is None or task.reserved else task.number,
            state(row),
        ]


def packed(rows: Sequence[tuple[int, Caused]]) -> list[Any]:
    """Judged lines as they travel through the page."""
    return [
        [
            number,
            one.spending.spent_on.isoformat() if one.spending.spent_on else "",
            str(one.spending.amount),
            *(one.spending.kind, one.spending.category, one.spending.paid),
            *(one.spending.purpose, one.spending.document, one.spending.part),
            one.assignment.pk if one.assignment else None,
        ]
        for number, one in rows
    ]


def unpacked(
    lines: Iterable[Any], year: int, causes: Mapping[int, Assignment]
) -> list[tuple[int, Caused]]:
    """The same lines again; a task that is gone meanwhile is told of."""
    found = []
    for number, day, amount, kind, category, paid, purpose, document, part, pk in lines:
        if pk is not None and pk not in causes:
            raise ValidationError({f"rows[{number}].assignment": [NO_TASK]})
        spending = Spending(
            year=year,
            amount=Decimal(amount),
            spent_on=dt.date.fromisoformat(day),
            purpose=purpose,
            document=document,
            kind=kind,
            category=category,
            paid=paid,
            part=part,
        )
        found.append((number, Caused(spending, causes.get(pk))))
    return found


def signed(row: Expense) -> Decimal:
    """What takes another row back counts below nothing."""
    amount: Decimal = row.amount
    return -amount if row.takes_back_id else amount


def state(row: Expense) -> str:
    """In words where a row does not simply stand."""
    if row.takes_back_id:
        return _("Takes another row back: %(reason)s") % {"reason": row.reason}
    return "" if row.is_standing else pgettext("an entry", "taken back")

"""A year of money as a workbook: what can be handed in again, then all that happened.

The first four sheets are those that are read; columns beside theirs are for people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budget.exchange.ledger import disputes, entries, statements
from budget.exchange.scope import (
    Scope,
    Values,
    line_values,
    moment,
    name_of,
    of_lines,
    station_values,
)
from budget.exchange.sheets import ALLOCATIONS, FEES, NORMS, PAYMENTS
from budget.models import Disbursement, Dispute, Entry, FeeIncome, Norm
from desk.sheets.streaming import streamed_bytes
from desk.sheets.writing import Cells, Sheet
from personnel.exchange.sheets import Sheet as Columns

Beside = Callable[[Any], list[object]]


def book(scope: Scope) -> bytes:
    """All of it; a constant number of queries."""
    return streamed_bytes(
        [
            _sheet(NORMS, _norms(scope), *_norm_beside()),
            _sheet(ALLOCATIONS, _allocations(scope), *_entered("by", "at")),
            _sheet(PAYMENTS, _payments(scope), *_payment_beside()),
            _sheet(FEES, _fees(scope), *_entered("entered_by", "entered_at")),
            entries(scope),
            statements(scope),
            disputes(scope),
        ]
    )


def _sheet(
    columns: Columns,
    rows: Iterable[tuple[Values, Any]],
    heads: list[str],
    beside: Beside,
) -> Sheet:
    """The columns as they are read, then those beside them."""

    def lines() -> Iterator[Cells]:
        yield [*(str(one.title) for one in columns.fields), *heads]
        for values, row in rows:
            told = [one.shown(values.get(one.name)) for one in columns.fields]
            yield [*told, *beside(row)]

    return Sheet(str(columns.title), lines())


def _entered(by: str, at: str) -> tuple[list[str], Beside]:
    heads = [_("Entered by"), _("Entered at")]
    return heads, lambda row: [name_of(getattr(row, by)), moment(getattr(row, at))]


def _norm_beside() -> tuple[list[str], Beside]:
    heads, entered = _entered("entered_by", "entered_at")
    return [_("Bureau"), *heads], lambda row: [row.bureau.label, *entered(row)]


def _payment_beside() -> tuple[list[str], Beside]:
    """State and the station's word."""
    heads = [
        *(_("No. of the disbursement"), _("State")),
        *(pgettext("a payment", "Prepared by"), _("Prepared at")),
        *(_("Released by"), _("Released at"), _("Disbursed"), _("Arrived")),
        *(pgettext("money", "Confirmed"), _("Not arrived")),
    ]
    states = {
        "prepared": _("To be released"),
        "released": _("Released"),
        "cancelled": pgettext("a payment", "Cancelled"),
    }
    return heads, lambda row: [
        *(row.pk, states[row.state], row.prepared_by.name, moment(row.prepared_at)),
        *(name_of(row.released_by), moment(row.released_at)),
        *(row.delivery.disbursed, row.delivery.received, row.delivery.confirmed),
        _("yes") if row.disputed else "",
    ]


def _norms(scope: Scope) -> Iterator[tuple[Values, Norm]]:
    """A bureau's own; for a station also those above it."""
    first, end = dt.date(scope.year, 1, 1), dt.date(scope.year + 1, 1, 1)
    rows = Norm.objects.visible_to(scope.by).filter(
        Q(end=None) | Q(end__gt=first), first__lt=end
    )
    ids = [scope.bureau.pk]
    if scope.station is not None:
        ids = [int(part) for part in scope.bureau.path.strip("/").split("/")]
    rows = rows.filter(bureau__in=ids).select_related("bureau", "entered_by")
    for row in rows.order_by("first", "pk"):
        names = ("staff", "first", "last", "amount", "counting", "basis")
        yield {name: getattr(row, name) for name in names}, row


def _allocations(scope: Scope) -> Iterator[tuple[Values, Entry]]:
    """Those that still stand; what was taken back is in the ledger."""
    rows = of_lines(scope, Entry.objects.visible_to(scope.by))
    rows = rows.filter(kind=Entry.Kind.ALLOCATE, counter=None)
    for row in rows.select_related("by").order_by("pk").iterator():
        values = {"amount": row.amount, "document": row.note}
        yield line_values(row.line) | values, row


def _payments(scope: Scope) -> Iterator[tuple[Values, Any]]:
    rows = of_lines(scope, Disbursement.objects.visible_to(scope.by))
    rows = rows.select_related("delivery", "prepared_by", "released_by")
    open_ones = Dispute.objects.filter(closed_at=None, disbursement__in=rows)
    disputed = set(open_ones.values_list("disbursement", flat=True))
    for row in rows.order_by("pk").iterator():
        row.disputed = row.pk in disputed
        values = {name: getattr(row, name) for name in ("amount", "mode", "purpose")}
        yield line_values(row.line) | values, row


def _fees(scope: Scope) -> Iterator[tuple[Values, FeeIncome]]:
    rows = FeeIncome.objects.visible_to(scope.by).filter(scope.stations())
    rows = rows.filter(year=scope.year).counting()
    rows = rows.select_related("station", "entered_by").order_by(
        "station__code", "month", "kind"
    )
    for row in rows:
        names = ("year", "month", "kind", "collected", "paid_in", "document")
        values = {name: getattr(row, name) for name in names}
        yield station_values(row.station) | values, row

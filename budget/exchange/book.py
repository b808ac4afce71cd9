"""A year of money as a workbook: what can be handed in again, then all that happened.

The first four sheets are those that are read; columns beside theirs are for people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budget.exchange.ledger import disputes, entries, statements
from budget.exchange.scope import Scope, Values, moment, name_of, station_values
from budget.exchange.sheets import ALLOCATIONS, FEES, NORMS, PAYMENTS
from budget.models import Disbursement, Dispute, Entry, FeeIncome, Norm
from desk.sheets.writing import Cells, Sheet
from personnel.exchange.sheets import Sheet as Columns

Lines = Iterable[tuple[Values, list[object]]]
"""What stands in the columns that are read, and the cells beside them."""


def book(scope: Scope) -> list[Sheet]:
    """All of it; a constant number of queries."""
    entered = [_("Entered by"), _("Entered at")]
    return [
        _sheet(NORMS, [_("Bureau"), *entered], _norms(scope)),
        _sheet(ALLOCATIONS, entered, _allocations(scope)),
        _sheet(PAYMENTS, _payment_heads(), _payments(scope)),
        _sheet(FEES, entered, _fees(scope)),
        entries(scope),
        statements(scope),
        disputes(scope),
    ]


def size(scope: Scope) -> int:
    """About how many rows it has, in one statement: every entry, and allocations and
    payments once more. Few bureaus have as many rows of all the other sheets."""
    rows = Entry.objects.visible_to(scope.by).filter(
        scope.stations("line__station"), line__year=scope.year
    )
    kinds = Q(kind=Entry.Kind.ALLOCATE, counter=None)
    found: dict[str, int] = rows.aggregate(
        every=Count("pk"),
        allocated=Count("pk", filter=kinds),
        paid=Count("disbursement", distinct=True),
    )
    return sum(found.values())


def _sheet(columns: Columns, heads: list[str], rows: Lines) -> Sheet:
    """The columns as they are read, then those beside them."""

    def lines() -> Iterator[Cells]:
        yield [*(str(one.title) for one in columns.fields), *heads]
        for values, beside in rows:
            told = [one.shown(values.get(one.name)) for one in columns.fields]
            yield [*told, *beside]

    return Sheet(str(columns.title), lines())


def _norms(scope: Scope) -> Lines:
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
        values = {name: getattr(row, name) for name in names}
        by, at = name_of(row.entered_by), moment(row.entered_at)
        yield values, [row.bureau.label, by, at]


def _allocations(scope: Scope) -> Lines:
    """Those that still stand; what was taken back is in the ledger. There may be tens
    of thousands: plain values, and the lines once."""
    rows = Entry.objects.visible_to(scope.by).filter(line__in=scope.lines)
    rows = rows.filter(kind=Entry.Kind.ALLOCATE, counter=None).order_by("pk")
    found = rows.values_list("line", "amount", "note", "by__name", "at")
    for line, amount, note, by, at in found.iterator():
        values = {**scope.lines[line].values, "amount": amount, "document": note}
        yield values, [by, moment(at)]


def _payment_heads() -> list[str]:
    """State and the station's word."""
    return [
        *(_("No. of the disbursement"), _("State")),
        *(pgettext("a payment", "Prepared by"), _("Prepared at")),
        *(_("Released by"), _("Released at"), _("Disbursed"), _("Arrived")),
        *(pgettext("money", "Confirmed"), _("Not arrived")),
    ]


def _payments(scope: Scope) -> Lines:
    rows = Disbursement.objects.visible_to(scope.by).filter(line__in=scope.lines)
    open_ones = Dispute.objects.filter(closed_at=None, disbursement__in=rows)
    disputed = set(open_ones.values_list("disbursement", flat=True))
    states = {
        "prepared": _("To be released"),
        "released": _("Released"),
        "cancelled": pgettext("a payment", "Cancelled"),
    }
    rows = rows.select_related("delivery", "prepared_by", "released_by")
    for row in rows.order_by("pk").iterator():
        values = {name: getattr(row, name) for name in ("amount", "mode", "purpose")}
        come = row.delivery
        yield (
            scope.lines[row.line_id].values | values,
            [
                *(row.pk, states[row.state]),
                *(row.prepared_by.name, moment(row.prepared_at)),
                *(name_of(row.released_by), moment(row.released_at)),
                *(come.disbursed, come.received, come.confirmed),
                _("yes") if row.pk in disputed else "",
            ],
        )


def _fees(scope: Scope) -> Lines:
    rows = FeeIncome.objects.visible_to(scope.by).filter(scope.stations())
    rows = rows.filter(year=scope.year).counting()
    rows = rows.select_related("station", "entered_by")
    for row in rows.order_by("station__code", "month", "kind"):
        names = ("year", "month", "kind", "collected", "paid_in", "document")
        values = {name: getattr(row, name) for name in names}
        by, at = row.entered_by.name, moment(row.entered_at)
        yield station_values(row.station) | values, [by, at]

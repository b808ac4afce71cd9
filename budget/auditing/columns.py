"""Columns of an audit's lists, the same on the page and in the workbook."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.auditing.looked import Looked
from budget.models import Disbursement, Dispute, Entry, Norm, Statement
from budget.statement import differences
from budget.statement_words import LABELS, NAMES
from organization.templatetags import formats

Cell = str | int | Decimal | dt.date | None


@dataclass(frozen=True)
class Columns:
    """Headings, what stands below them, and where a row leads to ("": nowhere)."""

    heads: tuple[str | Promise, ...]
    cells: Callable[[Any, Looked], Iterator[Cell]]
    url: Callable[[Any], str]

    @property
    def titled(self) -> list[tuple[str | Promise, bool]]:
        """Each heading, and whether figures stand below it, to the right."""
        return [(head, head in FIGURES) for head in self.heads]


def _payment(row: Disbursement, at: Looked) -> Iterator[Cell]:
    yield from (row.purpose, row.pk, row.line.station.label, row.get_mode_display())
    yield from (row.amount, row.delivery.disbursed - row.delivery.confirmed)
    yield from (row.prepared_by.name, moment(row.prepared_at))
    yield from (row.released_by.name if row.released_by else "",)
    yield from (moment(row.released_at), age(at, row.released_at))


def _dispute(row: Dispute, at: Looked) -> Iterator[Cell]:
    paid = row.disbursement
    yield from (paid.purpose, paid.line.station.label, paid.amount, row.reason)
    yield from (moment(row.raised_at), age(at, row.raised_at), row.answer)
    yield row.answered_by.name if row.answered_by else ""


def _entry(row: Entry, _at: Looked) -> Iterator[Cell]:
    """A step, or that one was taken back: then `of` says which."""
    was = row.takes_back
    paid = row.disbursement
    yield paid.purpose if paid else row.line.get_category_display()
    yield from (row.line.station.label, row.get_kind_display())
    yield f"{was.get_kind_display()} {moment(was.at)}" if was else ""
    yield from (row.amount, row.by.name, moment(row.at), row.note)


def _statement(row: Any, _at: Looked) -> Iterator[Cell]:
    yield from (row.station.label, row.version, moment(row.made_at))
    yield from (row.made_by.name if row.made_by else "", row.reason)
    yield "；".join(_changes(row)) if formats.chinese() else "; ".join(_changes(row))


def _changes(row: Any) -> Iterator[str]:
    for one in differences(json.loads(row.before), row.facts):
        line = "".join(f"{NAMES[name]} " for name in one.line or ())
        yield f"{line}{LABELS[one.name]} {_figure(one.before)} → {_figure(one.after)}"


def _figure(value: Any) -> str:
    if value is None:
        return str(_("none"))
    return str(value) if isinstance(value, int) else formats.yuan(Decimal(value))


def _pair(row: dict[str, Any], _at: Looked) -> Iterator[Cell]:
    yield row["line__bureau__name"]
    yield from (row["prepared_by__name"], row["released_by__name"])
    yield from (row["n"], row["of"], row["total"])


def _norm(row: Norm, _at: Looked) -> Iterator[Cell]:
    yield from (row.bureau.label, row.get_staff_display(), row.amount)
    yield from (row.first, row.last, row.basis)
    yield row.entered_by.name if row.entered_by else ""
    yield moment(row.entered_at)


def moment(value: dt.datetime | None) -> str:
    """2026-06-03 09:15, as in tables."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def age(at: Looked, since: dt.datetime | None) -> int | None:
    """Days up to now."""
    return at.days_since(since) if since else None


def _to_payment(row: Disbursement) -> str:
    return reverse("budget:disbursement", args=[row.pk])


def _to_entry(row: Entry) -> str:
    if row.disbursement_id:
        return reverse("budget:disbursement", args=[row.disbursement_id])
    to = reverse("budget:station", args=[row.line.station.code])
    return f"{to}?year={row.line.year}"


def _to_statement(row: Statement) -> str:
    to = reverse("budget:statement", args=[row.station.code, row.year])
    return f"{to}?version={row.version}"


PURPOSE, STATION, AMOUNT = _("Purpose"), _("Station"), _("Amount")
BY, AT = _("By whom"), _("When")
NOT_CONFIRMED, DAYS_SINCE, NORM = _("Not confirmed"), _("Days since"), _("Norm")
VERSION, PAYMENTS_MADE, OF_ALL = _("Version"), _("Payments"), _("Of the bureau's")
PAYMENT_ID = _("Payment id")
FIGURES = {
    *(
        AMOUNT,
        PAYMENT_ID,
        NOT_CONFIRMED,
        DAYS_SINCE,
        NORM,
        VERSION,
        PAYMENTS_MADE,
        OF_ALL,
    )
}
PREPARED_BY = pgettext_lazy("a payment", "Prepared by")
PAYMENTS = Columns(
    (
        *(PURPOSE, PAYMENT_ID, STATION, _("How"), AMOUNT, NOT_CONFIRMED),
        *(PREPARED_BY, _("Prepared"), _("Released by"), _("Released at")),
        DAYS_SINCE,
    ),
    _payment,
    _to_payment,
)
DISPUTES = Columns(
    (
        *(PURPOSE, STATION, AMOUNT, _("Reason"), _("Said"), DAYS_SINCE),
        *(pgettext_lazy("about money", "Answer"), _("Answered by")),
    ),
    _dispute,
    lambda row: _to_payment(row.disbursement),
)
ENTRIES = Columns(
    (
        *(PURPOSE, STATION, _("Step"), _("What was taken back"), AMOUNT),
        *(BY, AT, _("Document or reason")),
    ),
    _entry,
    _to_entry,
)
STATEMENTS = Columns(
    (STATION, VERSION, AT, BY, _("Reason"), _("What is different")),
    _statement,
    _to_statement,
)
PAIRS = Columns(
    (
        *(_("Bureau"), PREPARED_BY, _("Released by")),
        *(PAYMENTS_MADE, OF_ALL, AMOUNT),
    ),
    _pair,
    lambda row: "",
)
NORMS = Columns(
    (
        *(_("Bureau"), pgettext_lazy("a norm", "For whom"), NORM),
        *(pgettext_lazy("a norm", "From"), _("Last day"), _("Basis"), BY, AT),
    ),
    _norm,
    lambda row: reverse("budget:norms", args=[row.bureau.code]),
)

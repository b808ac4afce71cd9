"""What happened in a year: every entry, what was frozen, what was disputed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budget.exchange.scope import Scope, moment, name_of
from budget.models import Dispute, Entry, Statement
from desk.sheets.writing import Cells, Sheet

FIGURES = (
    *("heads", "entitled", "allocated", "disbursed"),
    *("received", "confirmed", "gap", "per_head"),
)


def entries(scope: Scope) -> Sheet:
    """Counter-entries count below nothing and name what they take back. There may be
    tens of thousands: plain values, and the lines once."""
    heads = [
        *(_("No."), _("Station code"), _("Station"), _("What for")),
        *(pgettext("money", "From where"), pgettext("an entry", "Step")),
        *(_("Amount"), _("No. of the disbursement"), _("Takes back No.")),
        *(_("Document or reason"), _("Entered by"), _("Entered at")),
    ]

    def lines() -> Iterator[Cells]:
        yield heads
        kinds = {value: str(label) for value, label in Entry.Kind.choices}
        rows = Entry.objects.visible_to(scope.by).filter(line__in=scope.lines)
        found = rows.order_by("pk").values_list(
            *("pk", "line", "kind", "amount", "disbursement", "takes_back"),
            *("note", "by__name", "at"),
        )
        for pk, line, kind, amount, paid, back, note, by, at in found.iterator():
            yield [
                *(pk, *scope.lines[line].cells, kinds[kind]),
                *(-amount if back else amount, paid, back, note, by, moment(at)),
            ]

    return Sheet(_("Ledger"), lines())


def statements(scope: Scope) -> Sheet:
    """Every version with its digest and what it says."""
    heads = [
        *(_("Station code"), _("Station"), _("Version"), _("Heads")),
        *(pgettext("money", "Due"), _("Allocated"), _("Disbursed"), _("Arrived")),
        *(pgettext("money", "Confirmed"), _("Gap"), _("Confirmed per head")),
        *(_("Why anew"), _("Made by"), _("Made at"), _("Digest (SHA-256)")),
    ]

    def lines() -> Iterator[Cells]:
        yield heads
        rows = Statement.objects.visible_to(scope.by).filter(scope.stations())
        rows = rows.filter(year=scope.year).select_related("station", "made_by")
        for row in rows.order_by("station__code", "version").iterator():
            facts: dict[str, Any] = row.facts
            yield [
                *(row.station.code, row.station.label, row.version),
                *(_amount(facts.get(name)) for name in FIGURES),
                *(row.reason, name_of(row.made_by), moment(row.made_at), row.digest),
            ]

    return Sheet(_("Statements"), lines())


def disputes(scope: Scope) -> Sheet:
    """What stations said has not arrived, and what became of it."""
    heads = [
        *(_("No. of the disbursement"), _("Station code"), _("Station")),
        *(_("Purpose"), _("Amount"), _("What has not arrived"), _("Said by")),
        *(_("Said at"), pgettext("about money", "Answer"), _("Answered by")),
        *(_("Answered at"), _("Settled by"), _("Settled at")),
    ]

    def lines() -> Iterator[Cells]:
        yield heads
        station = "disbursement__line__station"
        rows = Dispute.objects.visible_to(scope.by).filter(
            scope.stations(station), disbursement__line__year=scope.year
        )
        rows = rows.select_related(station, "raised_by", "answered_by", "closed_by")
        for row in rows.order_by("pk").iterator():
            paid, at = row.disbursement, row.disbursement.line.station
            yield [
                *(paid.pk, at.code, at.label, paid.purpose, paid.amount),
                *(row.reason, row.raised_by.name, moment(row.raised_at)),
                *(row.answer, name_of(row.answered_by), moment(row.answered_at)),
                *(name_of(row.closed_by), moment(row.closed_at)),
            ]

    return Sheet(_("Not arrived"), lines())


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

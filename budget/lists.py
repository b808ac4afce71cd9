"""A station's allocations and payments of a year as lists to take along."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budget.exchange.scope import name_of
from budget.models import Disbursement, Dispute, Entry
from desk.lists import Column, Listing, as_time, pieces
from organization.models import Station, User


def paid_at(user: User, station: Station, year: int) -> QuerySet[Disbursement]:
    """Every payment of the year, the latest first, and whether it is disputed."""
    disputed = Dispute.objects.filter(closed_at=None, disbursement=OuterRef("pk"))
    rows = Disbursement.objects.visible_to(user).filter(
        line__station=station, line__year=year
    )
    return rows.annotate(is_disputed=Exists(disputed)).order_by("-pk")


def payments(station: Station, year: int, rows: QuerySet[Any]) -> Listing[Any]:
    """Of what `paid_at` gives."""
    columns: list[Column[Any]] = [
        Column(_("No."), lambda r: r.pk, num=True),
        Column(_("Purpose"), lambda r: r.purpose),
        Column(_("What for"), lambda r: r.line.get_category_display()),
        Column(pgettext("money", "From where"), lambda r: r.line.get_source_display()),
        Column(_("How"), lambda r: r.get_mode_display()),
        Column(_("Amount"), lambda r: r.amount, num=True),
        Column(_("Disbursed"), lambda r: r.delivery.disbursed, num=True),
        Column(_("Arrived"), lambda r: r.delivery.received, num=True),
        Column(
            pgettext("money", "Confirmed"), lambda r: r.delivery.confirmed, num=True
        ),
        Column(_("State"), state),
        Column(pgettext("a payment", "Prepared by"), lambda r: r.prepared_by.name),
        Column(_("Prepared at"), lambda r: as_time(r.prepared_at)),
        Column(_("Released by"), lambda r: name_of(r.released_by)),
        Column(_("Released at"), lambda r: as_time(r.released_at)),
    ]
    beside = ("line", "delivery", "prepared_by", "released_by")
    title = f"{station.label} {_('All payments')} {year}"
    named = rows.select_related(*beside)
    return Listing("payments", title, columns, pieces(named), [str(year)])


def allocated_at(user: User, station: Station, year: int) -> QuerySet[Entry]:
    """What was allocated for the year and what of that was taken back, the latest
    first."""
    rows = Entry.objects.visible_to(user).filter(disbursement=None)
    rows = rows.filter(line__station=station, line__year=year)
    return rows.select_related("line", "by", "counter").order_by("-pk")


def allocations(station: Station, year: int, rows: QuerySet[Any]) -> Listing[Any]:
    """Of what `allocated_at` gives; what is taken back counts below nothing."""
    columns: list[Column[Any]] = [
        Column(_("No."), lambda r: r.pk, num=True),
        Column(_("Document"), lambda r: r.note),
        Column(pgettext("an entry", "Step"), lambda r: r.get_kind_display()),
        Column(_("What for"), lambda r: r.line.get_category_display()),
        Column(pgettext("money", "From where"), lambda r: r.line.get_source_display()),
        Column(
            _("Amount"), lambda r: -r.amount if r.takes_back_id else r.amount, num=True
        ),
        Column(_("Takes back No."), lambda r: r.takes_back_id, num=True),
        Column(_("Entered by"), lambda r: r.by.name),
        Column(_("Entered at"), lambda r: as_time(r.at)),
    ]
    title = f"{station.label} {_('Allocations')} {year}"
    return Listing("allocations", title, columns, pieces(rows), [str(year)])


def state(paid: Any) -> str:
    """As its page says it."""
    came = paid.delivery
    found = (
        (paid.cancelled_at, pgettext("a payment", "Cancelled")),
        (not paid.released_at, _("To be released")),
        (paid.is_disputed, _("Not arrived")),
        (not came.disbursed, pgettext("an entry", "Taken back")),
        (came.confirmed == came.disbursed, pgettext("money", "Confirmed")),
        (came.confirmed, _("Confirmed in part")),
        (came.received, _("Arrived, not confirmed")),
    )
    return next((words for holds, words in found if holds), _("Unanswered"))

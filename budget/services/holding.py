"""Rows held while money moves: the line first, then the payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from budget.models import Balance, ClosedYear, Delivery, Disbursement, Line
from desk.stale import changed
from organization.models import Bureau, Station
from organization.services.problems import Problems

CHANGED = changed(_("Somebody changed this meanwhile. Look at it again, then decide."))
NOT_NOW = _("This is not possible any more.")
CLOSED = _("The year %(year)s is closed.")
GONE = _("This station is closed since %(day)s.")


@dataclass(frozen=True)
class Held:
    """A payment, its line and how far both have come; the line is locked."""

    paid: Disbursement
    line: Line
    balance: Balance
    delivery: Delivery


def hold_line(line: Line) -> Balance:
    """How far the line has come; nobody else moves its money until the end."""
    hold_lines(Line.objects.filter(pk=line.pk))
    return Balance.objects.get(line=line)


def hold_lines(rows: QuerySet[Line]) -> None:
    """Lock lines in the order of their ids."""
    held = rows.select_for_update(of=("self",)).order_by("pk")
    list(held.values_list("pk", flat=True))


def hold_books(bureaus: Iterable[int]) -> None:
    """Lock what bureaus enter beside their lines, norms and fees, in the order of
    their ids: whoever closes a year or brings a file in waits, nobody else."""
    rows = Bureau.objects.filter(pk__in=set(bureaus)).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def hold(paid: Disbursement, version: int | None) -> Held:
    """The payment as it is now. ValidationError unless it is of that version."""
    balance = hold_line(paid.line)
    rows = Disbursement.objects.select_related(
        "line__station__bureau", "line__bureau", "delivery"
    )
    row = rows.get(pk=paid.pk)
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    return Held(row, row.line, balance, row.delivery)


def demand_open(line: Line, problems: Problems, field: str) -> None:
    """A problem beside the field where the line's year is closed."""
    if ClosedYear.objects.filter(bureau=line.bureau_id, year=line.year).exists():
        problems.add(field, CLOSED % {"year": line.year})


def demand_there(
    station: Station, day: dt.date, problems: Problems, field: str
) -> None:
    """A problem beside the field where the station is closed by that day: nobody is
    left there who could say that it arrived."""
    if station.closed_on is not None and station.closed_on <= day:
        problems.add(field, GONE % {"day": station.closed_on})


def touch(paid: Disbursement) -> None:
    """Whoever looked at the payment before has not seen this."""
    paid.version += 1
    paid.save(update_fields=["version"])

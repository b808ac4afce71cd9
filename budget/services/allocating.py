"""The bureau says what a station is to have in a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.amounts import check
from budget.models import Category, Entry, Line, Source
from budget.services.booking import book
from budget.services.holding import demand_open, demand_there, hold_line
from organization.models import Station, User
from organization.permissions import authorise
from organization.services.problems import Problems

YEARS = range(2000, 2101)
LONGEST_NOTE = 200


@dataclass(frozen=True)
class Purpose:
    """Which of the station's lines."""

    year: int
    category: str = Category.RUNNING
    source: str = Source.BUREAU


@transaction.atomic
def allocate(
    *,
    by: User,
    station: Station,
    purpose: Purpose,
    amount: Decimal | None,
    document: str,
    now: dt.datetime,
) -> Entry:
    """Add to what the station has been allocated; `document` is what it rests on."""
    authorise(by, "money.keep", station)
    with Problems() as problems:
        whole, document = check_allocation(problems, purpose, amount, document)
        demand_there(station, timezone.localdate(now), problems, "state")
    line, _new = Line.objects.get_or_create(
        station=station, **vars(purpose), defaults={"bureau": station.bureau}
    )
    hold_line(line)
    with Problems() as problems:
        demand_open(line, problems, "year")
    return book(
        by=by,
        line=line,
        kind=Entry.Kind.ALLOCATE,
        amount=whole,
        note=document,
        now=now,
    )


def check_allocation(
    problems: Problems, purpose: Purpose, amount: Decimal | None, document: str
) -> tuple[Decimal, str]:
    """Amount and document as they are entered, where nothing is wrong with them."""
    _check_purpose(purpose, problems)
    whole = check(problems, "amount", amount)
    return whole, check_note(problems, "document", document)


def check_note(problems: Problems, field: str, text: str) -> str:
    """What an entry rests on; it must be there and fit on a line."""
    text = problems.require(field, text)
    if len(text) > LONGEST_NOTE:
        problems.add(field, _("At most %(n)s characters.") % {"n": LONGEST_NOTE})
    return text


def _check_purpose(purpose: Purpose, problems: Problems) -> None:
    if purpose.year not in YEARS:
        problems.add("year", _("Check the year."))
    if purpose.category not in Category.values:
        problems.add("category", _("Choose one of the purposes."))
    if purpose.source not in Source.values:
        problems.add("source", _("Choose one of the sources."))


def line_of(station: Station, purpose: Purpose) -> Line:
    """ValidationError beside the year where nothing was ever allocated."""
    found = Line.objects.filter(station=station, **vars(purpose)).first()
    if found is None:
        raise ValidationError({"year": [_("Nothing has been allocated to this yet.")]})
    return found

"""What a judged file of money asks for is written, line by line, by the services."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from budget.exchange.judging import given_by, judge
from budget.exchange.reading import lines_of
from budget.exchange.rules import month_of, payment_of, purpose_of, terms_of
from budget.exchange.sheets import (
    ALLOCATIONS,
    KIND,
    NORMS,
    PAYMENTS,
    SHEETS,
)
from budget.exchange.there import Stations, years_of
from budget.exchange.there import lines_of as money_lines
from budget.models import MoneyFile
from budget.services import telling
from budget.services.allocating import allocate, line_of
from budget.services.disbursing import prepare
from budget.services.fees import enter_fees
from budget.services.holding import hold_books, hold_lines
from budget.services.norms import set_norm
from desk.importing import Table
from organization.models import Station, User
from personnel.exchange.entries import Entry
from personnel.exchange.judging import STEP, Judged
from personnel.models import Import
from personnel.services.beside import by_code
from personnel.services.entering import Refused
from personnel.services.import_kinds import FileWay, Told, register


def hold(*, row: Import, tables: Mapping[str, Table]) -> None:
    """Lock what the file speaks of: the bureaus' books, then the lines; both by id."""
    bureau = MoneyFile.objects.select_related("bureau").get(file=row).bureau
    given = given_by(tables)
    stations = Stations(bureau, row.created_by).of(given)
    hold_books([bureau.pk, *(one.bureau_id for one in stations)])
    hold_lines(money_lines(stations, years_of(given)))


def enter(*, by: User, row: Import, judged: Judged, reason: str, told: Told) -> None:
    """Write all of it, inside the caller's transaction. Refused where a service says
    no to a line, which then says why. Who may release is told once."""
    bureau = MoneyFile.objects.select_related("bureau").get(file=row).bureau
    asked = [entry for entry in judged.every if entry.asks]
    codes = {entry.values["station"] for entry in asked if "station" in entry.values}
    stations, now = by_code(Station, codes), timezone.now()
    told(0, len(asked))
    for done, entry in enumerate(asked, 1):
        try:
            if entry.sheet is NORMS:
                set_norm(by=by, bureau=bureau, terms=terms_of(entry), now=now)
            else:
                _write(by, stations[entry.values["station"]], entry, now)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                entry.refuse(name, " ".join(messages))
            raise Refused(judged) from None
        if done % STEP == 0:
            told(done, len(asked))
    prepared = Counter(
        stations[entry.values["station"]].bureau
        for entry in asked
        if entry.sheet is PAYMENTS
    )
    for keeper, count in prepared.items():
        telling.ask_to_release_many(keeper, count, row.pk, by=by)
    told(len(asked), len(asked))


def _write(by: User, station: Station, entry: Entry, now: dt.datetime) -> None:
    """A line about a station, by the service it is for."""
    if entry.sheet is ALLOCATIONS:
        allocate(
            by=by,
            station=station,
            purpose=purpose_of(entry),
            amount=entry.values["amount"],
            document=entry.values["document"],
            now=now,
        )
    elif entry.sheet is PAYMENTS:
        prepare(
            by=by,
            line=line_of(station, purpose_of(entry)),
            payment=payment_of(entry),
            now=now,
            tell=False,
        )
    else:
        enter_fees(by=by, station=station, month=month_of(entry), now=now)


# What is written is read anew under the locks: one view of before would be too old.
register(
    KIND,
    FileWay(
        sheets=SHEETS,
        lines=lines_of,
        judge=judge,
        enter=enter,
        view=transaction.atomic,
        hold=hold,
    ),
)

"""What lines of money must be, beside what is there and the lines above them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from budget.amounts import MOST, NOTHING
from budget.exchange.sheets import ALLOCATIONS, FEES, NORMS, PAYMENTS
from budget.exchange.there import Key, LineKey, There
from budget.models import Disbursement
from budget.models import Entry as LedgerEntry
from budget.services.allocating import Purpose, check_allocation
from budget.services.disbursing import Payment, check_payment
from budget.services.fees import Month, check_fees
from budget.services.holding import CLOSED, GONE
from budget.services.norms import NormTerms, check_terms
from organization.models import Station
from organization.services.problems import Problems
from organization.templatetags.formats import yuan
from personnel.exchange.entries import Entry
from personnel.exchange.present import Kept
from personnel.naming import plain_name

DAY = dt.timedelta(days=1)


class Rules:
    """One file's lines in their order: sums run on from line to line."""

    def __init__(self, there: There, *, again: bool, today: dt.date) -> None:
        self.there, self.again, self.today = there, again, today
        self._alike: dict[Key, list[int]] = defaultdict(list)
        self._allocated = dict(there.allocated)
        self._left = dict(there.left)
        self._rules: dict[str, Callable[[Entry], None]] = {
            NORMS.name: self._norm,
            ALLOCATIONS.name: self._allocation,
            PAYMENTS.name: self._payment,
            FEES.name: self._fees,
        }

    def judge(self, entry: Entry) -> None:
        """Note what is wrong with a line, or what it says that is there already."""
        self._rules[entry.sheet.name](entry)

    def _norm(self, entry: Entry) -> None:
        terms, problems = terms_of(entry), Problems()
        amount, basis = check_terms(problems, terms)
        if not _told(entry, problems):
            key = (terms.staff, terms.first, terms.end, amount, terms.counting, basis)
            self._lay(entry, key, self.there.norms)

    def _allocation(self, entry: Entry) -> None:
        station, problems = self._station(entry), Problems()
        purpose, values = purpose_of(entry), entry.values
        amount, document = check_allocation(
            problems, purpose, values["amount"], values["document"]
        )
        if _told(entry, problems) or station is None:
            return
        line = _line(entry, station)
        self._lay(entry, (*line, amount, document), self.there.allocations, twice=True)
        if not self._is_to_be_entered(entry, station):
            return
        whole = self._allocated.get(line, NOTHING) + amount
        if whole > MOST:
            entry.refuse("amount", _("This is more than can be entered."))
            return
        self._allocated[line] = whole
        self._left[line] = self._left.get(line, NOTHING) + amount

    def _payment(self, entry: Entry) -> None:
        station, problems = self._station(entry), Problems()
        payment = payment_of(entry)
        amount, purpose = check_payment(problems, payment)
        if _told(entry, problems) or station is None:
            return
        line = _line(entry, station)
        key = (*line, amount, payment.mode, purpose)
        self._lay(entry, key, self.there.payments, twice=True)
        if not self._is_to_be_entered(entry, station):
            return
        if line not in self._left:
            entry.refuse("year", _("Nothing has been allocated to this yet."))
        elif amount > self._left[line]:
            text = _(
                "Only %(left)s yuan are allocated and neither disbursed nor prepared,"
                " the rows above included."
            )
            left = max(NOTHING, self._left[line])
            entry.refuse("amount", text % {"left": yuan(left)})
        else:
            self._left[line] -= amount

    def _fees(self, entry: Entry) -> None:
        station, month, problems = self._station(entry), month_of(entry), Problems()
        check_fees(problems, month, self.today)
        if _told(entry, problems) or station is None:
            return
        key = (station.pk, month.year, month.month, month.kind)
        self._lay(entry, key, self.there.fees)
        if entry.kept is not None:
            row = entry.kept.row
            kept = {"collected": row.collected, "paid_in": row.paid_in}
            kept["document"] = plain_name(row.document)
            entry.kept = Kept(entry.values | kept, row)
        if not entry.wrong and entry.asks:
            self._is_there(entry, station, dt.date(month.year, month.month, 1))

    def _lay(
        self,
        entry: Entry,
        key: Key,
        known: Mapping[Key, Sequence[Any]],
        *,
        twice: bool = False,
    ) -> None:
        """Beside its like: the first line of several is the first row, and so on.
        `twice` is for what may be entered once more if so ticked."""
        there = known.get(key, ())
        count = self._alike[(entry.sheet.name, *key)]
        count.append(entry.number)
        if len(count) > max(1, len(there)):
            text = _("Row %(row)s has the same already.") % {"row": count[0]}
            entry.refuse(entry.sheet.keys[0], text)
        elif there:
            row = there[len(count) - 1]
            if twice:
                entry.beside.append((_("Stands there already"), "", entered(row)))
            if twice and self.again:
                entry.beside.append((_("Once more"), "", _("as ticked")))
            else:
                entry.kept = Kept(dict(entry.values), row)

    def _station(self, entry: Entry) -> Station | None:
        """The one that is meant; the line then names it by its code."""
        text, said = entry.values["station"], entry.values["station_name"]
        found = self.there.stations.named(text)
        if len(found) != 1:
            entry.refuse("station", self.there.stations.problem(text))
            return None
        (station,) = found
        names = {plain_name(name) for name in (station.name, station.short_name)}
        if said and said not in names:
            told = _("%(code)s is called %(name)s.")
            told %= {"code": station.code, "name": station.name}
            entry.refuse("station_name", told)
            return None
        entry.values |= {"station": station.code, "station_name": station.name}
        return station

    def _is_to_be_entered(self, entry: Entry, station: Station) -> bool:
        """Something new, of a year and a station that are open."""
        if entry.wrong or not entry.asks:
            return False
        year = entry.values["year"]
        if (station.bureau_id, year) in self.there.closed:
            entry.refuse("year", CLOSED % {"year": year})
            return False
        return self._is_there(entry, station, self.today)

    def _is_there(self, entry: Entry, station: Station, day: dt.date) -> bool:
        if station.closed_on is None or day < station.closed_on:
            return True
        entry.refuse("station", GONE % {"day": station.closed_on})
        return False


def entered(row: Disbursement | LedgerEntry) -> str:
    """By whom and when."""
    if isinstance(row, Disbursement):
        by, at = row.prepared_by, row.prepared_at
    else:
        by, at = row.by, row.at
    return f"{by.name} {timezone.localdate(at)}"


def terms_of(entry: Entry) -> NormTerms:
    values, last = entry.values, entry.values["last"]
    return NormTerms(
        staff=values["staff"],
        amount=values["amount"],
        first=values["first"],
        end=last + DAY if last else None,
        counting=values["counting"],
        basis=values["basis"],
    )


def purpose_of(entry: Entry) -> Purpose:
    return Purpose(*(entry.values[name] for name in ("year", "category", "source")))


def payment_of(entry: Entry) -> Payment:
    return Payment(*(entry.values[name] for name in Payment.__dataclass_fields__))


def month_of(entry: Entry) -> Month:
    return Month(**{name: entry.values[name] for name in Month.__dataclass_fields__})


def _line(entry: Entry, station: Station) -> LineKey:
    purpose = purpose_of(entry)
    return station.pk, purpose.year, purpose.category, purpose.source


def _told(entry: Entry, problems: Problems) -> bool:
    """Are there any? They are then said of the line."""
    for field, messages in problems.found.items():
        for message in messages:
            entry.refuse({"end": "last"}.get(field, field), message)
    return bool(problems.found)

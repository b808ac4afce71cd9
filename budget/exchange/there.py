"""What is there of all that a file of money speaks of."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from budget.amounts import NOTHING
from budget.models import ClosedYear, Disbursement, Entry, FeeIncome, Line, Norm
from organization.models import Bureau, Station, User
from personnel.exchange import entries
from personnel.naming import plain_name

Entries = Mapping[str, Sequence[entries.Entry]]
LineKey = tuple[int, int, str, str]
"""Station, year, what for, from where."""
Key = tuple[Any, ...]


class Stations:
    """What lines name by code or name: one query."""

    def __init__(self, bureau: Bureau, by: User) -> None:
        self._found: dict[str, list[Station]] = defaultdict(list)
        self._path = bureau.path
        for row in Station.objects.visible_to(by).select_related("bureau"):
            for text in {row.code, *map(plain_name, (row.name, row.short_name))}:
                self._found[text].append(row)

    def named(self, text: str) -> list[Station]:
        """Those below the file's bureau that are called so."""
        return [one for one in self._all(text) if self._is_below(one)]

    def problem(self, text: str) -> str:
        """What is wrong with a name that means no station, or several."""
        if len(self.named(text)) > 1:
            return _("Several stations are called so; write the code.")
        if self._all(text):
            return _("This station belongs to another bureau.")
        return _("There is no such station here.")

    def of(self, given: Entries) -> list[Station]:
        """All that are meant by lines."""
        texts = {
            row.values["station"]
            for rows in given.values()
            for row in rows
            if row.values.get("station")
        }
        found = {one.pk: one for text in texts for one in self.named(text)}
        return [found[pk] for pk in sorted(found)]

    def _all(self, text: str) -> list[Station]:
        plain = unicodedata.normalize("NFKC", plain_name(text))
        return self._found.get(plain) or self._found.get(plain_name(text), [])

    def _is_below(self, one: Station) -> bool:
        return one.bureau.path.startswith(self._path)


class There:
    """Read in a constant number of queries, whatever the file holds."""

    def __init__(self, bureau: Bureau, stations: Stations, given: Entries) -> None:
        self.stations = stations
        meant = stations.of(given)
        years = years_of(given)
        lines = lines_of(meant, years)
        self.closed = set(
            ClosedYear.objects.filter(year__in=years).values_list("bureau", "year")
        )
        self.allocated: dict[LineKey, Decimal] = {}
        self.left: dict[LineKey, Decimal] = {}
        """Allocated, and neither disbursed nor prepared."""
        keys: dict[int, LineKey] = {}
        for line in lines.select_related("balance"):
            key = (line.station_id, line.year, line.category, line.source)
            keys[line.pk] = key
            self.allocated[key] = line.balance.allocated
            self.left[key] = line.balance.allocated - line.balance.disbursed
        self._read_payments(keys)
        entered = Entry.objects.filter(line__in=keys, kind=Entry.Kind.ALLOCATE)
        self.allocations = _by_key(
            entered.filter(counter=None).select_related("by"),
            lambda row: (*keys[row.line_id], row.amount, plain_name(row.note)),
        )
        self.norms = _by_key(
            Norm.objects.filter(bureau=bureau),
            lambda row: (
                *(row.staff, row.first, row.end),
                *(row.amount, row.counting, plain_name(row.basis)),
            ),
        )
        fees = FeeIncome.objects.filter(station__in=meant, year__in=years).counting()
        self.fees = _by_key(
            fees, lambda row: (row.station_id, row.year, row.month, row.kind)
        )

    def _read_payments(self, keys: Mapping[int, LineKey]) -> None:
        """Also those cancelled: what was not to be paid is not prepared by mistake."""
        rows = Disbursement.objects.filter(line__in=keys)
        self.payments = _by_key(
            rows.select_related("prepared_by"),
            lambda row: (
                *(*keys[row.line_id], row.amount, row.mode),
                plain_name(row.purpose),
            ),
        )
        waiting = rows.filter(released_at=None, cancelled_at=None).order_by()
        summed: Any = waiting.values("line").annotate(sum=Sum("amount"))
        for row in summed:
            self.left[keys[row["line"]]] -= row["sum"] or NOTHING


def _by_key(rows: Iterable[Any], key: Callable[[Any], Key]) -> dict[Key, list[Any]]:
    """Rows by what a line says of them; several may be alike. Blanks between words do
    not make another one: lines are read without."""
    found: dict[Key, list[Any]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def years_of(given: Entries) -> set[int]:
    """All that lines name."""
    return {
        row.values["year"]
        for rows in given.values()
        for row in rows
        if row.values.get("year") is not None
    }


def lines_of(stations: Iterable[Station], years: set[int]) -> QuerySet[Line]:
    return Line.objects.filter(station__in=list(stations), year__in=years)

"""The best times in words, and all that were compared as a table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coordination.slotting import Found, Times
from coordination.summoning import Cost
from organization.models import Station
from organization.templatetags.formats import hours

FEW = 3
"""So many stations are named."""


@dataclass(frozen=True)
class Line:
    """A time with what it does to `asked` stations, and why it is not further up."""

    found: Found
    asked: int
    before: Found | None

    @property
    def text(self) -> str:
        one = self.found
        if one.is_clean:
            return _all_free(self.asked, len(one.unknown))
        said = [
            self._clashing(),
            self._lost(),
            self._displacing(),
            _unknown(len(one.unknown)),
        ]
        return pgettext("between clauses", "; ").join(part for part in said if part)

    @property
    def why_later(self) -> str:
        """What puts it behind the one before it."""
        one, two = self.before, self.found
        if one is None:
            return ""
        if len(two.clashing) > len(one.clashing):
            return _("more stations clash")
        if two.hours > one.hours:
            return _("more work would miss its deadline")
        if len(two.displacing) > len(one.displacing):
            return _("protected time of more stations")
        return _("it is later")

    def _clashing(self) -> str:
        count = len(self.found.clashing)
        facts = {"n": count, "all": self.asked, "names": named(self.found.clashing)}
        text = ngettext(
            "%(n)s of %(all)s stations clashes: %(names)s",
            "%(n)s of %(all)s stations clash: %(names)s",
            count,
        )
        return text % facts if count else ""

    def _lost(self) -> str:
        count = len(self.found.lost)
        names = named([station for station, _units in self.found.lost])
        facts = {"n": count, "h": hours(self.found.hours), "names": names}
        text = ngettext(
            "%(h)s officer-hours less in time at %(n)s station: %(names)s",
            "%(h)s officer-hours less in time at %(n)s stations: %(names)s",
            count,
        )
        return text % facts if count else ""

    def _displacing(self) -> str:
        count = len(self.found.displacing)
        facts = {"n": count, "names": named(self.found.displacing)}
        text = ngettext(
            "protected time of %(n)s station: %(names)s",
            "protected time of %(n)s stations: %(names)s",
            count,
        )
        return text % facts if count else ""


def lines(best: Sequence[Found], asked: int) -> list[Line]:
    """Each of the best times behind the one before it."""
    before = [None, *best]
    return [Line(one, asked, before[n]) for n, one in enumerate(best)]


def named(stations: Sequence[Station]) -> str:
    """The first few by name."""
    few = pgettext("between names", ", ").join(s.label for s in stations[:FEW])
    return few + (_(" and others") if len(stations) > FEW else "")


def _all_free(asked: int, unknown: int) -> str:
    if unknown:
        text = ngettext(
            "No clash where it is known; %(n)s station cannot be judged",
            "No clash where it is known; %(n)s stations cannot be judged",
            unknown,
        )
        return text % {"n": unknown}
    text = ngettext(
        "free at the station, no deadline suffers",
        "free at all %(n)s stations, no deadline suffers",
        asked,
    )
    return text % {"n": asked}


def _unknown(count: int) -> str:
    text = ngettext("%(n)s cannot be judged", "%(n)s cannot be judged", count)
    return text % {"n": count} if count else ""


@dataclass(frozen=True)
class Cell:
    """How many stations clash if it begins then; None where that is not compared."""

    clashing: int | None
    is_best: bool


@dataclass(frozen=True)
class Row:
    day: dt.date
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Shown:
    """All that the page and the interface say of a search."""

    times: Times
    cost: Cost
    asked: int

    @cached_property
    def lines(self) -> list[Line]:
        return lines(self.times.best, self.asked)

    @property
    def compared(self) -> int:
        return len(self.times.clashing)

    @cached_property
    def clocks(self) -> list[dt.time]:
        """The columns: every time of day at which it could begin."""
        return sorted(
            {start.time() for start in map(timezone.localtime, self.times.clashing)}
        )

    @cached_property
    def rows(self) -> list[Row]:
        """A row per day."""
        best = {one.start for one in self.times.best}
        days: dict[dt.date, dict[dt.time, Cell]] = defaultdict(dict)
        for start, clashing in self.times.clashing.items():
            local = timezone.localtime(start)
            days[local.date()][local.time()] = Cell(clashing, start in best)
        none = Cell(None, False)
        return [
            Row(day, tuple(cells.get(clock, none) for clock in self.clocks))
            for day, cells in days.items()
        ]

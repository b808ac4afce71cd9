"""What keeps an officer from where a line puts him, or from going away then.

What is over is told as it was; whoever is to be somewhere today or later is judged as
by every other door, see docs/adr/0028 and 0030.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from personnel.exchange.abilities import as_held
from personnel.exchange.entries import Entry
from personnel.fit import facts
from personnel.fit.bars import bars
from personnel.fit.facts import Held, Kind, Place
from personnel.fit_words import abilities, why_not
from personnel.fitting import people
from personnel.hindrances import Hindrance, hindrances_of
from personnel.models import Posting

if TYPE_CHECKING:
    from personnel.exchange.ground import Ground

DAY = dt.timedelta(days=1)
ALWAYS = (dt.date.min, None)
Words = Iterator[tuple[str, str]]


class Bars:
    """Read when the first line asks, in a constant number of queries."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def of_posting(self, entry: Entry) -> Words:
        """(column, words) for each reason why he may not be there from today on."""
        values, today = entry.values, self.ground.today
        if values["last"] is not None and values["last"] < today:
            return
        person, place = self._person(values["number"]), self._place(values)
        for check in bars(person, place, max(values["first"], today)):
            column = "unit" if check.private else "established"
            yield column, why_not(check, self._names)

    def of_leave(self, entry: Entry) -> Words:
        """(column, words) for each appointment that names him then."""
        text = _(
            "He is named for “%(title)s” on %(day)s: enter this leave on the page, and"
            " who goes instead."
        )
        for each in self._hindrances.get(id(entry), ()):
            day = timezone.localdate(each.start).isoformat()
            yield "first", text % {"title": each.title, "day": day}

    @cached_property
    def _names(self) -> dict[str, Any]:
        return abilities()

    @cached_property
    def _people(self) -> dict[str, facts.Person]:
        """Officers who are there, posted as the file says."""
        rows = [kept.row for kept in self.ground.kept["officers"]]
        known = people(rows, self.ground.today, moved=self._moved())
        return {row.police_number: known[row.pk] for row in rows}

    def _moved(self) -> dict[int, list[Posting]]:
        ids = {kept.row.police_number: kept.row.pk for kept in self._known_officers}
        found: dict[int, list[Posting]] = {pk: [] for pk in ids.values()}
        for _entry, values, _mine in self.ground.outcome("postings"):
            unit, pk = self.ground.units.get(values["unit"]), ids.get(values["number"])
            first, last = values["first"], values["last"]
            if unit is None or pk is None or (last is not None and last < first):
                continue
            place = "station_id" if unit.sheet == "stations" else "department_id"
            during = DateRange(first, last + DAY if last else None)
            found[pk].append(Posting(**{place: unit.pk}, during=during))
        for rows in found.values():
            rows.sort(key=lambda row: row.during.lower)
        return found

    @property
    def _known_officers(self) -> list[Any]:
        return self.ground.kept["officers"]

    def _person(self, number: str) -> facts.Person:
        known = self._people.get(number) or facts.Person(0, "")
        category = self.ground.officers[number].category
        return replace(known, category=category, held=self._held(number, known))

    def _held(self, number: str, known: facts.Person) -> tuple[Held, ...]:
        """What is there, and what the file says in its place."""
        line = self._officer_lines.get(number)
        said = as_held(line.values["qualifications"]) if line else {}
        new = {
            code: Held(self._kind(code), (first, last + DAY if last else None))
            for code, (first, last) in said.items()
            if first
        }
        before = (
            held
            for held in known.held
            if held.kind.code not in new or _is_over(held, new[held.kind.code])
        )
        return (*before, *new.values())

    def _kind(self, code: str) -> Kind:
        row = self._names[code]
        return Kind(code, row.series, row.level)

    def _place(self, values: dict[str, Any]) -> Place:
        """The post as it will be; without one only limits to the unit itself bar it."""
        unit = self.ground.units[values["unit"]]
        category = self.ground.officers[values["number"]].category
        place = Place(
            pk=0,
            unit=facts.Unit(unit.sheet == "stations", unit.pk, unit.path),
            kind="",
            category=category,
            during=ALWAYS,
        )
        post = self.ground.post_of(values)
        if post is None:
            return place
        codes = filter(None, post["required"].split("; "))
        return replace(
            place,
            kind=post["kind"],
            category=post["category"],
            leading=post["leading"],
            nights=post["nights"],
            required=tuple(map(self._kind, codes)),
        )

    @cached_property
    def _officer_lines(self) -> dict[str, Entry]:
        rows = self.ground.entries.get("officers", ())
        return {
            row.values["number"]: row for row in rows if row.values and not row.wrong
        }

    @cached_property
    def _hindrances(self) -> dict[int, list[Hindrance]]:
        """By line, of those who are to be away today or later."""
        rows = {kept.row.police_number: kept.row for kept in self._known_officers}
        asked = [
            (entry, rows[entry.values["number"]])
            for entry in self.ground.entries.get("leave", ())
            if entry.values and entry.asks and entry.values["number"] in rows
        ]
        absences = [
            (entry, officer, DateRange(entry.values["first"], last + DAY))
            for entry, officer in asked
            if (last := entry.values["last"]) >= self.ground.today
            and last >= entry.values["first"]
        ]
        found = hindrances_of([(who, when) for _entry, who, when in absences])
        return {
            id(entry): each
            for (entry, _who, _when), each in zip(absences, found, strict=True)
        }


def _is_over(before: Held, after: Held) -> bool:
    """Did it end before the other began?"""
    return before.during[1] is not None and before.during[1] <= after.during[0]

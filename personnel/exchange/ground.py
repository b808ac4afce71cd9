"""What the lines of a file are judged against: how it will be, once they hold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property

from organization.closing import Open, still_open
from organization.models import Department, Station
from personnel.closing import POSTINGS
from personnel.exchange.abilities import Catalogue
from personnel.exchange.bars import Bars
from personnel.exchange.entries import Entry
from personnel.exchange.nearest import Nearest
from personnel.exchange.present import UNITS
from personnel.exchange.reach import Reach
from personnel.exchange.there import Entries, Person, There, Unit
from personnel.models import Leave, LeaveRequest, Officer, Posting
from personnel.naming import plain_name

LONGEST = 9  # digits of a number that noughts may be missing from


@dataclass(frozen=True)
class Stay:
    """A posting or leave as it will be; `entry` is the line that says so."""

    first: dt.date
    last: dt.date | None
    mine: bool
    entry: Entry | None = None
    unit: str = ""

    def meets(self, other: Stay) -> bool:
        """Do they share a day?"""
        after = self.last is not None and self.last < other.first
        before = other.last is not None and other.last < self.first
        return not (after or before)


class Ground(There):
    """What is there and what the file adds; entries are matched before it is asked."""

    def __init__(self, entries: Entries, reach: Reach, today: dt.date) -> None:
        super().__init__(entries, reach)
        self.today = today
        self.nearest = Nearest(reach)
        self.abilities = Catalogue()
        self._stays: dict[str, dict[str, list[Stay]]] = {}

    def found(self) -> None:
        """The file's own units and officers join what is there."""
        for sheet in UNITS:
            for entry in self._said(sheet):
                self._found_unit(sheet, entry.values)
        for entry in self._said("officers"):
            number, name = entry.values["number"], entry.values["name"]
            known = self.officers.get(number)
            if known is None or known.mine:
                category = entry.values["category"]
                self.officers[number] = Person(number, name, True, category)

    def posts_of(self, code: str) -> list[dict[str, Any]]:
        """Values of a unit's posts."""
        return self._posts.get(code, [])

    def post_of(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """The post of the establishment a posting names, as it is on the first day; of
        several alike one of the officer's category."""
        if not values["established"]:
            return None
        kind, first = plain_name(values["established"]), values["first"]
        category = self.officers[values["number"]].category
        found = [
            post
            for post in self.posts_of(values["unit"])
            if plain_name(post["kind"]) == kind
            and post["first"] <= first
            and (post["last"] is None or first <= post["last"])
        ]
        own = [post for post in found if post["category"] == category]
        return next(iter(own or found), None)

    def stays(self, sheet: str, number: str) -> list[Stay]:
        """Where an officer will be posted, or when he will be away."""
        if sheet not in self._stays:
            found: dict[str, list[Stay]] = defaultdict(list)
            for entry, values, mine in self.outcome(sheet):
                unit = values.get("unit", "")
                stay = Stay(values["first"], values["last"], mine, entry, unit)
                found[values["number"]].append(stay)
            self._stays[sheet] = found
        return self._stays[sheet].get(number, [])

    def named(self, sheet: str, bureau: str) -> list[tuple[str, str]]:
        """(code, name) of the bureau's open units."""
        return self._names[sheet].get(bureau, [])

    def left_behind(self, code: str, on: dt.date) -> list[str]:
        """Names of officers who will still be posted to a unit that closes."""
        changed = {
            entry.kept.row.pk: entry.values
            for entry in self._said("postings")
            if entry.kept
        }
        left = []
        for row in self._last_postings.get(code, ()):
            said = changed.get(row.pk)
            until = row.during.upper
            if said is not None:
                last = said["last"]
                until = last + dt.timedelta(days=1) if last else None
                if said["unit"] != code:
                    continue
            if until is None or until > on:
                left.append(row.officer.name)
        return left

    def still_open(self, code: str) -> list[Open]:
        """What outlasts a station that closes, but for its officers, whom the file may
        move."""
        return [each for each in self._open.get(code, ()) if each.kind != POSTINGS]

    def was_approved(self, leave: Leave) -> bool:
        """Was it asked for here, so that it is changed there?"""
        return leave.pk in self._approved

    def padded(self, number: str) -> Person | None:
        """Somebody whose number is this one with noughts in front."""
        return self._padded.get(number.lstrip("0"))

    def _said(self, sheet: str) -> Iterator[Entry]:
        return (entry for entry in self.entries.get(sheet, ()) if entry.values)

    def _found_unit(self, sheet: str, values: dict[str, Any]) -> None:
        code = values["code"]
        known = self.units.get(code)
        if known is not None and known.sheet != sheet:
            return
        above = self.units.get(values.get("bureau") or values.get("parent") or "")
        mine = known.mine if known else self.reach.paths is None
        self.units[code] = Unit(
            sheet=sheet,
            code=code,
            name=values["name"],
            level=values.get("level", ""),
            closed_on=values["closed_on"],
            mine=mine or bool(known is None and above and above.mine),
            pk=known.pk if known else -len(self.units) - 1,
            path=known.path if known else above.path if above else "",
        )

    def outcome(self, sheet: str) -> Iterator[tuple[Entry | None, Any, bool]]:
        """(line or None, values, within reach) of everything that will be."""
        told: set[int] = set()
        for entry in self._said(sheet):
            told.add(id(entry.kept))
            yield entry, entry.values, True
        for kept in self.kept[sheet]:
            if id(kept) not in told:
                yield None, kept.values, self.is_mine(sheet, kept)

    @cached_property
    def bars(self) -> Bars:
        """Who may not go where."""
        return Bars(self)

    @cached_property
    def _posts(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for _entry, values, _mine in self.outcome("posts"):
            found[values["unit"]].append(values)
        return found

    @cached_property
    def _names(self) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """By sheet and bureau, what is there and what the file founds."""
        every: dict[str, dict[str, list[tuple[str, str]]]] = {"bureaus": {}}
        for sheet, kind in (("departments", Department), ("stations", Station)):
            found: dict[str, list[tuple[str, str]]] = defaultdict(list)
            new = [entry.values for entry in self._said(sheet) if entry.kept is None]
            homes = sorted({values["bureau"] for values in new})
            rows = kind.objects.open().filter(bureau__code__among=homes)
            for home, code, name in rows.values_list("bureau__code", "code", "name"):
                found[home].append((code, name))
            for values in new:
                if values["closed_on"] is None:
                    found[values["bureau"]].append((values["code"], values["name"]))
            every[sheet] = found
        return every

    @cached_property
    def _last_postings(self) -> dict[str, list[Posting]]:
        """Open or late postings of the units that close, by code."""
        codes = sorted(
            {
                entry.values["code"]
                for sheet in UNITS
                for entry in self._said(sheet)
                if entry.values["closed_on"]
            }
        )
        rows = Posting.objects.select_related("officer", "station", "department")
        here = Q(station__code__among=codes) | Q(department__code__among=codes)
        found: dict[str, list[Posting]] = defaultdict(list)
        for row in rows.filter(here).order_by("officer__police_number"):
            found[row.unit.code].append(row)
        return found

    @cached_property
    def _open(self) -> dict[str, list[Open]]:
        closing = [
            (entry.values["code"], entry.kept.row.pk, entry.values["closed_on"])
            for entry in self._said("stations")
            if entry.kept and entry.values["closed_on"]
        ]
        found = still_open({pk: on for _code, pk, on in closing}, self.today)
        return {code: found.get(pk, []) for code, pk, _on in closing}

    @cached_property
    def _approved(self) -> set[int]:
        pks = [kept.row.pk for kept in self.kept["leave"]]
        rows = LeaveRequest.objects.filter(leave__in=pks)
        return set(rows.values_list("leave_id", flat=True))

    @cached_property
    def _padded(self) -> dict[str, Person]:
        said = {entry.values["number"] for entry in self._said("officers")}
        longer = {
            number.zfill(width)
            for number in said
            if number.isdecimal()
            for width in range(len(number) + 1, LONGEST)
        }
        rows = Officer.objects.filter(police_number__among=sorted(longer))
        known = rows.values_list("police_number", "name")
        return {n.lstrip("0"): Person(n, name, True) for n, name in known}

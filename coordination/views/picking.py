"""The station picker: the bureau tree, searched on the server, nothing lost between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from coordination.forms.lookups import groups_of
from organization.models import Bureau, Station, StationGroup

MOST_FOUND = 60
# A bureau with more stations than this opens its branches one at a time.
MOST_AT_ONCE = 600


@dataclass(frozen=True)
class Branch:
    """One bureau with stations of its own. `kept` are chosen ones not drawn here."""

    bureau: Bureau
    total: int
    stations: tuple[Station, ...] = ()
    kept: tuple[int, ...] = ()
    chosen: int = 0
    whole: bool = False
    open: bool = False
    lazy: bool = False


@dataclass(frozen=True)
class Picker:
    branches: tuple[Branch, ...]
    groups: tuple[StationGroup, ...] = ()
    chosen: frozenset[int] = frozenset()
    chosen_groups: frozenset[int] = frozenset()
    search: str = ""
    found: int = 0
    kept: tuple[int, ...] = ()
    kept_bureaus: tuple[int, ...] = ()
    total: int = field(default=0)


def picker(
    home: Bureau,
    *,
    chosen: Collection[int] = (),
    bureaus: Collection[int] = (),
    groups: Collection[int] = (),
    search: str = "",
) -> Picker:
    """The tree under `home`, or what a search finds in it; four queries."""
    rows = Station.objects.open().under(home).matching(search)
    totals = dict(rows.order_by().values_list("bureau").annotate(n=Count("pk")))
    found = sum(totals.values())
    searching = bool(search.strip())
    drawn = list(rows.order_by("code")[: MOST_FOUND if searching else MOST_AT_ONCE])
    lazy = not searching and found > MOST_AT_ONCE
    branches = _branches(
        home, totals, () if lazy else drawn, set(chosen), set(bureaus), searching, lazy
    )
    shown = {station.pk for branch in branches for station in branch.stations}
    listed = {branch.bureau.pk for branch in branches}
    return Picker(
        branches=branches,
        groups=_groups(home),
        chosen=frozenset(chosen),
        chosen_groups=frozenset(groups),
        search=search.strip(),
        found=found,
        kept=() if lazy else tuple(pk for pk in chosen if pk not in shown),
        kept_bureaus=tuple(pk for pk in bureaus if pk not in listed),
        total=found,
    )


def branch(bureau: Bureau, chosen: Collection[int]) -> Branch:
    """The stations of one branch of a large tree."""
    stations = tuple(Station.objects.open().filter(bureau=bureau).order_by("code"))
    ticked = sum(station.pk in set(chosen) for station in stations)
    return Branch(bureau, len(stations), stations, chosen=ticked, open=True)


def _groups(home: Bureau) -> tuple[StationGroup, ...]:
    return tuple(groups_of(home).annotate(size=Count("stations")))


def _branches(
    home: Bureau,
    totals: dict[int, int],
    drawn: Iterable[Station],
    chosen: set[int],
    whole: set[int],
    searching: bool,
    lazy: bool,
) -> tuple[Branch, ...]:
    inside: dict[int, list[Station]] = defaultdict(list)
    for station in drawn:
        inside[station.bureau_id].append(station)
    kept = _kept(chosen) if lazy else {}
    rows = Bureau.objects.under(home).filter(pk__in=totals).order_by("code")
    few = len(totals) == 1
    return tuple(
        Branch(
            bureau=row,
            total=totals[row.pk],
            stations=tuple(inside[row.pk]),
            kept=tuple(kept.get(row.pk, ())),
            chosen=sum(s.pk in chosen for s in inside[row.pk])
            + len(kept.get(row.pk, ())),
            whole=row.pk in whole,
            open=searching
            or few
            or row.pk in whole
            or any(s.pk in chosen for s in inside[row.pk]),
            lazy=lazy,
        )
        for row in rows
        if inside[row.pk] or lazy
    )


def _kept(chosen: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Station.objects.filter(pk__in=chosen).order_by("pk")
    for pk, bureau in rows.values_list("pk", "bureau"):
        found[bureau].append(pk)
    return found

"""The station picker: the bureau tree, searched on the server, nothing lost between.

A tree of a few hundred stations is drawn whole. A larger one shows the bureaus one
step below, each with all that lies beneath it, and a step is read when it is opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from coordination.forms.lookups import groups_of
from organization.models import Bureau, Station, StationGroup
from organization.together import together

MOST_FOUND = 60
# A bureau with more stations than this opens its branches one at a time.
MOST_AT_ONCE = 600


@dataclass(frozen=True)
class Branch:
    """One bureau. `kept` and `kept_bureaus` are chosen ones not drawn here."""

    bureau: Bureau
    total: int
    stations: tuple[Station, ...] = ()
    kept: tuple[int, ...] = ()
    kept_bureaus: tuple[int, ...] = ()
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


@dataclass(frozen=True)
class Step:
    """One bureau opened: its own stations, and the bureaus below that have some."""

    stations: tuple[Station, ...]
    branches: tuple[Branch, ...]
    chosen: frozenset[int]


def picker(
    home: Bureau,
    *,
    chosen: Collection[int] = (),
    bureaus: Collection[int] = (),
    groups: Collection[int] = (),
    search: str = "",
) -> Picker:
    """The tree under `home`, or what a search finds in it; two queries."""
    rows = Station.objects.open().under(home).matching(search)
    totals = dict(rows.order_by().values_list("bureau").annotate(n=Count("pk")))
    found = sum(totals.values())
    searching = bool(search.strip())
    if found > MOST_AT_ONCE and not searching:
        lost: tuple[int, ...] = ()
        own = Station.objects.open().filter(bureau=home).order_by("code")
        *beneath, here, groups_there = together(
            *_beneath(home, totals, chosen, bureaus), own, _groups(home)
        )
        branches = _top(home, beneath, here, totals, set(chosen), set(bureaus))
    else:
        drawn = rows.order_by("code")[: MOST_FOUND if searching else MOST_AT_ONCE]
        units = Bureau.objects.under(home).filter(pk__in=list(totals)).order_by("code")
        found_here, units_there, groups_there = together(drawn, units, _groups(home))
        branches = _drawn(
            totals, found_here, units_there, set(chosen), set(bureaus), searching
        )
        shown = {station.pk for branch in branches for station in branch.stations}
        lost = tuple(pk for pk in chosen if pk not in shown)
    listed = {branch.bureau.pk for branch in branches}
    listed |= {pk for branch in branches for pk in branch.kept_bureaus}
    return Picker(
        branches=branches,
        groups=tuple(groups_there),
        chosen=frozenset(chosen),
        chosen_groups=frozenset(groups),
        search=search.strip(),
        found=found,
        kept=lost,
        kept_bureaus=tuple(pk for pk in bureaus if pk not in listed),
        total=found,
    )


def step(bureau: Bureau, chosen: Collection[int], bureaus: Collection[int]) -> Step:
    """What stands below one bureau of a large tree; two queries.

    Below a bureau that was taken whole everything is chosen.
    """
    rows = Station.objects.open().under(bureau).order_by()
    totals = dict(rows.values_list("bureau").annotate(n=Count("pk")))
    here = Station.objects.open().filter(bureau=bureau).order_by("code")
    *beneath, own = together(*_beneath(bureau, totals, chosen, bureaus), here)
    above = {int(pk) for pk in bureau.path.strip("/").split("/")}
    whole = bool(above & set(bureaus))
    ticked = {station.pk for station in own} if whole else set(chosen)
    below = _below(bureau, beneath, totals, set(bureaus), inside=whole)
    return Step(tuple(own), below, frozenset(ticked))


def _groups(home: Bureau) -> QuerySet[StationGroup]:
    found: QuerySet[StationGroup] = groups_of(home).annotate(size=Count("stations"))
    return found


def _beneath(
    home: Bureau,
    totals: Mapping[int, int],
    chosen: Collection[int],
    whole: Collection[int],
) -> tuple[Any, Any, Any]:
    """What `_below` reads: the bureaus one step below; where bureaus lie that have
    stations or were taken whole; where chosen stations lie."""
    under = Bureau.objects.under(home).filter(pk__in={*totals, *whole})
    stations = Station.objects.under(home).filter(pk__in=list(chosen)).order_by("pk")
    return (
        Bureau.objects.filter(parent=home),
        under.values_list("pk", "path"),
        stations.values_list("pk", "bureau__path"),
    )


def _top(
    home: Bureau,
    beneath: Sequence[list[Any]],
    here: Sequence[Station],
    totals: dict[int, int],
    chosen: set[int],
    whole: set[int],
) -> tuple[Branch, ...]:
    """The first step of a large tree; stations of `home` itself are drawn at once."""
    below = _below(home, beneath, totals, whole)
    if home.pk not in totals:
        return below
    own = tuple(here)
    ticked = sum(station.pk in chosen for station in own)
    few = not below and len(own) > MOST_AT_ONCE
    return (
        Branch(home, len(own), own, chosen=ticked, open=bool(ticked) or few),
        *below,
    )


def _below(
    home: Bureau,
    beneath: Sequence[list[Any]],
    totals: Mapping[int, int],
    whole: set[int],
    *,
    inside: bool = False,
) -> tuple[Branch, ...]:
    """Bureaus one step below with all that lies beneath each, read when opened;
    `inside`: a bureau above them was taken whole."""
    bureaus, under, stations = beneath
    children = {row.path: row for row in bureaus}
    depth = home.path.count("/") + 1
    sums: dict[str, int] = defaultdict(int)
    kept: dict[str, list[int]] = defaultdict(list)
    wholes: dict[str, list[int]] = defaultdict(list)
    for pk, path in under:
        child = _ancestor(path, depth)
        sums[child] += totals.get(pk, 0)
        if pk in whole and path != child:
            wholes[child].append(pk)
    for pk, path in stations:
        kept[_ancestor(path, depth)].append(pk)
    rows = sorted((row.code, path) for path, row in children.items() if sums[path])
    return tuple(
        Branch(
            bureau=children[path],
            total=sums[path],
            kept=tuple(kept[path]),
            kept_bureaus=tuple(wholes[path]),
            chosen=len(kept[path]),
            whole=inside or children[path].pk in whole,
            lazy=True,
        )
        for _code, path in rows
    )


def _ancestor(path: str, depth: int) -> str:
    """The path cut to so many ids."""
    return "".join(f"{one}/" for one in path.split("/")[:depth])


def _drawn(
    totals: dict[int, int],
    drawn: Iterable[Station],
    units: Iterable[Bureau],
    chosen: set[int],
    whole: set[int],
    searching: bool,
) -> tuple[Branch, ...]:
    """All branches with their stations."""
    inside: dict[int, list[Station]] = defaultdict(list)
    for station in drawn:
        inside[station.bureau_id].append(station)
    rows = [unit for unit in units if unit.pk in inside]
    few = len(totals) == 1
    found = []
    for row in rows:
        ticked = sum(s.pk in chosen for s in inside[row.pk])
        found.append(
            Branch(
                bureau=row,
                total=totals[row.pk],
                stations=tuple(inside[row.pk]),
                chosen=ticked,
                whole=row.pk in whole,
                open=searching or few or row.pk in whole or bool(ticked),
            )
        )
    return tuple(found)

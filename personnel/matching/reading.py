"""A selection as a JSON file: `{"posts", "officers", "bars", "groups", "couples"}`.

posts     {"id", "capacity", "ranks": [officer ids]}
officers  {"id", "ranks": [post ids]}
bars      {"officer", "post"}: never, whoever wants it
groups    {"id", "posts": [ids], "most": whole number, "least": whole number}
couples   {"officers": [id, id], "ranks": [[post id or null, post id or null], …]}

The last three may be left out, and so may ``most`` and ``least``. Other names are
passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.files.entries import Cells, Row, shown
from desk.files.json_file import rows, top_of
from desk.files.paths import limited, readable, size_of
from desk.files.problems import Report
from desk.files.values import BadValueError, text, whole, within

from .facts import Couple, Group, Market, Officer, Pair, Post, overlapping

MOST_PLACES = 1_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """The entries of a list that others name by id; ``ids`` has each id's first row."""

    name: str
    entries: Sequence[tuple[str, Cells]]
    ids: Mapping[str, int]


def read_market(path: Path) -> Market:
    """The selection in a file; raises UnusableError with every problem found."""
    with readable():
        limited(size_of(path))
        raw = path.read_bytes()
    return understood(top_of(raw))


def understood(top: dict[str, object]) -> Market:
    """The selection that an object describes; raises UnusableError likewise."""
    report = Report()
    posts = _listed("posts", rows(top, "posts", report, required=True), report)
    officers = _listed("officers", rows(top, "officers", report, required=True), report)
    market = Market(
        tuple(_post(key, cells, officers) for key, cells in posts.entries),
        tuple(
            Officer(key, _ids(cells, "ranks", posts)) for key, cells in officers.entries
        ),
        frozenset(
            (_one(cells, "officer", officers), _one(cells, "post", posts))
            for cells in _cells(rows(top, "bars", report), report)
        ),
        _groups(rows(top, "groups", report), posts, report),
        _couples(top, posts, officers, report),
    )
    report.close()
    return market


def _cells(found: Sequence[Row], report: Report) -> list[Cells]:
    return [Cells(row, report) for row in found]


def _listed(name: str, found: Sequence[Row], report: Report) -> Listed:
    entries: list[tuple[str, Cells]] = []
    ids: dict[str, int] = {}
    for row, cells in zip(found, _cells(found, report), strict=True):
        key = cells.need("id", text)
        if key is not None and ids.setdefault(key, row.number) != row.number:
            where = {"list": name, "first": ids[key]}
            cells.refuse("repeated_id", "id", value=shown(key), **where)
        entries.append((key or "", cells))
    return Listed(name, entries, ids)


def _post(key: str, cells: Cells, officers: Listed) -> Post:
    capacity = cells.need("capacity", _places)
    return Post(key, capacity or 0, _ids(cells, "ranks", officers))


def _places(raw: object) -> int:
    return whole(within(raw, MOST_PLACES))


def _list(raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise BadValueError("not_a_list")
    return raw


def _one(cells: Cells, column: str, listed: Listed) -> str:
    """An id that is in a list."""
    return _known(cells, column, cells.need(column, text), listed) or ""


def _id(cells: Cells, where: str, raw: object, listed: Listed) -> str | None:
    """The same for an entry of a list in a cell."""
    try:
        return _known(cells, where, text(raw), listed)
    except BadValueError as wrong:
        cells.refuse(str(wrong), where, value=shown(raw))
        return None


def _known(cells: Cells, where: str, key: str | None, listed: Listed) -> str | None:
    if key is not None and key not in listed.ids:
        cells.refuse("unlisted", where, value=shown(key), list=listed.name)
        return None
    return key


def _ids(cells: Cells, column: str, listed: Listed) -> tuple[str, ...]:
    """Ids of a list, each of them once."""
    places: dict[str, int] = {}
    for n, raw in enumerate(cells.need(column, _list) or (), 1):
        where = f"{column} {n}"
        key = _id(cells, where, raw, listed)
        if key is not None and places.setdefault(key, n) != n:
            cells.refuse("repeated_rank", where, value=shown(key), first=places[key])
    return tuple(places)


def _groups(found: Sequence[Row], posts: Listed, report: Report) -> tuple[Group, ...]:
    listed = _listed("groups", found, report)
    groups = []
    for key, cells in listed.entries:
        most, least = cells.get("most", _places), cells.get("least", _places) or 0
        if most is not None and least > most:
            cells.refuse("least_above_most", "least", least=least, most=most)
        groups.append(Group(key, _ids(cells, "posts", posts), most, least))
    if pair := overlapping(groups):
        other, group = pair
        row = listed.ids.get(group.id)
        report.add("groups_overlap", "groups", row, "posts", other=shown(other.id))
    return tuple(groups)


def _couples(
    top: dict[str, object], posts: Listed, officers: Listed, report: Report
) -> tuple[Couple, ...]:
    choosing = dict(officers.entries)
    taken: set[str] = set()
    couples = []
    for cells in _cells(rows(top, "couples", report), report):
        both = _ids(cells, "officers", officers)
        raw = cells.get("officers", _list)
        if raw is not None and len(raw) != 2:
            cells.refuse("not_two", "officers")
        for key in both:
            if key in taken:
                cells.refuse("coupled_twice", "officers", value=shown(key))
            elif choosing[key].get("ranks", _list):
                cells.refuse("own_ranks", "officers", value=shown(key))
        taken |= set(both)
        ranks = _pairs(cells, posts)
        if len(both) == 2:
            couples.append(Couple((both[0], both[1]), ranks))
    return tuple(couples)


def _pairs(cells: Cells, posts: Listed) -> tuple[Pair, ...]:
    places: dict[Pair, int] = {}
    for n, raw in enumerate(cells.need("ranks", _list) or (), 1):
        where = f"ranks {n}"
        if not isinstance(raw, list) or len(raw) != 2:
            cells.refuse("not_two", where)
            continue
        first, second = (
            None if each is None else _id(cells, where, each, posts) for each in raw
        )
        pair = (first, second)
        if raw == [None, None]:
            cells.refuse("nowhere", where)
        elif pair != (None, None) and places.setdefault(pair, n) != n:
            cells.refuse("repeated_pair", where, first=places[pair])
    return tuple(places)

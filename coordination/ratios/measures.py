"""What is counted: of which rows, which of them, and how.

The same conditions make a figure, as SQL over all units at once, and the list behind
it, as a filter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

STANDS = {"fate": ("stands",)}


@dataclass(frozen=True)
class Measure:
    """`where` gives the values allowed in columns of the source; `of` is what is
    counted: "" for rows, the name of a column for how many different ones there are,
    `work` for the sum of work."""

    source: str
    where: Mapping[str, Sequence[object]] = field(default_factory=dict)
    of: str = ""


MEASURES: dict[str, Measure] = {
    "hours": Measure("asked", STANDS, "work"),
    "unknown": Measure("asked", {**STANDS, "known": (0,)}),
    "tasks": Measure("asked", STANDS, "directive_id"),
    "assignments": Measure("asked", STANDS),
    "short": Measure("asked", {**STANDS, "speed": (0, 1)}),
    "same_day": Measure("asked", {**STANDS, "speed": (0,)}),
    "withdrawn": Measure("asked", {"fate": ("withdrawn",)}),
    "recalled": Measure("asked", {"fate": ("recalled",)}),
    "taken_hours": Measure("asked", {"fate": ("withdrawn", "recalled")}, "work"),
    "returns": Measure("asked", {**STANDS, "kind": ("report",)}),
    "forms": Measure("asked", {**STANDS, "kind": ("report",)}, "form"),
    "meetings": Measure("asked", {**STANDS, "kind": ("meeting",)}, "directive_id"),
    "inspections": Measure(
        "asked", {**STANDS, "kind": ("inspection",)}, "directive_id"
    ),
    "fell_due": Measure("due", {"fell": (1,)}),
    "was_late": Measure("due", {"was_late": (1,)}),
    "is_late": Measure("due", {"is_late": (1,)}),
    "notices": Measure("told", {"sent": (1,)}, "notice_id"),
    "reminders": Measure("told", {"reminded": (1,)}),
    "guidance": Measure("guided"),
    "returned": Measure("returned"),
    "visits": Measure("visited"),
    "commendations": Measure("commended"),
}

COLUMNS: dict[str, tuple[str, ...]] = {
    "asked": ("directive_id", "form", "kind", "work", "known", "fate", "speed"),
    "due": ("fell", "was_late", "is_late"),
    "told": ("notice_id", "sent", "reminded"),
    "guided": (),
    "returned": (),
    "visited": (),
    "commended": (),
}
"""What the conditions ask of each source, beside asker and place."""

_COUNTED = {
    "": "count(*) {only}",
    "work": "coalesce(sum(work) {only}, 0)",
    "form": "count(DISTINCT (coalesce(asker_id, 0), form)) {only}",
}


def of_source(source: str) -> dict[str, Measure]:
    return {name: one for name, one in MEASURES.items() if one.source == source}


def chosen(rows: QuerySet[Any, Any], measure: Measure) -> QuerySet[Any, Any]:
    """The rows a figure is counted from."""
    conditions = {f"{name}__in": allowed for name, allowed in measure.where.items()}
    found: QuerySet[Any, Any] = rows.filter(**conditions)
    return found


Counts = dict[str, int]


@dataclass(frozen=True)
class Grouped:
    """Counts by asker, by place, and of all together. Asker None: must stay secret."""

    askers: dict[int | None, Counts]
    places: dict[int, Counts]
    whole: Counts


Parts = Mapping[Any, tuple[str, QuerySet[Any, Any]]]


def grouped(parts: Parts) -> dict[Any, Grouped]:
    """Of each part, (source, its rows); one statement for all of them."""
    found = {key: Grouped({}, {}, {}) for key in parts}
    keys = "grouping(asker_id, place_id), asker_id, place_id"
    for key, (by, asker, place), counts in _counted(
        parts, keys, "((asker_id), (place_id), ())"
    ):
        # One bit for each column that is not grouped by, the last one lowest.
        if by == ASKERS:
            found[key].askers[asker] = counts
        elif by == PLACES:
            found[key].places[place] = counts
        else:
            found[key].whole.update(counts)
    return found


def by_quarter(rows: QuerySet[Any, Any], source: str) -> dict[Any, Counts]:
    """By the column `quarter` of the rows, a moment on its first day."""
    found = _counted({"": (source, rows)}, "quarter, 0, 0", "((quarter))", "quarter")
    return {quarter: counts for _key, (quarter, _a, _p), counts in found}


ASKERS, PLACES = 1, 2
Row = tuple[Any, tuple[Any, Any, Any], Counts]


def _counted(parts: Parts, keys: str, sets: str, *more: str) -> Iterator[Row]:
    statements: list[str] = []
    values: list[Any] = []
    names: list[tuple[Any, list[str]]] = []
    for key, (source, rows) in parts.items():
        try:
            text, given = _statement(source, rows, keys, sets, more)
        except EmptyResultSet:
            continue
        statements.append(text)
        values += [len(names), *given]
        names.append((key, list(of_source(source))))
    if not statements:
        return
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        for n, one, two, three, counts in cursor.fetchall():
            key, measures = names[n]
            yield key, (one, two, three), dict(zip(measures, counts, strict=True))


def _statement(
    source: str,
    rows: QuerySet[Any, Any],
    keys: str,
    sets: str,
    more: tuple[str, ...],
) -> tuple[str, list[Any]]:
    columns = rows.values("asker_id", "place_id", *COLUMNS[source], *more)
    inner, values = columns.query.sql_with_params()
    sums: list[str] = []
    given: list[Any] = []
    for one in of_source(source).values():
        text, allowed = _aggregate(one)
        sums.append(text)
        given += allowed
    return (
        f"SELECT %s, {keys}, ARRAY[{', '.join(sums)}]::bigint[]"  # noqa: S608 - ours
        f" FROM ({inner}) counted GROUP BY GROUPING SETS {sets}"
    ), [*given, *values]


def _aggregate(measure: Measure) -> tuple[str, list[Any]]:
    """Column names are ours alone; values go as parameters."""
    tests = " AND ".join(f"{name} = ANY(%s)" for name in measure.where)
    only = f"FILTER (WHERE {tests})" if tests else ""
    text = _COUNTED.get(measure.of, f"count(DISTINCT {measure.of}) {{only}}")
    return text.format(only=only), [list(one) for one in measure.where.values()]

"""What a collation page shows, as tables for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.collating.reading import Collation, Line
from coordination.collating.series import Over
from coordination.collating.summing import Sum
from desk.lists import Listing, as_time, of_cells
from desk.sheets.writing import Sheet
from tasking.asking.fields import Field, Kind
from tasking.asking.values import number, shown_simple


def taken(
    made: Collation, lines: Sequence[Line], narrowed: Sequence[str]
) -> Listing[Any]:
    """The table of stations; in a workbook also one sheet per field that is a table."""
    tables = [one for one in made.reach.fields if one.kind == Kind.TABLE]
    more = [
        Sheet(name, _lines(one, lines))
        for name, one in zip(_names(tables), tables, strict=True)
    ]
    title = made.reach.directive.display_title
    cells = table(made, lines)
    return of_cells("answers", title, cells, narrowed, more, lambda: len(lines))


def taken_over(over: Over) -> Listing[Any]:
    """One field over the periods."""
    title = f"{over.series.template.title} {over.field.label}"
    return of_cells("answers_over", title, over_sheet(over))


def table(made: Collation, lines: Sequence[Line]) -> Iterator[list[object]]:
    """As the page shows it: who is missing first, the sums at the end."""
    fields = made.reach.fields
    heads = (_("Station"), _("State"), _("Handed in"))
    yield [*heads, *map(headed, fields), _("Why beyond the bounds")]
    for line in lines:
        at = line.answer.handed_in_at if line.answer else None
        yield [
            line.station.label,
            str(line.assignment.get_state_display()),
            as_time(at),
            *(_plain(cell.field, cell.text) for cell in line.cells),
            *[""] * (len(fields) - len(line.cells)),
            "；".join(f"{c.field.label}：{c.note}" for c in line.cells if c.note),
        ]
    sums = made.sums_of(lines)
    means = (one.mean if one.mean is not None else "" for one in sums)
    yield [pgettext("of answers", "Sum"), "", "", *(_total(one) for one in sums), ""]
    yield [pgettext("of answers", "Mean"), "", "", *means, ""]


def over_sheet(over: Over) -> Iterator[list[object]]:
    yield [_("Station"), *(period.name for period in over.periods)]
    for row in over.rows:
        yield [row.station.label, *(_plain(over.field, cell) for cell in row.cells)]
    yield [pgettext("of answers", "Sum"), *(_total(one) for one in over.sums)]


def headed(field: Field) -> str:
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def _plain(field: Field, text: str) -> object:
    """Numbers as numbers."""
    return number(text) if field.is_counted and text else text


def _total(one: Sum) -> object:
    return one.total if one.total is not None else one.text


def _lines(field: Field, lines: Sequence[Line]) -> Iterator[list[object]]:
    yield [_("Station"), *(column.label for column in field.columns)]
    for line in lines:
        found: Any = line.answer.values.get(field.key) if line.answer else None
        for cells in found or ():
            yield [line.station.label, *map(_listed, cells)]


def _listed(cell: Any) -> object:
    counts = isinstance(cell, int) and not isinstance(cell, bool)
    return cell if counts else shown_simple(cell)


def _names(tables: Sequence[Field]) -> list[str]:
    """Titles a spreadsheet takes: short, without its signs, none twice."""
    found: list[str] = []
    for n, field in enumerate(tables, 1):
        plain = "".join(c for c in field.label if c not in r"[]:*?/\'")
        found.append(f"{n} {plain[:24]}")
    return found

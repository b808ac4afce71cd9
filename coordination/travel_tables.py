"""The ways to a bureau's seat as a table: pasted, handed in, taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination import targets
from desk.importing import Column, RowProblem, Table, as_text, read_lines
from organization.models import Bureau, Station
from personnel.exchange.columns import in_all_languages
from tasking.models import LONGEST_WAY

TITLES: dict[str, str | Promise] = {
    "station": gettext_lazy("Station"),
    "code": gettext_lazy("Code"),
    "minutes": gettext_lazy("Minutes one way"),
}
"""Headings by the names of what they hold."""
MOST = 5_000
FIGURES = 4
_LAST_FIGURE = re.compile(r"^(.*?)[\s,，、;；:：]+(\d{1,4})\s*(?:分钟|分|min)?$", re.A)


def as_minutes(cell: object) -> int:
    """Whole minutes of a way; ValidationError in words."""
    text = as_text(cell).removesuffix("分钟").strip()
    known = text.isascii() and text.isdigit() and len(text) <= FIGURES
    if not known or int(text) > LONGEST_WAY:
        told = _("“%(value)s” is no way: whole minutes, 0 to 720.")
        raise ValidationError(told % {"value": text[:20]})
    return int(text)


def columns() -> list[Column]:
    """What is read; the code wins where a table has both, names may be alike."""
    readers = {"station": as_text, "code": as_text, "minutes": as_minutes}
    return [
        Column(name, in_all_languages(title), readers[name], required=False)
        for name, title in TITLES.items()
    ]


def pasted(text: str) -> Table:
    """«柳堰派出所 40», a line each; what has no figure behind it is told of, and too
    many lines are refused: ValidationError."""
    if len(text.splitlines()) > MOST:
        raise ValidationError(_("At most %(n)s lines.") % {"n": f"{MOST:,}"})
    lines: list[tuple[int, Sequence[object]]] = [(0, ["station", "minutes"])]
    table_problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LAST_FIGURE.match(line.strip())
        if found:
            lines.append((number, [found[1].strip(), found[2]]))
        elif line.strip():
            told = _("“%(value)s”: write the station, then the minutes.")
            value = {"value": line.strip()[:40]}
            problem = RowProblem(number, str(TITLES["minutes"]), told % value)
            table_problems.append(problem)
    table = read_lines(lines, columns())
    table.problems += table_problems
    return table


def ways(table: Table, bureau: Bureau) -> dict[int, int]:
    """Minutes by station; what names none of the bureau's is told in the table, and a
    row without minutes says nothing."""
    rows = [
        (number, str(values.get("code") or values.get("station") or ""), values)
        for number, values in table.rows
        if "minutes" in values
    ]
    named = targets.read("\n".join(name or "?" for _n, name, _v in rows), bureau)
    by_line = {row.number: row for row in named.rows}
    found: dict[int, int] = {}
    for line, (number, _name, values) in enumerate(rows, start=1):
        row = by_line.get(line)
        if row is None or row.station is None:
            text = _("“%(text)s” is not a station of %(bureau)s.")
            said = {"text": _name[:40], "bureau": bureau.label}
            head = table.heads.get("station", str(TITLES["station"]))
            table.problems.append(RowProblem(number, head, text % said))
            continue
        if found.setdefault(row.station.pk, values["minutes"]) != values["minutes"]:
            text = _("“%(text)s” stands here twice, with different minutes.")
            head = table.heads.get("minutes", "")
            told = text % {"text": row.station.label}
            table.problems.append(RowProblem(number, head, told))
    return found


def sheet(
    stations: Iterable[Station], minutes: dict[int, int]
) -> Iterator[list[object]]:
    """A row of headings and one per station, empty where nobody knows its way."""
    yield [str(title) for title in TITLES.values()]
    for station in stations:
        yield [station.label, station.code, minutes.get(station.pk, "")]

"""The answer about a table, in plain words: by station, conflict and wrong row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.core.facts import UNITS_PER_HOUR
from coordination.files.headings import NAMES
from coordination.ledger.figures import Figures, figured
from coordination.ledger.wording import listed
from coordination.models import Conflict
from coordination.trial.text import reason
from desk.files.problems import Problem
from organization.templatetags.formats import (
    by_when,
    chinese,
    full_moment,
    hours,
    last_day,
    month_day,
    short_hours,
    span,
)

ORDER = {"short": 0, "unknown": 1, "fits": 2}


@dataclass(frozen=True)
class Entry:
    """A task or event in a conflict."""

    key: str
    title: str
    department: str
    due: dt.datetime | None
    hours: Decimal
    minimal: bool
    missed: bool


@dataclass(frozen=True)
class Found:
    """A conflict of the table."""

    shape: str
    label: str
    title: str
    sentence: str
    figures: Figures
    start: dt.datetime
    end: dt.datetime
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class StationAnswer:
    """`verdict` is fits, short or unknown."""

    code: str
    verdict: str
    sentence: str
    overdue: str
    conflicts: tuple[Found, ...]


@dataclass(frozen=True)
class Wrong:
    """What is wrong, and where in the workbook."""

    sheet: str
    row: int | None
    column: str
    also: str  # the column's other name in the template
    text: str


@dataclass(frozen=True)
class Answer:
    """Stations in trouble first."""

    now: dt.datetime
    stations: tuple[StationAnswer, ...]

    def count(self, verdict: str) -> int:
        return sum(1 for station in self.stations if station.verdict == verdict)


def problems(result: dict[str, Any]) -> list[Wrong]:
    """Of a table that cannot be used."""
    return [
        Wrong(
            one["sheet"],
            one["row"],
            one["column"],
            _also(one["sheet"], one["column"]),
            reason(Problem(one["code"], params=one["params"])),
        )
        for one in result.get("problems", ())
    ]


def _also(sheet: str, column: str) -> str:
    names = NAMES.get(sheet, {}).get(column, ())
    return names[0] if names and chinese() else ""


def shown(result: dict[str, Any]) -> Answer | None:
    """The verdicts of a table; None while there are none."""
    said = result.get("answer")
    if said is None:
        return None
    found = [_station(row, said["about"]) for row in said["stations"]]
    found.sort(key=lambda one: ORDER[one.verdict])
    return Answer(_moment(said["now"]), tuple(found))


def summary(answer: Answer) -> dict[str, str]:
    """The first sentence: how many fit."""
    short, unknown = answer.count("short"), answer.count("unknown")
    total = len(answer.stations)
    said: dict[str, str] = {}
    if not total:
        return {"fine": _("The table lists no station")}
    if short:
        said["fine"] = ngettext("Of %(n)s station, ", "Of %(n)s stations, ", total) % {
            "n": total
        }
        said["trouble"] = ngettext(
            "%(n)s cannot make it", "%(n)s cannot make it", short
        ) % {"n": short}
    elif unknown:
        said["fine"] = _("Nothing is known to be short")
    else:
        said["fine"] = _("Everything can be done in time")
    facts = {"a": answer.count("fits"), "b": short, "u": unknown}
    counts = _("%(a)s fit, %(b)s are short, of %(u)s nobody can say.") % facts
    moment = _("Seen from %(day)s.") % {"day": full_moment(answer.now)}
    said["why"] = f"{counts} {moment}" if counts.isascii() else f"{counts}{moment}"
    return said


def _station(row: dict[str, Any], about: dict[str, Any]) -> StationAnswer:
    verdict = {True: "fits", False: "short", None: "unknown"}[row["feasible"]]
    overdue = ""
    if row["overdue"]:
        overdue = _("Overdue on that day, %(hours)s h: %(tasks)s.") % {
            "hours": hours(row["overdue_hours"]),
            "tasks": listed(_named(key, about) for key in row["overdue"]),
        }
    return StationAnswer(
        code=row["code"],
        verdict=verdict,
        sentence=_sentence(row, verdict, about),
        overdue=overdue,
        conflicts=tuple(_found(one, row["code"], about) for one in row["conflicts"]),
    )


def _sentence(row: dict[str, Any], verdict: str, about: dict[str, Any]) -> str:
    if verdict == "fits":
        return _("Everything can be done in time.")
    if verdict == "short":
        return _("In all, %(hours)s hours find no place.") % {
            "hours": short_hours(row["deficit_hours"])
        }
    if row["unknown"] == "capacity":
        return _("No staffing data for %(station)s: this is not a yes.") % {
            "station": row["code"]
        }
    return _("Without an estimate: %(tasks)s. This is not a yes.") % {
        "tasks": listed(_named(key, about) for key in row["unestimated"])
    }


def _found(one: dict[str, Any], station: str, about: dict[str, Any]) -> Found:
    members = one["members"]
    units = [_units(member["hours"]) for member in members]
    figures = figured(_units(one["capacity_hours"]), units)
    start, end = (_moment(text) for text in one["window"])
    entries = [
        Entry(
            key=member["assignment"],
            title=about.get(member["assignment"], {}).get("title", ""),
            department=member["department"],
            due=_due(about, member["assignment"]),
            hours=line,
            minimal=member["minimal"],
            missed=member["assignment"] in one["misses"],
        )
        for member, line in zip(members, figures.members, strict=True)
    ]
    entries.sort(key=lambda entry: (entry.due or end, entry.key))
    deadline = one["kind"] == "deadline"
    label = Conflict.Scope(one["scope"]) if deadline else Conflict.Kind(one["kind"])
    return Found(
        shape=_shape(one),
        label=str(label.label),
        title=_title(one["kind"], figures, end),
        sentence=_told(one, station, figures, entries),
        figures=figures,
        start=start,
        end=end,
        entries=tuple(entries),
    )


def _shape(one: dict[str, Any]) -> str:
    if one["kind"] == "clash":
        return "clash"
    return "overload" if one["scope"] == "overload" else "short"


def _title(kind: str, figures: Figures, end: dt.datetime) -> str:
    if kind == "deadline":
        return _("%(hours)s h short by %(when)s") % {
            "hours": hours(figures.short),
            "when": by_when(end),
        }
    return _("Fixed appointments collide on %(day)s") % {
        "day": month_day(last_day(end))
    }


def _told(
    one: dict[str, Any], station: str, figures: Figures, entries: list[Entry]
) -> str:
    """The sentence of the ledger's cards, with the table's own names."""
    start, end = (_moment(text) for text in one["window"])
    facts = {
        "demand": hours(figures.demand),
        "capacity": hours(figures.capacity),
        "short": hours(figures.short),
        "station": station,
        "span": span(start, end),
        "when": full_moment(start),
        "titles": listed(entry.title or entry.key for entry in entries),
        "departments": listed(_by_department(entries)),
    }
    if one["kind"] == "deadline":
        return (
            _(
                "%(span)s: %(station)s owes %(demand)s hours and has %(capacity)s,"
                " %(short)s short. %(departments)s."
            )
            % facts
        )
    return (
        _(
            "%(when)s: %(titles)s take %(demand)s officer-hours at once,"
            " %(capacity)s are present."
        )
        % facts
    )


def _by_department(entries: list[Entry]) -> list[str]:
    sums: dict[str, Decimal] = {}
    for entry in entries:
        sums[entry.department] = sums.get(entry.department, Decimal(0)) + entry.hours
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    gap = " "
    return [
        f"{name}{gap if name[-1:].isascii() else ''}{hours(amount)}"
        for name, amount in ranked
    ]


def _named(key: str, about: dict[str, Any]) -> str:
    title = about.get(key, {}).get("title", "")
    return f"{key} {title}".strip()


def _due(about: dict[str, Any], key: str) -> dt.datetime | None:
    text = about.get(key, {}).get("due")
    return _moment(text) if text else None


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _units(amount: float) -> int:
    return round(amount * UNITS_PER_HOUR)

"""What is said to a person about a station file, in the person's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coordination.core.facts import Conflict, StationFacts, Verdict, hours
from coordination.files.answer import local
from desk import refusals
from desk.files.problems import Problem

MESSAGES = refusals.MESSAGES | {
    "csv_name": gettext_noop("A CSV file must be named X%(tail)s."),
    "ends_before_start": gettext_noop("This lies before “%(start)s”."),
    "merged": gettext_noop(
        "This cell is merged with another one. Undo the merge and give every row its"
        " own value."
    ),
    "missing_column": gettext_noop("This column is missing."),
    "missing_file": gettext_noop("The file %(name)s is missing."),
    "missing_sheet": gettext_noop("This sheet is missing."),
    "no_heading": gettext_noop("The row of column names is missing."),
    "not_a_time": gettext_noop(
        "“%(value)s” is not a date or time; write 2026-06-03 or 2026-06-03 18:00."
    ),
    "not_computed": gettext_noop(
        "The formula %(value)s has no stored result. Open the file in Excel or WPS and"
        " save it."
    ),
    "repeated_column": gettext_noop("This column appears more than once."),
    "repeated_station": gettext_noop("Station “%(value)s” is listed twice."),
    "too_hard": gettext_noop(
        "The file could not be judged within the limits of time and memory."
    ),
    "too_many_for_page": gettext_noop(
        "This page takes up to %(stations)s stations and %(entries)s tasks. Larger"
        " files can be checked with “manage.py check_file”."
    ),
    "too_many_decimals": gettext_noop("%(value)s has more than three decimals."),
    "unlisted_station": gettext_noop("Station “%(value)s” is not listed."),
    "year_out_of_range": gettext_noop("“%(value)s” is too far from today."),
}


def reason(problem: Problem) -> str:
    """Why, without the place."""
    return refusals.reason(problem, MESSAGES)


def problem_line(problem: Problem) -> str:
    """Place and reason of one problem."""
    return refusals.line(problem, MESSAGES)


def table(stations: Sequence[StationFacts], verdicts: Sequence[Verdict]) -> str:
    """One paragraph per station."""
    paragraphs = [
        "\n".join(_station(facts, verdict))
        for facts, verdict in zip(stations, verdicts, strict=True)
    ]
    return "\n\n".join(paragraphs) or _("No stations.")


def _station(facts: StationFacts, verdict: Verdict) -> list[str]:
    names = {"station": facts.code, "hours": hours(verdict.deficit or 0)}
    if verdict.feasible is None:
        lines = [_("%(station)s: cannot say") % names]
    elif verdict.feasible:
        lines = [_("%(station)s: everything can be done in time") % names]
    else:
        lines = [_("%(station)s: %(hours)s officer-hours too few") % names]
    if verdict.overdue:
        shown = {
            "hours": hours(verdict.overdue_units),
            "ids": ", ".join(verdict.overdue),
        }
        lines.append("  " + _("Overdue, %(hours)s hours: %(ids)s") % shown)
    for conflict in verdict.conflicts:
        lines += _conflict(conflict)
    return lines


KINDS = {
    "deadline": gettext_noop("Deadlines"),
    "clash": gettext_noop("Clash"),
    "displacement": gettext_noop("Protected time"),
}


def _conflict(conflict: Conflict) -> list[str]:
    shown = {
        "kind": _(KINDS[conflict.kind]),
        "start": f"{local(conflict.start):%Y-%m-%d %H:%M}",
        "end": f"{local(conflict.end):%Y-%m-%d %H:%M}",
        "demand": hours(conflict.demand),
        "capacity": hours(conflict.capacity),
        "shortfall": hours(conflict.shortfall),
    }
    sentence = _(
        "%(kind)s, %(start)s to %(end)s: %(demand)s hours asked, "
        "%(capacity)s there, %(shortfall)s short"
    )
    lines = ["  " + sentence % shown]
    for code in conflict.departments:
        own = [m for m in conflict.members if m.department == code]
        total = hours(sum(member.units for member in own))
        ids = ", ".join(member.id for member in own)
        lines.append(f"    {code}  {total}  ({ids})")
    missed = ", ".join(conflict.victims)
    lines.append("    " + _("Not in time: %(ids)s") % {"ids": missed})
    return lines

"""The figures of a day, frozen beside what a station says about them.

Plain values that go into JSON: instants as ISO text, hours as text to a tenth, as the
pages showed them. Names are frozen in the language in which the bureau keeps its
files, whoever reads them later.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import translation

from coordination.core.facts import Demand, Event
from coordination.core.preview import Preview, preview
from coordination.ledger.figures import figured
from coordination.ledger.reading import Reading, read
from coordination.ledger.working import Line, Working, work_out
from coordination.models import Conflict
from coordination.moments import instant
from organization.templatetags.formats import hours
from tasking.models import Assignment

FILED_IN = "zh-hans"
MOST = 5  # conflicts whose working is attached


def freeze(assignment: Assignment, *, now: dt.datetime) -> dict[str, Any]:
    """What is known now about the window this task lies in, and its conflicts."""
    with translation.override(FILED_IN):
        reading = read(assignment.station, now=now)
        found = [c for c in reading.conflicts if _holds(c, assignment)]
        return {
            "at": now.isoformat(),
            "as_of": reading.as_of.isoformat(),
            "left": _text(assignment.remaining_units),
            "due": assignment.due.isoformat() if assignment.due else None,
            **_window(reading, assignment),
            "conflicts": [_conflict(work_out(reading, c)) for c in found[:MOST]],
        }


def _holds(conflict: Conflict, assignment: Assignment) -> bool:
    return any(m["assignment"] == str(assignment.pk) for m in conflict.members)


def _window(reading: Reading, assignment: Assignment) -> dict[str, Any]:
    """Verdict and sum of the tightest window the task lies in."""
    task = _task(reading, assignment)
    if task is None:
        return {"verdict": "unknown", "window": None, "departments": []}
    found = preview(reading.facts, task, as_of=reading.minute, now=reading.minute)
    return {
        "verdict": found.verdict,
        "window": _sum(found),
        "departments": [
            [reading.names.get(code, code), _text(units)]
            for code, units in found.departments
        ],
    }


def _task(reading: Reading, assignment: Assignment) -> Demand | Event | None:
    work: list[Demand | Event] = [*reading.facts.demands, *reading.facts.events]
    return next((each for each in work if each.id == str(assignment.pk)), None)


def _sum(found: Preview) -> dict[str, str] | None:
    if found.window is None:
        return None
    shown = figured(found.capacity, [found.demand])
    return {
        "start": instant(found.window[0]).isoformat(),
        "end": instant(found.window[1]).isoformat(),
        "demand": str(shown.demand),
        "capacity": str(shown.capacity),
        "short": str(max(shown.short, 0)),
    }


def _conflict(working: Working) -> dict[str, Any]:
    row, shown = working.conflict, working.figures
    return {
        "id": row.pk,
        "kind": row.kind,
        "scope": row.scope,
        "start": row.window_start.isoformat(),
        "end": row.window_end.isoformat(),
        "demand": str(shown.demand),
        "capacity": str(shown.capacity),
        "short": str(shown.short),
        "lines": [_line(line) for line in working.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "assignment": line.assignment,
        "department": line.name,
        "title": line.title,
        "due": line.due.isoformat() if line.due else None,
        "hours": str(line.hours),
        "running": str(line.running),
        "available": None if line.available is None else str(line.available),
        "minimal": line.minimal,
    }


def _text(units: int | None) -> str | None:
    return None if units is None else hours(units / 60_000).replace(",", "")

"""All stations' answers to the form of one task, as lines of a table.

Who has not reported stands first, the rest in the order of their codes: nothing here
says who was quick.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.collating.previous import answers_to, task_before
from coordination.collating.reach import Reach
from coordination.collating.summing import Sum, sum_up
from organization.models import Station, User
from organization.wall import lifted
from tasking.asking.fields import Field
from tasking.asking.judging import is_beyond
from tasking.asking.values import number, shown
from tasking.models import Assignment, Directive, FormAnswer, FormLook

OWED_NO_MORE = (Assignment.State.WITHDRAWN, Assignment.State.RECALLED)
SHOWN = {
    "all": "",
    "missing": pgettext_lazy("of stations", "Missing"),
    "beyond": _("Beyond the bounds"),
    "new": _("New since you looked"),
    "returned": _("Sent back"),
}
"""Which stations, and what narrows the table to them in words."""


@dataclass(frozen=True)
class Cell:
    """One answer as it is shown; `change` against the last period, where numbers."""

    field: Field
    value: Any
    text: str
    is_beyond: bool
    note: str
    before: str
    change: Any

    @property
    def rises(self) -> bool:
        return self.change is not None and self.change > 0


@dataclass(frozen=True)
class Line:
    """One station: what it answered, or None while it owes its report."""

    assignment: Assignment
    answer: FormAnswer | None
    cells: tuple[Cell, ...]
    is_new: bool

    @property
    def station(self) -> Station:
        return self.assignment.station

    @property
    def is_beyond(self) -> bool:
        return any(cell.is_beyond for cell in self.cells)

    @property
    def is_returned(self) -> bool:
        return self.assignment.state == Assignment.State.RETURNED


@dataclass(frozen=True)
class Collation:
    """Lines of all stations in reach, and what they make together."""

    reach: Reach
    lines: tuple[Line, ...]
    before: Directive | None
    earlier: dict[int, FormAnswer]
    looked_at: dt.datetime | None
    now: dt.datetime

    @cached_property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if line.answer is None]

    @cached_property
    def answered(self) -> list[Line]:
        return [line for line in self.lines if line.answer is not None]

    @property
    def late(self) -> int:
        """How many are owed past their due."""
        dues = (line.assignment.due for line in self.missing)
        return sum(due is not None and due <= self.now for due in dues)

    def count(self, show: str) -> int:
        return len(self.chosen(show))

    @cached_property
    def counts(self) -> dict[str, int]:
        return {show: self.count(show) for show in SHOWN}

    def chosen(self, show: str, search: str = "") -> list[Line]:
        """The lines asked for, missing ones first."""
        tests: dict[str, Callable[[Line], bool]] = {
            "all": lambda line: True,
            "missing": lambda line: line.answer is None,
            "beyond": lambda line: line.is_beyond,
            "new": lambda line: line.is_new,
            "returned": lambda line: line.is_returned,
        }
        test = tests[show if show in tests else "all"]
        lines = [*self.missing, *self.answered]
        wanted = search.strip()
        return [
            line
            for line in lines
            if test(line) and (not wanted or wanted in line.station.label)
        ]

    def sums_of(self, lines: Sequence[Line]) -> list[Sum]:
        """Of every field, over those of the lines that have answered; of the last
        period over the same stations, or who is missing would count as a decrease."""
        here = {line.assignment.station_id: line.answer for line in lines}
        given = {at: answer for at, answer in here.items() if answer is not None}
        now = [_values(answer) for answer in given.values()]
        then = [_values(one) for at, one in self.earlier.items() if at in given]
        return [sum_up(field, now, then) for field in self.reach.fields]


@lifted("who asks for a report reads what the stations in reach have answered")
def collate(user: User, reach: Reach, now: dt.datetime) -> Collation:
    """Read it all; as many queries for twelve stations as for a thousand."""
    row = reach.directive
    tasks = _asked_by(reach)
    owed = Assignment.objects.filter(directive__in=tasks)
    owed = owed.exclude(state__in=OWED_NO_MORE)
    if reach.stations is not None:
        owed = owed.filter(station__in=reach.stations)
    given = {
        one.assignment_id: one
        for one in FormAnswer.objects.standing().filter(
            assignment__directive__in=tasks, form=reach.task_form.form_id
        )
    }
    # Who joined this task joined no other one.
    before = task_before(reach.task_form) if reach.is_whole else None
    earlier = answers_to(before)
    look = FormLook.objects.filter(directive=row, user=user).first()
    looked_at = look.at if look else None
    assignments = owed.select_related("station__bureau").order_by("station__code")
    lines = tuple(
        _line(each, given.get(each.pk), earlier.get(each.station_id), reach, looked_at)
        for each in assignments
    )
    return Collation(reach, lines, before, earlier, looked_at, now)


def _asked_by(reach: Reach) -> QuerySet[Directive]:
    """The task, and those below that passed it on and ask by the same form: the work of
    their stations is counted there, the answers are still for whoever asked."""
    row = reach.directive
    passed_on = Q(
        parent=row, task_form__form=reach.task_form.form_id, issued_at__isnull=False
    )
    return Directive.objects.filter(Q(pk=row.pk) | passed_on, reserved=False)


def _line(
    assignment: Assignment,
    answer: FormAnswer | None,
    earlier: FormAnswer | None,
    reach: Reach,
    looked_at: dt.datetime | None,
) -> Line:
    cells: tuple[Cell, ...] = ()
    if answer is not None:
        cells = cells_of(reach.fields, answer, earlier)
    at = answer.handed_in_at if answer else None
    new = at is not None and looked_at is not None and at > looked_at
    return Line(assignment, answer, cells, new)


def cells_of(
    fields: Sequence[Field], answer: FormAnswer, earlier: FormAnswer | None
) -> tuple[Cell, ...]:
    return tuple(_cell(field, answer, _values(earlier)) for field in fields)


def _cell(field: Field, answer: FormAnswer, earlier: dict[str, Any]) -> Cell:
    value, before = answer.values.get(field.key), earlier.get(field.key)
    change = None
    if field.is_counted and value is not None and before is not None:
        change = (number(value) or 0) - (number(before) or 0)
    return Cell(
        field=field,
        value=value,
        text=shown(field, value),
        is_beyond=is_beyond(field, value),
        note=answer.notes.get(field.key, ""),
        before=shown(field, before),
        change=change,
    )


def _values(answer: FormAnswer | None) -> dict[str, Any]:
    return dict(answer.values) if answer else {}

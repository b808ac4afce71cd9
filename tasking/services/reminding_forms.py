"""Before a report by a form is due, and after it, who has not handed it in is reminded.

Working days before and after as the task's form says; each once for one due date, so a
report that got another date is reminded of anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from organization.audit import record
from organization.calendar import WorkCalendar
from organization.models import User
from personnel.presence import ZONE
from personnel.terms import HORIZON
from tasking.models import LIVE_STATES, Assignment, FormReminder, TaskForm
from tasking.services.telling_forms import tell_owed

FIRST_HOUR = 8  # nobody is reminded at night
When = FormReminder.When


@dataclass(frozen=True)
class Turn:
    """A task whose stations are to be reminded today, of what is due on `days`."""

    task_form: TaskForm
    when: str
    first: dt.date
    last: dt.date


def remind_due(*, now: dt.datetime, by: User | None = None) -> int:
    """How many stations were reminded. One query while no report by a form is owed."""
    here = timezone.localtime(now, ZONE)
    today = here.date()
    if here.hour < FIRST_HOUR:
        return 0
    owed = Assignment.objects.filter(directive=OuterRef("pk"), state__in=LIVE_STATES)
    held = TaskForm.objects.filter(
        Exists(owed),
        directive__reserved=False,
        directive__due__range=(now - HORIZON, now + HORIZON),
    )
    waiting = list(held.select_related("directive__department", "form"))
    if not waiting:
        return 0
    calendar = WorkCalendar.load(today - HORIZON, today + HORIZON)
    if not calendar.is_workday(today):
        return 0
    turns = [turn for row in waiting for turn in _turns(row, today, calendar)]
    return sum(_remind(by, turn, now, today) for turn in turns)


def _turns(row: TaskForm, today: dt.date, calendar: WorkCalendar) -> Iterable[Turn]:
    if row.remind_before:
        last = calendar.add_workdays(today, row.remind_before)
        yield Turn(row, When.BEFORE, today, last)
    if row.remind_after:
        last = _back(today, row.remind_after, calendar)
        yield Turn(row, When.AFTER, today - HORIZON, last)


def _back(day: dt.date, count: int, calendar: WorkCalendar) -> dt.date:
    """The latest day after which `count` working days have begun by `day`."""
    while count > 0:
        count -= calendar.is_workday(day)
        day -= dt.timedelta(days=1)
    return day


@transaction.atomic
def _remind(by: User | None, turn: Turn, now: dt.datetime, today: dt.date) -> int:
    """Whoever owes it now, once; not on the day on which it was asked."""
    told = FormReminder.objects.filter(
        assignment=OuterRef("pk"), when=turn.when, due=OuterRef("due")
    )
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        ~Exists(told),
        directive=turn.task_form.directive_id,
        state__in=LIVE_STATES,
        due__isnull=False,
        created_at__lt=timezone.make_aware(dt.datetime.combine(today, dt.time()), ZONE),
    )
    past = Q(due__lte=now) if turn.when == When.AFTER else Q(due__gt=now)
    held = [
        (row, row.due)
        for row in rows.filter(past).select_related("station").order_by("station")
        if row.due is not None and turn.first <= _last_day(row.due) <= turn.last
    ]
    found = _still_untold(turn, held) if held else []
    if not found:
        return 0
    FormReminder.objects.bulk_create(
        FormReminder(assignment=row, when=turn.when, due=due, on=today)
        for row, due in found
    )
    tell_owed(turn.task_form.directive, turn.when, [row for row, _due in found])
    directive = turn.task_form.directive
    unit = directive.requester_code
    record("form.remind", by=by, subject=directive, unit=unit, stations=len(found))
    return len(found)


def _still_untold(
    turn: Turn, held: list[tuple[Assignment, dt.datetime]]
) -> list[tuple[Assignment, dt.datetime]]:
    """Asked again once their rows are held: whoever waited for another's reminders has
    read what was there before them."""
    told = FormReminder.objects.filter(
        assignment__directive=turn.task_form.directive_id, when=turn.when
    )
    known = set(told.values_list("assignment", "due"))
    return [(row, due) for row, due in held if (row.pk, due) not in known]


def _last_day(due: dt.datetime) -> dt.date:
    """The day on which it is due: midnight belongs to the day before."""
    return timezone.localdate(due - dt.timedelta(seconds=1), ZONE)

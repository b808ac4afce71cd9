"""A department's budget, held while one of its tasks goes out.

Locks are taken in this order: directive, stations in the order of their ids,
assignment, and the budget last. There is one budget for a task, so that two tasks that
fit alone but not together wait for each other here, and the second one sees what the
first has used.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.burden import TAKEN_BACK, added_up, amounts
from coordination.caps.quarters import Quarter
from coordination.caps.standing import (
    EXCEPTIONS,
    Standing,
    level_of,
    notes_on,
    reckoned,
)
from coordination.caps.usage import is_apart, usages
from coordination.models import BurdenCap, CapNote, EmergencyOrder
from organization.audit import record
from organization.models import Department, Station, User
from organization.templatetags.formats import hours, short_hours
from tasking.content import Content, Targets
from tasking.models import Assignment, Directive


class OverCap(ValidationError):
    """The task goes above the hard cap, or nobody can say whether it does."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        cap, over = standing.cap, standing.over
        if over is None:
            text = _(
                "There is a hard cap of %(hard)s h for %(quarter)s, and without an"
                " estimate nobody can say whether this passes it: estimate the hours."
            )
            told = {"hard": hours(cap.hard), "quarter": standing.quarter.label}
            super().__init__({"effort_hours": ValidationError(text, params=told)})
            return
        told = {
            "used": hours(standing.usage.used),
            "hours": hours(standing.hours),
            "hard": hours(cap.hard),
            "over": short_hours(over),
        }
        text = _(
            "With %(hours)s h on top of %(used)s h issued this quarter it passes the"
            " hard cap of %(hard)s h by %(over)s h. Withdraw or shrink a task, or ask"
            " the leader for an exception."
        )
        super().__init__({"burden_cap": ValidationError(text, params=told)})


def hold_cap(
    *,
    requester: Department | Station,
    content: Content,
    targets: Targets,
    now: dt.datetime,
    directive: Directive | None = None,
) -> Standing | None:
    """How the task stands to the budget of its department, held until the transaction
    ends; OverCap where it may not go out. None where no budget is concerned."""
    if isinstance(requester, Station) or content.reserved or is_apart(content):
        return None
    cap = _held(requester.pk, Quarter.of(now))
    if cap is None:
        return None
    found = reckoned(cap, content, targets, now=now, directive=directive)
    if found.barred:
        raise OverCap(found)
    return found


def note_issued(
    *, by: User, directive: Directive, standing: Standing | None, now: dt.datetime
) -> CapNote | None:
    """Keep with which figures it went out, where there was something to be told."""
    if standing is None or not standing.hinted:
        return None
    record(
        "burden_cap.beyond",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        level=standing.level,
    )
    return CapNote.objects.create(
        cap=standing.cap,
        directive=directive,
        at=now,
        by=by,
        act=CapNote.Act.ISSUE,
        used=standing.usage.used,
        asked=standing.hours,
    )


def hold_growth(
    *, assignment: Assignment, effort_units: int | None, now: dt.datetime
) -> None:
    """Another estimate for one station does not pass the hard cap either, nor is one
    taken away under it. It counts in the quarter in which the task was issued."""
    row, before = assignment, assignment.effort_units
    more = (effort_units or 0) - (before or 0)
    if row.department_id is None or effort_units == before:
        return
    if (effort_units is not None and more <= 0) or _is_free(row):
        return
    cap = _held(row.department_id, Quarter.of(row.created_at))
    if cap is None or cap.hard is None:
        return
    if effort_units is None:
        text = _("There is a hard cap: the estimate may change, but not be taken away.")
        raise ValidationError({"effort_hours": [text]})
    quarter, added = Quarter.of(cap.quarter), Decimal(more) / 60_000
    used = usages([row.department_id], quarter, now)[row.department_id].used
    if level_of(cap, used, added) == "hard" and not _excepted(row, cap, added):
        text = _(
            "This quarter %(used)s h are issued; %(hours)s h more pass the hard cap of"
            " %(hard)s h. Shrink another task, or ask the leader."
        )
        told = {"used": hours(used), "hours": hours(added), "hard": hours(cap.hard)}
        raise ValidationError({"effort_hours": ValidationError(text, params=told)})


def _held(department: int, quarter: Quarter) -> BurdenCap | None:
    """The budget's row, locked; None where nothing is set."""
    rows = BurdenCap.objects.select_for_update()
    row = rows.filter(department=department, quarter=quarter.first).first()
    return row if row and row.is_set else None


def _is_free(row: Assignment) -> bool:
    """Not counted against the budget at all."""
    if row.directive.reserved or is_apart(row):
        return True
    return EmergencyOrder.objects.filter(directive=row.directive_id).exists()


def _excepted(row: Assignment, cap: BurdenCap, added: Decimal) -> bool:
    """Does the exception made for this task carry what it takes with that?"""
    notes = notes_on([row.directive_id], cap).get(row.directive_id, ())
    said = [one.allowed for one in notes if one.act in EXCEPTIONS]
    made: Decimal | None = said[-1] if said else None
    if made is None:
        return False
    rows = Assignment.objects.filter(directive=row.directive_id)
    whole = rows.exclude(state__in=TAKEN_BACK).aggregate(**amounts())
    return added_up(whole) + added <= made

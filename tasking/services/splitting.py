"""The later part of one station's order becomes an order of its own, without a verdict.

Only coordination calls this: it carries out what was agreed or decided about a
conflict. The other stations of the directive are not touched.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from organization import audit
from organization.models import User
from organization.pinyin import initials
from tasking.models import Assignment, AssignmentEntry, Directive
from tasking.services import directives, signing

LONGEST_TITLE = 120


@transaction.atomic
def split(
    *,
    by: User | None,
    assignment: Assignment,
    release: dt.datetime | None,
    due: dt.datetime,
    effort_units: int,
    reason: str,
    now: dt.datetime,
) -> Assignment:
    """The later part of an order as an order of its own, linked with `part_of`.

    What the first part keeps is told apart, by `redate`.
    """
    whole = assignment.directive
    rest = Directive.objects.get(pk=whole.pk)
    rest.pk, rest._state.adding = None, True
    requester = assignment.department or assignment.station
    rest.number = directives.next_number(requester, now)
    rest.part_of, rest.replaces, rest.parent = whole, None, whole.parent
    rest.title = _title(whole)
    rest.pinyin = initials(rest.title)
    rest.release, rest.due, rest.effort_units = release, due, effort_units
    rest.issued_at, rest.issued_by, rest.version = now, by, 1
    rest.conflict_reason = ""
    rest.save()
    row = Assignment.objects.create(
        directive=rest,
        station=assignment.station,
        department=assignment.department,
        release=release,
        due=due,
        effort_units=effort_units,
        remaining_units=effort_units,
        max_officers=assignment.max_officers,
        priority=assignment.priority,
        deadline_class=assignment.deadline_class,
    )
    AssignmentEntry.objects.create(
        assignment=row, at=now, by=by, act="split", due_after=due, note=reason
    )
    signing.ask(directive=rest)
    audit.record(
        "assignment.split",
        by=by,
        subject=row,
        unit=assignment.station.code,
        reason=reason,
        part_of=assignment.pk,
    )
    return row


def _title(whole: Directive) -> str:
    """The same with a number behind it, told apart in every list."""
    number = whole.parts.count() + 2
    mark = f"（{number}）"
    return whole.title[: LONGEST_TITLE - len(mark)] + mark if whole.title else ""

"""Drafting, issuing and taking back, without a verdict.

Only coordination calls `issue`, `withdraw`, `recall` and `redate`: it looks at what
they do to the stations first. A test proves that nobody else does.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from desk.steps import tell_step
from organization import audit
from organization.models import Department, Station, User
from organization.pinyin import initials
from tasking.content import Content, Override, Targets
from tasking.lifecycle import ASSIGNMENT, DIRECTIVE, step
from tasking.models import (
    Assignment,
    AssignmentEntry,
    Directive,
)
from tasking.rules import check, check_draft
from tasking.services import signing, telling_forms
from tasking.services.relaying import log_each, none_of, relay, restore
from tasking.services.report_forms import pass_form_on
from tasking.summons import summons


@transaction.atomic
def draft(
    *,
    by: User,
    requester: Department | Station,
    content: Content,
    targets: Targets,
    directive: Directive | None = None,
    replaces: Directive | None = None,
) -> Directive:
    """Keep a draft, new or changed. Its targets are replaced.

    A new one may correct a directive that was recalled: it `replaces` it. From the day
    on that it passes another one on it asks by that one's form, unless it has its own.
    """
    check_draft(content, targets)
    row = directive or Directive(created_by=by, replaces=replaces)
    passed_on = row.parent_id
    if isinstance(requester, Department):
        row.department = requester
    else:
        row.own_station = requester
    _fill(row, content)
    row.version += 0 if row._state.adding else 1
    row.save()
    row.targets.all().delete()
    _aim(row, targets)
    audit.record("directive.draft", by=by, subject=row, unit=requester.code)
    if row.parent is not None and row.parent_id != passed_on:
        pass_form_on(by=by, source=row.parent, to=row)
    return row


AS_FOR_ALL = Override()
_AIM = """
INSERT INTO tasking_directivetarget (
    directive_id, station_id, due, effort_units, travel)
SELECT %s, station_id, due, effort_units, travel FROM unnest(
    %s::bigint[], %s::timestamptz[], %s::bigint[], %s::smallint[])
    WITH ORDINALITY AS t (station_id, due, effort_units, travel, n) ORDER BY n
"""


def _aim(row: Directive, targets: Targets) -> None:
    """Keep its stations, each once, with what differs at some of them."""
    ids = list(dict.fromkeys(targets.stations))
    own = [targets.overrides.get(pk, AS_FOR_ALL) for pk in ids]
    dues, efforts = [one.due for one in own], [one.effort_units for one in own]
    with connection.cursor() as cursor:
        ways = [one.travel for one in own]
        cursor.execute(_AIM, [row.pk, ids, dues, efforts, ways])


_FAN_OUT = """
INSERT INTO tasking_assignment (
    directive_id, station_id, department_id, is_event, release, due, effort_units,
    remaining_units, max_officers, officers, attendees, priority, deadline_class,
    state, report, created_at, version, travel)
SELECT d.id, t.station_id, d.department_id, %s, d.release, COALESCE(t.due, d.due),
    COALESCE(t.effort_units, d.effort_units), COALESCE(t.effort_units, d.effort_units),
    d.max_officers, COALESCE(s.officers, d.officers), d.attendees, d.priority,
    d.deadline_class, 'issued', '', %s, 1, s.travel
FROM tasking_directive d JOIN tasking_directivetarget t ON t.directive_id = d.id
LEFT JOIN unnest(%s::bigint[], %s::smallint[], %s::numeric[])
    AS s (station_id, travel, officers) ON s.station_id = t.station_id
WHERE d.id = %s ORDER BY t.station_id
"""


@transaction.atomic
def issue(
    *,
    by: User,
    directive: Directive,
    content: Content,
    targets: Targets,
    now: dt.datetime,
    reason: str = "",
) -> Directive:
    """Turn a draft into assignments, one statement however many stations it names."""
    requester = directive.department or directive.own_station
    if requester is None:
        raise ValueError("A directive always has one requester")
    check(content, targets, requester=requester, now=now)
    directive.state = step(DIRECTIVE, "issue", directive.state).target
    directive.number = next_number(requester, now)
    directive.issued_at, directive.issued_by = now, by
    directive.conflict_reason = reason
    directive.version += 1
    directive.save()
    if directive.parent is not None:
        relay(by=by, child=directive, parent=directive.parent, now=now)
    asked = summons(content, targets, department=requester.code, on=now)
    tell_step(_("It is put to its stations"), total=len(targets.stations))
    with connection.cursor() as cursor:
        cursor.execute(
            _FAN_OUT, [directive.is_event, now, *asked.columns, directive.pk]
        )
    tell_step(_("Letters are written to its stations"), total=len(targets.stations))
    signing.ask(directive=directive)
    audit.record(
        "directive.issue",
        by=by,
        subject=directive,
        unit=requester.code,
        reason=reason,
        stations=len(targets.stations),
    )
    return directive


@transaction.atomic
def withdraw(
    *, by: User, directive: Directive, reason: str, now: dt.datetime
) -> Directive:
    """Take a directive back from every station that still owes it; the trace stays."""
    _take_back("withdraw", by, directive, reason, now)
    return directive


@transaction.atomic
def recall(
    *, by: User, directive: Directive, reason: str, now: dt.datetime
) -> dict[int, int]:
    """Take back what was issued by mistake, as far as it is not accepted yet.

    Returns the stations that had signed for it or gone on from there, each with its
    assignment: they are to be told. From the others it simply goes away.
    """
    taken = _take_back("recall", by, directive, reason, now)
    return {station: pk for pk, station, signed, _left in taken if signed}


@transaction.atomic
def expire(
    *, by: User | None, directive: Directive, reason: str, now: dt.datetime
) -> int:
    """Its time is over: what is still owed lapses, what was reported stays.

    Returns how many stations still owed it.
    """
    return len(_take_back("expire", by, directive, reason, now))


@transaction.atomic
def close(*, by: User, directive: Directive) -> Directive:
    """Nothing more is expected; what is still open at a station stays open there."""
    rows = Directive.objects.select_for_update(of=("self",))
    row = rows.select_related("department", "own_station").get(pk=directive.pk)
    row.state = step(DIRECTIVE, "close", row.state).target
    row.version += 1
    row.save(update_fields=["state", "version"])
    audit.record("directive.close", by=by, subject=row, unit=row.requester_code)
    return row


@transaction.atomic
def redate(
    *,
    by: User | None,
    assignment: Assignment,
    release: dt.datetime | None,
    due: dt.datetime | None,
    effort_units: int | None,
    reason: str,
    now: dt.datetime,
) -> Assignment:
    """Other times or another estimate for one station; what was done stays done."""
    before, was = assignment.due, assignment.remaining_units
    if effort_units != assignment.effort_units:
        done = (assignment.effort_units or 0) - (assignment.remaining_units or 0)
        left = None if effort_units is None else max(0, effort_units - max(0, done))
        assignment.effort_units, assignment.remaining_units = effort_units, left
    assignment.release, assignment.due = release, due
    assignment.version += 1
    assignment.save(
        update_fields=["release", "due", "effort_units", "remaining_units", "version"]
    )
    AssignmentEntry.objects.create(
        assignment=assignment,
        at=now,
        by=by,
        act="redate",
        remaining_before=was,
        remaining_after=assignment.remaining_units,
        due_before=before,
        due_after=due,
        note=reason,
    )
    audit.record(
        "assignment.redate",
        by=by,
        subject=assignment,
        unit=assignment.station.code,
        reason=reason,
    )
    return assignment


def _take_back(
    act: str, by: User | None, directive: Directive, reason: str, now: dt.datetime
) -> list[tuple[int, int, dt.datetime | None, int | None]]:
    """One step for the directive and all that leads there: (id, station, signed at,
    units that were left).

    The rows are locked first: what a station does at the same moment either comes
    before, and is seen here, or is told that the state has changed.
    """
    directive.state = step(DIRECTIVE, act, directive.state).target
    directive.version += 1
    directive.save(update_fields=["state", "version"])
    found = ASSIGNMENT[act]
    held = directive.assignments.select_for_update().filter(state__in=found.sources)
    columns = ("pk", "station_id", "acknowledged_at", "remaining_units")
    taken = list(held.order_by("pk").values_list(*columns))
    tell_step(_("It is taken back from its stations"), total=len(taken))
    left = {pk: units for pk, _station, _signed, units in taken}
    log_each(act, by, now, reason, before=left, after=none_of(left))
    Assignment.objects.filter(pk__among=[row[0] for row in taken]).update(
        state=found.target, version=F("version") + 1
    )
    signing.settled(row[0] for row in taken)
    telling_forms.forget(row[0] for row in taken)
    if directive.parent is not None:
        restore(by=by, child=directive, parent=directive.parent, now=now)
    audit.record(
        f"directive.{act}",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        reason=reason,
        stations=len(taken),
        signed=sum(signed is not None for _pk, _station, signed, _left in taken),
    )
    return taken


def _fill(row: Directive, content: Content) -> None:
    for name in Content.__dataclass_fields__:
        value = getattr(content, name)
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.pinyin = initials(content.title)


def next_number(requester: Department | Station, now: dt.datetime) -> str:
    """Running number of the requester's year; the row lock keeps it without gaps."""
    type(requester).objects.select_for_update().get(pk=requester.pk)
    year = timezone.localtime(now).year
    field = "department" if isinstance(requester, Department) else "own_station"
    mark = requester.short_name
    prefix = f"{mark}〔{year}〕"
    count = Directive.objects.filter(
        **{field: requester}, number__startswith=prefix
    ).count()
    return f"{prefix}{count + 1}号"

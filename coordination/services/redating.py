"""Other dates or another estimate for one station, tried out before it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import Demand, StationFacts, minute_down, minute_up
from coordination.core.preview import preview
from coordination.services.holding_caps import hold_growth
from coordination.services.issuing import ReasonNeeded
from coordination.services.locking import lock_stations
from coordination.services.previewing import Finding, finding
from coordination.snapshot import snapshot, start_of_day
from organization.models import User
from organization.permissions import authorise
from tasking.models import Assignment, DeadlineClass
from tasking.rules import MAX_UNITS
from tasking.services import directives
from tasking.services.acts import Stale


@transaction.atomic
def redate(
    *,
    by: User,
    assignment: Assignment,
    due: dt.datetime,
    effort_units: int | None,
    now: dt.datetime,
    release: dt.datetime | None = None,
    reason: str = "",
    version: int | None = None,
) -> tuple[Assignment, Finding]:
    """Give one station another due date; the other stations keep theirs.

    Moving a date to where it does not fit takes a reason, like issuing does. A
    statutory date moves only with one: it names the extension that was approved.
    Who leaves the estimate as it is passes the row's; None says that nobody has one.
    More hours than before stay below the department's hard cap.
    """
    row = locked(assignment)
    requester = row.department or row.station
    own = row.department is None
    authorise(by, "plan.edit" if own else "assignment.redate", requester)
    if version is not None and version != row.version:
        raise Stale
    hold_growth(assignment=row, effort_units=effort_units, now=now)
    return redate_as_decided(
        by=by,
        assignment=row,
        due=due,
        release=release,
        effort_units=effort_units,
        reason=reason,
        now=now,
    )


@transaction.atomic
def redate_as_decided(
    *,
    by: User,
    assignment: Assignment,
    due: dt.datetime,
    effort_units: int | None,
    now: dt.datetime,
    release: dt.datetime | None = None,
    reason: str = "",
) -> tuple[Assignment, Finding]:
    """The same by somebody who may decide it though the task is not his.

    The caller has asked for that right.
    """
    row = locked(assignment)
    check_dates(row, release, due, effort_units, reason, now)
    found = _try(row, release, due, effort_units, now)
    if found.verdict == "conflict" and not reason.strip():
        raise ReasonNeeded([found])
    changed = directives.redate(
        by=by,
        assignment=row,
        release=release,
        due=due,
        effort_units=effort_units,
        reason=reason,
        now=now,
    )
    return changed, found


def try_date(*, assignment: Assignment, due: dt.datetime, now: dt.datetime) -> Finding:
    """What another due would do; nothing is written, and no reason is asked for.

    ValidationError where the date may not be chosen at all. Who may see the station's
    task may ask.
    """
    row = assignment
    check_dates(row, row.release, due, row.effort_units, "-", now)
    return _try(row, row.release, due, row.effort_units, now)


def locked(assignment: Assignment) -> Assignment:
    """The row as it is now, nobody else deciding about its station meanwhile."""
    lock_stations([assignment.station_id])
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("station", "department__bureau", "directive__parent")
        .get(pk=assignment.pk)
    )


def check_dates(
    row: Assignment,
    release: dt.datetime | None,
    due: dt.datetime,
    effort_units: int | None,
    reason: str,
    now: dt.datetime,
) -> None:
    """ValidationError for dates that cannot be this row's, whatever else it owes."""
    problems: dict[str, list[object]] = {}
    if row.is_event:
        problems["due"] = [_("Fixed appointments are withdrawn and issued anew.")]
    elif not row.is_live:
        problems["due"] = [_("Nothing is owed here any more.")]
    elif due <= now:
        problems["due"] = [_("The due date has already passed.")]
    elif release and due < release:
        problems["due"] = [_("The due date lies before the start.")]
    elif row.deadline_class == DeadlineClass.SUPERIOR and due > set_above(row):
        problems["due"] = [
            _("The date was set above the bureau: it can only become earlier again.")
        ]
    if effort_units is not None and not 0 <= effort_units <= MAX_UNITS:
        problems["effort_hours"] = [
            _("An estimate lies between 0 and 30,000 hours per station.")
        ]
    if row.deadline_class == "statutory" and not reason.strip():
        problems["reason"] = [
            _("A statutory date moves only by an approved extension: name it.")
        ]
    if problems:
        raise ValidationError(problems)


def set_above(row: Assignment) -> dt.datetime:
    """The latest date a bureau may give when the date comes from above."""
    parent = row.directive.parent
    latest = parent.due if parent and parent.due else row.due
    return latest or dt.datetime.max.replace(tzinfo=dt.UTC)


def _try(
    row: Assignment,
    release: dt.datetime | None,
    due: dt.datetime,
    effort_units: int | None,
    now: dt.datetime,
) -> Finding:
    """What the new date would do; the task's old place is taken out first."""
    facts = snapshot([row.station_id], as_of=start_of_day(now), until=due)
    return _found(row, facts[row.station_id], release, due, effort_units, now)


def try_all(
    rows: Sequence[Assignment], due: dt.datetime, now: dt.datetime
) -> dict[int, Finding]:
    """What the same due date would do to each of these, by id, at as many stations
    each moved alone; as few queries as for one."""
    ids = {row.station_id for row in rows}
    facts = snapshot(ids, as_of=start_of_day(now), until=due)
    return {
        row.pk: _found(
            row, facts[row.station_id], row.release, due, row.effort_units, now
        )
        for row in rows
        if row.station_id in facts
    }


def _found(
    row: Assignment,
    facts: StationFacts,
    release: dt.datetime | None,
    due: dt.datetime,
    effort_units: int | None,
    now: dt.datetime,
) -> Finding:
    minute = minute_up(start_of_day(now))
    old = next((d for d in facts.demands if d.id == str(row.pk)), None)
    base = old or Demand(str(row.pk), row.station.code, None, None, None)
    moved = replace(
        base,
        release=minute_up(release) if release else None,
        due=minute_down(due),
        effort=base.effort if effort_units == row.effort_units else effort_units,
    )
    return finding(row.station, preview(facts, moved, as_of=minute, now=minute))

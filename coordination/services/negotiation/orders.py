"""The orders a plan changes: read, locked, and what may be done to each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coordination.core.plans import TIMED, Change, Plan
from coordination.moments import instant
from coordination.planned import changes_of
from coordination.services.redating import set_above
from organization.templatetags.formats import inner
from tasking.models import Assignment, DeadlineClass, Directive, Kind

Orders = Mapping[str, Assignment]


def orders_of(plan: Plan, *, lock: bool = False) -> dict[str, Assignment]:
    """Assignments the plan names, by id as text. Locked in id order if asked."""
    ids = set()
    for _station, change in changes_of(plan):
        ids |= {name for name in (change.demand, change.into) if name}
    return orders_by_id((int(pk) for pk in ids if pk.isdecimal()), lock=lock)


def orders_by_id(ids: Iterable[int], *, lock: bool = False) -> dict[str, Assignment]:
    """Assignments with all that is asked about them."""
    rows = Assignment.objects.filter(pk__in=list(ids)).select_related(
        *("directive__parent", "directive__emergency"),
        *("department__bureau", "station__bureau"),
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {str(row.pk): row for row in rows.order_by("pk")}


def permitted(plan: Plan, orders: Orders, *, now: dt.datetime) -> None:
    """ValidationError {plan: [...]} unless every change may be asked for."""
    problems: list[str | Promise] = []
    changes = list(changes_of(plan))
    if not changes:
        problems.append(_("Nothing is changed by this plan."))
    for station, change in changes:
        if not change.away:
            problems += _problems(station, change, orders, now)
    problems += _torn(changes, orders)
    if problems:
        raise ValidationError({"plan": problems})


def _torn(changes: Iterable[tuple[str, Change]], orders: Orders) -> Iterable[str]:
    """A meeting is one meeting: it moves for all it summons, to one time."""
    times: dict[Directive, list[int | None]] = {}
    for _station, change in changes:
        row = orders.get(change.demand)
        if change.kind == "move" and row and row.directive.kind == Kind.MEETING:
            times.setdefault(row.directive, []).append(change.start)
    for meeting, found in times.items():
        if len(set(found)) > 1 or meeting.assignments.live().count() > len(found):
            text = _("“%(title)s” is one meeting: it moves for all it summons.")
            yield text % {"title": inner(meeting.display_title)}


def is_extension(change: Change, row: Assignment) -> bool:
    """Whether the change moves a statutory date, which takes a named extension."""
    if row.deadline_class != DeadlineClass.STATUTORY:
        return False
    return any(row.due is None or due > row.due for due in _dues(change))


def _problems(
    station: str, change: Change, orders: Orders, now: dt.datetime
) -> Iterable[str]:
    if change.kind == "lend":
        if not change.lender or change.officers <= 0:
            yield _("A loan names the station that lends and how many officers.")
        return
    if change.kind in TIMED and not change.demand.isdecimal():
        yield from _kept_time(change, now)
        return
    for name in (change.demand, change.into) if change.into else (change.demand,):
        row = orders.get(name)
        if row is None or row.station.code != station or not row.is_live:
            yield _("One of the tasks is no longer owed by this station.")
            return
        if row.directive.reserved or not _of_its_kind(change, row):
            yield _("Reserved strength and fixed appointments are not moved here.")
            return
    row = orders[change.demand]
    if change.kind in TIMED:
        yield from _appointment(change, row, now)
        return
    facts = {"title": inner(row.directive.display_title)}
    if any(due <= now for due in _dues(change)):
        yield _("“%(title)s”: the new date has already passed.") % facts
    if row.release and any(due < row.release for due in _dues(change)):
        yield _("“%(title)s”: the new date lies before the start.") % facts
    above = row.deadline_class == DeadlineClass.SUPERIOR
    if above and (change.kind in ("waive", "merge") or _beyond(change, row)):
        yield (
            _("“%(title)s” was set above the bureau and cannot be moved beyond that.")
            % facts
        )
    if row.deadline_class == DeadlineClass.STATUTORY and change.kind == "waive":
        yield _("“%(title)s” is owed by law and cannot be waived.") % facts


def _of_its_kind(change: Change, row: Assignment) -> bool:
    """Appointments get another time, fewer officers or others; tasks the rest."""
    return change.kind == "waive" or row.is_event == (change.kind in TIMED)


def _kept_time(change: Change, now: dt.datetime) -> Iterable[str]:
    """What the station protects for itself; it agrees or not like anybody else."""
    if change.kind == "name":
        yield _("Nobody is summoned to protected time.")
    elif change.kind == "move" and instant(change.start or 0) <= now:
        yield _("The new time has already passed.")
    elif change.kind == "fewer" and change.officers <= 0:
        yield _("Say how many officers are needed, or who must attend.")


def _appointment(change: Change, row: Assignment, now: dt.datetime) -> Iterable[str]:
    facts = {"title": inner(row.directive.display_title)}
    start, end = instant(change.start or 0), instant(change.due or 0)
    if row.deadline_class == DeadlineClass.SUPERIOR:
        yield _("“%(title)s” was set above the bureau and stays as it is.") % facts
    elif change.kind == "move" and row.deadline_class == DeadlineClass.STATUTORY:
        yield _("“%(title)s”: its time is set by law and stays.") % facts
    elif change.kind == "move" and row.release and row.release <= now:
        yield _("“%(title)s” has begun already.") % facts
    elif change.kind == "move" and start <= now:
        yield _("“%(title)s”: the new time has already passed.") % facts
    elif change.kind == "move" and end <= start:
        yield _("“%(title)s”: the end must be after the start.") % facts
    elif change.kind == "fewer" and change.officers < 1000 * max(
        1, len(set(row.attendees))
    ):
        text = _("“%(title)s”: at least one officer, and all who are named.")
        yield text % facts
    elif change.kind == "name" and not 0 < len(set(change.names)) == len(row.attendees):
        text = _("“%(title)s”: name as many people as were asked for.")
        yield text % facts


def _beyond(change: Change, row: Assignment) -> bool:
    return any(due > set_above(row) for due in _dues(change))


def _dues(change: Change) -> list[dt.datetime]:
    """The instants a change makes work due."""
    dues = [part.due for part in change.parts]
    if change.due is not None and change.kind == "shift":
        dues.append(change.due)
    return [instant(due) for due in dues]

"""Issuing past office and signature: urgent, for a time, reviewed afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.models import EmergencyOrder
from coordination.services import owing
from coordination.services.countersigning import takes
from coordination.services.displacing import Displaced, displaced_by
from coordination.services.finding_duplicates import look_at
from coordination.services.issuing import stored, targets_of
from coordination.services.locking import lock_stations
from coordination.services.previewing import Finding, tried
from coordination.services.taking import Taking
from coordination.services.telling_emergency import (
    tell_displaced,
    tell_ended,
    tell_overseers,
    tell_reviewed,
)
from coordination.services.telling_owed import tell_stations
from coordination.services.telling_served import tell_unserved
from organization.audit import record
from organization.models import Department, Station, User
from organization.permissions import POLICY, authorise, may
from organization.services.problems import Problems
from organization.templatetags.formats import full_moment
from tasking.content import Content, Override
from tasking.models import Directive
from tasking.rules import check
from tasking.services import directives
from tasking.services.acts import Stale

COMMAND_CENTRE = "情指"  # speciality of the department that commands for the bureau
LONGEST = dt.timedelta(days=30)
LOGGED_WITHIN = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Urgency:
    """Why it cannot wait, until when it is in force, and when it was said by phone."""

    reason: str
    until: dt.datetime | None
    ordered_at: dt.datetime | None = None


@dataclass(frozen=True)
class Overridden:
    """The order, what the trial run said of it, what it pushes out, and what it takes
    of protected time: nobody else's name is waited for."""

    order: EmergencyOrder
    findings: tuple[Finding, ...] = field(default=())
    displaced: tuple[Displaced, ...] = field(default=())
    taken: tuple[Taking, ...] = field(default=())


def may_override(user: User, department: Department) -> bool:
    """The head, a leader of the bureau, and whoever sits in its command centre."""
    if may(user, "directive.override", department):
        return True
    if may(user, "directive.override_below", department):
        return True
    centre = department.speciality == COMMAND_CENTRE
    return centre and may(user, "directive.override_command", department)


def authorise_override(user: User, department: Department) -> None:
    """Raise PermissionDenied unless `may_override`."""
    if not may_override(user, department):
        raise PermissionDenied(str(POLICY["directive.override"].title))


@transaction.atomic
def override(
    *,
    by: User,
    requester: Department,
    content: Content,
    stations: Iterable[Station],
    urgency: Urgency,
    now: dt.datetime,
    overrides: Mapping[int, Override] | None = None,
) -> Overridden:
    """Issue at once, whether it fits or not; what it displaces is kept with it.

    ValidationError with fields for unusable input; nothing is written then.
    """
    authorise_override(by, requester)
    targets = targets_of(stations, overrides)
    check_urgency(content, urgency, now)
    check(content, targets, requester=requester, now=now)
    lock_stations(targets.stations)
    code = requester.code
    findings = tried(content, targets, department=code, now=now)
    pushed = displaced_by(content, targets, department=code, now=now)
    taken = takes(content, targets, requester, now)
    short = any(finding.verdict == "conflict" for finding in findings)
    reason = urgency.reason.strip() if short else ""
    row = directives.draft(by=by, requester=requester, content=content, targets=targets)
    directives.issue(
        by=by, directive=row, content=content, targets=targets, now=now, reason=reason
    )
    look_at(directive=row, now=now)
    names = owing.Names(by, urgent=True)
    owed = owing.incur(by=by, directive=row, takings=taken, names=names, now=now)
    tell_stations(owed, by=by)
    order = _kept(by, row, urgency, pushed, now)
    tell_overseers(order, by=by)
    tell_displaced(order, pushed, by=by)
    return Overridden(order, findings, tuple(pushed), taken)


def check_urgency(content: Content, urgency: Urgency, now: dt.datetime) -> None:
    """ValidationError beside `reason`, `until`, `ordered_at`, `reserved`."""
    with Problems() as problems:
        if not urgency.reason.strip():
            problems.add("reason", _("Say why it cannot wait."))
        if urgency.until is None:
            problems.add("until", _("Say until when it is in force."))
        elif urgency.until <= now:
            problems.add("until", _("The end lies in the past."))
        elif urgency.until - now > LONGEST:
            problems.add("until", _("At most 30 days; then it is renewed as usual."))
        called = urgency.ordered_at
        if called is not None and called > now:
            problems.add("ordered_at", _("The call lies in the future."))
        elif called is not None and now - called > LOGGED_WITHIN:
            problems.add("ordered_at", _("A call is logged within 24 hours."))
        if content.reserved:
            message = _("Reserved strength passes no office: issue it as usual.")
            problems.add("reserved", message)


@transaction.atomic
def renew(*, by: User, order: EmergencyOrder) -> tuple[Directive, bool]:
    """A draft that goes the usual way and takes the order's place when it is issued.

    Asked for twice it is the same draft: (draft, made by this call).
    """
    row = locked_order(order)
    department = _department(row)
    authorise(by, "directive.draft", department)
    made = row.renewal
    if made is not None and made.state != Directive.State.WITHDRAWN:
        return made, False
    if row.ended_at is not None or row.directive.state != Directive.State.ISSUED:
        message = _("It has ended: write a new task instead.")
        raise ValidationError({"state": [message]})
    content, targets = stored(row.directive)
    made = directives.draft(
        by=by,
        requester=department,
        content=replace(content, parent=row.directive),
        targets=targets,
    )
    row.renewal = made
    row.version += 1
    row.save(update_fields=["renewal", "version"])
    record("override.renew", by=by, subject=row, unit=department.code)
    return made, True


@transaction.atomic
def review(
    *,
    by: User,
    order: EmergencyOrder,
    remark: str,
    now: dt.datetime,
    version: int | None = None,
) -> EmergencyOrder:
    """Looked at afterwards, with a remark; once."""
    row = locked_order(order)
    department = _department(row)
    authorise(by, "override.review", department)
    if version is not None and version != row.version:
        raise Stale
    if row.reviewed_at is not None:
        raise ValidationError({"state": [_("It has been reviewed already.")]})
    if row.by_id == by.pk:
        message = _("Somebody else reviews what one issued oneself.")
        raise ValidationError({"state": [message]})
    if not remark.strip():
        raise ValidationError({"reason": [_("Write down what was found.")]})
    row.reviewed_at, row.reviewed_by, row.remark = now, by, remark.strip()
    row.version += 1
    row.save(update_fields=["reviewed_at", "reviewed_by", "remark", "version"])
    unit = department.code
    record("override.review", by=by, subject=row, unit=unit, reason=row.remark)
    tell_reviewed(row, by=by)
    return row


def end_due(*, now: dt.datetime, by: User | None = None) -> int:
    """End the orders whose time is over; how many. What was reported stays."""
    due = EmergencyOrder.objects.running().filter(until__lte=now)
    ended = [end(by=by, order=order, now=now) for order in due.order_by("pk")]
    return sum(ended)


@transaction.atomic
def end(*, by: User | None, order: EmergencyOrder, now: dt.datetime) -> bool:
    """Its time is over: what is still owed lapses. False if it had ended before."""
    row = locked_order(order)
    if row.ended_at is not None:
        return False
    row.ended_at = now
    row.version += 1
    row.save(update_fields=["ended_at", "version"])
    unit = row.directive.requester_code
    record("override.end", by=by, subject=row, unit=unit)
    if row.directive.state == Directive.State.ISSUED:
        text = _("In force until %(until)s.") % {"until": full_moment(row.until)}
        owed = directives.expire(by=by, directive=row.directive, reason=text, now=now)
        tell_ended(row, owed)
        tell_unserved(row.directive, by=by, reason=text)
    return True


def _kept(
    by: User,
    directive: Directive,
    urgency: Urgency,
    pushed: list[Displaced],
    now: dt.datetime,
) -> EmergencyOrder:
    if urgency.until is None:
        raise ValueError("Checked before: an urgent task has an end")
    order = EmergencyOrder.objects.create(
        directive=directive,
        by=by,
        reason=urgency.reason.strip(),
        ordered_at=urgency.ordered_at,
        logged_at=now,
        until=urgency.until,
        displaced=[one.told() for one in pushed],
    )
    record(
        "override.issue",
        by=by,
        subject=order,
        unit=directive.requester_code,
        reason=order.reason,
        until=urgency.until.isoformat(),
        displaced=len(pushed),
    )
    return order


def locked_order(order: EmergencyOrder) -> EmergencyOrder:
    """Directive first, like every act on it."""
    same = Directive.objects.select_for_update(of=("self",))
    directive = same.select_related("department__bureau", "parent").get(
        pk=order.directive_id
    )
    rows = EmergencyOrder.objects.select_for_update(of=("self",))
    row = rows.select_related("renewal", "by").get(pk=order.pk)
    row.directive = directive
    return row


def _department(order: EmergencyOrder) -> Department:
    if order.directive.department is None:
        raise ValueError("An own plan is never urgent")
    return order.directive.department

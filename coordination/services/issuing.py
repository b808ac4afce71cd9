"""Issuing a directive: the trial run is repeated inside the issuing transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.models import AdmissionEntry
from coordination.services import owing
from coordination.services.countersigning import (
    ask_second,
    authorise_sign,
    check_two,
    issuer_of,
    takes,
)
from coordination.services.finding_duplicates import look_at
from coordination.services.holding_caps import hold_cap, note_issued
from coordination.services.locking import lock_stations
from coordination.services.owing_again import stand_again
from coordination.services.pieces import (
    check_piece,
    close_case,
    gated,
    held_back,
    open_case,
    passes_office,
    tell_issued,
)
from coordination.services.previewing import Finding, tried
from coordination.services.taking import Taking
from coordination.services.telling import tell_author
from coordination.services.telling_owed import tell_stations
from coordination.services.telling_served import tell_unserved
from desk.steps import tell_step
from organization.models import Department, Station, User
from organization.permissions import authorise
from tasking.content import Content, Override, Targets
from tasking.models import Directive, DirectiveTarget
from tasking.rules import check
from tasking.services import directives, waiting
from tasking.services.ending_series import end_with

Act = AdmissionEntry.Act


@dataclass(frozen=True)
class Issued:
    """The directive, whether it went out, what the trial run said (`tried`), and what
    it takes of protected time: then it waits for a second name."""

    directive: Directive
    sent: bool
    findings: tuple[Finding, ...] = field(default=())
    taken: tuple[Taking, ...] = field(default=())


class ReasonNeeded(ValidationError):
    """The directive runs into conflicts and nobody has said why it must."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        names = "、".join(f.station.short_name for f in findings[:5])
        super().__init__(
            {
                "reason": ValidationError(
                    _(
                        "%(count)s stations cannot fit this in (%(names)s …). Say why"
                        " it must be issued all the same, or choose another date."
                    ),
                    params={"count": len(findings), "names": names},
                )
            }
        )


def may_request(user: User, requester: Department | Station) -> None:
    """A department issues; a station keeps its own plan."""
    own = isinstance(requester, Station)
    authorise(user, "plan.edit" if own else "directive.issue", requester)


@transaction.atomic
def issue(
    *,
    by: User,
    requester: Department | Station,
    content: Content,
    stations: Iterable[Station],
    now: dt.datetime,
    reason: str = "",
    overrides: Mapping[int, Override] | None = None,
    directive: Directive | None = None,
) -> Issued:
    """Issue at once, or put before the leader or the gate where the bureau asks so,
    and before a second person where it takes protected time.

    ValidationError with fields for unusable input; ReasonNeeded when a station
    cannot fit it in and `reason` is empty; OverCap where the department's budget
    for the quarter does not carry it. Nothing is written in any of these cases.
    """
    may_request(by, requester)
    targets = targets_of(stations, overrides)
    tell_step(_("Its stations are looked at"), total=len(targets.stations))
    check(content, targets, requester=requester, now=now)
    if isinstance(requester, Station):
        return _send(by, requester, content, targets, now, reason, directive)
    bureau = requester.bureau
    check_piece(content, targets, bureau)
    if held_back(content, bureau) or _takes(content, targets, requester, now):
        return _submit(by, requester, content, targets, now, reason, directive)
    sent = _send(by, requester, content, targets, now, reason, directive)
    if passes_office(content, bureau):
        tell_issued(by=by, directive=sent.directive, now=now)
    return sent


def _submit(
    by: User,
    requester: Department,
    content: Content,
    targets: Targets,
    now: dt.datetime,
    reason: str,
    directive: Directive | None,
) -> Issued:
    """Put it before the office, or before the leader where nothing else is asked."""
    row = directives.draft(
        by=by,
        requester=requester,
        content=content,
        targets=targets,
        directive=directive,
    )
    row.conflict_reason = reason
    row.save(update_fields=["conflict_reason"])
    waiting.submit(by=by, directive=row)
    behind_gate = gated(content, requester.bureau)
    if behind_gate:
        open_case(by=by, directive=row, now=now)
    taken = _takes(content, targets, requester, now)
    if taken:
        alone = not (behind_gate or requester.bureau.approver_required)
        ask_second(by=by, directive=row, taken=taken, now=now, tell=alone)
    return Issued(row, sent=False, taken=taken)


@transaction.atomic
def approve_and_issue(
    *, by: User, directive: Directive, now: dt.datetime, reason: str = ""
) -> Issued:
    """The leader approves by name, and the directive goes out; so does the head of the
    department where nothing but a second name was missing.

    ReasonNeeded when a station cannot fit it in and neither the department nor the
    leader has said why it must be: weeks may lie between the draft and the approval.
    """
    row = Directive.objects.select_for_update(of=("self",)).get(pk=directive.pk)
    requester = row.department
    if requester is None:
        raise ValueError("An own plan is never put before a leader")
    authorise_sign(by, row)
    waiting.approve(by=by, directive=row, now=now)
    done = send_out(by=by, directive=row, now=now, reason=reason)
    case = close_case(by=by, directive=row, act=Act.SIGN, now=now)
    if case is None and passes_office(row, requester.bureau):
        tell_issued(by=by, directive=row, now=now)
    tell_author(row, "directive_approved", by=by)
    return done


@transaction.atomic
def send_out(
    *, by: User, directive: Directive, now: dt.datetime, reason: str = ""
) -> Issued:
    """What was admitted or signed goes out, tried out as things are now.

    The caller holds the directive's row and has seen to it that `by` may do this.
    """
    requester = directive.department
    if requester is None:
        raise ValueError("An own plan is never held back")
    content, targets = stored(directive)
    check(content, targets, requester=requester, now=now)
    lock_stations(targets.stations)
    taken, first = takes(content, targets, requester, now), issuer_of(directive)
    if taken:
        check_two(first, by)
    findings = tried(content, targets, department=requester.code, now=now)
    reason = reason.strip() or directive.conflict_reason
    _reasoned(findings, reason)
    held = hold_cap(
        requester=requester,
        content=content,
        targets=targets,
        now=now,
        directive=directive,
    )
    directives.issue(
        by=by,
        directive=directive,
        content=content,
        targets=targets,
        now=now,
        reason=reason,
    )
    note_issued(by=by, directive=directive, standing=held, now=now)
    look_at(directive=directive, now=now)
    names = owing.Names(first, by)
    made = owing.incur(by=by, directive=directive, takings=taken, names=names, now=now)
    tell_stations(made, by=by)
    _followed(directive, by, now)
    return Issued(directive, True, findings, taken)


def needs_second(directive: Directive, now: dt.datetime) -> tuple[Taking, ...]:
    """What it takes of protected time as it stands, so that a second name is needed.

    Whoever gives protected time up at the same moment waits.
    """
    if directive.department is None:
        return ()
    content, targets = stored(directive)
    return _takes(content, targets, directive.department, now)


@transaction.atomic
def send_back(
    *, by: User, directive: Directive, reason: str, now: dt.datetime
) -> Directive:
    """The leader does not approve it as it stands, and says what to change."""
    row = Directive.objects.select_for_update(of=("self",)).get(pk=directive.pk)
    if row.department is None:
        raise ValueError("An own plan is never put before a leader")
    authorise_sign(by, row)
    if not reason.strip():
        raise ValidationError({"reason": [_("Say what has to be changed.")]})
    row = waiting.send_back(by=by, directive=row, reason=reason.strip())
    note = reason.strip()
    close_case(by=by, directive=row, act=Act.SEND_BACK, now=now, note=note)
    tell_author(row, "directive_sent_back", by=by, reason=reason.strip())
    return row


@transaction.atomic
def withdraw(
    *, by: User, directive: Directive, reason: str, now: dt.datetime
) -> Directive:
    """Take a directive back, with a trace."""
    row = Directive.objects.select_for_update(of=("self",)).get(pk=directive.pk)
    requester = row.department or row.own_station
    if requester is None:
        raise ValueError("A directive always has one requester")
    own = isinstance(requester, Station)
    authorise(by, "plan.edit" if own else "directive.withdraw", requester)
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why it is withdrawn.")]})
    row = directives.withdraw(by=by, directive=row, reason=reason, now=now)
    end_with(by=by, template=row, reason=reason, now=now)
    _followed(row, by, now)
    stand_again(by=by, instead=row, now=now)
    tell_unserved(row, by=by, reason=reason)
    close_case(by=by, directive=row, act=Act.WITHDRAW, now=now, note=reason)
    return row


def stored(
    directive: Directive, rows: Iterable[DirectiveTarget] | None = None
) -> tuple[Content, Targets]:
    """A stored draft as the facts it was made from; `rows`: its targets, if known."""
    values = {name: getattr(directive, name) for name in Content.__dataclass_fields__}
    for name in ("data_items", "attendees"):
        values[name] = tuple(values[name])
    found = directive.targets.all() if rows is None else rows
    rows = sorted(found, key=lambda row: row.station_id)
    overrides = {
        row.station_id: own
        for row in rows
        if (own := Override(row.due, row.effort_units, row.travel)) != Override()
    }
    return Content(**values), Targets(tuple(r.station_id for r in rows), overrides)


def _send(
    by: User,
    requester: Department | Station,
    content: Content,
    targets: Targets,
    now: dt.datetime,
    reason: str,
    directive: Directive | None,
) -> Issued:
    lock_stations(targets.stations)
    findings = tried(content, targets, department=requester.code, now=now)
    _reasoned(findings, reason)
    held = hold_cap(
        requester=requester,
        content=content,
        targets=targets,
        now=now,
        directive=directive,
    )
    row = directives.draft(
        by=by,
        requester=requester,
        content=content,
        targets=targets,
        directive=directive,
    )
    directives.issue(
        by=by, directive=row, content=content, targets=targets, now=now, reason=reason
    )
    note_issued(by=by, directive=row, standing=held, now=now)
    look_at(directive=row, now=now)
    return Issued(row, True, findings)


def _takes(
    content: Content, targets: Targets, requester: Department, now: dt.datetime
) -> tuple[Taking, ...]:
    """Held until the end, so that it stays true; nothing is held for other work."""
    if not content.is_event:
        return ()
    lock_stations(targets.stations)
    return takes(content, targets, requester, now)


def _followed(directive: Directive, by: User, now: dt.datetime) -> None:
    """Whatever it owes, or what the task above owed whose place it took."""
    asked = [pk for pk in (directive.pk, directive.parent_id) if pk]
    owing.follow(stations=owing.owed_at(asked), now=now, by=by)


def _reasoned(findings: Sequence[Finding], reason: str) -> None:
    """Into a conflict, but never silently."""
    bad = [f for f in findings if f.verdict == "conflict"]
    if bad and not reason.strip():
        raise ReasonNeeded(bad)


def targets_of(
    stations: Iterable[Station], overrides: Mapping[int, Override] | None
) -> Targets:
    """The stations once each, by id, with what differs at some of them."""
    return Targets(tuple(sorted({s.pk for s in stations})), dict(overrides or {}))

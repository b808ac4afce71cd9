"""What lies outside police duties: the station may refuse, and reports at once.

It goes on counting until the bureau confirms the report, or until nobody has answered
in the time the bureau has set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.models import RemitReport
from coordination.services.locking import lock_stations
from coordination.services.redating import locked as locked_assignment
from coordination.services.telling_remit import tell, unit_of
from coordination.terms import answer_due
from desk.attaching import take_files
from organization import audit
from organization.models import Station, User
from organization.permissions import authorise
from tasking.models import Assignment
from tasking.rules import MAX_UNITS
from tasking.services.acts import Stale
from tasking.services.waiving import waive

S = RemitReport.State
AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """Who asks what on which basis, for how much work (units; None: nobody knows)."""

    requester: str
    matter: str
    basis: str
    effort_units: int | None
    text: str
    body: str = RemitReport.Body.OTHER


@transaction.atomic
def report(
    *,
    by: User,
    station: Station,
    asked: Asked,
    now: dt.datetime,
    assignment: Assignment | None = None,
    files: Iterable[UploadedFile[Any]] = (),
) -> RemitReport:
    """Say that it lies outside police duties. ValidationError with fields; what is
    wrong with a file stands under `evidence`."""
    authorise(by, "objection.file", station)
    row = locked_assignment(assignment) if assignment else None
    check(asked, row, station)
    made = written(by, station, row, asked, now)
    bureau = unit_of(made).bureau
    if bureau.remit_days:
        due = row.due if row else None
        made.answer_due = answer_due(now=now, due=due, days=bureau.remit_days)
    made.save()
    made.files.set(take_files(by=by, files=files, now=now))
    _note(made, "report", by, made.text)
    return made


@transaction.atomic
def answer(
    *,
    by: User,
    report: RemitReport,
    confirmed: bool,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> RemitReport:
    """The bureau's word: not owed, or within police duties after all."""
    row = locked(report)
    authorise(by, "remit.answer", unit_of(row))
    if version is not None and version != row.version:
        raise Stale
    if row.state != S.REPORTED:
        text = _("That is no longer possible: the state has changed meanwhile.")
        raise ValidationError({"state": [text]})
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why: the station reads it.")]})
    state = S.CONFIRMED if confirmed else S.REFUSED
    return _end(row, state, by, reason.strip(), now)


@transaction.atomic
def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """What nobody answered in time takes effect. How many there were."""
    late = RemitReport.objects.waiting().filter(answer_due__lte=now)
    done = 0
    for seen in late.order_by("station", "pk")[:AT_ONCE]:
        row = locked(seen)
        if row.state == S.REPORTED:
            _end(row, S.LAPSED, by, "", now)
            done += 1
    return done


def _end(
    row: RemitReport, state: str, by: User | None, reason: str, now: dt.datetime
) -> RemitReport:
    row.state, row.answer = state, reason
    row.answered_by, row.answered_at = by, now
    row.version += 1
    row.save()
    if state != S.REFUSED and row.assignment is not None:
        assignment = locked_assignment(row.assignment)
        if assignment.is_live:
            why = reason or str(S(state).label)
            waive(by=by, assignment=assignment, reason=why, now=now)
    _note(row, state, by, reason)
    return row


def written(
    by: User,
    station: Station,
    assignment: Assignment | None,
    asked: Asked,
    now: dt.datetime,
) -> RemitReport:
    """Not saved yet; what a task asks is asked by the police."""
    body = RemitReport.Body.POLICE if assignment else asked.body
    return RemitReport(
        station=station,
        assignment=assignment,
        body=body,
        requester=asked.requester.strip(),
        matter=asked.matter.strip(),
        basis=asked.basis.strip(),
        effort_units=asked.effort_units,
        text=asked.text.strip(),
        reported_by=by,
        reported_at=now,
    )


def locked(report: RemitReport) -> RemitReport:
    """The row as it stands, after its station."""
    lock_stations([report.station_id])
    return (
        RemitReport.objects.select_for_update(of=("self",))
        .select_related("station__bureau", "assignment__department__bureau")
        .get(pk=report.pk)
    )


def _note(row: RemitReport, act: str, by: User | None, reason: str) -> None:
    """The trail, and the news: up while it waits, down when it is answered."""
    trail(row, act, by, reason)
    kind = {"report": "remit_report", S.REFUSED: "remit_refused"}
    reason = "" if act == "report" else reason
    tell(row, kind.get(act, "remit_confirmed"), by, reason)


def trail(
    row: RemitReport, act: str, by: User | None, reason: str, **more: str
) -> None:
    """What was done with it, by whom, in the audit trail."""
    audit.record(
        f"remit.{act}",
        by=by,
        subject=row,
        unit=row.station.code,
        reason=reason,
        matter=row.matter,
        requester=row.requester,
        **more,
    )


def check(asked: Asked, row: Assignment | None, station: Station) -> None:
    """ValidationError, beside the fields, unless it can be kept."""
    problems: dict[str, list[object]] = {}
    for name in ("requester", "matter", "text"):
        if not getattr(asked, name).strip():
            problems[name] = [_("This must be filled in.")]
    for name, most in (("requester", 80), ("matter", 120), ("basis", 200)):
        if len(getattr(asked, name)) > most:
            problems[name] = [_("At most %(n)s characters.") % {"n": most}]
    if asked.effort_units is not None and not 0 <= asked.effort_units <= MAX_UNITS:
        problems["hours"] = [_("From 0 to 30,000 hours.")]
    if asked.body not in RemitReport.Body.values:
        problems["body"] = [_("Choose who asks.")]
    if row is not None and row.station_id != station.pk:
        problems["state"] = [_("This is another station's task.")]
    elif row is not None and (row.department is None or row.directive.reserved):
        problems["state"] = [_("This is not asked by a department in the open.")]
    elif row is not None and not row.is_live:
        problems["state"] = [_("Nothing is owed here any more.")]
    elif row is not None and row.remit_reports.waiting().exists():
        problems["state"] = [_("A report on this task is being answered already.")]
    if problems:
        raise ValidationError(problems)

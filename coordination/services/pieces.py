"""Which tasks pass the coordination office, what each of them lacks, and its case."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.burden import weigh_stored
from coordination.models import AdmissionCase, AdmissionEntry
from coordination.parts import is_piece, lacking
from coordination.services.telling_office import tell_office
from organization.audit import record
from organization.calendar import WorkCalendar
from organization.models import Admission, Bureau, Department, User
from organization.services import office_of
from organization.services.problems import Problems
from tasking.content import Content, Targets
from tasking.models import Directive, TaskClass

Act = AdmissionEntry.Act
State = AdmissionCase.State
SPAN = dt.timedelta(days=90)  # of the calendar that a term may reach into


def passes_office(content: Content | Directive, bureau: Bureau) -> bool:
    """Basic work and its lists do, where the bureau has admission. Command orders go
    their own way, and reserved strength is nobody else's business."""
    return is_piece(content) and bureau.admission != Admission.OFF


def gated(content: Content | Directive, bureau: Bureau) -> bool:
    """Must it wait for the office?"""
    return bureau.admission_gate and passes_office(content, bureau)


def held_back(content: Content, bureau: Bureau) -> bool:
    """Must somebody look at it before stations get it?"""
    return bureau.approver_required or gated(content, bureau)


def check_piece(content: Content, targets: Targets, bureau: Bureau) -> None:
    """ValidationError, beside the fields, unless it may be put before the office.

    A standard piece says on what it rests, why it is done, when it is done, and what
    it costs a station. A command order names the order instead.
    """
    with Problems() as problems:
        if bureau.admission == Admission.OFF or content.reserved:
            return
        if content.task_class == TaskClass.COMMAND:
            if not content.basis.strip():
                message = _("Name the order: 110, the command centre, case or leader.")
                problems.add("basis", message)
        elif bureau.admission_gate:
            for part in lacking(content, targets):
                problems.add(part, _ASKED[part])


_ASKED = {
    "basis": _("The office asks on what the task rests."),
    "intent": _("The office asks what it is for."),
    "standard": _("The office asks when a station is done."),
    "effort_hours": _("The office asks how many hours it takes at each station."),
}


def term(bureau: Bureau, now: dt.datetime) -> dt.datetime:
    """End of the last working day on which the office may still look at it."""
    today = timezone.localdate(now)
    calendar = WorkCalendar.load(today, today + SPAN)
    last = calendar.add_workdays(today, bureau.admission_days)
    return timezone.make_aware(
        dt.datetime.combine(last + dt.timedelta(days=1), dt.time())
    )


@transaction.atomic
def open_case(*, by: User, directive: Directive, now: dt.datetime) -> AdmissionCase:
    """Put a submitted directive before the office; its clock begins."""
    case = _new(by, directive, State.WAITING, now)
    note_act(by=by, case=case, act=Act.SUBMIT, now=now)
    tell_office(case, "admission_submit", by=by)
    return case


@transaction.atomic
def tell_issued(*, by: User, directive: Directive, now: dt.datetime) -> AdmissionCase:
    """The office hears of what went out already, and may comment on it."""
    case = _new(by, directive, State.TOLD, now)
    note_act(by=by, case=case, act=Act.TELL, now=now)
    tell_office(case, "admission_tell", by=by)
    return case


@transaction.atomic
def close_case(
    *, by: User, directive: Directive, act: str, now: dt.datetime, note: str = ""
) -> AdmissionCase | None:
    """The leader or the department ended it: signed, sent back or withdrawn."""
    rows = AdmissionCase.objects.open().select_for_update()
    case = rows.filter(directive=directive).first()
    if case is None:
        return None
    case.state = {
        Act.SIGN: State.ADMITTED,
        Act.SEND_BACK: State.RETURNED,
        Act.WITHDRAW: State.WITHDRAWN,
    }[Act(act)]
    case.decided_at = now
    note_act(by=by, case=case, act=act, now=now, note=note)
    return case


@transaction.atomic
def note_act(
    *,
    by: User,
    case: AdmissionCase,
    act: str,
    now: dt.datetime,
    note: str = "",
    **detail: Any,
) -> AdmissionEntry:
    """Keep the case as it has become, with one more line in its log."""
    case.version += 1
    case.save()
    record(
        f"admission.{act}",
        by=by,
        subject=case,
        unit=case.directive.requester_code,
        reason=note,
        **detail,
    )
    return AdmissionEntry.objects.create(
        case=case, at=now, by=by, act=act, note=note, detail=detail
    )


def _new(by: User, directive: Directive, state: str, now: dt.datetime) -> AdmissionCase:
    if directive.department is None:
        raise ValueError("An own plan is never put before the office")
    bureau = directive.department.bureau
    office = office_of(bureau)
    if office is None:
        message = _("This bureau has no coordination office to admit it.")
        raise ValidationError({"state": [message]})
    weight = weigh_stored(directive, department=directive.department.pk, now=now)
    return AdmissionCase.objects.create(
        directive=directive,
        office=office,
        state=state,
        number=_next_number(office, now),
        submitted_by=by,
        submitted_at=now,
        due_at=term(bureau, now),
        burden_hours=weight.hours,
        burden_before=weight.before,
        decided_at=now if state == State.TOLD else None,
    )


def _next_number(office: Department, now: dt.datetime) -> str:
    """Running number of the office's year; the row lock keeps it without gaps."""
    Department.objects.select_for_update().get(pk=office.pk)
    year = timezone.localtime(now).year
    prefix = f"{office.bureau.short_name}准〔{year}〕"
    rows = AdmissionCase.objects.filter(office=office, number__startswith=prefix)
    return f"{prefix}{rows.count() + 1}号"

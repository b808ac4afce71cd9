"""Another date for one station: from the task's page or from the assignment's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coordination.core.facts import hours
from coordination.forms.acts import RedateForm
from coordination.services.issuing import ReasonNeeded
from coordination.services.previewing import Finding
from coordination.services.redating import redate
from coordination.views.assignments import SHOWN, assignment_page
from coordination.views.directives import load_directive, task_page
from coordination.views.station_rows import redate_right
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise
from organization.templatetags.formats import clock, full_day, full_moment, last_day
from organization.templatetags.formats import short_hours as up
from tasking.models import Assignment
from tasking.services.acts import Stale


def load_redatable(user: User, pk: int) -> Assignment:
    """Load and authorise: 404 outside one's reach, 403 without the right."""
    seen = Assignment.objects.visible_to(user).select_related(*SHOWN)
    row = get_object_or_404(seen, pk=pk)
    unit = row.department or row.station
    authorise(user, redate_right(unit), unit)
    return row


@login_required
@require_POST
def redate_assignment(request: SignedIn, pk: int) -> HttpResponse:
    """Try the new date out, write it, and say whether it fits."""
    row = load_redatable(request.user, pk)
    form = RedateForm(row, request.POST)
    try:
        changed, found = redate_as_typed(request.user, row, form)
    except ReasonNeeded as error:
        form.add_error("reason", too_little(error.findings[0]))
        return _refused(request, row, form, "")
    except ValidationError as error:
        return _refused(request, row, form, form.refuse(error))
    except Stale:
        problem = _("Somebody changed this meanwhile. Look at it again, then decide.")
        return _refused(request, row, form, problem)
    messages.success(request, told(changed, found))
    return HttpResponseRedirect(_home(request, row))


def redate_as_typed(
    user: User, row: Assignment, form: RedateForm
) -> tuple[Assignment, Finding]:
    due = form.due_at
    if not form.is_valid() or due is None:
        raise ValidationError({})
    return redate(
        by=user,
        assignment=row,
        due=due,
        release=row.release,
        effort_units=form.effort_units,
        reason=form.reason_given,
        version=form.version_seen,
        now=timezone.now(),
    )


def too_little(found: Finding) -> str:
    """What is missing with the date asked for, and the first date that fits."""
    short = {"h": up(hours(found.shortfall))}
    if found.earliest_due is None:
        text = _(
            "Short %(h)s h with this date, and no date in sight fits. Say why it must"
            " be so all the same."
        )
        return text % short
    day = full_day(last_day(found.earliest_due))
    text = _(
        "Short %(h)s h with this date. The earliest that fits is %(day)s. Choose that,"
        " or say why it must be so all the same."
    )
    return text % (short | {"day": day})


def told(row: Assignment, found: Finding) -> str:
    """What was written, and whether it fits now."""
    due = row.due
    if due is None:
        raise ValueError("A date was just given")
    whole = clock(due) == "00:00"
    facts = {
        "station": row.station.label,
        "day": full_day(last_day(due)) if whole else full_moment(due),
        "h": up(hours(found.shortfall)),
    }
    if found.verdict == "fits":
        return _("%(station)s: now due %(day)s. It fits.") % facts
    if found.verdict == "unknown":
        text = _(
            "%(station)s: now due %(day)s. Whether it fits cannot be judged: hours or"
            " staffing data are missing."
        )
        return text % facts
    text = _(
        "%(station)s: now due %(day)s. It does not fit, short %(h)s h; the reason is"
        " kept with it."
    )
    return text % facts


def _from_its_own_page(request: SignedIn) -> bool:
    return request.POST.get("page") == "assignment"


def _home(request: SignedIn, row: Assignment) -> str:
    """Back to where the form stood."""
    if _from_its_own_page(request):
        return reverse("coordination:assignment", args=[row.pk])
    task = reverse("coordination:directive", args=[row.directive_id])
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return f"{task}{query}#row-{row.pk}"


def _refused(
    request: SignedIn, row: Assignment, form: RedateForm, problem: str
) -> HttpResponse:
    """The page again with what was typed, and what stands there by now."""
    said: dict[str, Any] = {"problem": problem, "status": 422}
    row.refresh_from_db(fields=["due", "state", "version", "effort_units"])
    if row.is_event or not row.is_live:  # the form itself is not shown any more
        said["problem"] = problem or " ".join(map(str, form["due"].errors))
    if _from_its_own_page(request):
        return assignment_page(request, row, dates=form, **said)
    directive = load_directive(request.user, row.directive_id)
    return task_page(request, directive, back=(row.pk, form), at=row.pk, **said)

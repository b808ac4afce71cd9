"""What to do today: one page for every role, and signing for a task on it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.today.reading import day
from coordination.views.undone import of_assignment
from organization.http import SignedIn, whole_number
from organization.navigation import menu_of
from organization.permissions import authorise
from personnel.views.today import first_table
from tasking.models import Assignment
from tasking.services import acts


@login_required
@require_GET
def today(request: SignedIn) -> HttpResponse:
    """Whatever waits for the user, by its clock; what he waits for; the next dates."""
    found = day(request.user, timezone.now(), menu_of(request))
    table = "" if found.todo.total else first_table(request.user)
    context = {"day": found, "first_table": table}
    return render(request, "coordination/today.html", context)


@login_required
@require_POST
def sign_today(request: SignedIn, pk: int) -> HttpResponse:
    """Sign for a task without leaving the page."""
    seen = Assignment.objects.visible_to(request.user).select_related("station__bureau")
    row = get_object_or_404(seen, pk=pk)
    authorise(request.user, "assignment.sign", row.station)
    version = whole_number(request.POST.get("version", ""))
    now = timezone.now()
    try:
        acts.acknowledge(by=request.user, assignment=row, now=now, version=version)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    except acts.Stale:
        messages.warning(
            request, _("Somebody changed this meanwhile. Look at it again.")
        )
    else:
        of_assignment(request, "acknowledge", row, reverse("coordination:today"))
    return redirect("coordination:today")

"""How many hours of a task are left, changed where a page shows it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.forms.acts import HoursLeftForm
from coordination.views.undone import of_assignment
from desk.inline import Place, Value, edit_in_place
from organization.http import SignedIn
from organization.permissions import authorise
from organization.templatetags.formats import hours
from tasking.models import Assignment
from tasking.services import acts

NAMES = ("remaining_hours",)


@login_required
@require_http_methods(["GET", "POST"])
def hours_left(request: SignedIn, pk: int) -> HttpResponse:
    """The same act as saying how far one is, with one field."""
    seen = Assignment.objects.visible_to(request.user)
    rows = seen.select_related("station__bureau", "directive")
    row = get_object_or_404(rows, pk=pk)
    authorise(request.user, "assignment.progress", row.station)
    if row.is_event:
        raise Http404
    url = reverse("coordination:hours_left", args=[row.pk])
    back = reverse("coordination:assignment", args=[row.pk])

    def form_of(data: Any) -> HoursLeftForm:
        return HoursLeftForm(row, data)

    def act(form: HoursLeftForm) -> object:
        return acts.progress(
            by=request.user,
            assignment=row,
            remaining_units=form.units_left,
            now=timezone.now(),
            version=form.version_seen,
        )

    place = Place(url, back, row.directive.display_title, NAMES)
    return edit_in_place(
        request,
        place,
        form_of,
        act,
        lambda name: _value(pk, url, name),
        lambda: of_assignment(request, "progress", row, back),
    )


def _value(pk: int, url: str, name: str) -> Value:
    """As it stands by now."""
    left = Assignment.objects.get(pk=pk).remaining_hours
    text = "" if left is None else hours(left)
    return Value(name, url, _("Hours left"), text, "h")

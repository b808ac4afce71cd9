"""One value of a draft, changed where the task's page shows it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.forms.drafts import DraftForm
from coordination.services.correcting_draft import correct_draft
from coordination.views.directives import load_directive
from desk.inline import Place, Value, edit_in_place
from organization.http import SignedIn
from organization.templatetags.formats import full_day, hours, last_day
from tasking.models import Directive

NAMES = ("effort_hours", "due", "title")


@login_required
@require_http_methods(["GET", "POST"])
def draft_field(request: SignedIn, pk: int) -> HttpResponse:
    """Another estimate, another due date, another title."""
    row = load_directive(request.user, pk, "directive.draft")
    if row.department is None or row.is_event or row.reserved:
        raise Http404
    url = reverse("coordination:draft_field", args=[row.pk])

    def form_of(data: Any) -> DraftForm:
        return DraftForm(row, data)

    def act(form: DraftForm) -> object:
        seen = form.version_seen
        return correct_draft(by=request.user, directive=row, version=seen, **form.said)

    def told() -> None:
        messages.success(request, _("Draft kept. Nothing has been sent yet."))

    back = reverse("coordination:directive", args=[row.pk])
    place = Place(url, back, row.display_title, NAMES)
    return edit_in_place(
        request, place, form_of, act, lambda name: _value(pk, url, name), told
    )


def _value(pk: int, url: str, name: str) -> Value:
    """As it stands by now."""
    row = Directive.objects.get(pk=pk)
    if name == "title":
        return Value(name, url, _("Title"), row.title)
    if name == "due":
        day = full_day(last_day(row.due)) if row.due else ""
        return Value(name, url, _("Due"), day)
    known = "" if row.effort_hours is None else hours(row.effort_hours)
    return Value(name, url, _("Effort"), known, "h")

"""What a bureau decides for itself: admission, approval, recall, the office's name."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.forms.bureau import BureauForm
from organization.http import SignedIn
from organization.models import AuditEvent, Bureau
from organization.permissions import authorise, may
from organization.services import configure
from organization.wall import lifted

CHANGES = 10


@login_required
@require_http_methods(["GET", "POST"])
def bureau_settings(request: SignedIn, code: str) -> HttpResponse:
    """Read by the office and the leaders, changed by the bureau's own leader."""
    seen = Bureau.objects.visible_to(request.user)
    bureau: Bureau = get_object_or_404(seen, code=code)
    authorise(request.user, "bureau.settings", bureau)
    if request.method == "GET":
        return _page(request, bureau, BureauForm(bureau))
    authorise(request.user, "bureau.configure", bureau)
    form = BureauForm(bureau, request.POST)
    problem = _save(request, bureau, form)
    if not form.errors and not problem:
        messages.success(request, _("Saved; in force from now on."))
        return redirect("coordination:bureau_settings", code=bureau.code)
    return _page(request, bureau, form, problem=problem)


def _save(request: SignedIn, bureau: Bureau, form: BureauForm) -> str:
    """What concerns no field is returned."""
    if not form.is_valid():
        return ""
    try:
        configure(
            by=request.user,
            bureau=bureau,
            settings=form.settings(),
            reason=form.reason_given,
            version=form.version_seen,
        )
    except ValidationError as error:
        return form.refuse(error)
    return ""


def _page(
    request: SignedIn, bureau: Bureau, form: BureauForm, *, problem: str = ""
) -> HttpResponse:
    changes = AuditEvent.objects.filter(
        action="bureau.configure", subject_type=bureau._meta.label_lower
    ).filter(subject_id=bureau.pk)
    with lifted("whoever may read a bureau's settings reads who changed them"):
        last = list(changes.order_by("-pk")[:CHANGES])
    context = {
        "bureau": bureau,
        "form": form,
        "problem": problem,
        "may_change": may(request.user, "bureau.configure", bureau),
        "changes": last,
    }
    status = 422 if form.errors or problem else 200
    return render(request, "coordination/bureau.html", context, status=status)

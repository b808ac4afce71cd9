"""No-blame notes: those one reads, a new one, taking one's own away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.reasons import Refusal, attempt
from desk.sure import unsure
from organization.http import SignedIn
from organization.permissions import may_somewhere
from personnel.forms.care import NoteForm
from personnel.models import NoBlameNote, Officer
from personnel.services import notes as services

ROWS = 50


@login_required
@require_http_methods(["GET", "POST"])
def notes(request: SignedIn) -> HttpResponse:
    """Those between oneself and another, the newest first; and a form for one more."""
    user = request.user
    own = Officer.objects.filter(user=user).first()
    names = may_somewhere(user, "note.write")
    form = NoteForm(own, names, request.POST or None)
    problem = ""
    if request.method == "POST":
        try:
            attempt(
                lambda: services.write_note(
                    by=user, now=timezone.now(), **form.values(user)
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            messages.success(request, _("Noted; only the two of you read it."))
            return redirect("personnel:notes")
    rows = NoBlameNote.objects.visible_to(user)
    rows = rows.select_related("officer", "chief", "written_by")
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "form": form if own or names else None,
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "personnel/notes.html", context, status=status)


@login_required
@require_POST
def remove_note(request: SignedIn, pk: int) -> HttpResponse:
    """Whoever wrote it takes it away."""
    seen = NoBlameNote.objects.visible_to(request.user)
    row: NoBlameNote = get_object_or_404(seen, pk=pk)
    services.demand_writer(by=request.user, note=row)
    if asked := unsure(
        request,
        _("Take the note away?"),
        _(
            "Nothing of it stays: neither you nor the other reader can look it up"
            " again."
        ),
        _("Take it away"),
        reverse("personnel:notes"),
    ):
        return asked
    services.remove_note(by=request.user, note=row)
    return redirect("personnel:notes")

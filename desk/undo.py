"""Pages: what one did last, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.collisions import last_change
from desk.models import Undoable
from desk.services import remember, take_back
from desk.stale import Overtaken
from organization.http import SignedIn

SHOWN = 50


def offer(
    request: SignedIn,
    *,
    kind: str,
    subject: Model | None,
    facts: dict[str, Any],
    text: str,
    url: str,
) -> None:
    """Tell what was done, with the way to take it back beside it."""
    row = remember(
        by=request.user,
        kind=kind,
        subject=subject,
        facts=facts,
        words=text,
        url=url,
        now=timezone.now(),
    )
    messages.success(request, text, extra_tags=f"undo-{row.pk}")


@login_required
@require_GET
def undoable(request: SignedIn) -> HttpResponse:
    """What one did last and may still take back, the latest first."""
    rows = Undoable.objects.visible_to(request.user).open(timezone.now())
    return render(request, "desk/undoable.html", {"rows": rows[:SHOWN]})


@login_required
@require_POST
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """Take it back, and go to where it was done; refused, say why there."""
    row = get_object_or_404(Undoable.objects.visible_to(request.user), pk=pk)
    try:
        stays = take_back(by=request.user, act=row, now=timezone.now())
    except Overtaken:
        messages.warning(request, overtaken(row))
    except ValidationError as error:
        text = _("Not taken back: %(why)s") % {"why": " ".join(error.messages)}
        messages.warning(request, text)
    else:
        text = _("Taken back: %(what)s") % {"what": row.words}
        messages.success(request, " ".join(filter(None, [text, stays])))
    return redirect(row.url)


def overtaken(row: Undoable) -> str:
    """Who acted on it meanwhile, and when, as far as the trail says."""
    found = last_change(row.subject_type, row.subject_id)
    if found is None or found.at <= row.at:
        return _("Not taken back: somebody has acted on it meanwhile.")
    if found.whose == row.by_id:
        return _("Not taken back: you have acted on it again since.")
    return _("Not taken back: %(by)s acted on it at %(at)s.") % {
        "by": found.by,
        "at": found.when,
    }

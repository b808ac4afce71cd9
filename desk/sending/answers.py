"""At a page's door: done at once, or left to a worker."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.jobs import Failed
from desk.models import Job, SentForm
from desk.sending.posted import Posted, packed, unpacked
from desk.services.sending import Sent, send_off
from organization.http import SignedIn, whole_number
from organization.identity import current_address

NOTHING = (Job.State.FAILED, Job.State.CANCELLED)


@dataclass(frozen=True)
class Errand:
    """What is left to a worker: of which kind, what it is about, and the form's own
    key. Where it comes to nothing `back` leads on, or without it the form itself is
    opened with what was typed."""

    kind: str
    name: str
    key: str = ""
    back: str = ""


def off(
    request: SignedIn, errand: Errand, *, rows: int, most: int
) -> HttpResponse | None:
    """The page on which it is seen how far it is, where the act reaches more than
    `most` rows; None where the caller does it: few rows, or a worker asks.

    ValidationError as `send_off`.
    """
    if isinstance(request, Posted) or rows <= most:
        return None
    content, mark = packed(request)
    sent = Sent(
        address=request.get_full_path(),
        name=errand.name,
        language=get_language() or "zh-hans",
        came_from=current_address(),
        key=errand.key or mark,
        mark=mark,
        content=content,
        back=errand.back,
    )
    job = send_off(by=request.user, kind=errand.kind, sent=sent)
    return redirect("desk:sent", job.pk)


def by_worker(request: SignedIn) -> bool:
    """Is it carried out by now?"""
    return isinstance(request, Posted)


def asked_at(request: SignedIn) -> dt.datetime:
    """When it was sent, for what must be asked for within some time."""
    return request.sent_at if isinstance(request, Posted) else timezone.now()


def refuse(request: SignedIn, words: str) -> None:
    """Called where a page would be shown again with what is wrong: nobody looks at
    the pages of a worker, so its work ends with these words."""
    if isinstance(request, Posted):
        raise Failed(words)


@dataclass(frozen=True)
class Typed:
    """A form as it was typed, why nothing came of it, and whether there were files:
    a page cannot choose them again."""

    fields: QueryDict
    problem: str
    files: bool


def typed_before(request: SignedIn) -> Typed | None:
    """What was typed into a form of this page that came to nothing: `?typed=` the
    number of the work. None where there is no such form."""
    pk = whole_number(request.GET.get("typed", ""))
    if pk is None or request.method != "GET":
        return None
    rows = SentForm.objects.visible_to(request.user).filter(job=pk)
    row = rows.filter(job__state__in=NOTHING).select_related("job").first()
    if row is None or row.address.partition("?")[0] != request.path:
        return None
    problem = row.job.error or _("It was stopped; nothing of it was done.")
    fields, files = unpacked(bytes(row.content))
    return Typed(fields, problem, bool(files))

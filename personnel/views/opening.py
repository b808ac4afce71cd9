"""Accounts from a file: handed in, looked through, put in force, passwords taken."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from desk.answers import workbook_answer
from desk.taking.answers import file_out
from desk.taking.file import packed
from organization.http import SignedIn, whole_number
from organization.models import User
from organization.permissions import authorise
from personnel.exchange import book
from personnel.forms.exchange import FileForm
from personnel.models import Import
from personnel.opening.judging import ACTION
from personnel.opening.present import present, size
from personnel.opening.sheets import KIND, SHEET, SHEETS
from personnel.services.first_passwords import Slip, make_slips, parts_of
from personnel.services.importing import begin_import, cancel_import, confirm_import
from personnel.views.verdicts import (
    Place,
    acted,
    handed_in,
    marked_answer,
    verdict_page,
)

RECENT = 20


@login_required
@require_http_methods(["GET", "POST"])
def hand_in_file(request: SignedIn) -> HttpResponse:
    """What may be handed in, and what one has handed in."""
    authorise(request.user, ACTION)
    form, row = FileForm(), None
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            name, content = form.named()
            given = {"by": request.user, "kind": KIND, "name": name, "content": content}
            row = handed_in(form, begin_import, **given)
        if row is not None:
            return redirect("opening:import", row.pk)
    rows = Import.objects.visible_to(request.user).filter(kind=KIND)
    context = {"form": form, "sheet": SHEET, "rows": rows.defer("content")[:RECENT]}
    status = 422 if request.method == "POST" else 200
    return render(request, "opening/exchange.html", context, status=status)


@login_required
@require_GET
def template_file(request: SignedIn) -> HttpResponse:
    """The empty sheet."""
    authorise(request.user, ACTION)
    name = _("%(what)s empty table") % {"what": SHEET.title}
    return workbook_answer(book.template(SHEETS), name)


@login_required
@require_GET
def present_file(request: SignedIn) -> HttpResponseBase:
    """The same sheet with the accounts there are and their roles."""
    authorise(request.user, ACTION)
    today = timezone.localdate()
    file = packed(
        f"{SHEET.title} {today}",
        lambda told: present(today, told),
        lambda: size(today),
        kind=KIND,
    )
    return file_out(request, file)


@login_required
@require_GET
def import_page(request: SignedIn, pk: int) -> HttpResponse:
    """How far it has come, then every line with its verdict."""
    return verdict_page(request, load_file(request.user, pk), _place())


@login_required
@require_GET
def marked_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """The file as it was handed in, with what is wrong beside each row."""
    return marked_answer(request, load_file(request.user, pk))


@login_required
@require_POST
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    """Put in force what was looked at."""
    row, mark = load_file(request.user, pk), request.POST.get("mark", "")
    act = partial(confirm_import, by=request.user, row=row, mark=mark)
    return acted(request, row, _place(), act)


@login_required
@require_POST
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Stop it, or give it up."""
    row = load_file(request.user, pk)
    act = partial(cancel_import, by=request.user, row=row)
    return acted(request, row, _place(), act)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def slips(request: SignedIn, pk: int) -> HttpResponse:
    """Who has no password yet; after a click the passwords of one sheet, this once."""
    row = load_file(request.user, pk)
    if request.method == "GET":
        return _slips(request, row)
    part = whole_number(request.POST.get("part", "")) or 0
    try:
        made = make_slips(by=request.user, row=row, part=part, now=timezone.now())
    except ValidationError as error:
        return _slips(request, row, problem=" ".join(error.messages))
    return _slips(request, row, made)


def load_file(user: User, pk: int) -> Import:
    """One's own (404), while one may still keep accounts (403)."""
    rows = Import.objects.visible_to(user).filter(kind=KIND)
    row: Import = get_object_or_404(rows.select_related("job"), pk=pk)
    authorise(user, ACTION)
    return row


def _place() -> Place:
    return Place("opening", reverse("opening:hand_in"), str(SHEET.title))


def _slips(
    request: SignedIn, row: Import, made: Sequence[Slip] = (), problem: str = ""
) -> HttpResponse:
    context = {
        "row": row,
        "parts": parts_of(row),
        "made": made,
        "problem": problem,
        "site": settings.SITE_URL or request.build_absolute_uri("/"),
        "elsewhere": bool(settings.OIDC_ISSUER),
    }
    status = 422 if problem else 200
    return render(request, "opening/slips.html", context, status=status)

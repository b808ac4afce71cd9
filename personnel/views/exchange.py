"""Tables out and in: take one, hand it in, see what it would do, put it in force."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from desk.answers import workbook_answer
from desk.taking.answers import file_out
from desk.taking.file import packed
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY, may_somewhere
from personnel.exchange import book
from personnel.exchange.reach import PEOPLE, Reach, action_of
from personnel.exchange.sheets import KINDS, FileKind
from personnel.forms.exchange import ImportForm
from personnel.models import Import
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
def exchange(request: SignedIn) -> HttpResponse:
    """What may be taken and handed in, and what one has handed in."""
    kinds = _kinds(request.user)
    form, row = ImportForm(kinds), None
    if request.method == "POST":
        form = ImportForm(kinds, request.POST, request.FILES)
        if form.is_valid():
            kind, name, content = form.content()
            given = {"by": request.user, "kind": kind, "name": name, "content": content}
            row = handed_in(form, begin_import, **given)
        if row is not None:
            return redirect("personnel:import", row.pk)
    rows = Import.objects.visible_to(request.user).filter(kind__in=KINDS)
    named = dict(kinds)
    context = {
        "form": form,
        "kinds": [(kind, label, KINDS[kind]) for kind, label in kinds],
        "imports": [
            (row, named.get(row.kind, row.kind))
            for row in rows.defer("content")[:RECENT]
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "personnel/exchange.html", context, status=status)


@login_required
@require_GET
def template_file(request: SignedIn, kind: str) -> HttpResponse:
    """The empty sheets of a kind."""
    name = _("%(what)s empty table") % {"what": _label(request.user, kind)}
    return workbook_answer(book.template(KINDS[kind]), name)


@login_required
@require_GET
def present_file(request: SignedIn, kind: str) -> HttpResponseBase:
    """The same sheets with what there is."""
    label = _label(request.user, kind)
    reach = Reach.of(request.user, kind)
    file = packed(
        f"{label} {timezone.localdate()}",
        lambda told: book.present(kind, reach, told),
        lambda: book.size(kind, reach),
        kind=kind,
    )
    return file_out(request, file)


@login_required
@require_GET
def import_page(request: SignedIn, pk: int) -> HttpResponse:
    """How far it has come, then every line with its verdict."""
    row = load_import(request.user, pk)
    return verdict_page(request, row, _place(row))


@login_required
@require_GET
def marked_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """The file as it was handed in, with what is wrong beside each row."""
    return marked_answer(request, load_import(request.user, pk))


@login_required
@require_POST
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    """Put in force what was looked at."""
    row, mark = load_import(request.user, pk), request.POST.get("mark", "")
    act = partial(confirm_import, by=request.user, row=row, mark=mark)
    return acted(request, row, _place(row), act)


@login_required
@require_POST
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Stop it, or give it up."""
    row = load_import(request.user, pk)
    act = partial(cancel_import, by=request.user, row=row)
    return acted(request, row, _place(row), act)


def load_import(user: User, pk: int) -> Import:
    """One's own (404), while one may still use its kind (403)."""
    rows = Import.objects.visible_to(user).filter(kind__in=KINDS)
    row: Import = get_object_or_404(rows.select_related("job"), pk=pk)
    if not may_somewhere(user, action_of(row.kind)):
        raise PermissionDenied(str(POLICY[action_of(row.kind)].title))
    return row


def _kinds(user: User) -> list[tuple[str, str]]:
    """The kinds of file one may use; 403 without any."""
    found = [
        (str(value), str(label))
        for value, label in FileKind.choices
        if may_somewhere(user, action_of(value))
    ]
    if not found:
        raise PermissionDenied(str(POLICY[PEOPLE].title))
    return found


def _label(user: User, kind: str) -> str:
    """The name of a kind one may use; 404 for what is none."""
    if kind not in KINDS:
        raise Http404
    if not may_somewhere(user, action_of(kind)):
        raise PermissionDenied(str(POLICY[action_of(kind)].title))
    return str(FileKind(kind).label)


def _place(row: Import) -> Place:
    kind = FileKind(row.kind)
    return Place("personnel", reverse("personnel:exchange"), str(kind.label))

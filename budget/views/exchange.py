"""Tables of money in: handed in, looked through, put in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from budget.exchange.sheets import ALLOCATIONS, PAYMENTS, SHEETS
from budget.forms.files import MoneyFileForm
from budget.models import MoneyFile
from budget.services.files import demand_any_right, hand_in, judge_again
from budget.views.loading import load_bureau, year_asked
from desk.answers import workbook_answer
from organization.http import SignedIn
from organization.models import Bureau, User
from personnel.exchange import book
from personnel.services.importing import cancel_import, confirm_import
from personnel.views.verdicts import Place, handed_in, marked_answer, verdict_page

RECENT = 20


@login_required
@require_http_methods(["GET", "POST"])
def hand_in_file(request: SignedIn, code: str) -> HttpResponse:
    """What may be handed in for a bureau, and what one has handed in."""
    bureau = _bureau(request.user, code)
    form, row = MoneyFileForm(), None
    if request.method == "POST":
        form = MoneyFileForm(request.POST, request.FILES)
        if form.is_valid():
            name, content = form.named()
            given = {"by": request.user, "bureau": bureau, "name": name}
            same = form.cleaned_data["same"]
            row = handed_in(form, hand_in, content=content, same=same, **given)
        if row is not None:
            return redirect("budget:import", row.pk)
    files = MoneyFile.objects.visible_to(request.user).filter(bureau=bureau)
    rows = files.select_related("file").defer("file__content").order_by("-pk")
    context = {
        "bureau": bureau,
        "form": form,
        "year": year_asked(request),
        "sheets": SHEETS,
        "rows": [file.file for file in rows[:RECENT]],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "budget/exchange.html", context, status=status)


@login_required
@require_GET
def template_file(request: SignedIn, code: str) -> HttpResponse:
    """The empty sheets."""
    _bureau(request.user, code)
    name = _("%(what)s empty table") % {"what": _("Money")}
    return workbook_answer(book.template(SHEETS), name)


@login_required
@require_GET
def import_page(request: SignedIn, pk: int) -> HttpResponse:
    """How far it has come, then every line with its verdict."""
    return _page(request, load_file(request.user, pk))


@login_required
@require_GET
def marked_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """The file as it was handed in, with what is wrong beside each row."""
    return marked_answer(request, load_file(request.user, pk).file)


@login_required
@require_POST
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    """Put in force what was looked at."""
    mark = request.POST.get("mark", "")
    return _act(
        request, pk, lambda by, file: confirm_import(by=by, row=file.file, mark=mark)
    )


@login_required
@require_POST
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Stop it, or give it up."""
    return _act(request, pk, lambda by, file: cancel_import(by=by, row=file.file))


@login_required
@require_POST
def again(request: SignedIn, pk: int) -> HttpResponse:
    """Have what stands there already entered once more, if that is ticked."""

    def act(by: User, file: MoneyFile) -> object:
        if not request.POST.get("sure"):
            text = _("Tick that what stands there already is to be entered once more.")
            raise ValidationError({"sure": [text]})
        return judge_again(by=by, file=file)

    return _act(request, pk, act)


def load_file(user: User, pk: int) -> MoneyFile:
    """One's own (404), while one may still enter something for its bureau (403)."""
    rows = MoneyFile.objects.visible_to(user)
    file: MoneyFile = get_object_or_404(
        rows.select_related("file__job", "bureau"), pk=pk
    )
    demand_any_right(user, file.bureau)
    return file


def _bureau(user: User, code: str) -> Bureau:
    bureau = load_bureau(user, code)
    demand_any_right(user, bureau)
    return bureau


def _act(
    request: SignedIn, pk: int, act: Callable[[User, MoneyFile], object]
) -> HttpResponse:
    file = load_file(request.user, pk)
    try:
        act(request.user, file)
    except ValidationError as error:
        known = load_file(request.user, pk)
        status = 422 if "sure" in error.message_dict else 409
        return _page(request, known, " ".join(error.messages), status)
    return redirect("budget:import", pk)


def _page(
    request: SignedIn, file: MoneyFile, problem: str = "", status: int = 200
) -> HttpResponse:
    row = file.file
    to = reverse("budget:hand_in", args=[file.bureau.code])
    place = Place("budget", to, _("Money"))
    there = sum(
        row.counts.get(sheet.name, {}).get("same", 0)
        for sheet in (ALLOCATIONS, PAYMENTS)
    )
    more: dict[str, Any] = {"file": file, "there": there}
    return verdict_page(request, row, place, problem, status, **more)

"""How long the ways from stations to a bureau's seat are: read, typed, pasted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coordination.forms.travel import WaysForm, lines
from coordination.travel_tables import sheet
from desk.reasons import Refusal, attempt
from desk.sheets.writing import Sheet
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.models import Bureau, Station, User
from organization.permissions import authorise, may
from tasking.models import TravelTime
from tasking.services.travel import keep_ways

ROWS = 100


def load_bureau(user: User, code: str, action: str) -> Bureau:
    """404 outside one's reach, 403 without the right."""
    bureau: Bureau = get_object_or_404(Bureau.objects.visible_to(user), code=code)
    authorise(user, action)
    return bureau


@login_required
@require_http_methods(["GET", "POST"])
def travel(request: SignedIn, code: str) -> HttpResponse:
    """Read by those who call people in, kept by the office and by personnel."""
    bureau = load_bureau(request.user, code, "travel.view")
    if request.method == "GET":
        return _page(request, bureau)
    authorise(request.user, "travel.keep", bureau)
    if request.POST.get("act") == "list":
        return _listed(request, bureau)
    page = _stations(request, bureau)
    shown, read = lines(list(page), _minutes(bureau), request.POST)
    if any(line.error for line in shown):
        return _page(request, bureau, sent=request.POST, status=422)
    return _kept(request, bureau, read)


@login_required
@require_GET
def travel_file(request: SignedIn, code: str) -> HttpResponseBase:
    """All stations of the bureau with what is known, to be filled in and handed in."""
    bureau = load_bureau(request.user, code, "travel.view")
    stations = Station.objects.open().under(bureau).order_by("code")
    file = laid_out(
        f"ways-{bureau.code}",
        lambda: [Sheet(_("Ways"), sheet(stations, _minutes(bureau)))],
        stations.count,
        unit=code,
        kind="ways",
    )
    return file_out(request, file)


def _listed(request: SignedIn, bureau: Bureau) -> HttpResponse:
    """All of a list or nothing."""
    form = WaysForm(bureau, request.POST, request.FILES)
    if not form.is_valid() or form.problems:
        return _page(request, bureau, form=form, status=422)
    return _kept(request, bureau, dict(form.minutes))


def _kept(
    request: SignedIn, bureau: Bureau, minutes: dict[int, int | None]
) -> HttpResponse:
    try:
        count = attempt(
            lambda: keep_ways(by=request.user, bureau=bureau, minutes=minutes)
        )
    except Refusal as refusal:
        return _page(request, bureau, problem=refusal.problem, status=422)
    told = ngettext("%(n)s way changed.", "%(n)s ways changed.", count)
    messages.success(request, told % {"n": count} if count else _("Nothing changed."))
    return redirect(request.get_full_path())


def _stations(request: SignedIn, bureau: Bureau) -> Page[Station]:
    rows = Station.objects.open().under(bureau).order_by("code")
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def _minutes(bureau: Bureau) -> dict[int, int]:
    rows = TravelTime.objects.filter(bureau=bureau)
    return dict(rows.values_list("station", "minutes"))


def _page(
    request: SignedIn,
    bureau: Bureau,
    *,
    form: WaysForm | None = None,
    sent: Any = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    page, known = _stations(request, bureau), _minutes(bureau)
    shown, _read = lines(list(page), known, sent)
    count = page.paginator.count
    open_ones = Station.objects.open().under(bureau).filter(pk__among=list(known))
    context = {
        "bureau": bureau,
        "page": page,
        "lines": shown,
        "form": form or WaysForm(bureau),
        "problem": problem,
        "problems": form.problems if form else [],
        "count": count,
        "unknown": count - open_ones.count(),
        "may_keep": may(request.user, "travel.keep", bureau),
    }
    return render(request, "coordination/travel/table.html", context, status=status)

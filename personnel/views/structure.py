"""How officers are spread over HQ and stations: the page, its workbook, residents."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from desk.answers import workbook_answer
from desk.reasons import Refusal, attempt
from desk.sheets.writing import Sheet, book_bytes
from organization.http import SignedIn
from organization.models import Bureau, Station
from organization.permissions import authorise, may
from personnel.forms.residents import ResidentsForm
from personnel.models import Residents
from personnel.services.residents import count_residents
from personnel.structure.figures import Floors
from personnel.structure.points import MONTHS, month_ends
from personnel.structure.reading import read
from personnel.structure.showing import Shown
from personnel.views.loading import load_bureau, load_unit, own_bureau

LOOK = "structure.view"


@login_required
@require_GET
def structure(request: SignedIn) -> HttpResponse:
    """Of the bureau one works for."""
    return _page(request, own_bureau(request.user))


@login_required
@require_GET
def bureau_structure(request: SignedIn, code: str) -> HttpResponse:
    """Of another bureau below it."""
    return _page(request, load_bureau(request.user, code, LOOK))


def months_asked(text: str | None) -> int:
    """How many months are looked at; twelve where the address says none."""
    known = {str(months): months for months in MONTHS}
    return known.get(text or "", MONTHS[0])


def shown(bureau: Bureau, months: int) -> Shown:
    days = month_ends(timezone.localdate(), months)
    return Shown(read(bureau, days), Floors.of(bureau))


def _page(request: SignedIn, bureau: Bureau) -> HttpResponse:
    months = months_asked(request.GET.get("months"))
    parent = bureau.parent
    context = {
        "bureau": bureau,
        "parent": parent if parent and may(request.user, LOOK, parent) else None,
        "months": months,
        "choices": MONTHS,
        "shown": shown(bureau, months),
        "may_count": may(request.user, "residents.edit", bureau),
    }
    return render(request, "personnel/structure.html", context)


@login_required
@require_GET
def structure_file(request: SignedIn, code: str) -> HttpResponse:
    """The same figures as a workbook: months, bureaus below, own stations."""
    bureau = load_bureau(request.user, code, LOOK)
    found = shown(bureau, months_asked(request.GET.get("months")))
    parts = ((_("Months"), found.months()), (_("Bureaus"), found.below()))
    sheets = [
        Sheet(name, rows) for name, rows in (*parts, (_("Stations"), found.own()))
    ]
    name = f"structure-{bureau.code}-{timezone.localdate()}"
    return workbook_answer(book_bytes(sheets), name)


@login_required
@require_http_methods(["GET", "POST"])
def residents(request: SignedIn, code: str) -> HttpResponse:
    """The figures of a station's area, and another one."""
    station = load_unit(request.user, code)
    if not isinstance(station, Station):
        raise Http404
    authorise(request.user, "residents.edit", station)
    if request.method == "GET":
        return _residents(request, station, ResidentsForm())
    form = ResidentsForm(request.POST)
    try:
        attempt(
            lambda: count_residents(
                by=request.user,
                count=form.count(station),
                today=timezone.localdate(),
            ),
            form,
        )
    except Refusal as refusal:
        return _residents(request, station, form, refusal.problem)
    return redirect("personnel:residents", code=code)


def _residents(
    request: SignedIn, station: Station, form: ResidentsForm, problem: str = ""
) -> HttpResponse:
    context = {
        "station": station,
        "form": form,
        "problem": problem,
        "rows": Residents.objects.visible_to(request.user).filter(station=station),
    }
    status = 422 if form.is_bound else 200
    return render(request, "personnel/residents.html", context, status=status)

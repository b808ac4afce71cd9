"""What departments ask of stations: of a bureau, a department or a station, the rows
behind each figure, and the same as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from coordination.forms.period import DaysForm
from coordination.listed import context, to_take
from coordination.ratios.book import book
from coordination.ratios.listing import listing
from coordination.ratios.measures import MEASURES
from coordination.ratios.period import KINDS, Period, containing
from coordination.ratios.period import read as read_period
from coordination.ratios.reach import Reach
from coordination.ratios.reading import Asking, read_all, read_quarters
from coordination.ratios.showing import Shown, heading
from coordination.ratios.units import Kind, Viewed, first_of, load, narrowed
from coordination.ratios.wording import label_of
from desk.lists import kind_asked, taken_out
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.permissions import authorise

STATIONS = 100


@login_required
@require_GET
def burden(request: SignedIn) -> HttpResponse:
    """Of the unit one works for; of several the widest."""
    authorise(request.user, "burden.list")
    kind, code = first_of(request.user)
    return redirect(f"coordination:{kind}_burden", code=code)


@login_required
@require_GET
def unit_burden(request: SignedIn, kind: Kind, code: str) -> HttpResponse:
    """The figures, their parts, and eight quarters."""
    viewed = load(request.user, kind, code)
    period, form = _period(request)
    asking = _asking(viewed, period)
    askings = {"own": asking}
    if beside := viewed.beside:
        askings["beside"] = _asking(viewed, period, beside)
    found = read_all(askings)
    shown = Shown(viewed, asking, found["own"], found.get("beside"))
    page = Paginator(found["own"].stations, STATIONS).get_page(request.GET.get("page"))
    more = {
        "shown": shown,
        "departments": shown.parts(found["own"].departments),
        "stations": shown.parts(page),
        "quarters": shown.quarters(read_quarters(asking)),
        "page": page,
        "query": f"period={period.key}&",
        "form": form,
        "kinds": [(one, containing(period.last, one)) for one in KINDS],
    }
    status = 422 if form.errors else 200
    return render(request, "coordination/burden/unit.html", more, status=status)


@login_required
@require_GET
def burden_rows(request: SignedIn, kind: Kind, code: str) -> HttpResponseBase:
    """Exactly the rows one figure is counted from."""
    viewed = load(request.user, kind, code)
    period, _form = _period(request)
    name = request.GET.get("of", "assignments")
    if name not in MEASURES:
        raise Http404
    asking = _asking(viewed, period, narrowed(request.user, viewed, request.GET))
    found = listing(asking, name)
    home = reverse(f"coordination:{kind}_burden", args=[code])
    if taking := kind_asked(request):
        narrowed_by = [viewed.unit.label, period.label]
        what = to_take(found, "burden_rows", label_of(name), narrowed_by)
        return taken_out(request, taking, what)
    shown = context(request, found)
    more = {
        "viewed": viewed,
        "period": period,
        "back": f"{home}?period={period.key}",
        **heading(asking, name, shown["page"].paginator.count),
    }
    return render(request, "coordination/burden/rows.html", shown | more)


@login_required
@require_GET
def burden_file(request: SignedIn, kind: Kind, code: str) -> HttpResponseBase:
    """The same figures as a workbook."""
    viewed = load(request.user, kind, code)
    period, _form = _period(request)
    asking = _asking(viewed, period)
    reading = read_all({"own": asking})["own"]
    file = laid_out(
        f"burden-{code}-{period.key}",
        lambda: book(viewed.unit.label, asking, reading, read_quarters(asking)),
        lambda: len(reading.departments) + len(reading.stations),
        unit=code,
        kind="burden",
    )
    return file_out(request, file)


def _period(request: SignedIn) -> tuple[Period, DaysForm]:
    """The one in the address, else the quarter of today. What was typed as days and
    cannot be used is said beside the field."""
    today = containing(timezone.localdate())
    if "first" in request.GET or "last" in request.GET:
        form = DaysForm(request.GET)
        return (form.period if form.is_valid() else today), form
    period = read_period(request.GET.get("period", "")) or today
    days = {"first": period.first, "last": period.last}
    return period, DaysForm(initial=days)


def _asking(viewed: Viewed, period: Period, reach: Reach | None = None) -> Asking:
    days = viewed.bureau.short_days
    return Asking(reach or viewed.reach, period, days, timezone.now())

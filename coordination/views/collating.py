"""What stations reported by a form, together: for the department and who joined it."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from coordination.collating.previous import answers_to, task_before
from coordination.collating.reach import Reach, fields_at, load_reach, reads_before
from coordination.collating.reading import SHOWN, cells_of, collate
from coordination.collating.series import over_periods
from coordination.collating.sheets import taken, taken_over
from desk.lists import kind_asked, taken_out
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may
from tasking.models import Assignment, FormAnswer, Series
from tasking.services.looking import look_at_answers
from tasking.services.report_forms import form_of

PER_PAGE = 100
EARLIEST = 2000


@login_required
@require_GET
def collation(request: SignedIn, pk: int) -> HttpResponseBase:
    """The table; sums are of the lines that were asked for."""
    now = timezone.now()
    made = collate(request.user, load_reach(request.user, pk), now)
    show, search = _asked(request)
    lines = made.chosen(show, search)
    if taking := kind_asked(request):
        narrowed = [text for text in (str(SHOWN[show]), search) if text]
        return taken_out(request, taking, taken(made, lines, narrowed))
    context = {
        "made": made,
        "directive": made.reach.directive,
        "fields": made.reach.fields,
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "sums": made.sums_of(lines),
        "show": show,
        "search": search,
        "compares": "compare" in request.GET and made.before is not None,
        "query": _query(request),
        "unseen": _query(request, "show"),
        "alone": _query(request, "compare"),
        "now": now,
        "series": _series(request.user, made.reach),
    }
    return render(request, "coordination/asking/collation.html", context)


@login_required
@require_POST
def collation_seen(request: SignedIn, pk: int) -> HttpResponse:
    """From here on only what came later is new."""
    reach = load_reach(request.user, pk)
    at = _moment(request.POST.get("at", ""))
    look_at_answers(by=request.user, directive=reach.directive, at=at)
    return redirect("coordination:collation", pk=pk)


@login_required
@require_GET
def answers_at(request: SignedIn, pk: int) -> HttpResponse:
    """One station's answer, every version of it."""
    seen = Assignment.objects.visible_to(request.user).select_related(
        "directive__department__bureau", "station__bureau"
    )
    row = get_object_or_404(seen, pk=pk)
    fields = fields_at(request.user, row)
    held = form_of(row.directive)
    if held is None:
        raise Http404
    last = task_before(held) if reads_before(request.user, row) else None
    before = answers_to(last, [row.station_id]).get(row.station_id)
    answers = FormAnswer.objects.handed_in().filter(assignment=row)
    answers = answers.select_related("form", "saved_by").order_by("-number")
    versions = [(one, cells_of(fields, one, before)) for one in answers]
    context = {
        "row": row,
        "directive": row.directive,
        "held": held,
        "versions": versions,
        "answers": row.is_live and may(request.user, "assignment.report", row.station),
        "collates": may(request.user, "form.collate", row.directive.department),
    }
    return render(request, "coordination/asking/answers.html", context)


@login_required
@require_GET
def series_answers(request: SignedIn, pk: int) -> HttpResponseBase:
    """One field over the periods of a recurring report."""
    rows = Series.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("department__bureau", "template"), pk=pk
    )
    if not may(request.user, "form.oversee", row.department):
        authorise(request.user, "form.collate", row.department)
    over = over_periods(row, request.GET.get("field", ""))
    if over is not None and (taking := kind_asked(request)):
        return taken_out(request, taking, taken_over(over))
    context = {"series": row, "over": over}
    return render(request, "coordination/asking/series.html", context)


def _asked(request: SignedIn) -> tuple[str, str]:
    """Which stations, and words of their names."""
    show = request.GET.get("show", "all")
    return show if show in SHOWN else "all", request.GET.get("q", "")[:40].strip()


def _query(request: SignedIn, *but: str) -> str:
    """What the page was asked for but for some of it, to be followed by more."""
    query = request.GET.copy()
    for name in ("page", *but):
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


def _moment(text: str) -> dt.datetime:
    """When the page was made; nonsense is now, and so is what has not come yet. A
    moment before the first year of Greenwich could be kept and never read again."""
    now = timezone.now()
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return now
    return min(at, now) if at.tzinfo and at.year >= EARLIEST else now


def _series(user: User, reach: Reach) -> Series | None:
    """The rule the task came by, or began."""
    if not reach.is_whole:
        return None
    row = reach.directive
    seen = Series.objects.visible_to(user)
    return (
        seen.filter(turns__directive=row).first() or seen.filter(template=row).first()
    )

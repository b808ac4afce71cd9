"""How long tasks really take, beside what departments estimate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from coordination.calibration.measuring import LEAST, Measured, measured
from coordination.models.caps import departments_seen
from organization.http import SignedIn
from organization.models import Department
from organization.permissions import authorise

ROWS = 50


@login_required
@require_GET
def calibration(request: SignedIn) -> HttpResponse:
    """By department and kind, and by data item; `?department=CODE` one of them."""
    authorise(request.user, "cap.view")
    seen = departments_seen(request.user)
    every = measured(seen.values_list("pk", flat=True), timezone.now())
    reported = seen.filter(pk__among=[row.department for row in every])
    ordered = reported.select_related("bureau").order_by("bureau__path", "code")
    units = {one.pk: one for one in ordered}
    asked = request.GET.get("department", "")
    chosen = seen.filter(code=asked).first() if asked else None
    rows = [row for row in every if chosen is None or row.department == chosen.pk]
    context = _answer(rows) | {
        "page": Paginator(_of_units(rows, units), ROWS).get_page(
            request.GET.get("page")
        ),
        "units": list(units.values()),
        "chosen": chosen,
        "least": LEAST,
        "query": f"department={chosen.code}&" if chosen else "",
    }
    return render(request, "coordination/caps/calibration.html", context)


def _of_units(
    rows: Sequence[Measured], units: dict[int, Department]
) -> list[tuple[Department, Measured]]:
    """In the order of the departments' codes, never of their figures."""
    order = {pk: n for n, pk in enumerate(units)}
    by_unit = sorted(rows, key=lambda row: order[row.department])
    return [(units[row.department], row) for row in by_unit]


def _answer(rows: Sequence[Measured]) -> dict[str, Any]:
    """The sentence that opens the page."""
    kinds = [row for row in rows if row.kind]
    reports = sum(row.reports for row in kinds)
    if not reports:
        return {
            "fine": _("No station has said yet what a task took"),
            "why": _("They may say so when they report it done; nobody has to."),
        }
    fine = ngettext(
        "%(n)s report says what the task took",
        "%(n)s reports say what the task took",
        reports,
    ) % {"n": reports}
    low = sum(row.off == "low" for row in kinds)
    high = sum(row.off == "high" for row in kinds)
    told = []
    if low:
        text = ngettext(
            "%(n)s kind is estimated too low", "%(n)s kinds are estimated too low", low
        )
        told.append(text % {"n": low})
    if high:
        told.append(_("%(n)s too high") % {"n": high})
    why = _("Medians of the last twelve months, by the department's kinds of tasks.")
    return {"fine": _(", ").join([fine, *told]), "why": why}

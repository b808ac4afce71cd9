"""How many officers a bureau's units are meant to have, and how many they have."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk.answers import workbook_answer
from desk.sheets.writing import xlsx_bytes
from organization.http import SignedIn
from organization.models import Bureau, Station
from organization.permissions import may
from personnel.establishment import Line, roll, table
from personnel.forms.posts import PostForm
from personnel.views.loading import day_asked, load_bureau, load_unit, own_bureau

WIDTHS = (14, 28, 10, 10, 10, 10, 10, 10, 10)


@login_required
@require_GET
def establishment(request: SignedIn) -> HttpResponse:
    """The bureau one works for."""
    return _page(request, own_bureau(request.user))


@login_required
@require_GET
def bureau_establishment(request: SignedIn, code: str) -> HttpResponse:
    """Another bureau below it."""
    return _page(request, load_bureau(request.user, code))


def _page(request: SignedIn, bureau: Bureau) -> HttpResponse:
    day = day_asked(request.GET.get("on"))
    parent = bureau.parent
    context = {
        "bureau": bureau,
        "parent": parent if parent and may(request.user, LOOK, parent) else None,
        "day": day,
        "today": timezone.localdate(),
        "table": table(bureau, day),
    }
    return render(request, "personnel/establishment.html", context)


LOOK = "personnel.view"


@login_required
@require_GET
def establishment_file(request: SignedIn, code: str) -> HttpResponse:
    """The same table as a workbook."""
    bureau = load_bureau(request.user, code)
    day = day_asked(request.GET.get("on"))
    found = table(bureau, day)
    lines = [*found.units, *found.below, found.total]
    heading = [
        *(_("Code"), _("Unit"), _("Approved"), _("On the rolls"), _("Vacancies")),
        *(_("Over strength"), _("Lent"), _("Borrowed"), _("On post")),
    ]
    content = xlsx_bytes(day.isoformat(), heading, map(_cells, lines), WIDTHS)
    return workbook_answer(content, f"establishment-{bureau.code}-{day}")


def _cells(line: Line) -> list[object]:
    """Where nobody has entered posts there is no figure, not a nought."""
    known, figures = line.figures.established, line.figures
    return [
        line.unit.code,
        line.unit.label,
        figures.approved if known else "",
        figures.rolls,
        line.vacancies if known else "",
        line.over if known else "",
        figures.lent,
        figures.borrowed,
        figures.there,
    ]


@login_required
@require_GET
def unit(request: SignedIn, code: str) -> HttpResponse:
    """The posts of one unit, and who is in them."""
    found = load_unit(request.user, code)
    return unit_page(request, found)


def unit_page(
    request: SignedIn, unit: Any, form: PostForm | None = None, problem: str = ""
) -> HttpResponse:
    """The page, with the form of a post that could not be added."""
    day = day_asked(request.GET.get("on"))
    may_edit = may(request.user, "post.edit", unit)
    context = {
        "unit": unit,
        "up": unit.bureau if may(request.user, LOOK, unit.bureau) else None,
        "is_station": isinstance(unit, Station),
        "day": day,
        "today": timezone.localdate(),
        "roll": roll(unit, day),
        "form": (form or PostForm(initial={"first": day})) if may_edit else None,
        "problem": problem,
        "ranks": may(request.user, LOOK, unit.bureau),
    }
    status = 422 if form else 200
    return render(request, "personnel/unit.html", context, status=status)

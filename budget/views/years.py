"""A bureau's year: the page, its workbook, norms, closing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from budget.fees import read_fees, together
from budget.forms.money import NormForm
from budget.models import Category, Disbursement, Norm
from budget.services.closing import close_year, is_closed
from budget.services.norms import set_norm
from budget.showing import Shown, sheet
from budget.views.loading import LOOK, load_bureau, own_bureau, year_asked
from budget.year import read, stations_of, worst_first
from desk.answers import workbook_answer
from desk.reasons import Refusal, attempt
from desk.sheets.writing import Sheet, book_bytes
from organization.http import SignedIn
from organization.models import Bureau
from organization.permissions import may

RELEASES = 50  # shown at once, the oldest first; the menu tells how many there are


@login_required
@require_GET
def money(request: SignedIn) -> HttpResponse:
    """Of the bureau one works for."""
    return _page(request, own_bureau(request.user))


@login_required
@require_GET
def bureau_money(request: SignedIn, code: str) -> HttpResponse:
    """Of one below it."""
    return _page(request, load_bureau(request.user, code))


def _page(request: SignedIn, bureau: Bureau, problem: str = "") -> HttpResponse:
    user, year, category = request.user, year_asked(request), _category(request)
    stations = stations_of(bureau, year)
    shown = Shown(sorted(read(stations, year, category), key=worst_first))
    parent = bureau.parent
    waiting = Disbursement.objects.to_release_by(user).select_related("line__station")
    waiting = waiting.filter(line__station__bureau__path__startswith=bureau.path)
    context = {
        "bureau": bureau,
        "parent": parent if parent and may(user, LOOK, parent) else None,
        "year": year,
        "category": category,
        "chips": [(value, label, None) for value, label in Category.choices],
        "shown": shown,
        "waiting": waiting.order_by("pk")[:RELEASES],
        "keeps": may(user, "money.keep", bureau),
        "fees": together(read_fees(stations, year)),
        "closed": is_closed(bureau, year),
        "over": timezone.localdate().isoformat() >= f"{year}-12-31",
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "budget/bureau.html", context, status=status)


@login_required
@require_GET
def bureau_file(request: SignedIn, code: str) -> HttpResponse:
    """The same figures as a workbook."""
    bureau = load_bureau(request.user, code)
    year, category = year_asked(request), _category(request)
    rows = read(stations_of(bureau, year), year, category)
    content = book_bytes([Sheet(_("Stations"), sheet(rows))])
    return workbook_answer(content, f"money-{bureau.code}-{year}-{category}")


@login_required
@require_POST
def close_bureau_year(request: SignedIn, code: str) -> HttpResponse:
    """Freeze the statements of the bureau's stations."""
    bureau = load_bureau(request.user, code, "money.norm")
    year = year_asked(request)
    try:
        made = close_year(by=request.user, bureau=bureau, year=year, now=timezone.now())
    except ValidationError as error:
        return _page(request, bureau, " ".join(error.messages))
    told = ngettext(
        "The year is closed; %(n)s statement is frozen.",
        "The year is closed; %(n)s statements are frozen.",
        len(made),
    )
    messages.success(request, told % {"n": len(made)})
    to = reverse("budget:bureau", args=[code])
    return redirect(f"{to}?year={year}")


@login_required
@require_http_methods(["GET", "POST"])
def norms(request: SignedIn, code: str) -> HttpResponse:
    """The norms in a bureau, also those of the ones above; one more of its own."""
    user = request.user
    action = "money.norm" if request.method == "POST" else LOOK
    bureau = load_bureau(user, code, action)
    form, problem = NormForm(request.POST or None), ""
    if request.method == "POST":
        try:
            attempt(
                lambda: set_norm(
                    by=user, bureau=bureau, terms=form.terms, now=timezone.now()
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            return redirect("budget:norms", code=code)
    ids = [int(part) for part in bureau.path.strip("/").split("/")]
    rows = (
        Norm.objects.visible_to(user)
        .filter(bureau__in=ids)
        .select_related("bureau", "entered_by")
    )
    context = {
        "bureau": bureau,
        "rows": rows,
        "form": form if may(user, "money.norm", bureau) else None,
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "budget/norms.html", context, status=status)


def _category(request: SignedIn) -> str:
    asked = request.GET.get("category", "")
    return asked if asked in Category.values else Category.RUNNING

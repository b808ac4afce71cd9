"""The internal auditor's view of a bureau's money."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from budget.auditing.columns import PAYMENTS
from budget.auditing.findings import BY_NAME, FINDINGS, Finding, counts
from budget.auditing.looked import USUAL_DAYS, Looked
from budget.auditing.sampling import draw
from budget.auditing.sheets import audit_book, sample_book, told
from budget.forms.auditing import SampleForm, SilenceForm
from budget.views.loading import load_bureau, parent_of, year_asked
from desk.answers import workbook_answer
from desk.sheets.writing import book_bytes
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.models import Bureau

AUDIT = "money.audit"
ROWS = 50


@login_required
@require_GET
def audit(request: SignedIn, code: str) -> HttpResponse:
    """What deserves a look, each list with its number of rows."""
    form = SilenceForm(request.GET or None)
    at = _looked(request, code, form)
    found = counts(at)
    context = {
        **_frame(at),
        "parent": parent_of(at.bureau, at.user, AUDIT),
        "children": Bureau.objects.filter(parent=at.bureau).order_by("code"),
        "lists": [(one, found[one.name]) for one in FINDINGS],
        "any": sum(1 for count in found.values() if count),
        "form": form,
    }
    return render(request, "budget/audit.html", context, status=_status(form))


@login_required
@require_GET
def audit_list(request: SignedIn, code: str, name: str) -> HttpResponse:
    """The rows of one list."""
    form = SilenceForm(request.GET or None)
    at, finding = _looked(request, code, form), _finding(name)
    page: Any = Paginator(finding.rows(at), ROWS).get_page(request.GET.get("page"))
    context = {
        **_frame(at),
        "finding": finding,
        "page": page,
        "rows": told(finding.columns, page, at),
        "heads": finding.columns.titled,
        "query": urlencode({"year": at.year, "days": at.days}) + "&",
        "days": urlencode({"days": at.days}) + "&",
        "form": form,
    }
    return render(request, "budget/audit_list.html", context, status=_status(form))


@login_required
@require_GET
def audit_file(request: SignedIn, code: str) -> HttpResponseBase:
    """Every list as a sheet."""
    at = _looked(request, code, SilenceForm(request.GET or None))
    file = laid_out(
        f"money-audit-{at.bureau.code}-{at.year}",
        lambda: audit_book(at),
        lambda: sum(counts(at).values()),
        unit=code,
        kind="money.audit",
        year=at.year,
    )
    return file_out(request, file)


@login_required
@require_GET
def audit_sample(request: SignedIn, code: str) -> HttpResponse:
    """Payments drawn by a seed; the address of a draw draws the same again."""
    at, form = (
        _looked(request, code),
        SampleForm(request.GET if _asks(request) else None),
    )
    sample = None
    if form.is_valid():
        if not form.is_drawn:
            return redirect(f"{request.path}?{form.drawn(at.year, at.now)}")
        sample = draw(at, **form.terms)
        if "file" in request.GET:
            name = f"money-sample-{at.bureau.code}-{at.year}-{sample.seed}"
            return workbook_answer(book_bytes(sample_book(sample, at)), name)
    context = {
        **_frame(at),
        "form": form,
        "sample": sample,
        "rows": told(PAYMENTS, sample.rows, at) if sample else (),
        "heads": PAYMENTS.titled,
        "query": request.GET.urlencode(),
    }
    return render(request, "budget/audit_sample.html", context, status=_status(form))


def _looked(request: SignedIn, code: str, form: SilenceForm | None = None) -> Looked:
    bureau = load_bureau(request.user, code, AUDIT)
    year, days = year_asked(request), form.asked if form else USUAL_DAYS
    return Looked(request.user, bureau, year, timezone.now(), days)


def _frame(at: Looked) -> dict[str, Any]:
    """What every page of an audit shows."""
    return {"bureau": at.bureau, "year": at.year, "at": at}


def _finding(name: str) -> Finding:
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


def _asks(request: SignedIn) -> bool:
    return "n" in request.GET


def _status(form: Form) -> int:
    return 422 if form.errors else 200

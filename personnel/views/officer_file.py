"""What is kept about one officer, for those who keep it: the forms and their acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY
from personnel import services
from personnel.forms.abilities import (
    AccountForm,
    AttainmentForm,
    ContactForm,
    CorrectionForm,
    LiftForm,
    LimitForm,
    ServiceForm,
    SinceForm,
)
from personnel.models import Contact, Officer
from personnel.services.scope import keeps
from personnel.targets import units_below
from personnel.views.doing import form_page
from personnel.views.loading import own_bureau
from personnel.views.undone import of_contact

KEEP = "ability.edit"


def load_kept(user: User, pk: int) -> Officer:
    """One the user sees (404) and whose file his office keeps (403)."""
    officer: Officer = get_object_or_404(
        Officer.objects.visible_to(user).select_related("user"), pk=pk
    )
    if not keeps(user, KEEP, officer):
        raise PermissionDenied(str(POLICY[KEEP].title))
    return officer


@login_required
@require_GET
def officer_file(request: SignedIn, pk: int) -> HttpResponse:
    """Qualifications, skills, earlier service, limits, contact data."""
    return _page(request, load_kept(request.user, pk))


@login_required
@require_POST
def add_attainment(request: SignedIn, pk: int) -> HttpResponse:
    """He holds a qualification or has a skill."""
    form = AttainmentForm(request.POST)
    return _enter(request, pk, form, services.record_attainment, "attainment")


@login_required
@require_http_methods(["GET", "POST"])
def correct_attainment(request: SignedIn, pk: int, row: int) -> HttpResponse:
    """Renewed, withdrawn, or entered wrongly: another number, other days."""
    officer = load_kept(request.user, pk)
    kept = get_object_or_404(officer.attainments.select_related("ability"), pk=row)
    form = CorrectionForm(kept, request.POST or None)

    def act() -> object:
        return services.correct_attainment(
            by=request.user,
            attainment=kept,
            during=form.days(),
            number=form.cleaned_data["number"],
            reason=form.reason_given,
            version=form.version_seen,
        )

    def done(_made: object) -> HttpResponse:
        messages.success(request, _("The file is changed."))
        return redirect("personnel:officer_file", pk=officer.pk)

    context = {"officer": officer, "row": kept}
    return form_page(request, "personnel/attainment.html", form, act, done, **context)


@login_required
@require_POST
def remove_attainment(request: SignedIn, pk: int, row: int) -> HttpResponse:
    """It was entered wrongly."""
    officer = load_kept(request.user, pk)
    form = ReasonForm(request.POST)
    kept = get_object_or_404(officer.attainments, pk=row)

    def act() -> None:
        services.remove_attainment(
            by=request.user,
            attainment=kept,
            reason=form.reason_given,
            version=form.version_seen,
        )

    return _done(request, officer, act, strike=form)


@login_required
@require_POST
def add_service(request: SignedIn, pk: int) -> HttpResponse:
    """Where he served before."""
    form = ServiceForm(request.POST)
    return _enter(request, pk, form, services.record_service, "service")


@login_required
@require_POST
def remove_service(request: SignedIn, pk: int, row: int) -> HttpResponse:
    """It was entered wrongly."""
    officer = load_kept(request.user, pk)
    form = ReasonForm(request.POST)
    kept = get_object_or_404(officer.service, pk=row)

    def act() -> None:
        services.remove_service(by=request.user, service=kept, reason=form.reason_given)

    return _done(request, officer, act, strike=form)


@login_required
@require_POST
def add_limit(request: SignedIn, pk: int) -> HttpResponse:
    """Where he may not be posted."""
    load_kept(request.user, pk)
    form = _limit_form(request.user, request.POST)
    return _enter(request, pk, form, services.record_limit, "limit")


@login_required
@require_POST
def lift_limit(request: SignedIn, pk: int, row: int) -> HttpResponse:
    """It no longer holds from a day on."""
    officer = load_kept(request.user, pk)
    form = LiftForm(request.POST)
    kept = get_object_or_404(officer.limits, pk=row)

    def act() -> object:
        return services.lift_limit(
            by=request.user, limit=kept, on=form.day, version=form.version_seen
        )

    return _done(request, officer, act, lift=form)


@login_required
@require_POST
def set_contact(request: SignedIn, pk: int) -> HttpResponse:
    """How he is reached."""
    officer = load_kept(request.user, pk)
    form = ContactForm(_contact(officer), request.POST)

    def act() -> Contact:
        return services.set_contact(
            by=request.user,
            officer=officer,
            reach=form.reach,
            version=form.version_seen,
            now=timezone.now(),
        )

    try:
        kept = attempt(act, form)
    except Refusal as refusal:
        return _page(request, officer, refusal.problem, contact=form)
    page = reverse("personnel:officer_file", args=[officer.pk])
    of_contact(request, kept, page)
    return redirect(page)


@login_required
@require_POST
def set_working_since(request: SignedIn, pk: int) -> HttpResponse:
    """When he began to work: annual leave grows with it."""
    officer = load_kept(request.user, pk)
    form = SinceForm(officer, request.POST)

    def act() -> object:
        day, today = form.day, timezone.localdate()
        return services.set_working_since(
            by=request.user, officer=officer, day=day, today=today
        )

    return _done(request, officer, act, since=form)


@login_required
@require_POST
def set_account(request: SignedIn, pk: int) -> HttpResponse:
    """Which account is his own."""
    officer = load_kept(request.user, pk)
    form = AccountForm(officer, request.POST)

    def act() -> object:
        return services.set_account(
            by=request.user,
            officer=officer,
            username=form.username,
            reason=form.reason_given,
        )

    return _done(request, officer, act, account=form)


def _enter(
    request: SignedIn,
    pk: int,
    form: AttainmentForm | ServiceForm | LimitForm,
    record: Callable[..., object],
    name: str,
) -> HttpResponse:
    """One more row of the file, of the kind the service records."""
    officer = load_kept(request.user, pk)

    def act() -> object:
        return record(by=request.user, row=form.row(officer))

    return _done(request, officer, act, **{name: form})


def _done(
    request: SignedIn, officer: Officer, act: Callable[[], object], **form: ReasonForm
) -> HttpResponse:
    """Back to the file, or the file with the one form that could not be used."""
    try:
        attempt(act, *form.values())
    except Refusal as refusal:
        return _page(request, officer, refusal.problem, **form)
    messages.success(request, _("The file is changed."))
    return redirect("personnel:officer_file", pk=officer.pk)


def _page(
    request: SignedIn, officer: Officer, problem: str = "", **forms: Any
) -> HttpResponse:
    limits = officer.limits.select_related("station", "department", "area", "relative")
    context = {
        "officer": officer,
        "today": timezone.localdate(),
        "attainments": officer.attainments.select_related("ability").order_by(
            "ability__kind", "ability__series", "ability__level", "during"
        ),
        "service": officer.service.order_by("during"),
        "limits": limits.order_by("during", "pk"),
        "attainment_form": forms.get("attainment") or AttainmentForm(),
        "service_form": forms.get("service") or ServiceForm(),
        "limit_form": forms.get("limit") or _limit_form(request.user),
        "since_form": forms.get("since") or SinceForm(officer),
        "account_form": forms.get("account") or AccountForm(officer),
        "contact_form": forms.get("contact") or ContactForm(_contact(officer)),
        "problem": problem or _of_a_row(forms),
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/officer_file.html", context, status=status)


def _of_a_row(forms: dict[str, ReasonForm]) -> str:
    """What is wrong with a row's own small form stands above the page."""
    small = (form for name, form in forms.items() if name in ("strike", "lift"))
    said = [text for form in small for texts in form.errors.values() for text in texts]
    return " ".join(str(text) for text in said)


def _limit_form(user: User, data: Any = None) -> LimitForm:
    return LimitForm(user, units_below(own_bureau(user)), data)


def _contact(officer: Officer) -> Contact | None:
    return Contact.objects.filter(officer=officer).first()

"""What an officer sees and keeps of himself: his page, how he is reached, posts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from organization.http import SignedIn
from organization.models import User
from personnel import services
from personnel.forms.abilities import ContactForm
from personnel.models import Contact, Officer
from personnel.ranking import openings
from personnel.views.doing import form_page
from personnel.views.undone import of_contact


def own_officer(user: User) -> Officer:
    """The one whose account it is; 404 without any."""
    found = Officer.objects.filter(user=user).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def own_page(request: SignedIn) -> HttpResponse:
    """The officer's page as everybody else finds it, with what only he may do."""
    found = Officer.objects.filter(user=request.user).first()
    if found is not None:
        return redirect("personnel:officer", pk=found.pk)
    return render(request, "personnel/no_officer.html")


@login_required
@require_http_methods(["GET", "POST"])
def own_contact(request: SignedIn) -> HttpResponse:
    """How one is reached: told by oneself, masked for others."""
    officer = own_officer(request.user)
    kept = Contact.objects.filter(officer=officer).first()
    form = ContactForm(kept, request.POST or None)

    def act() -> Contact:
        return services.set_contact(
            by=request.user,
            officer=officer,
            reach=form.reach,
            version=form.version_seen,
            now=timezone.now(),
        )

    def done(kept: Contact) -> HttpResponse:
        page = reverse("personnel:officer", args=[officer.pk])
        of_contact(request, kept, page)
        return redirect(page)

    page = "personnel/own_contact.html"
    return form_page(request, page, form, act, done, officer=officer)


@login_required
@require_GET
def own_vacancies(request: SignedIn) -> HttpResponse:
    """Places that are free in one's bureau, those that fit best first. Of others
    nothing is shown, neither who competes nor who is to come."""
    officer, today = own_officer(request.user), timezone.localdate()
    context = {"officer": officer, "found": openings(officer, today)}
    return render(request, "personnel/own_vacancies.html", context)

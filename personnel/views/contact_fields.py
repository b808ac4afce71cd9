"""How an officer is reached, one value changed on his page by who keeps his file."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desk.inline import Place, Value, edit_in_place
from organization.http import SignedIn
from personnel import services
from personnel.forms.abilities import ContactForm
from personnel.models import Contact
from personnel.views.officer_file import load_kept
from personnel.views.undone import of_contact

NAMES = ("phone", "address", "kin_name", "kin_phone")


@login_required
@require_http_methods(["GET", "POST"])
def contact_field(request: SignedIn, pk: int) -> HttpResponse:
    """Another telephone, another address, somebody else to call."""
    officer = load_kept(request.user, pk)
    kept = Contact.objects.filter(officer=officer).first()

    def form_of(data: Any) -> ContactForm:
        return ContactForm(kept, data)

    def act(form: ContactForm) -> object:
        reach, seen = form.reach, form.version_seen
        return services.set_contact(
            by=request.user,
            officer=officer,
            reach=reach,
            version=seen,
            now=timezone.now(),
        )

    def shown(name: str) -> Value:
        now = Contact.objects.filter(officer=officer).first()
        label = str(ContactForm(None).fields[name].label)
        return Value(name, url, label, getattr(now, name, ""))

    url = reverse("personnel:contact_field", args=[officer.pk])
    back = reverse("personnel:officer", args=[officer.pk])

    def told() -> None:
        of_contact(request, Contact.objects.get(officer=officer), back)

    place = Place(url, back, officer.name, NAMES)
    return edit_in_place(request, place, form_of, act, shown, told)

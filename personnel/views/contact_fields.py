"""How an officer is reached, one value changed on his page by who keeps his file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.inline import Place, Value, edit_in_place
from organization.http import SignedIn
from personnel import services
from personnel.forms.abilities import ContactForm
from personnel.models import Contact
from personnel.views.officer_file import load_kept

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
            by=request.user, officer=officer, reach=reach, version=seen
        )

    def shown(name: str) -> Value:
        now = Contact.objects.filter(officer=officer).first()
        label = str(ContactForm(None).fields[name].label)
        return Value(name, url, label, getattr(now, name, ""))

    def told() -> None:
        messages.success(request, _("The file is changed."))

    url = reverse("personnel:contact_field", args=[officer.pk])
    back = reverse("personnel:officer", args=[officer.pk])
    place = Place(url, back, officer.name, NAMES)
    return edit_in_place(request, place, form_of, act, shown, told)

"""One value of a plan's item, changed in the table itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.forms.plan import ItemForm
from coordination.views.plan_items import load_item
from coordination.views.undone import of_item
from desk.inline import Place, Value, edit_in_place
from organization.http import SignedIn
from organization.permissions import authorise
from organization.templatetags.formats import hours
from tasking import undoing
from tasking.models import PlanItem
from tasking.services import plans

NAMES = ("hours", "title")


@login_required
@require_http_methods(["GET", "POST"])
def plan_field(request: SignedIn, pk: int) -> HttpResponse:
    """Other hours, another name."""
    item = load_item(request.user, pk)
    authorise(request.user, "plan.edit", item.plan.station)
    before = {"before": undoing.planned(item), "version": item.version + 1}

    def form_of(data: Any) -> ItemForm:
        return ItemForm(item.plan.year, item, data)

    def act(form: ItemForm) -> object:
        said, seen = form.said, form.version_seen
        return plans.change_item(by=request.user, item=item, said=said, version=seen)

    def told() -> None:
        text = _("Changed: %(t)s.") % {"t": item.title}
        of_item(request, undoing.ITEM_CHANGED, item, text, before)

    station = item.plan.station
    back = reverse("coordination:station_plan", args=[station.code])
    url = reverse("coordination:plan_field", args=[item.pk])
    place = Place(url, f"{back}?year={item.plan.year}", item.title, NAMES)
    return edit_in_place(
        request, place, form_of, act, lambda name: _value(pk, url, name), told
    )


def _value(pk: int, url: str, name: str) -> Value:
    """As it stands by now."""
    item = PlanItem.objects.get(pk=pk)
    if name == "title":
        return Value(name, url, _("What"), item.title)
    return Value(name, url, _("Hours"), hours(item.hours), "h")

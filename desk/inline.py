"""One value changed where it stands: press it, type, Enter; Escape leaves it as it was.

The form of the whole row is filled with what is there and the one field that was typed,
so that the same rules judge and the same service writes. Without script the value leads
to a page with that one field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn

Typed = TypeVar("Typed", bound=ReasonForm)


@dataclass(frozen=True)
class Place:
    """Where a value stands: the address that changes it, the page it is on, whose value
    it is, and the fields that may be changed there."""

    url: str
    back: str
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """A value as the page shows it; `unit` behind it."""

    name: str
    url: str
    label: str
    text: str
    unit: str = ""


def edit_in_place(
    request: SignedIn,
    place: Place,
    form_of: Callable[[Any], Typed],
    act: Callable[[Typed], object],
    shown: Callable[[str], Value],
    told: Callable[[], None],
) -> HttpResponse:
    """The field, or what became of it; Http404 for a field that is not changed here.
    Nothing sent is not the same as an empty value.

    `form_of` makes the row's form of some data or none, `act` hands it to the service,
    `shown` is the value as it then stands and `told` says what was done.
    """
    name = request.GET.get("field") or place.names[0]
    if name not in place.names:
        raise Http404
    if request.method == "GET" and request.GET.get("leave"):
        return _value(request, shown(name))
    form = form_of(None)
    if request.method == "POST" and name not in request.POST:
        return _field(request, place, form, name, _("Write what it is to be."))
    if request.method == "POST":
        form = form_of(_whole(form, name, request.POST))
        form.typed_by = request.user
        try:
            attempt(lambda: act(form), form)
        except Refusal as refusal:
            return _field(request, place, form, name, refusal.problem)
        told()
        if not request.htmx:
            return redirect(place.back)
        return _value(request, shown(name), told=True)
    return _field(request, place, form, name)


def _whole(now: ReasonForm, name: str, posted: QueryDict) -> QueryDict:
    """What stands there, with the one field and the version as they were sent."""
    data = QueryDict(mutable=True)
    for other in now.fields:
        value = now[other].value()
        if value is not None:
            shown = now.fields[other].widget.format_value(value)
            data[other] = str(shown[0] if isinstance(shown, list) else shown or "")
    data[name] = posted.get(name, "")
    data["version"] = posted.get("version", "")
    return data


def _value(request: SignedIn, value: Value, *, told: bool = False) -> HttpResponse:
    context = {**vars(value), "told": told}
    return render(request, "desk/_value.html", context)


def _field(
    request: SignedIn, place: Place, form: ReasonForm, name: str, problem: str = ""
) -> HttpResponse:
    context = {"place": place, "form": form, "name": name, "field": form[name]}
    context["problem"] = problem
    template = "desk/_inline.html" if request.htmx else "desk/inline.html"
    status = 422 if problem or form.errors else 200
    return render(request, template, context, status=status)

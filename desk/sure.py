"""What cannot be taken back says beforehand what it does, and asks once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from organization.http import SignedIn


def unsure(
    request: SignedIn, title: str, text: str, button: str, back: str
) -> HttpResponse | None:
    """A page that says what the act does, with its button and the way `back`; None
    once that button was pressed. Everything posted goes along.

    Asked after the right to act: to nobody else it says what there is.
    """
    if request.POST.get("sure") == "1":
        return None
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "sure")
        for value in values
    ]
    context = {"title": title, "text": text, "button": button, "back": back}
    shown = {**context, "kept": kept}
    return render(request, "desk/sure.html", shown, status=422)

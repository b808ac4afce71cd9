"""How a page does what a form asks: whole, or shown again with the form as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render

from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn
from organization.models import User

Row = TypeVar("Row", bound=Model)
Done = TypeVar("Done")


@dataclass(frozen=True)
class Shown(Generic[Row]):
    """The page of a row, with several forms on it: how the row is loaded, how the page
    is made of it, a problem and the forms that could not be used, its route."""

    load: Callable[[User, int], Row]
    page: Callable[..., HttpResponse]
    route: str

    def act(
        self,
        request: SignedIn,
        row: Row,
        act: Callable[[], object],
        form: ReasonForm,
        name: str,
        done: str = "",
    ) -> HttpResponse:
        """Do it and show the row again; `name` is what the page knows the form by."""
        try:
            attempt(act, form)
        except Refusal as refusal:
            again = self.load(request.user, row.pk)
            return self.page(request, again, refusal.problem, **{name: form})
        if done:
            messages.success(request, done)
        return redirect(self.route, pk=row.pk)


def form_page(
    request: SignedIn,
    template: str,
    form: ReasonForm,
    act: Callable[[], Done],
    done: Callable[[Done], HttpResponse],
    **context: Any,
) -> HttpResponse:
    """A page that is one form. `done` is where what was made leads."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            made = attempt(act, form)
        except Refusal as refusal:
            problem, status = refusal.problem, 422
        else:
            return done(made)
    shown = {"form": form, "problem": problem, **context}
    return render(request, template, shown, status=status)

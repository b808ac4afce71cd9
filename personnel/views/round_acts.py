"""What moves a round on: opened, prolonged, ended, published, made into orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from desk.reasons import ReasonForm
from desk.sure import unsure
from organization.http import SignedIn
from personnel.forms.rounds import DatesForm, FirstDayForm
from personnel.models import SelectionRound
from personnel.services.rounds import publishing, running
from personnel.views.doing import Shown
from personnel.views.rounds import load_prepared, load_round, shown

SHOWN = Shown(load_round, shown, "personnel:round")


def _step(request: SignedIn, pk: int, verb: Callable[..., Any]) -> HttpResponse:
    """An act that asks for nothing but the version one has seen."""
    round = load_prepared(request.user, pk)
    form = ReasonForm(request.POST, auto_id="end-%s")

    def act() -> object:
        given = {"by": request.user, "round": round, "now": timezone.now()}
        return verb(**given, version=form.version_seen)

    return SHOWN.act(request, round, act, form, "end")


@login_required
@require_POST
def open_round(request: SignedIn, pk: int) -> HttpResponse:
    """Officers may choose from now on."""
    return _step(request, pk, running.open_round)


@login_required
@require_POST
def end_early(request: SignedIn, pk: int) -> HttpResponse:
    """Everybody has handed in: the next phase begins."""
    return _step(request, pk, running.end_early)


@login_required
@require_POST
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """Everybody reads what came of his own choices."""
    return _step(request, pk, publishing.publish)


@login_required
@require_POST
def close_round(request: SignedIn, pk: int) -> HttpResponse:
    """Nothing more is to be done with it."""
    row = load_prepared(request.user, pk)
    if asked := unsure(
        request,
        _("Close the round?"),
        _("Nothing can be changed in it afterwards; its results stay to be looked up."),
        _("Close it"),
        reverse("personnel:round", args=[row.pk]),
    ):
        return asked
    return _step(request, pk, running.close_round)


@login_required
@require_POST
def prolong(request: SignedIn, pk: int) -> HttpResponse:
    """More time."""
    round = load_prepared(request.user, pk)
    form = DatesForm(request.POST, auto_id="dates-%s")

    def act() -> SelectionRound:
        wishes, ranks = form.moments()
        return running.prolong(
            by=request.user,
            round=round,
            wishes_until=wishes,
            ranks_until=ranks,
            now=timezone.now(),
            version=form.version_seen,
        )

    return SHOWN.act(request, round, act, form, "dates")


@login_required
@require_POST
def cancel_round(request: SignedIn, pk: int) -> HttpResponse:
    """It is not pursued."""
    round = load_prepared(request.user, pk)
    form = ReasonForm(request.POST, auto_id="end-%s")

    def act() -> SelectionRound:
        return running.cancel_round(
            by=request.user,
            round=round,
            reason=form.reason_given,
            now=timezone.now(),
            version=form.version_seen,
        )

    return SHOWN.act(request, round, act, form, "end")


@login_required
@require_POST
def shut_post(request: SignedIn, pk: int, post: int) -> HttpResponse:
    """A post is open no longer."""
    round = load_prepared(request.user, pk)
    row = get_object_or_404(round.posts.all(), pk=post)
    form = ReasonForm(request.POST, auto_id="end-%s")

    def act() -> SelectionRound:
        return running.shut_post(
            by=request.user, post=row, reason=form.reason_given, now=timezone.now()
        )

    return SHOWN.act(request, round, act, form, "end")


@login_required
@require_POST
def draft_orders(request: SignedIn, pk: int) -> HttpResponse:
    """The result as drafts of posting orders."""
    round = load_prepared(request.user, pk)
    form = FirstDayForm(request.POST, auto_id="order-%s")

    def act() -> None:
        made = publishing.draft_orders(
            by=request.user,
            round=round,
            first=form.day,
            now=timezone.now(),
            version=form.version_seen,
        )
        text = ngettext(
            "%(n)s posting order is drafted.",
            "%(n)s posting orders are drafted.",
            len(made),
        )
        messages.success(request, text % {"n": len(made)})

    return SHOWN.act(request, round, act, form, "order")

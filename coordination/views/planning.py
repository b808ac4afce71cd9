"""From a conflict to a proposal: a ranked plan, or one's own; or left as it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.forms.negotiating import RiskForm, SaidForm, WishForm
from coordination.forms.rearranging import AppointmentForm
from coordination.ledger import wording
from coordination.models import Conflict, Proposal
from coordination.services.fixing import plan_of
from coordination.services.negotiation import deciding, proposing
from coordination.services.negotiation.drafting import own_plan as made_by_hand
from coordination.services.negotiation.orders import orders_by_id
from coordination.services.negotiation.rights import authorise_propose
from coordination.views.conflicts import load_conflict
from organization.http import SignedIn
from organization.permissions import authorise
from organization.templatetags.formats import full_day, last_day


@login_required
@require_POST
def propose(request: SignedIn, pk: int) -> HttpResponse:
    """One of the ranked plans, named by its digest, put before all it concerns."""
    row = load_conflict(request.user, pk)
    authorise_propose(request.user, row)
    form, now = SaidForm(request.POST), timezone.now()
    plan = plan_of(row, request.POST.get("plan", "")[:400], now=now)
    if plan is None:
        text = _("The facts have changed and give this plan no more; look again.")
        messages.error(request, text)
        return redirect("coordination:conflict", pk=row.pk)
    try:
        found = proposing.propose(
            by=request.user, conflict=row, plan=plan, text=form.said, now=now
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("coordination:conflict", pk=row.pk)
    return redirect("coordination:proposal", pk=found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def own_plan(request: SignedIn, pk: int) -> HttpResponse:
    """New dates or fewer hours for the tasks of a conflict, typed by hand.

    With `?thread=ID` the plan takes the place of the one in that thread.
    """
    row = load_conflict(request.user, pk)
    authorise_propose(request.user, row)
    data = request.POST if request.method == "POST" else None
    lines = _lines(row, data)
    form = SaidForm(data)
    if data is None:
        return _own_page(request, row, lines, form)
    problem = _problem(lines)
    if not problem:
        try:
            found = _put_forward(request, row, lines, form)
        except ValidationError as error:
            problem = form.refuse(error)
        else:
            return redirect("coordination:proposal", pk=found.pk)
    return _own_page(request, row, lines, form, problem)


def _put_forward(
    request: SignedIn, row: Conflict, lines: Lines, form: SaidForm
) -> Proposal:
    """A new thread, or another plan in the one that is under way."""
    wishes = {line.row.pk: line.wish for line in lines if line.wish is not None}
    plan, now = made_by_hand(row, wishes), timezone.now()
    thread = request.GET.get("thread", "")
    rows = Proposal.objects.active().filter(conflict=row)
    under_way = rows.filter(pk=int(thread[:17])).first() if thread.isdecimal() else None
    if under_way is not None:
        return proposing.switch(
            by=request.user, proposal=under_way, plan=plan, text=form.said, now=now
        )
    return proposing.propose(
        by=request.user, conflict=row, plan=plan, text=form.said, now=now
    )


Lines = list[WishForm | AppointmentForm]


def _lines(row: Conflict, data: Any) -> Lines:
    """A line for each task in the conflict that may be talked about, by its due; for
    the appointments where people are wanted twice."""
    by_hours = row.kind == Conflict.Kind.DEADLINE
    members = [m for m in row.members if not (by_hours and m["event"])]
    orders = orders_by_id(int(m["assignment"]) for m in members).values()
    movable = [o for o in orders if o.is_live and not o.directive.reserved]
    return [
        AppointmentForm(order, data) if order.is_event else WishForm(order, data)
        for order in sorted(movable, key=_by_due)
    ]


def _by_due(order: Any) -> tuple[str, int]:
    return (order.due.isoformat() if order.due else "9999", order.pk)


def _problem(lines: Lines) -> str:
    bad = [line for line in lines if not line.is_valid()]
    return _("Please put right what is marked.") if bad else ""


def _own_page(
    request: SignedIn,
    row: Conflict,
    lines: Lines,
    form: SaidForm,
    problem: str = "",
) -> HttpResponse:
    context = {
        "row": row,
        "station": row.station,
        "title": wording.title(row),
        "lines": lines,
        "form": form,
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "coordination/own_plan.html", context, status=status)


@login_required
@require_POST
def accept_risk(request: SignedIn, pk: int) -> HttpResponse:
    """The leader leaves the conflict as it is until a day."""
    row = load_conflict(request.user, pk)
    authorise(request.user, "proposal.decide", row.station)
    form = RiskForm(request.POST)
    until = form.until_when
    try:
        if until is None:
            raise ValidationError({"until": [_("Say until which day.")]})
        deciding.accept_risk(
            by=request.user,
            conflict=row,
            reason=form.said,
            until=until,
            now=timezone.now(),
        )
    except ValidationError as error:
        texts = [text for found in error.message_dict.values() for text in found]
        messages.error(request, " ".join(texts))
    else:
        day = full_day(last_day(until))
        messages.success(request, _("Left as it is until %(day)s.") % {"day": day})
    return redirect("coordination:conflict", pk=row.pk)

"""What people do in a thread: each act is one service call, then the thread again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coordination.forms.negotiating import AnswerForm, DecisionForm, SaidForm
from coordination.models import Proposal, ProposalParty
from coordination.planned import plan_in
from coordination.services.negotiation import answering, brokering, deciding, proposing
from coordination.services.negotiation.drafting import Wish
from coordination.services.negotiation.lifecycle import ANSWER
from coordination.services.negotiation.rights import (
    answers_for,
    authorise_answer,
    is_inspectorate,
    may_propose,
    may_withdraw,
)
from coordination.thread.desk import lender_of, lenders, wish_forms
from coordination.thread.reading import load_proposal, read_thread
from coordination.views.attempts import Refusal, attempt
from coordination.views.proposals import thread_page
from coordination.views.undone import of_withdrawal
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY, authorise, may

Act = Callable[[dt.datetime], object]


def load_party(user: User, row: Proposal, text: str) -> ProposalParty:
    """A party of this proposal; 404 when there is none of that number."""
    parties = row.parties.select_related("department__bureau", "station__bureau")
    found = parties.filter(pk=int(text[:17])).first() if text.isdecimal() else None
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def answer_proposal(request: SignedIn, pk: int) -> HttpResponse:
    """Accept, counter, decline or escalate for one unit."""
    row = load_proposal(request.user, pk)
    mine = list(_answerable(request.user, row))
    if not mine:
        raise PermissionDenied(str(POLICY["proposal.answer"].title))
    party = load_party(request.user, row, request.POST.get("party", str(mine[0].pk)))
    authorise_answer(request.user, party.unit)
    lender = lender_of(party, plan_in(row.plan))
    form = AnswerForm(request.POST, lender=lender, auto_id=f"party-{party.pk}-%s")
    form.party = party.pk
    act = request.POST.get("act", "")

    def work(now: dt.datetime) -> object:
        return _answer(request, party, form, act, now)

    return _do(request, row, form, work)


def _answerable(user: User, row: Proposal) -> Iterable[ProposalParty]:
    held = answers_for(user)
    for party in row.parties.all():
        key = "station" if party.station_id else "department"
        if (key, party.station_id or party.department_id) in held:
            yield party


def _answer(
    request: SignedIn,
    party: ProposalParty,
    form: AnswerForm,
    act: str,
    now: dt.datetime,
) -> object:
    if act not in ANSWER:
        raise ValidationError({"state": [_("Choose one of the answers.")]})
    said: dict[str, Any] = {"text": form.said, "seen": form.round_seen}
    if act == "accept":
        said |= {"extension": form.extension_given, "officers": form.officers_named}
    if act == "counter":
        said |= {"extension": form.extension_given, "wishes": _wishes(request, party)}
    return getattr(answering, act)(by=request.user, party=party, now=now, **said)


def _wishes(request: SignedIn, party: ProposalParty) -> dict[int, Wish]:
    """What was typed for the unit's tasks; ValidationError beside the first field."""
    reading = read_thread(party.proposal, user=request.user, now=timezone.now())
    forms = list(wish_forms(reading, party, request.POST))
    for form in forms:
        if not form.is_valid():
            texts = [str(text) for errors in form.errors.values() for text in errors]
            raise ValidationError({"wish": texts})
    return {form.row.pk: form.wish for form in forms if form.wish is not None}


@login_required
@require_POST
def broker_proposal(request: SignedIn, pk: int) -> HttpResponse:
    """The office asks again, reminds, or puts it before the leader."""
    row = load_proposal(request.user, pk)
    authorise(request.user, "proposal.broker", row.conflict.station)
    form = SaidForm(request.POST)
    act = request.POST.get("act", "")

    def work(now: dt.datetime) -> object:
        if act == "submit":
            return brokering.submit(
                by=request.user, proposal=row, text=form.said, now=now
            )
        if act not in ("ask", "remind"):
            raise ValidationError({"state": [_("Choose what to do.")]})
        party = load_party(request.user, row, request.POST.get("party", ""))
        service = brokering.ask if act == "ask" else brokering.remind
        return service(by=request.user, party=party, text=form.said, now=now)

    return _do(request, row, form, work)


@login_required
@require_POST
def decide_proposal(request: SignedIn, pk: int) -> HttpResponse:
    """The leader orders what the plan says, or refuses it."""
    row = load_proposal(request.user, pk)
    station = row.conflict.station
    if not (
        may(request.user, "proposal.decide", station)
        or is_inspectorate(request.user, row)
    ):
        raise PermissionDenied(str(POLICY["proposal.decide"].title))
    parties = row.parties.select_related("station")
    form = DecisionForm(request.POST, lenders=lenders(plan_in(row.plan), parties))
    approve = request.POST.get("act") == "order"
    name = request.POST.get("approved_by", "")[:60]
    approved_by = User.objects.filter(username=name).first() if name else None

    def work(now: dt.datetime) -> object:
        if approve and not form.is_valid():
            raise ValidationError({})
        return deciding.decide(
            by=request.user,
            proposal=row,
            approve=approve,
            text=form.said,
            now=now,
            extension=form.extension_given,
            officers=form.named,
            approved_by=approved_by,
            seen=form.round_seen,
        )

    return _do(request, row, form, work)


@login_required
@require_POST
def withdraw_proposal(request: SignedIn, pk: int) -> HttpResponse:
    """Taken back by who proposed it, or by the office."""
    row = load_proposal(request.user, pk)
    if not may_withdraw(request.user, row):
        raise PermissionDenied(str(POLICY["proposal.create"].title))
    form = SaidForm(request.POST)

    def work(now: dt.datetime) -> object:
        return proposing.withdraw(
            by=request.user, proposal=row, text=form.said, now=now
        )

    return _do(request, row, form, work, lambda: of_withdrawal(request, pk))


@login_required
@require_POST
def renew_proposal(request: SignedIn, pk: int) -> HttpResponse:
    """The same plan with the figures of now."""
    row = load_proposal(request.user, pk)
    if not may_propose(request.user, row.conflict):
        raise PermissionDenied(str(POLICY["proposal.create"].title))
    form = SaidForm(request.POST)

    def work(now: dt.datetime) -> object:
        return proposing.switch(
            by=request.user, proposal=row, text=form.said, now=now, seen=form.round_seen
        )

    return _do(request, row, form, work)


def _do(
    request: SignedIn,
    row: Proposal,
    form: SaidForm,
    work: Act,
    told: Callable[[], None] | None = None,
) -> HttpResponse:
    """Do it and show the thread; a refusal stands where it was typed."""
    try:
        attempt(lambda: work(timezone.now()), form)
    except Refusal as refusal:
        row = load_proposal(request.user, row.pk)
        problem = refusal.problem
        return thread_page(request, row, problem=problem, refused=form, status=422)
    if told is None:
        messages.success(request, _("Noted."))
    else:
        told()
    return redirect("coordination:proposal", pk=row.pk)

"""Offers to join two tasks that overlap in part: made, answered, taken back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coordination.forms.acts import ReasonForm
from coordination.forms.joining import AcceptForm, OfferForm
from coordination.models import JoinOffer
from coordination.services import holding_pairs, offering_join
from coordination.services.extending import accept
from coordination.views.duplicates import do, load_own, number_in
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise


def load_offer(user: User, pk: int) -> JoinOffer:
    """404 outside one's reach."""
    rows = JoinOffer.objects.visible_to(user).select_related(
        *("pair__first__department__bureau", "pair__second__department__bureau"),
        *("kept__department__bureau", "folded__department__bureau"),
    )
    offer: JoinOffer = get_object_or_404(rows, pk=pk)
    return offer


@login_required
@require_POST
def offer_join(request: SignedIn, pk: int) -> HttpResponse:
    """Offer to give the own task up, if the other asks for the rest of it."""
    pair = load_own(request.user, pk)
    kept = number_in(request, "kept")
    form = OfferForm(request.POST, auto_id=f"offer-{kept}-%s")

    def act() -> str:
        made = offering_join.offer(
            by=request.user,
            pair=pair,
            kept=kept,
            elsewhere=form.elsewhere_too,
            units=form.units,
            note=form.reason_given,
            now=timezone.now(),
        )
        told = {"department": holding_pairs.department_of(made.kept).label}
        return _("Offered. %(department)s has been asked.") % told

    return do(request, pair, form, act, f"offer-{kept}")


@login_required
@require_POST
def accept_offer(request: SignedIn, pk: int) -> HttpResponse:
    """The own task asks for more, and the other is given up."""
    offer = load_offer(request.user, pk)
    authorise(request.user, "duplicate.join", holding_pairs.department_of(offer.kept))
    form = AcceptForm(offer, request.POST, auto_id=f"accept-{offer.pk}-%s")

    def act() -> str:
        accept(
            by=request.user,
            offer=offer,
            terms=form.terms,
            version=form.version_seen,
            now=timezone.now(),
        )
        return _("Joined: the stations have been told.")

    return do(request, offer.pair, form, act, "accept")


@login_required
@require_POST
def decline_offer(request: SignedIn, pk: int) -> HttpResponse:
    """The own task stays as it is, and somebody says why."""
    offer = load_offer(request.user, pk)
    authorise(request.user, "duplicate.join", holding_pairs.department_of(offer.kept))
    form = ReasonForm(request.POST)

    def act() -> str:
        offering_join.decline(
            by=request.user,
            offer=offer,
            reason=form.reason_given,
            version=form.version_seen,
            now=timezone.now(),
        )
        return _("Declined. They have been told why.")

    return do(request, offer.pair, form, act, "decline")


@login_required
@require_POST
def take_back_offer(request: SignedIn, pk: int) -> HttpResponse:
    """The own offer is withdrawn."""
    offer = load_offer(request.user, pk)
    authorise(request.user, "duplicate.join", holding_pairs.department_of(offer.folded))
    form = ReasonForm(request.POST)

    def act() -> str:
        offering_join.take_back(
            by=request.user, offer=offer, version=form.version_seen, now=timezone.now()
        )
        return _("Taken back.")

    return do(request, offer.pair, form, act, "take_back")

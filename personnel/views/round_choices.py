"""Officers choose, chiefs rank: each hands in his own list, as often as he likes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise
from organization.wall import lifted
from personnel.forms.choices import ChoicesForm, PairsForm, RankForm
from personnel.models import RoundOfficer, RoundPost, SelectionRound
from personnel.rounds.life import S
from personnel.rounds.own import wishes_of
from personnel.rounds.service import service_of
from personnel.services.rounds import ranking, wishing
from personnel.views.doing import form_page
from personnel.views.rounds import load_round


@login_required
@require_http_methods(["GET", "POST"])
def choices(request: SignedIn, pk: int) -> HttpResponse:
    """One's own choices, alone or as one of a couple."""
    round = load_round(request.user, pk)
    own = _own(round, request.user)
    sent = request.POST if request.method == "POST" else None
    form = _choices_form(round, own, sent)

    def done(_chosen: RoundOfficer) -> HttpResponse:
        messages.success(request, _("Your choices are handed in."))
        return redirect("personnel:round", pk=round.pk)

    context = {
        "round": round,
        "own": own,
        "partner": isinstance(form, PairsForm) and _partner(own),
        "posts": _posts_of(round),
        "open": round.state == S.WISHING and timezone.now() < round.wishes_until,
    }
    act = partial(_choose, request.user, round, form)
    page = "personnel/rounds/choices.html"
    return form_page(request, page, form, act, done, **context)


@lifted("who may choose sees the posts of the round, wherever they are")
def _posts_of(round: SelectionRound) -> list[RoundPost]:
    return list(round.posts.with_units())


def _own(round: SelectionRound, user: User) -> RoundOfficer:
    """403 for who may not choose in the round."""
    found = round.officers.select_related("officer").filter(officer__user=user).first()
    if found is None:
        raise PermissionDenied(str(wishing.NOT_OPEN))
    return found


def _partner(own: RoundOfficer) -> RoundOfficer | None:
    couple = wishing.couple_of(own)
    if couple is None:
        return None
    return couple.other if couple.one_id == own.pk else couple.one


@lifted("who may choose sees the posts of the round, wherever they are")
def _choices_form(round: SelectionRound, own: RoundOfficer, data: Any) -> ChoicesForm:
    posts = list(round.posts.with_units().filter(closed_at=None))
    given: dict[str, Any] = {"version": own.version}
    wishes = wishes_of(own)
    couple = wishing.couple_of(own)
    if couple is not None:
        turned = couple.one_id != own.pk
        return PairsForm(posts, round.most, wishes, data, turned=turned, **given)
    barred = set(own.bars.values_list("post", flat=True))
    free = [post for post in posts if post.pk not in barred]
    return ChoicesForm(free, round.most, wishes, data, **given)


def _choose(user: User, round: SelectionRound, form: ChoicesForm) -> RoundOfficer:
    given: dict[str, Any] = {"by": user, "round": round, "now": timezone.now()}
    given["version"] = form.version_seen
    if isinstance(form, PairsForm):
        return wishing.choose_together(choices=form.pairs, **given)
    return wishing.choose(choices=form.choices, **given)


@login_required
@require_http_methods(["GET", "POST"])
def rank(request: SignedIn, pk: int, post: int) -> HttpResponse:
    """The officers who chose a post of the own unit, to be ranked."""
    round = load_round(request.user, pk)
    with lifted("of a round one takes part in one hears whose the post is"):
        posts = round.posts.with_units().select_related("round")
        row = get_object_or_404(posts, pk=post)
    authorise(request.user, "round.rank", row.unit)
    ranks = round.state == S.RANKING and timezone.now() < round.ranks_until
    with lifted("who ranks for a post sees who chose it, wherever he is"):
        people = list(ranking.who_chose(row)) if round.state != S.WISHING else []
    sent = request.POST if request.method == "POST" else None
    form = RankForm(people, row.ranks.all(), sent, version=row.version)

    def done(_ranked: RoundPost) -> HttpResponse:
        messages.success(request, _("Your list is handed in."))
        return redirect("personnel:round", pk=round.pk)

    context = {
        "round": round,
        "post": row,
        "ranks": ranks,
        "service": service_of([one.officer_id for one in people]),
    }
    page, act = "personnel/rounds/rank.html", partial(_rank, request.user, row, form)
    return form_page(request, page, form, act, done, **context)


def _rank(user: User, post: RoundPost, form: RankForm) -> RoundPost:
    return ranking.rank(
        by=user,
        post=post,
        places=form.places,
        nobody=form.cleaned_data["nobody"],
        now=timezone.now(),
        version=form.version_seen,
    )

"""A round's posts and officers, and what binds them: who prepares it names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn
from personnel.forms.rounds import (
    BarForm,
    CoupleForm,
    GroupForm,
    NameForm,
    PlacesForm,
    RuleForm,
)
from personnel.models import RoundBar, RoundCouple, SelectionRound
from personnel.rounds.life import LISTS, S
from personnel.rounds.vacancies import vacancies
from personnel.services.rounds import limits, preparing
from personnel.targets import Targets
from personnel.views.rounds import load_prepared

ROWS = 100


@login_required
@require_http_methods(["GET", "POST"])
def posts(request: SignedIn, pk: int) -> HttpResponse:
    """Vacancies of the bureau with the places they have in the round, and groups."""
    round = load_prepared(request.user, pk)
    form = _places_form(round, request.POST or None)

    def act() -> SelectionRound:
        return preparing.set_places(
            by=request.user,
            round=round,
            places=form.places,
            now=timezone.now(),
            version=form.version_seen,
        )

    if request.method == "POST":
        return _done(request, round, act, form, "places", posts_page)
    return posts_page(request, round)


def _places_form(round: SelectionRound, data: Any = None) -> PlacesForm:
    now = dict(round.posts.values_list("post", "places"))
    shown = vacancies(round.bureau, timezone.localdate(), now)
    return PlacesForm(shown, now, data)


def posts_page(
    request: SignedIn, round: SelectionRound, problem: str = "", **forms: Any
) -> HttpResponse:
    """With the form that could not be used: `places` or `group`."""
    draft = round.state == S.DRAFT
    there = list(round.posts.with_units())
    context = {
        "round": round,
        "problem": problem,
        "draft": draft,
        "posts": there,
        "form": forms.get("places") or (_places_form(round) if draft else None),
        "groups": round.groups.prefetch_related(
            "posts__post__station", "posts__post__department"
        ),
        "group_form": forms.get("group") or GroupForm(round, there, None, "group"),
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/rounds/posts.html", context, status=status)


@login_required
@require_POST
def add_group(request: SignedIn, pk: int) -> HttpResponse:
    """Posts with a common bound."""
    round = load_prepared(request.user, pk)
    there = list(round.posts.with_units())
    form = GroupForm(round, there, request.POST, "group")

    def act() -> SelectionRound:
        got = form.cleaned_data
        return limits.group(
            by=request.user,
            round=round,
            title=got["title"],
            posts=form.chosen,
            most=got["most"],
            least=got["least"] or 0,
            now=timezone.now(),
        )

    return _done(request, round, act, form, "group", posts_page)


@login_required
@require_POST
def remove_group(request: SignedIn, pk: int, group: int) -> HttpResponse:
    """The common bound falls away."""
    round = load_prepared(request.user, pk)
    row = get_object_or_404(round.groups.all(), pk=group)
    form = ReasonForm(request.POST)

    def act() -> SelectionRound:
        return limits.dissolve(by=request.user, group=row, now=timezone.now())

    return _done(request, round, act, form, "gone", posts_page)


@login_required
@require_GET
def people(request: SignedIn, pk: int) -> HttpResponse:
    """Who may choose, what keeps them from where, and who chooses together."""
    return people_page(request, load_prepared(request.user, pk))


def people_page(
    request: SignedIn, round: SelectionRound, problem: str = "", **forms: Any
) -> HttpResponse:
    """With the form that could not be used: `name`, `rule`, `bar` or `couple`."""
    rows = round.officers.select_related("officer").order_by("officer__pinyin", "pk")
    bars = RoundBar.objects.filter(officer__round=round)
    couples = RoundCouple.objects.filter(one__round=round)
    there = list(round.posts.with_units())
    targets = Targets(round.bureau, timezone.localdate())
    context = {
        "round": round,
        "problem": problem,
        "changes": round.state in LISTS,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "bars": bars.select_related(
            "officer__officer", "post__post__station", "post__post__department"
        ),
        "couples": couples.select_related("one__officer", "other__officer"),
        "rules": round.events.filter(act="admit_by_rule"),
        "name": forms.get("name") or NameForm(auto_id="name-%s"),
        "rule": forms.get("rule") or RuleForm(targets),
        "bar": forms.get("bar") or BarForm(round, there, None, "bar"),
        "couple": forms.get("couple") or CoupleForm(auto_id="couple-%s"),
        "dismissing": forms.get("dismiss"),
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/rounds/people.html", context, status=status)


def _done(
    request: SignedIn,
    round: SelectionRound,
    act: Callable[[], object],
    form: ReasonForm,
    name: str,
    page: Callable[..., HttpResponse],
) -> HttpResponse:
    """Do it and show the page again; refused, with the form as it was."""
    try:
        attempt(act, form)
    except Refusal as refusal:
        round.refresh_from_db()
        return page(request, round, refusal.problem, **{name: form})
    to = "round_posts" if page is posts_page else "round_people"
    return redirect(f"personnel:{to}", pk=round.pk)


@login_required
@require_POST
def admit(request: SignedIn, pk: int) -> HttpResponse:
    """One more officer, by hand."""
    round = load_prepared(request.user, pk)
    form = NameForm(request.POST, auto_id="name-%s")

    def act() -> int:
        return preparing.admit(
            by=request.user,
            round=round,
            officers=[form.named(request.user)],
            now=timezone.now(),
        )

    return _done(request, round, act, form, "name", people_page)


@login_required
@require_POST
def admit_by_rule(request: SignedIn, pk: int) -> HttpResponse:
    """Everybody whom a rule describes."""
    round = load_prepared(request.user, pk)
    form = RuleForm(Targets(round.bureau, timezone.localdate()), request.POST)

    def act() -> int:
        return preparing.admit_by_rule(
            by=request.user, round=round, rule=form.rule, now=timezone.now()
        )

    return _done(request, round, act, form, "rule", people_page)


@login_required
@require_POST
def dismiss(request: SignedIn, pk: int, officer: int) -> HttpResponse:
    """He may not choose after all."""
    round = load_prepared(request.user, pk)
    rows = round.officers.select_related("officer", "round")
    row = get_object_or_404(rows, pk=officer)
    form = ReasonForm(request.POST, auto_id="dismiss-%s")

    def act() -> SelectionRound:
        return preparing.dismiss(
            by=request.user, officer=row, reason=form.reason_given, now=timezone.now()
        )

    return _done(request, round, act, form, "dismiss", people_page)


@login_required
@require_POST
def add_bar(request: SignedIn, pk: int) -> HttpResponse:
    """Keep an officer from some posts."""
    round = load_prepared(request.user, pk)
    form = BarForm(round, list(round.posts.with_units()), request.POST, "bar")

    def act() -> SelectionRound:
        return limits.bar(
            by=request.user,
            officer=form.named,
            posts=form.chosen,
            reason=form.reason_given,
            now=timezone.now(),
        )

    return _done(request, round, act, form, "bar", people_page)


@login_required
@require_POST
def remove_bar(request: SignedIn, pk: int, bar: int) -> HttpResponse:
    """The bar falls away."""
    round = load_prepared(request.user, pk)
    rows = RoundBar.objects.filter(officer__round=round)
    row = get_object_or_404(rows.select_related("officer__officer"), pk=bar)
    form = ReasonForm(request.POST)

    def act() -> SelectionRound:
        return limits.lift(by=request.user, bar=row, now=timezone.now())

    return _done(request, round, act, form, "gone", people_page)


@login_required
@require_POST
def add_couple(request: SignedIn, pk: int) -> HttpResponse:
    """Two who asked for it choose together."""
    round = load_prepared(request.user, pk)
    form = CoupleForm(request.POST, auto_id="couple-%s")

    def act() -> SelectionRound:
        one, other = form.halves(round)
        return limits.pair(by=request.user, one=one, other=other, now=timezone.now())

    return _done(request, round, act, form, "couple", people_page)


@login_required
@require_POST
def remove_couple(request: SignedIn, pk: int, couple: int) -> HttpResponse:
    """They choose each for himself again."""
    round = load_prepared(request.user, pk)
    rows = RoundCouple.objects.filter(one__round=round)
    row = get_object_or_404(
        rows.select_related("one__officer", "other__officer"), pk=couple
    )
    form = ReasonForm(request.POST)

    def act() -> SelectionRound:
        return limits.part(by=request.user, couple=row, now=timezone.now())

    return _done(request, round, act, form, "gone", people_page)

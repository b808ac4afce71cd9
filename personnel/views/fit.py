"""Who fits a post and why, and how a bureau weighs it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY, authorise, may
from organization.wall import lifted
from personnel import services
from personnel.fit_words import factor_lines, hard_lines, why_not
from personnel.fitting import weights_of
from personnel.forms.abilities import WeightsForm
from personnel.models import FitWeights, Limit, Officer, Post, PostingOrder
from personnel.ranking import Candidate, Ranking, day_of, judged, of_lines, ranked
from personnel.views.doing import form_page
from personnel.views.loading import own_bureau

ROWS = 50


def load_post_to_fill(user: User, pk: int) -> Post:
    """One the user sees (404); who fits it is read by those who see the bureau's
    people (403)."""
    rows = Post.objects.visible_to(user)
    rows = rows.select_related("station__bureau", "department__bureau")
    post: Post = get_object_or_404(rows, pk=pk)
    authorise(user, "personnel.view", post.unit.bureau)
    return post


@login_required
@require_GET
def post_fit(request: SignedIn, pk: int) -> HttpResponse:
    """The bureau's people, best first; those excluded last, with what excludes them."""
    post = load_post_to_fill(request.user, pk)
    found = ranked(post, timezone.localdate())
    page = Paginator(found.candidates, ROWS).get_page(request.GET.get("page"))
    context = {
        "post": post,
        "unit": post.unit,
        "ranking": found,
        "page": page,
        "why": {one.officer.pk: _why(one, found) for one in page},
        "required": [found.names[code] for code in post.required],
        "desired": [(found.names[code], n) for code, n in post.desired.items()],
    }
    return render(request, "personnel/fit.html", context)


def _why(one: Candidate, found: Ranking) -> list[str]:
    unmet = (check for check in one.fit.checks if not check.met)
    return list(dict.fromkeys(why_not(check, found.names) for check in unmet))


@login_required
@require_GET
def officer_fit(request: SignedIn, pk: int, officer: int) -> HttpResponse:
    """Every condition of one officer in one post. He reads his own."""
    row = get_object_or_404(Officer.objects.visible_to(request.user), pk=officer)
    post = _post_beside(request.user, pk, row)
    day = day_of(post, timezone.localdate())
    found, weights, names = judged(row, post, day)
    private = Limit.objects.visible_to(request.user).filter(officer=row).exists()
    context = {
        "post": post,
        "unit": post.unit,
        "officer": row,
        "fit": found,
        "day": day,
        "weights": weights,
        "hard": hard_lines(found, names, day, private),
        "lines": factor_lines(found, row, post, names, day),
        "ranks": may(request.user, "personnel.view", post.unit.bureau),
    }
    return render(request, "personnel/officer_fit.html", context)


@login_required
@require_GET
def order_fit(request: SignedIn, pk: int) -> HttpResponse:
    """How those of an order fit the posts they are to go to, as a part of its page.
    For who may read the whole order."""
    order = get_object_or_404(PostingOrder.objects.visible_to(request.user), pk=pk)
    if not PostingOrder.objects.full_for(request.user).filter(pk=pk).exists():
        raise PermissionDenied(str(POLICY["personnel.view"].title))
    context = {"order": order, "rows": of_lines(order)}
    name = "_order_fit.html" if request.htmx else "order_fit.html"
    return render(request, f"personnel/{name}", context)


@lifted("free posts of the bureau are for all its officers to see")
def _post_beside(user: User, pk: int, officer: Officer) -> Post:
    """The officer himself looks at posts of his bureau; others as in the ranking."""
    rows = Post.objects.select_related("station__bureau", "department__bureau")
    if officer.user_id != user.pk:
        return load_post_to_fill(user, pk)
    own: Any = officer.postings.filter(during__contains=timezone.localdate())
    homes = [row.unit.bureau_id for row in own.select_related("station", "department")]
    here = rows.filter(station__bureau__in=homes) | rows.filter(
        department__bureau__in=homes
    )
    post: Post = get_object_or_404(here, pk=pk)
    return post


@login_required
@require_http_methods(["GET", "POST"])
def fit_weights(request: SignedIn) -> HttpResponse:
    """How many points each condition brings in one's bureau."""
    bureau = own_bureau(request.user)
    now = weights_of(bureau)
    own = now.bureau_id == bureau.pk and not now._state.adding
    form = WeightsForm(now, own, request.POST or None)
    if request.method == "POST":
        authorise(request.user, "fit.weigh", bureau)

    def act() -> FitWeights:
        return services.set_weights(
            by=request.user,
            bureau=bureau,
            values=form.values,
            reason=form.reason_given,
            version=form.version_seen,
        )

    def done(_set: FitWeights) -> HttpResponse:
        messages.success(request, _("The weights are set."))
        return redirect("personnel:fit_weights")

    may_weigh = may(request.user, "fit.weigh", bureau)
    context = {"bureau": bureau, "may_weigh": may_weigh, "of": now.bureau}
    return form_page(request, "personnel/weights.html", form, act, done, **context)

"""Posts are added, changed from a day on, closed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise
from personnel import services
from personnel.forms.posts import ChangePostForm, ClosePostForm, PostForm
from personnel.models import Post
from personnel.views.establishment import unit_page
from personnel.views.loading import load_unit


def load_post(user: User, pk: int) -> Post:
    """One the user sees (404) and may edit (403)."""
    rows = Post.objects.visible_to(user)
    rows = rows.select_related("station__bureau", "department__bureau")
    post: Post = get_object_or_404(rows, pk=pk)
    authorise(user, "post.edit", post.unit)
    return post


@login_required
@require_POST
def add_post(request: SignedIn, code: str) -> HttpResponse:
    """One more post in a unit's establishment."""
    unit = load_unit(request.user, code)
    authorise(request.user, "post.edit", unit)
    form = PostForm(request.POST)
    try:
        attempt(
            lambda: services.add_post(
                by=request.user,
                unit=unit,
                terms=form.terms,
                during=form.during,
                reason=form.reason_given,
            ),
            form,
        )
    except Refusal as refusal:
        return unit_page(request, unit, form, refusal.problem)
    messages.success(request, _("The post is entered."))
    return redirect("personnel:unit", code=code)


@login_required
@require_http_methods(["GET", "POST"])
def change_post(request: SignedIn, pk: int) -> HttpResponse:
    """Other terms from a day on."""
    post = load_post(request.user, pk)
    form = ChangePostForm(post, request.POST or None)
    if request.method != "POST":
        return _page(request, post, form, ClosePostForm(post))
    try:
        attempt(
            lambda: services.change_post(
                by=request.user,
                post=post,
                terms=form.terms,
                on=form.day,
                reason=form.reason_given,
                version=form.version_seen,
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, post, form, ClosePostForm(post), refusal.problem, 422)
    return redirect("personnel:unit", code=post.unit.code)


@login_required
@require_POST
def close_post(request: SignedIn, pk: int) -> HttpResponse:
    """From a day on the unit does without."""
    post = load_post(request.user, pk)
    form = ClosePostForm(post, request.POST)
    try:
        attempt(
            lambda: services.close_post(
                by=request.user,
                post=post,
                on=form.day,
                reason=form.reason_given,
                version=form.version_seen,
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, post, ChangePostForm(post), form, refusal.problem, 422)
    return redirect("personnel:unit", code=post.unit.code)


def _page(
    request: SignedIn,
    post: Post,
    form: ChangePostForm,
    close: ClosePostForm,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "post": post,
        "unit": post.unit,
        "form": form,
        "close": close,
        "problem": problem,
    }
    return render(request, "personnel/post.html", context, status=status)

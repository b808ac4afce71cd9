"""One's calendar addresses: made, renamed, revoked; all of them for who keeps order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.forms.calendars import FeedForm, NameForm
from coordination.models import CalendarFeed
from coordination.services import feeding
from desk.reasons import Refusal, attempt
from desk.sure import unsure
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may_somewhere

ROWS = 50
FOLDER = "coordination/calendars"


def load_feed(user: User, pk: int) -> CalendarFeed:
    """One's own, or anybody's for who oversees them; 404 otherwise."""
    seen = CalendarFeed.objects.visible_to(user).select_related("station", "owner")
    row: CalendarFeed = get_object_or_404(seen, pk=pk)
    return row


@login_required
@require_GET
def calendars(request: SignedIn) -> HttpResponse:
    """One's own, with the form for another."""
    return _page(request)


@login_required
@require_POST
def make_calendar(request: SignedIn) -> HttpResponse:
    """The page that follows is the only one that ever shows the address."""
    authorise(request.user, "feed.make")
    form = FeedForm(request.user, request.POST.get("station", ""), request.POST)

    def act() -> tuple[CalendarFeed, str]:
        return feeding.make_feed(
            by=request.user,
            name=form.name_given,
            station=form.station_given,
            now=timezone.now(),
        )

    try:
        made, secret = attempt(act, form)
    except Refusal as refusal:
        return _page(request, form, problem=refusal.problem, status=422)
    path = reverse("coordination:calendar_feed", args=[secret])
    address = request.build_absolute_uri(path)
    response = _page(request, made=made, address=address)
    add_never_cache_headers(response)
    return response


@login_required
@require_POST
def rename_calendar(request: SignedIn, pk: int) -> HttpResponse:
    """Another name; the address stays."""
    row, form = load_feed(request.user, pk), NameForm(request.POST)

    def act() -> CalendarFeed:
        return feeding.rename_feed(by=request.user, feed=row, name=form.name_given)

    try:
        attempt(act, form)
    except Refusal as refusal:
        beside, problem = (row.pk, form), refusal.problem
        return _page(request, renaming=beside, problem=problem, status=422)
    return redirect("coordination:calendars")


@login_required
@require_POST
def revoke_calendar(request: SignedIn, pk: int) -> HttpResponse:
    """It opens nothing any more."""
    row = load_feed(request.user, pk)
    own = row.owner_id == request.user.pk
    back = reverse(f"coordination:{'calendars' if own else 'all_calendars'}")
    if asked := unsure(
        request,
        _("Revoke the address?"),
        _(
            "The address opens nothing any more, wherever it is used, and cannot be"
            " made valid again. A new one can be made at any time."
        ),
        _("Revoke it"),
        back,
    ):
        return asked
    try:
        attempt(
            lambda: feeding.revoke_feed(by=request.user, feed=row, now=timezone.now())
        )
    except Refusal as refusal:
        messages.warning(request, refusal.problem)
    else:
        messages.success(request, _("Revoked: the address opens nothing any more."))
    return redirect(back)


@login_required
@require_GET
def all_calendars(request: SignedIn) -> HttpResponse:
    """Everybody's that are open, those nobody has used for longest first."""
    authorise(request.user, "feed.oversee")
    rows = CalendarFeed.objects.visible_to(request.user).open()
    longest = F("fetched_on").asc(nulls_first=True)
    rows = rows.select_related("owner", "station").order_by(longest, "pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, f"{FOLDER}/all.html", {"page": page})


def _page(
    request: SignedIn,
    form: FeedForm | None = None,
    *,
    renaming: tuple[int, NameForm] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """`renaming` is a form that could not be used, with the row it was for."""
    user = request.user
    rows = CalendarFeed.objects.filter(owner=user, revoked_at=None)
    if form is None and may_somewhere(user, "feed.make"):
        asked = request.GET.get("station", "")
        form = FeedForm(user, asked, initial={"station": asked})
    pk, refused = renaming or (0, None)
    context = {
        "rows": [
            (row, refused if row.pk == pk else None)
            for row in rows.select_related("station")
        ],
        "form": form,
        **more,
    }
    return render(request, f"{FOLDER}/own.html", context, status=status)

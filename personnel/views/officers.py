"""The list of officers, and one officer's postings and leave over time."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk.lists import Listing, kind_asked, taken_out
from desk.lists.look import look, lost_of
from desk.lists.wording import chosen
from organization.http import SignedIn
from organization.models import Department, Station, User
from organization.permissions import POLICY, may
from organization.templatetags.formats import full_day
from organization.wall import lifted
from personnel import lists
from personnel.career import career
from personnel.contacts import reachable
from personnel.entitlement import entitled
from personnel.forms.officers import OfficerFilter
from personnel.models import Contact, Leave, Limit, Officer, Posting
from personnel.services.scope import keeps
from personnel.views.loading import day_asked, demand_look, may_look

ROWS = 50
BESIDE = ("station__bureau", "department__bureau", "established")


@login_required
@require_GET
def officers(request: SignedIn) -> HttpResponseBase:
    """Searched by name, pinyin or number, in a unit, on a day."""
    user = request.user
    demand_look(user)
    day = day_asked(request.GET.get("on"))
    form = OfficerFilter(request.GET, units=_units(user), day=day)
    got = form.values()
    rows = Officer.objects.visible_to(user).matching(got.get("q", ""))
    if "category" in got:
        rows = rows.filter(category=got["category"])
    if "unit" in got:
        rows = rows.in_unit(got["unit"], day)
    seen = Posting.objects.visible_to(user).filter(during__contains=day)
    seen = seen.select_related("station", "department")
    rows = rows.prefetch_related(Prefetch("postings", seen, to_attr="then"))
    away = Leave.objects.filter(during__contains=day)
    rows = rows.prefetch_related(Prefetch("leaves", away, to_attr="away"))
    rows = rows.order_by("pinyin", "pk")
    shown = look(request, lists.OFFICERS, lost=lost_of(form, request.GET))
    if shown.opens_with:
        return redirect(shown.opens_with)
    if taking := kind_asked(request):
        return taken_out(request, taking, shown.taken(_listed(rows, day, form)))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "seen": shown,
        "day": day,
        "page": page,
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "personnel/officers.html", context)


def _listed(rows: QuerySet[Officer], day: dt.date, form: OfficerFilter) -> Listing[Any]:
    narrowed = [full_day(day, year=True), *chosen(form, but=("on",))]
    return lists.officers(rows, narrowed)


def _units(user: User) -> list[tuple[str, str]]:
    """Units whose people one sees, by code."""
    scope = user.scope
    paths = scope.bureaus_as(*POLICY["personnel.view"].roles)
    own = scope.stations_as(*POLICY["personnel.view_own"].roles)
    found: list[tuple[str, str]] = []
    for rows in (Department.objects.filter(external=False), Station.objects.all()):
        for unit in rows.visible_to(user).select_related("bureau").order_by("code"):
            if unit.bureau.path.startswith(tuple(paths)) or (
                isinstance(unit, Station) and unit.pk in own
            ):
                found.append((unit.code, unit.label))
    return found


@login_required
@require_GET
def officer(request: SignedIn, pk: int) -> HttpResponse:
    """Where he has worked and when he was away, as a picture and as a table."""
    seen = Officer.objects.visible_to(request.user)
    row: Officer = get_object_or_404(seen, pk=pk)
    postings = Posting.objects.visible_to(request.user).filter(officer=row)
    leaves = Leave.objects.visible_to(request.user).filter(officer=row)
    own = row.user_id == request.user.pk
    with lifted("where he has been an officer knows") if own else nullcontext():
        told = career(
            list(postings.select_related(*BESIDE).order_by("during")),
            list(leaves.order_by("during")),
            timezone.localdate(),
        )
    context = {"officer": row, "career": told} | _kept(request.user, row, told.now)
    return render(request, "personnel/officer.html", context)


def _kept(user: User, officer: Officer, now: Any) -> dict[str, Any]:
    """What he can do, has done, and how he is reached, as far as the user reads it."""
    here = {"officer": officer}
    order = ("ability__kind", "ability__series", "ability__level", "during")
    contact = Contact.objects.filter(**here).first()
    limits = Limit.objects.visible_to(user).filter(**here)
    return {
        "today": timezone.localdate(),
        "attainments": list(
            officer.attainments.select_related("ability").order_by(*order)
        ),
        "service": list(officer.service.order_by("during")),
        "limits": list(limits.select_related(*BESIDE[:2], "area", "relative")),
        "contact": reachable(contact, officer, now.station if now else None, user),
        "post_now": now.established if now else None,
        "shows_fit": officer.user_id == user.pk
        or (now is not None and may(user, "personnel.view", now.unit.bureau)),
        "own": officer.user_id == user.pk,
        "may_look": may_look(user),
        "due": entitled(officer.working_since, timezone.localdate()),
        "keeps": keeps(user, "ability.edit", officer),
    }

"""A station's protected time: what it keeps, what takes it, what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.core.facts import hours
from coordination.forms.acts import ReasonForm
from coordination.forms.protected import BlockForm, ReleaseForm
from coordination.ledger import keeping
from coordination.ledger.community import community
from coordination.ledger.protection import Protection, Taken, read_protection
from coordination.lists.ledger import protected as listed
from coordination.services import protecting
from coordination.views.ledger import load_station
from coordination.views.undone import of_block
from desk.lists import Listing, kind_asked, taken_out
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import authorise, may
from organization.templatetags.formats import as_date
from tasking.models import ProtectedBlock
from tasking.services.acts import Stale

ROWS = 50


@dataclass(frozen=True)
class Row:
    """One block with what stands beside it; forms only for who may use them."""

    block: ProtectedBlock
    kept: Decimal | None  # working hours
    taken: tuple[Taken, ...]
    edit: BlockForm | None
    release: ReleaseForm | None

    @property
    def within_a_day(self) -> bool:
        return as_date(self.block.start) == as_date(self.block.end)


@dataclass(frozen=True)
class Refused:
    """A form as it was refused: of a block, or of a new one."""

    form: ReasonForm
    problem: str
    block: int | None = None


def load_block(user: User, pk: int) -> ProtectedBlock:
    """Load and authorise: 404 outside one's reach, 403 without the right."""
    seen = ProtectedBlock.objects.visible_to(user).select_related("station__bureau")
    block: ProtectedBlock = get_object_or_404(seen, pk=pk)
    authorise(user, "plan.edit", block.station)
    return block


@login_required
@require_http_methods(["GET", "POST"])
def protected(request: SignedIn, code: str) -> HttpResponseBase:
    """The list; its chief adds to it."""
    station = load_station(request.user, code)
    if request.method == "GET" and (taking := kind_asked(request)):
        return taken_out(request, taking, _listed(request, station))
    if request.method == "GET":
        return _page(request, station)
    authorise(request.user, "plan.edit", station)
    form = BlockForm(data=request.POST)

    def act(now: dt.datetime) -> protecting.Outcome:
        return protecting.protect(
            by=request.user, station=station, now=now, **form.said
        )

    return _do(request, station, act, form)


@login_required
@require_POST
def change_block(request: SignedIn, pk: int) -> HttpResponse:
    """Other times, or more or fewer officers."""
    block = load_block(request.user, pk)
    form = BlockForm(block, request.POST)

    def act(now: dt.datetime) -> protecting.Outcome:
        return protecting.change(
            by=request.user,
            block=block,
            now=now,
            version=form.version_seen,
            **form.said,
        )

    return _do(request, block.station, act, form, block)


@login_required
@require_POST
def release_block(request: SignedIn, pk: int) -> HttpResponse:
    """Given up, with a reason."""
    block = load_block(request.user, pk)
    form = ReleaseForm(block, request.POST)

    def act(now: dt.datetime) -> protecting.Outcome:
        reason = form.reason_given
        if form.errors:
            raise ValidationError({})
        return protecting.release(
            by=request.user,
            block=block,
            reason=reason,
            now=now,
            version=form.version_seen,
        )

    return _do(request, block.station, act, form, block)


def _do(
    request: SignedIn,
    station: Station,
    act: Callable[[dt.datetime], protecting.Outcome],
    form: ReasonForm,
    block: ProtectedBlock | None = None,
) -> HttpResponse:
    """Do it and say what it did to the orders; a refusal stands beside its field."""
    try:
        done = act(timezone.now())
    except Stale:
        problem = form.too_late()
    except ValidationError as error:
        problem = form.refuse(error)
    else:
        _tell(request, done, block)
        return redirect("coordination:protected", code=station.code)
    refused = Refused(form, problem, block.pk if block else None)
    return _page(request, station, refused)


def _tell(
    request: SignedIn, done: protecting.Outcome, before: ProtectedBlock | None
) -> None:
    """What it did; time that is kept or was moved can be taken back."""
    text = keeping.told(done)
    if done.block is None or (before and done.block.version != before.version + 1):
        messages.success(request, text)
    else:
        of_block(request, done.block, text, before)


def _page(
    request: SignedIn, station: Station, refused: Refused | None = None
) -> HttpResponse:
    """The blocks ahead, soonest first; with `?past=1` those that are over."""
    now = timezone.now()
    past = request.GET.get("past") == "1"
    blocks = _blocks(station, now, past=past)
    page = Paginator(blocks, ROWS).get_page(request.GET.get("page"))
    found = read_protection(station, now=now)
    may_edit = may(request.user, "plan.edit", station)
    mine = refused if refused and refused.block is None else None
    context = {
        **keeping.answer(found, page.paginator.count, past=past),
        "station": station,
        "found": found,
        "community": community(station, _next_monday(now)),
        "past": past,
        "page": page,
        "page_query": "past=1&" if past else "",
        "rows": [_row(b, found, refused, forms=may_edit and not past) for b in page],
        "may_edit": may_edit,
        "new": (mine.form if mine else BlockForm()) if may_edit else None,
        "problem": refused.problem if refused else "",
        "at": refused.block if refused else None,
        "live_url": reverse("coordination:station_events", args=[station.code]),
    }
    status = 422 if refused else 200
    return render(request, "coordination/protected.html", context, status=status)


def _blocks(
    station: Station, now: dt.datetime, *, past: bool
) -> QuerySet[ProtectedBlock]:
    """Those ahead, soonest first, or those that are over, latest first."""
    blocks = ProtectedBlock.objects.filter(station=station)
    if past:
        return blocks.filter(end__lte=now).order_by("-start", "-pk")
    return blocks.ahead(now).order_by("start", "pk")


def _listed(request: SignedIn, station: Station) -> Listing[Any]:
    """What the page lists, all of it."""
    now, past = timezone.now(), request.GET.get("past") == "1"
    found = read_protection(station, now=now)
    rows = (_row(b, found, None, forms=False) for b in _blocks(station, now, past=past))
    return listed(station, rows, [_("Over") if past else _("Ahead")])


def _next_monday(now: dt.datetime) -> dt.date:
    """The first week that is whole still."""
    today = timezone.localdate(now)
    return today + dt.timedelta(days=7 - today.weekday())


def _row(
    block: ProtectedBlock, found: Protection, refused: Refused | None, *, forms: bool
) -> Row:
    beside: dict[str, Any] = {"edit": None, "release": None}
    if forms:
        beside = {"edit": BlockForm(block), "release": ReleaseForm(block)}
        if refused and refused.block == block.pk:
            name = "edit" if isinstance(refused.form, BlockForm) else "release"
            beside[name] = refused.form
    kept = found.kept(block)
    shown = None if kept is None else hours(kept)
    return Row(block, shown, found.taken.get(block.pk, ()), **beside)

"""One item of a station's plan: its weeks, what belongs to it, and changing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.forms.plan import HoldForm, ItemForm
from coordination.ledger.item import read_item
from coordination.views.attempts import Refusal, attempt
from coordination.views.ledger import load_station
from coordination.views.undone import of_item
from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import authorise, may
from tasking import undoing
from tasking.models import Directive, PlanItem, ProtectedBlock, StationPlan
from tasking.services import plans

MOST_OFFERED = 60


def load_item(user: User, pk: int) -> PlanItem:
    """404 outside one's reach."""
    seen = PlanItem.objects.filter(plan__in=StationPlan.objects.visible_to(user))
    rows = seen.select_related("plan__station__bureau")
    item: PlanItem = get_object_or_404(rows, pk=pk)
    return item


@login_required
@require_GET
def plan_item(request: SignedIn, pk: int) -> HttpResponse:
    """Week by week, with the tasks and the protected time that belong to it."""
    item = load_item(request.user, pk)
    load_station(request.user, item.plan.station.code)
    return _page(request, item)


@login_required
@require_POST
def change_item(request: SignedIn, pk: int) -> HttpResponse:
    """Other hours, other weeks."""
    item = _mine(request, pk)
    form = ItemForm(item.plan.year, item, request.POST)

    def act() -> object:
        seen = form.version_seen
        return plans.change_item(
            by=request.user, item=item, said=form.said, version=seen
        )

    facts = {"before": undoing.planned(item), "version": item.version + 1}

    def told() -> None:
        text = _("Changed: %(t)s.") % {"t": item.title}
        of_item(request, undoing.ITEM_CHANGED, item, text, facts)

    return _do(request, item, act, form, told, edit=form)


@login_required
@require_POST
def remove_item(request: SignedIn, pk: int) -> HttpResponse:
    """Out of the plan, as long as nothing was done for it."""
    item = _mine(request, pk)
    form = ReasonForm(request.POST)
    facts = {"before": undoing.planned(item), "plan": item.plan_id}
    facts |= undoing.belongings(item)
    try:
        attempt(
            lambda: plans.remove_item(
                by=request.user, item=item, version=form.version_seen
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, load_item(request.user, pk), problem=refusal.problem)
    text = _("Taken out of the plan: %(t)s.") % {"t": item.title}
    of_item(request, undoing.ITEM_REMOVED, item, text, facts)
    url = reverse("coordination:station_plan", args=[item.plan.station.code])
    return redirect(f"{url}?year={item.plan.year}")


@login_required
@require_POST
def hold_item(request: SignedIn, pk: int) -> HttpResponse:
    """Let protected time or an own task belong to it, or to nothing again."""
    item = _mine(request, pk)
    form = HoldForm(request.POST)
    to = None if request.POST.get("act") == "drop" else item

    def act() -> None:
        kind, key = form.named
        plans.put_under(by=request.user, what=_named(item, kind, key), item=to)

    return _do(request, item, act, form, lambda: messages.success(request, _("Kept.")))


def _named(item: PlanItem, kind: str, key: int) -> ProtectedBlock | Directive:
    station = item.plan.station
    if kind == "block":
        return get_object_or_404(ProtectedBlock, pk=key, station=station)
    return get_object_or_404(Directive, pk=key, own_station=station)


def _mine(request: SignedIn, pk: int) -> PlanItem:
    item = load_item(request.user, pk)
    authorise(request.user, "plan.edit", item.plan.station)
    return item


def _do(
    request: SignedIn,
    item: PlanItem,
    act: Callable[[], object],
    form: ReasonForm,
    told: Callable[[], None],
    edit: ItemForm | None = None,
) -> HttpResponse:
    try:
        attempt(act, form)
    except Refusal as refusal:
        fresh = load_item(request.user, item.pk)
        return _page(request, fresh, edit=edit, problem=refusal.problem, failed=True)
    told()
    return redirect("coordination:plan_item", pk=item.pk)


def _page(
    request: SignedIn,
    item: PlanItem,
    *,
    edit: ItemForm | None = None,
    problem: str = "",
    failed: bool = False,
) -> HttpResponse:
    station, now = item.plan.station, timezone.now()
    may_edit = may(request.user, "plan.edit", station)
    context: dict[str, Any] = {
        "item": item,
        "station": station,
        "found": read_item(item, now),
        "problem": problem,
        "may_edit": may_edit,
        "edit": (edit or ItemForm(item.plan.year, item)) if may_edit else None,
        "offered": [] if item.is_standing or not may_edit else _offered(station),
    }
    status = 422 if problem or failed else 200
    return render(request, "coordination/plan/item.html", context, status=status)


def _offered(station: Station) -> list[tuple[str, str]]:
    """What belongs to nothing yet, the latest first."""
    free = {"plan_item": None}
    blocks = ProtectedBlock.objects.filter(station=station, **free).order_by("-start")
    tasks = Directive.objects.filter(own_station=station, **free).order_by("-pk")
    tasks = tasks.filter(state__in=(Directive.State.ISSUED, Directive.State.CLOSED))
    return [
        *((f"task-{row.pk}", row.title) for row in tasks[:MOST_OFFERED]),
        *(
            (f"block-{row.pk}", f"{row.title} {timezone.localtime(row.start):%m-%d}")
            for row in blocks[:MOST_OFFERED]
        ),
    ]

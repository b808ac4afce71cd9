"""A posting order is changed: title, reason and readers, a line, taken back for it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from desk.reasons import ReasonForm
from organization.http import SignedIn
from personnel.audience import possible_readers
from personnel.forms.orders import ChangedLineForm, OrderForm
from personnel.models import PostingLine, PostingOrder
from personnel.services import redrafting
from personnel.targets import Targets
from personnel.views.doing import form_page
from personnel.views.order_acts import end, whole_order

PREPARE = "posting.prepare"


@login_required
@require_http_methods(["GET", "POST"])
def change_order(request: SignedIn, pk: int) -> HttpResponse:
    """Another title, another reason, other readers of a draft."""
    user, order = request.user, whole_order(request.user, pk, PREPARE)
    named = order.readers.order_by("pk")
    # Whoever is named stays so unless one says otherwise, also who changes the draft.
    people = dict(possible_readers(order.bureau, order.prepared_by))
    form = OrderForm(
        list((dict.fromkeys(named, False) | people).items()),
        request.POST or None,
        title=order.title,
        basis=order.basis,
        readers=[str(one.pk) for one in named],
        version=order.version,
    )

    def act() -> PostingOrder:
        return redrafting.change_draft(
            by=user,
            order=order,
            title=form.cleaned_data["title"],
            basis=form.cleaned_data["basis"],
            readers=form.named,
            version=form.version_seen,
        )

    return _page(request, order, form, act, "personnel/change_order.html")


@login_required
@require_http_methods(["GET", "POST"])
def change_line(request: SignedIn, pk: int, line: int) -> HttpResponse:
    """The officer goes elsewhere, or on another day."""
    user, order = request.user, whole_order(request.user, pk, PREPARE)
    rows = order.lines.select_related("officer", "station", "department", "order")
    row: PostingLine = get_object_or_404(rows, pk=line)
    targets = Targets(order.bureau, timezone.localdate())
    form = ChangedLineForm(user, targets, row, request.POST or None)

    def act() -> PostingLine:
        return redrafting.change_line(
            by=user,
            line=row,
            wish=form.wish,
            version=form.version_seen,
            now=timezone.now(),
        )

    return _page(request, order, form, act, "personnel/change_line.html")


@login_required
@require_POST
def take_back_order(request: SignedIn, pk: int) -> HttpResponse:
    """A draft again, to be changed; the chiefs read why."""
    order = whole_order(request.user, pk, PREPARE)
    return end(request, order, redrafting.take_back, "back")


def _page(
    request: SignedIn,
    order: PostingOrder,
    form: ReasonForm,
    act: Callable[[], object],
    template: str,
) -> HttpResponse:
    def done(_made: object) -> HttpResponse:
        return redirect("personnel:order", pk=order.pk)

    return form_page(request, template, form, act, done, order=order)

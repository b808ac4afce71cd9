"""One's views of lists, and the columns one wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.list_forms import ViewForm
from desk.lists import known as lists
from desk.lists.columns import Order
from desk.lists.known import Known
from desk.lists.look import address, reaches
from desk.models import ListChoice, SavedView
from desk.services import choosing_lists, saving_views
from desk.stale import is_overtaken
from organization import wall
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY


@dataclass(frozen=True)
class Shown:
    """A view in the list of views; `url` is empty where its list needs a place.
    `typed` is what a refused form would have it show instead."""

    view: SavedView
    label: str
    url: str
    own: bool
    opens: bool
    form: ViewForm | None
    typed: str = ""


def load_view(user: User, pk: int) -> SavedView:
    """Load: 404 outside one's sight."""
    row: SavedView = get_object_or_404(
        SavedView.objects.visible_to(user).alive(), pk=pk
    )
    return row


def load_own(user: User, pk: int) -> SavedView:
    """Load and authorise: 404 outside one's sight, 403 for another's."""
    row = load_view(user, pk)
    saving_views.authorise_owner(user, row)
    return row


def load_deleted(user: User, pk: int) -> SavedView:
    """Load: 404 for all but whose it was."""
    row: SavedView = get_object_or_404(SavedView.objects.filter(owner=user), pk=pk)
    return row


@login_required
@require_GET
def views(request: SignedIn) -> HttpResponse:
    """Every view one finds, by list; below, what one deleted lately."""
    return _page(request)


@login_required
@require_POST
def save_view(request: SignedIn) -> HttpResponse:
    """Keep what an address asks, and go there."""
    form = ViewForm(request.POST, reaches=reaches(request.user))
    if form.is_valid():
        got = form.cleaned_data
        try:
            made = saving_views.save_view(
                by=request.user,
                list_name=got["list"],
                name=got["name"],
                query=got["query"],
                reach=got["shared"],
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kept as “%(name)s”.") % {"name": made.name})
            return redirect(_home(made, got["place"]))
    return render(request, "desk/view_form.html", {"form": form}, status=422)


@login_required
@require_POST
def change_view(request: SignedIn, pk: int) -> HttpResponse:
    """Another name, other people, or what the list's address asks by now."""
    row = load_own(request.user, pk)
    form = _form(row, request.user, request.POST)
    if form.is_valid():
        try:
            made = saving_views.change_view(by=request.user, view=row, **form.said)
        except ValidationError as error:
            form = _refused(request, row, form, error)
        else:
            messages.success(request, _("Kept as “%(name)s”.") % {"name": made.name})
            if "query" in form.said:
                return redirect(_home(made, form.cleaned_data["place"]))
            return redirect("desk:views")
    return _page(request, refused=(row.pk, form), status=422)


@login_required
@require_POST
def copy_view(request: SignedIn, pk: int) -> HttpResponse:
    """A view of one's own that asks the same."""
    row = load_view(request.user, pk)

    def act() -> SavedView:
        return saving_views.copy_view(by=request.user, view=row)

    return _do(request, act, _("Copied as “%(name)s”, for you alone."))


@login_required
@require_POST
def delete_view(request: SignedIn, pk: int) -> HttpResponse:
    """Nobody finds it any more; it can be brought back."""
    row, now = load_own(request.user, pk), timezone.now()

    def act() -> SavedView:
        return saving_views.delete_view(by=request.user, view=row, now=now)

    return _do(request, act, _("“%(name)s” is deleted. Below it can be brought back."))


@login_required
@require_POST
def restore_view(request: SignedIn, pk: int) -> HttpResponse:
    """As it was."""
    row, now = load_deleted(request.user, pk), timezone.now()

    def act() -> SavedView:
        return saving_views.restore_view(by=request.user, view=row, now=now)

    return _do(request, act, _("“%(name)s” is there again."))


@login_required
@require_POST
def open_with(request: SignedIn, pk: int) -> HttpResponse:
    """The list opens with it from now on, for oneself."""
    row = load_view(request.user, pk)

    def act() -> SavedView:
        choosing_lists.open_with(by=request.user, list_name=row.list_name, view=row)
        return row

    return _do(request, act, _("The list opens with “%(name)s” from now on."))


@login_required
@require_POST
def open_plain(request: SignedIn, name: str) -> HttpResponse:
    """The list opens as it is."""
    of = _known(request.user, name)
    choosing_lists.open_with(by=request.user, list_name=of.name, view=None)
    messages.success(request, _("The list opens without a view from now on."))
    return redirect("desk:views")


@login_required
@require_http_methods(["GET", "POST"])
def columns(request: SignedIn, name: str) -> HttpResponse:
    """Which columns one wants, in which order; without script by buttons."""
    of = _known(request.user, name)
    if not of.columns():
        raise Http404
    given = request.POST or request.GET
    place, query = given.get("place", "")[:40], of.asked(given)
    order = Order.read(of, request.POST) if request.POST else _start(request, of)
    if "keep" in request.POST and not order.shown:
        problem = _("Choose one column at least.")
        context = _columns_context(of, order, place, query, problem)
        return render(request, "desk/columns.html", context, status=422)
    if "keep" in request.POST or "reset" in request.POST:
        chosen = order.shown if "keep" in request.POST else []
        choosing_lists.choose_columns(by=request.user, list_name=name, columns=chosen)
        return redirect(_list(of, _with_columns(query, chosen), place))
    context = _columns_context(of, order, place, query)
    return render(request, "desk/columns.html", context)


def _columns_context(
    of: Known, order: Order, place: str, query: str, problem: str = ""
) -> dict[str, Any]:
    return {
        "of": of,
        "order": order,
        "place": place,
        "query": query,
        "asked": lists.pairs(query),
        "back": _list(of, query, place),
        "problem": problem,
    }


def _start(request: SignedIn, of: Known) -> Order:
    """What the list shows now: by its address, by what was chosen, or as usual."""
    choice = ListChoice.objects.filter(user=request.user, list_name=of.name).first()
    asked = of.keys(request.GET.get(lists.COLUMNS, ""))
    kept = of.keys(",".join(choice.columns if choice else ()))
    return Order.showing(of, asked or kept or list(of.usual))


def _with_columns(query: str, chosen: list[str]) -> str:
    return lists.with_word(query, lists.COLUMNS, ",".join(chosen))


def _known(user: User, name: str) -> Known:
    """404 for a list there is not, 403 for one that is not this person's."""
    try:
        of = lists.known(name)
    except KeyError:
        raise Http404 from None
    if not of.is_for(user):
        raise PermissionDenied(str(POLICY[of.rights[0]].title))
    return of


def _home(view: SavedView, place: str) -> str:
    of = lists.known(view.list_name)
    if of.placed and not place:
        return reverse("desk:views")
    return _list(of, view.query, place, view=view.pk)


def _list(of: Known, query: str, place: str, **more: object) -> str:
    """The list's address; of a place nobody could have typed, the first page."""
    try:
        return of.address(query, place, **more)
    except NoReverseMatch:
        return "/"


def _do(request: SignedIn, act: Callable[[], SavedView], said: str) -> HttpResponse:
    try:
        row = act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said % {"name": row.name})
    return redirect("desk:views")


def _form(row: SavedView, user: User, data: Any = None) -> ViewForm:
    given = {"name": row.name, "shared": row.reach.value, "version": row.version}
    auto = f"view-{row.pk}-%s"
    return ViewForm(data, reaches=reaches(user), initial=given, auto_id=auto)


def _refused(
    request: SignedIn, row: SavedView, form: ViewForm, error: ValidationError
) -> ViewForm:
    """Beside what was typed: what is wrong with it, or what stands there by now."""
    if not is_overtaken(error):
        form.refuse(error)
        return form
    row.refresh_from_db()
    late = _form(row, request.user, request.POST)
    late.too_late(row, request.user)
    return late


def _page(
    request: HttpRequest,
    refused: tuple[int, ViewForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    wall.stand()
    user: Any = request.user
    rows = SavedView.objects.visible_to(user).select_related("owner")
    rows = rows.select_related("department__bureau", "station__bureau", "bureau")
    opens = ListChoice.objects.filter(user=user).exclude(view=None)
    first = set(opens.values_list("view", flat=True))
    found = [view for view in rows.alive() if view.list_name in lists.names()]
    since = timezone.now() - saving_views.RESTORABLE
    gone = rows.filter(owner=user, deleted_at__gte=since).order_by("-deleted_at")
    shown = [_shown(view, user, view.pk in first, refused) for view in found]
    context = {
        "rows": sorted(shown, key=lambda one: (one.label, not one.own, one.view.name)),
        "gone": [(view, lists.label(view.list_name)) for view in gone],
    }
    return render(request, "desk/views.html", context, status=status)


def _shown(
    view: SavedView, user: User, opens: bool, refused: tuple[int, ViewForm] | None
) -> Shown:
    of, own = lists.known(view.list_name), view.owner_id == user.pk
    form = _form(view, user) if own else None
    url, typed = "" if of.placed else address(of, view), ""
    if refused and refused[0] == view.pk:
        form = refused[1]
        if "query" in form.said:
            query = of.asked(QueryDict(form.said["query"]))
            typed = _list(of, query, form.data.get("place", ""))
    return Shown(view, str(of.label), url, own, opens, form, typed)

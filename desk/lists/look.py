"""How somebody looks at a list: which columns, and which views there are of it.

    seen = look(request, TASKS)
    if seen.opens_with:
        return redirect(seen.opens_with)

One query at most, whatever is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from desk.lists.known import ALL, COLUMNS, VIEW, Known
from desk.lists.table import Column, Listing
from desk.models import ListChoice, Reach, SavedView
from organization.http import SignedIn
from organization.models import User
from organization.permissions import may

MOST_CHIPS = 6


@dataclass(frozen=True)
class Chip:
    """A view as it stands above its list."""

    view: SavedView
    url: str
    on: bool


@dataclass(frozen=True)
class Look:
    """`query` is what the address asks, `of` the view it came from, `changed` whether
    it asks something else by now. `lost` are words of the address that nobody knows."""

    known: Known
    place: str
    query: str
    columns: Sequence[Column[Any]]
    chosen: bool
    chips: Sequence[Chip]
    of: SavedView | None
    changed: bool
    own: bool
    opens_with: str
    reaches: Sequence[tuple[str, str]]
    lost: Sequence[str]

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]

    @property
    def shown(self) -> Sequence[Chip]:
        """As many as stand in a line; that of the address is among them."""
        first, rest = self.chips[:MOST_CHIPS], self.chips[MOST_CHIPS:]
        return [*first, *(chip for chip in rest if chip.on)]

    @property
    def more(self) -> int:
        return len(self.chips) - len(self.shown)

    @property
    def plain(self) -> str:
        """The list without any view."""
        return self.known.address(place=self.place, view=ALL)

    def taken(self, what: Listing[Any]) -> Listing[Any]:
        """The list as it is taken out: with the columns that were chosen, or all."""
        return replace(what, columns=self.columns) if self.chosen else what


def look(
    request: SignedIn,
    known: Known,
    *,
    place: str = "",
    usual: Sequence[str] = (),
    lost: Iterable[str] = (),
    kept: object = None,
) -> Look:
    """`usual` where what is shown to who has not chosen differs from case to case;
    `kept` a row that may have been read with `keepings`."""
    user, query = request.user, known.asked(request.GET)
    chosen, first, views = _kept(user, known, kept)
    of = next((v for v in views if str(v.pk) == request.GET.get(VIEW)), None)
    on = of or next((v for v in views if v.query == query and query), None)
    keys = known.keys(request.GET.get(COLUMNS, "")) or known.keys(",".join(chosen))
    return Look(
        known=known,
        place=place,
        query=query,
        columns=_columns(known, keys or usual or known.usual),
        chosen=bool(keys),
        chips=[Chip(view, address(known, view, place), view is on) for view in views],
        of=on,
        changed=on is not None and on.query != query,
        own=on is not None and on.owner_id == user.pk,
        opens_with=_opens_with(request, known, place, views, first),
        reaches=reaches(user),
        lost=list(lost),
    )


def address(known: Known, view: SavedView, place: str = "") -> str:
    return known.address(view.query, place, view=view.pk)


def reaches(user: User) -> list[tuple[str, str]]:
    """With whom one may share: (value, label), oneself first."""
    found = [(Reach.PRIVATE.value, str(Reach.PRIVATE.label))]
    units = [row.unit for row in user.scope.memberships]
    if any(may(user, "view.share", unit) for unit in units):
        found.append((Reach.UNIT.value, str(Reach.UNIT.label)))
    if any(may(user, "view.share_bureau", unit) for unit in units):
        found.append((Reach.BUREAU.value, str(Reach.BUREAU.label)))
    return found


def kept_words(given: QueryDict) -> dict[str, str]:
    """The view and the columns an address names: links beside the list hand them on."""
    return {n: value for n in (VIEW, COLUMNS) if (value := given.get(n))}


def lost_of(form: forms.Form, given: QueryDict) -> list[str]:
    """What the address names and the form does not know: «State: xyz»."""
    form.is_valid()
    found = []
    for name, field in type(form).base_fields.items():
        value = given.get(name, "")
        gone = name not in form.fields or name in form.errors
        if value and gone and not isinstance(field.widget, forms.HiddenInput):
            said = {"what": field.label, "value": value[:40]}
            found.append(_("%(what)s: %(value)s") % said)
    return found


def keepings(user: User, known: Known) -> dict[str, Any]:
    """What is kept of the list, for `annotate`: a page that reads one row anyway reads
    this in the same statement, and hands the row to `look`."""
    choice = ListChoice.objects.filter(user=user.pk, list_name=known.name)
    seen = SavedView.objects.visible_to(user).alive().filter(list_name=known.name)
    fields = {name: name for name in _READ}
    return {
        "kept_columns": Subquery(choice.values("columns")),
        "kept_view": Subquery(choice.values("view")),
        "kept_views": ArraySubquery(
            seen.order_by("pk").values(read=JSONObject(**fields))
        ),
    }


def _kept(
    user: User, known: Known, row: Any
) -> tuple[list[str], int | None, list[SavedView]]:
    """The columns chosen, the view the list opens with, and all views: that one first,
    one's own, then those of others, by name."""
    if not hasattr(row, "kept_views"):
        row = User.objects.annotate(**keepings(user, known)).get(pk=user.pk)
    first = row.kept_view
    views = [SavedView(**one) for one in row.kept_views]
    views.sort(key=lambda v: (v.pk != first, v.owner_id != user.pk, v.name, v.pk))
    return row.kept_columns or [], first, views


_READ = (
    *("id", "owner_id", "list_name", "name", "query", "version"),
    *("department_id", "station_id", "bureau_id"),
)


def _columns(known: Known, keys: Sequence[str]) -> list[Column[Any]]:
    there = {column.key: column for column in known.columns()}
    return [there[key] for key in keys if key in there]


def _opens_with(
    request: HttpRequest,
    known: Known,
    place: str,
    views: Sequence[SavedView],
    first: int | None,
) -> str:
    """The address to go to from the bare one, if any."""
    if first is None or set(request.GET) - set(known.fixed):
        return ""
    view = next((view for view in views if view.pk == first), None)
    return address(known, view, place) if view else ""

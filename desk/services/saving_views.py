"""Views of lists: kept, shared, changed, copied, deleted and brought back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    TooManyFieldsSent,
    ValidationError,
)
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from desk.lists.known import known
from desk.models import Reach, SavedView
from desk.stale import changed
from organization.audit import record
from organization.models import User
from organization.permissions import POLICY, may
from organization.services.problems import Problems, told_as

LONGEST_NAME = 60
LONGEST_QUERY = 2_000
MOST_OWN = 50
"""Views of one person on one list: more of them nobody tells apart."""
RESTORABLE = dt.timedelta(days=30)

NOT_YOURS = _("Whose view it is changes it. Take a copy of your own.")
CHANGED = changed(_("Somebody changed this meanwhile. Look at it again, then save."))
TAKEN = _("You have a view of this name on this list.")
MOST = _("You keep 50 views of this list: delete one first.")


@transaction.atomic
def save_view(
    *, by: User, list_name: str, name: str, query: str, reach: str = Reach.PRIVATE
) -> SavedView:
    """A name for what an address of the list asks. Of `query` is kept what the list
    knows. ValidationError for a name that is missing or taken and for an unknown list;
    PermissionDenied for who may not share so far."""
    with Problems() as problems:
        name = _named(problems, name)
        query = _asked(problems, list_name, query)
        _reachable(problems, reach)
        if _has_most(by, list_name):
            problems.add("name", MOST)
    view = SavedView(owner=by, list_name=list_name, name=name, query=query)
    _share(view, by, reach)
    with told_as("view_named_once", "name", TAKEN):
        view.save()
    _note("save", view, by)
    return view


@transaction.atomic
def change_view(
    *,
    by: User,
    view: SavedView,
    name: str | None = None,
    query: str | None = None,
    reach: str | None = None,
    version: int | None = None,
) -> SavedView:
    """Another name, another address, or other people who find it; None leaves it."""
    row = _own(by, view, version)
    with Problems() as problems:
        if name is not None:
            row.name = _named(problems, name)
        if query is not None:
            row.query = _asked(problems, row.list_name, query)
        if reach is not None:
            _reachable(problems, reach)
    if reach is not None and (reach != row.reach or not _still_shares(by, row)):
        _share(row, by, reach)
    _leave_others(by, row)
    row.version += 1
    with told_as("view_named_once", "name", TAKEN):
        row.save()
    _note("change", row, by)
    return row


@transaction.atomic
def copy_view(*, by: User, view: SavedView, name: str = "") -> SavedView:
    """A view of one's own that asks the same, under a name that is free."""
    wanted = name.strip() or view.name
    rows = SavedView.objects.alive().filter(owner=by, list_name=view.list_name)
    taken = set(rows.values_list("name", flat=True))
    names = (wanted, *(f"{wanted[:56]} {n}" for n in range(2, MOST_OWN + 2)))
    free = next((one for one in names if one not in taken), wanted)
    return save_view(by=by, list_name=view.list_name, name=free, query=view.query)


@transaction.atomic
def delete_view(
    *, by: User, view: SavedView, now: dt.datetime, version: int | None = None
) -> SavedView:
    """Nobody finds it any more; its owner can bring it back for thirty days."""
    row = _own(by, view, version)
    row.deleted_at = now
    row.version += 1
    row.save(update_fields=["deleted_at", "version"])
    _note("delete", row, by)
    return row


@transaction.atomic
def restore_view(*, by: User, view: SavedView, now: dt.datetime) -> SavedView:
    """As it was, for those who found it before and are still of the owner's unit."""
    row = _locked(by, view)
    if row.deleted_at is None:
        return row
    if row.deleted_at < now - RESTORABLE:
        raise ValidationError({"state": [_("It was deleted too long ago.")]})
    if _has_most(by, row.list_name):
        raise ValidationError({"state": [MOST]})
    row.deleted_at = None
    row.version += 1
    _leave_others(by, row)
    with told_as("view_named_once", "name", TAKEN):
        row.save()
    _note("restore", row, by)
    return row


def _has_most(by: User, list_name: str) -> bool:
    mine = SavedView.objects.alive().filter(owner=by, list_name=list_name)
    return mine.count() >= MOST_OWN


def _own(by: User, view: SavedView, version: int | None) -> SavedView:
    row = _locked(by, view)
    if row.deleted_at is not None:
        raise ValidationError({"state": [_("It has been deleted.")]})
    if version is not None and version != row.version:
        raise ValidationError({"version": [CHANGED]})
    return row


def _locked(by: User, view: SavedView) -> SavedView:
    """As it is now; PermissionDenied unless it is one's own."""
    row = SavedView.objects.select_for_update().get(pk=view.pk)
    authorise_owner(by, row)
    return row


def authorise_owner(by: User, view: SavedView) -> None:
    """PermissionDenied unless it is one's own; others take a copy."""
    if view.owner_id != by.pk:
        raise PermissionDenied(str(NOT_YOURS))


def _named(problems: Problems, name: str) -> str:
    name = problems.require("name", name.replace("\0", ""))
    if len(name) > LONGEST_NAME:
        problems.add("name", _("At most 60 characters."))
    return name


def _asked(problems: Problems, list_name: str, query: str) -> str:
    """The part of the address the list knows."""
    try:
        of = known(list_name)
    except KeyError:
        problems.add("list", _("There is no such list."))
        return ""
    try:
        said = of.asked(QueryDict(query[: 4 * LONGEST_QUERY]))
    except TooManyFieldsSent:
        said = query
    if len(said) > LONGEST_QUERY:
        problems.add("query", _("This address is too long to be kept."))
    return said


def _reachable(problems: Problems, reach: str) -> None:
    if reach not in Reach.values:
        problems.add("reach", _("Choose who finds it."))


def _share(view: SavedView, by: User, reach: str) -> None:
    """Put it into the unit that `reach` means for this person: that of his first role
    which allows it."""
    view.department = view.station = view.bureau = None
    if reach == Reach.PRIVATE:
        return
    action = "view.share" if reach == Reach.UNIT else "view.share_bureau"
    for row in by.scope.memberships:
        if not may(by, action, row.unit):
            continue
        if reach == Reach.UNIT:
            view.department, view.station = row.department, row.station
            view.bureau = row.bureau
        else:
            unit = row.department or row.station
            view.bureau = row.bureau or (unit.bureau if unit else None)
        return
    raise PermissionDenied(str(POLICY[action].title))


def _still_shares(by: User, view: SavedView) -> bool:
    action = "view.share" if view.reach == Reach.UNIT else "view.share_bureau"
    return view.unit is None or may(by, action, view.unit)


def _leave_others(by: User, view: SavedView) -> None:
    """Whoever has left a unit tells its people nothing more: what he writes is his."""
    if not _still_shares(by, view):
        view.department = view.station = view.bureau = None


def _note(act: str, view: SavedView, by: User) -> None:
    unit: Any = view.unit
    record(
        f"view.{act}",
        by=by,
        subject=view,
        unit=unit.code if unit else "",
        list=view.list_name,
        name=view.name,
        reach=view.reach.value,
    )

"""How one person wants a list: its columns, and the view it opens with."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.lists.known import known
from desk.models import ListChoice, SavedView
from organization.models import User


@transaction.atomic
def choose_columns(*, by: User, list_name: str, columns: Sequence[str]) -> None:
    """These, in this order; none of them: the usual ones again. ValidationError for a
    list or a column there is not."""
    try:
        there = {column.key for column in known(list_name).columns()}
    except KeyError:
        raise ValidationError({"list": [_("There is no such list.")]}) from None
    if not set(columns) <= there:
        raise ValidationError({"columns": [_("There is no such column.")]})
    ListChoice.objects.update_or_create(
        user=by, list_name=list_name, defaults={"columns": list(dict.fromkeys(columns))}
    )


@transaction.atomic
def open_with(*, by: User, list_name: str, view: SavedView | None) -> None:
    """From now on the list opens with this view, or as it is. ValidationError for a
    view of another list."""
    if view is not None and view.list_name != list_name:
        raise ValidationError({"view": [_("This is a view of another list.")]})
    ListChoice.objects.update_or_create(
        user=by, list_name=list_name, defaults={"view": view}
    )

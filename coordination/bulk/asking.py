"""What acts on many rows share: how a row is called, and rows that were changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from desk.bulk.acts import Item, Refused
from organization.models import User
from organization.permissions import may
from tasking.models import Assignment, Directive
from tasking.services.acts import Stale

Done = TypeVar("Done")


def attempted(act: Callable[[], Done]) -> Done:
    """What the act returns; Refused when somebody was quicker."""
    try:
        return act()
    except Stale:
        raise Refused(_("Somebody changed it meanwhile.")) from None


def parts(user: User, ids: Sequence[int]) -> list[Assignment]:
    """Those the user sees, in the order of `ids`; one query."""
    rows = Assignment.objects.visible_to(user).select_related(
        "directive__parent", "station", "department"
    )
    found = rows.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def tasks(user: User, ids: Sequence[int]) -> list[Directive]:
    """The same of tasks."""
    rows = Directive.objects.visible_to(user).select_related(
        "department", "own_station"
    )
    found = rows.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def judged(
    rows: Iterable[Assignment],
    user: User,
    action: str,
    said: Callable[[Assignment], tuple[bool, str]],
    named: Callable[[Assignment], str],
) -> Iterator[Item]:
    """Of rows in the own right, what is said of each; the others are left out."""
    for row in rows:
        unit = row.station if action == "assignment.sign" else row.department
        if unit is None or not may(user, action, unit):
            will, note = False, _("You may not do this here.")
        else:
            will, note = said(row)
        yield Item(row.pk, named(row), will, note, row.version)


def at_station(row: Assignment) -> str:
    return row.station.label


def of_task(row: Assignment) -> str:
    return row.directive.display_title


def state_of(row: Assignment | Directive) -> str:
    """Why a row is left out whose state does not allow it."""
    return _("State: %(state)s") % {"state": row.get_state_display()}

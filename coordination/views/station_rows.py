"""Reading one task's page: each station's state, and what HQ may do about it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from coordination.forms.acts import ReturnForm
from coordination.forms.composing import POSTS
from coordination.ledger.reading import is_overdue
from coordination.models import Conflict
from coordination.views.listing import Counts, counts_of
from organization.models import User
from organization.permissions import may
from tasking.lifecycle import ASSIGNMENT, DIRECTIVE, possible
from tasking.models import Assignment, Directive, DirectiveTarget

PER_PAGE = 200
_POSTS = dict(POSTS)
Back = tuple[int, ReturnForm] | None  # an assignment with the form refused there
_ACTS = {
    "withdraw": "directive.withdraw",
    "close": "directive.close",
    "approve": "directive.approve",
    "submit": "directive.draft",
}


@dataclass(frozen=True)
class StationRow:
    """One station's part of the task."""

    assignment: Assignment
    late: bool
    moved: bool  # its due differs from the task's
    conflicts: tuple[Conflict, ...]
    form: ReturnForm | None  # what is needed to return it; None: nothing to review


def board(
    user: User,
    row: Directive,
    now: dt.datetime,
    *,
    page: str | None = None,
    back: Back = None,
) -> dict[str, Any]:
    """Everything the page says; the same number of queries for any number of rows."""
    unit = row.department or row.own_station
    seen = Assignment.objects.visible_to(user).filter(directive=row)
    seen = seen.select_related("station__bureau").order_by(
        "station__bureau__code", "station__code"
    )
    shown = Paginator(seen, PER_PAGE).get_page(page)
    named: list[DirectiveTarget] = []
    if row.issued_at is None:
        targets = row.targets.select_related("station__bureau")
        named = list(targets.order_by("station__code"))
    acts = possible(DIRECTIVE, row.state)
    return {
        "directive": row,
        "unit": unit,
        "page": shown,
        "rows": _rows(user, row, shown, now, back),
        "targets": named,
        "counts": counts_of(user, [row], now).get(row.pk, Counts()),
        "acts": {act for act in acts if act in _ACTS and may(user, _ACTS[act], unit)},
        "attendees": [_POSTS.get(one, one) for one in row.attendees],
    }


def _rows(
    user: User,
    directive: Directive,
    page: Page[Assignment],
    now: dt.datetime,
    back: tuple[int, ReturnForm] | None,
) -> list[StationRow]:
    assignments = list(page.object_list)
    met = _conflicts(user, assignments)
    return [
        StationRow(
            assignment=row,
            late=is_overdue(row, now),
            moved=row.due != directive.due,
            conflicts=tuple(met.get(row.pk, ())),
            form=_return_form(user, directive, row, back),
        )
        for row in assignments
    ]


def _return_form(
    user: User,
    directive: Directive,
    row: Assignment,
    back: tuple[int, ReturnForm] | None,
) -> ReturnForm | None:
    unit = directive.department
    if row.state not in ASSIGNMENT["accept"].sources or unit is None:
        return None
    if not may(user, "assignment.review", unit):
        return None
    if back and back[0] == row.pk:
        return back[1]
    return ReturnForm(initial={"version": row.version}, auto_id=f"row-{row.pk}-%s")


def _conflicts(
    user: User, assignments: Iterable[Assignment]
) -> dict[int, list[Conflict]]:
    """Open conflicts the user may see, by assignment; one query."""
    at = {row.station_id: row.pk for row in assignments}
    found: dict[int, list[Conflict]] = defaultdict(list)
    rows = Conflict.objects.visible_to(user).open().filter(station__in=list(at))
    for row in rows.most_serious_first():
        mine = str(at[row.station_id])
        if any(member["assignment"] == mine for member in row.members):
            found[at[row.station_id]].append(row)
    return found

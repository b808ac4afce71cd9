"""Stations of a task, narrowed by what they have yet to do or have done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models import User
from tasking.models import Assignment, Directive
from tasking.models.assignment import AssignmentQuerySet

Rows = AssignmentQuerySet
State = Assignment.State

_NARROWED: dict[str, tuple[str | Promise, Callable[[Rows, dt.datetime], Rows]]] = {
    "to_sign": (_("To sign for"), lambda rows, now: rows.filter(state=State.ISSUED)),
    "reported": (_("Reported"), lambda rows, now: rows.filter(state=State.REPORTED)),
    "owed": (_("Not reported yet"), lambda rows, now: rows.live()),
    "overdue": (_("Overdue"), lambda rows, now: rows.overdue(now)),
}
CHIPS: list[tuple[str, str | Promise]] = [
    ("", _("All")),
    *((key, label) for key, (label, _rows) in _NARROWED.items()),
]


def narrowing(text: str | None) -> str:
    """The filter of that name; "" for what is none."""
    return text if text in _NARROWED else ""


def unknown(text: str | None) -> list[str]:
    """The name of a filter there is not, to be told."""
    return [text[:40]] if text and text not in _NARROWED else []


def parts_of(user: User, directive: Directive, show: str, now: dt.datetime) -> Rows:
    """What the user sees of it, in no order."""
    rows = Assignment.objects.visible_to(user).filter(directive=directive)
    return _NARROWED[show][1](rows, now) if show else rows


def told(show: str) -> list[str]:
    """What the list is narrowed by, in words."""
    return [str(_NARROWED[show][0])] if show else []

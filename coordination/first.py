"""First steps beside two pages: a clerk's first task, a chief's first ledger.

They are shown to whoever is new until he has done it or put them away, and to whoever
asked for them again. The page they stand beside is the real one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from organization.models import Introduction, Role, User
from organization.permissions import may_somewhere
from organization.together import Shape, together
from tasking.models import Directive

NEW_FOR = dt.timedelta(days=60)
"""How long an account counts as new."""
N = Introduction.Name


@dataclass(frozen=True)
class Step:
    """`at` is the part of the page it speaks of, of several separated by `;` the first
    there is; `filled` the fields that end it, of which each must hold something."""

    title: str | Promise
    text: str | Promise
    at: str
    filled: str = ""


@dataclass(frozen=True)
class FirstSteps:
    name: str
    title: str | Promise
    steps: tuple[Step, ...]
    is_open: bool


TASK = (
    Step(
        _("What"),
        _("Title, what it is for, when it is done, and the hours a station needs."),
        "#id_title",
        "#id_title;#id_effort_hours",
    ),
    Step(
        _("Whom"),
        _("Tick stations, or a whole bureau. You can also paste a list."),
        "fieldset[aria-describedby='id_stations_error']",
        "[name='stations'], [name='bureaus'], [name='groups']",
    ),
    Step(
        _("Until when"),
        _("Choose the due. Here you see at once where it fits, and from which date."),
        "#answer-head",
        "#id_due",
    ),
    Step(
        _("Issue"),
        _("Issue it, or keep the draft and go on later. Nothing is sent before."),
        ".yp-foot",
    ),
)
LEDGER = (
    Step(
        _("The answer"),
        _("The first sentence says whether everything fits, or how much is short."),
        ".yp-answer h1",
    ),
    Step(
        _("The timeline"),
        _("A row for each department, from start to due. Red edges collide."),
        ".yp-board section;.yp-answer",
    ),
    Step(
        _("The conflict"),
        _("Which tasks are too many together, and the figures to check it by."),
        ".yp-rail",
    ),
    Step(
        _("Your word"),
        _("Propose another date, or give an opinion on a task. Carry on meanwhile."),
        ".yp-rail a[href*='#settling'];.yp-rail",
    ),
)
PAGES: dict[str, tuple[str, str]] = {
    "coordination:compose": (N.DIRECTIVE, "directive.draft"),
    "coordination:edit_draft": (N.DIRECTIVE, "directive.draft"),
    "coordination:workload": (N.LEDGER, "assignment.sign"),
}


def first_steps(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the steps that belong beside it, or nothing; and those
    that can be shown again."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {
        "first_steps": SimpleLazyObject(lambda: _beside(request)),
        "may_begin": SimpleLazyObject(lambda: may_begin(user)),
    }


def _beside(request: HttpRequest) -> FirstSteps | None:
    match = request.resolver_match
    page = PAGES.get(match.view_name) if match else None
    user = request.user
    if page is None or not isinstance(user, User):
        return None
    name, right = page
    if not may_somewhere(user, right) or not wanted(user, name):
        return None
    if name == N.LEDGER:
        title = _("First time here? Four notes on this page")
        return FirstSteps(name, title, LEDGER, is_open=False)
    title = _("Your first task, in four steps")
    return FirstSteps(name, title, TASK, is_open=True)


def wanted(user: User, name: str) -> bool:
    """Is it to be shown? One statement."""
    if name == N.LEDGER and not user.scope.stations_as(Role.STATION_CHIEF):
        return False
    sent: list[dt.datetime] = []
    if name == N.DIRECTIVE:
        rows, sent = together(_SHOWN.of(user.pk, name), _sent(user))
    else:
        rows = _SHOWN.rows(user.pk, str(name))
    row = next(iter(rows), None)
    if row is None and user.created_at < timezone.now() - NEW_FOR:
        return False
    if row is not None and row.closed_at is not None:
        return False
    since = row.begun_at if row else None
    return not any(since is None or at >= since for at in sent)


_SHOWN = Shape(lambda user, name: Introduction.objects.filter(user=user, name=name))


def _sent(user: User) -> QuerySet[Directive, dt.datetime]:
    """When he sent a task last; nothing where he never did."""
    rows = Directive.objects.filter(created_by=user)
    sent = rows.exclude(state=Directive.State.DRAFT)
    last = Greatest("created_at", "issued_at")
    return sent.order_by(last.desc()).values_list(last, flat=True)[:1]


def may_begin(user: User) -> list[tuple[str, str | Promise]]:
    """What somebody may have shown to him again, with its label."""
    found: list[tuple[str, str | Promise]] = []
    if may_somewhere(user, "directive.draft"):
        found.append((N.DIRECTIVE, _("Show the first task step by step")))
    if user.scope.stations_as(Role.STATION_CHIEF):
        found.append((N.LEDGER, _("Show the notes on the ledger again")))
    return found

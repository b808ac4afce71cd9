"""What changed in a station's load since a day, and by whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.core.facts import hours
from coordination.ledger import changed
from coordination.ledger.changes import (
    FARTHEST,
    Changes,
    Line,
    changes,
    last_monday,
    owed,
    start_of,
)
from coordination.lists.ledger import changed as changed_list
from coordination.views.ledger import load_station
from desk.lists import kind_asked, taken_out
from organization.http import SignedIn
from organization.models import User
from organization.templatetags.formats import full_day
from organization.templatetags.formats import hours as hours_text

ROWS = 100


@dataclass(frozen=True)
class Row:
    """A line as this person may read it: reserved strength names nobody."""

    line: Line
    label: str
    hours: str
    by: str
    note: str


@login_required
@require_GET
def station_changes(request: SignedIn, code: str) -> HttpResponseBase:
    """The sum by department, then every change; nonsense in the address is Monday."""
    station = load_station(request.user, code)
    now = timezone.now()
    since = _since(request.GET.get("since", ""), now)
    found = changes(station, start_of(since))
    if taking := kind_asked(request):
        rows = (_row(request.user, line) for line in found.lines)
        told = [_("Since %(day)s") % {"day": full_day(since)}]
        return taken_out(request, taking, changed_list(station, rows, told))
    page = Paginator(found.lines, ROWS).get_page(request.GET.get("page"))
    context = {
        "station": station,
        "since": since,
        "found": found,
        "headline": changed.line(found),
        "why": _reconciled(found, owed(station)),
        "shares": [(s, *_figures(s.added, -s.taken, s.net)) for s in found.shares],
        "total": changed.signed(found.net),
        "page": page,
        "rows": [_row(request.user, line) for line in page],
        "page_query": f"since={since.isoformat()}&",
        "days": _days(now),
    }
    return render(request, "coordination/changes.html", context)


def _since(text: str, now: dt.datetime) -> dt.date:
    """The day asked for, unless it lies ahead or too far back."""
    today = timezone.localdate(now)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return last_monday(now)
    return day if today - FARTHEST <= day <= today else last_monday(now)


def _days(now: dt.datetime) -> list[tuple[str, dt.date]]:
    monday, today = last_monday(now), timezone.localdate(now)
    return [
        (_("Today"), today),
        (_("Since Monday"), monday),
        (_("Two weeks"), monday - dt.timedelta(days=7)),
        (_("Since the 1st"), today.replace(day=1)),
    ]


def _figures(*units: int) -> tuple[str, ...]:
    return tuple(changed.signed(each) if each else "" for each in units)


def _row(user: User, line: Line) -> Row:
    row = line.assignment
    hidden = row.directive.reserved and row.department_id not in user.scope.departments
    return Row(
        line=line,
        label=changed.kind_label(line),
        hours="" if line.units is None else changed.signed(line.units),
        by="" if hidden or line.by is None else line.by.name,
        note="" if hidden else line.note,
    )


def _reconciled(found: Changes, now_units: int) -> str:
    """What was owed then and what is owed now, so that anyone can add it up."""
    if found.unknown:
        return _("Some of it nobody has estimated; those hours are not in the sums.")
    then = now_units - found.net_work + found.done
    said: dict[str, Any] = {
        "then": hours_text(hours(then)),
        "net": changed.signed(found.net_work),
        "done": hours_text(hours(found.done)),
        "now": hours_text(hours(now_units)),
    }
    return (
        _(
            "Owed then %(then)s h, changed by others %(net)s h, worked off %(done)s h:"
            " owed now %(now)s h. Appointments apart."
        )
        % said
    )

"""What waits for somebody, in words: the matter, the next step, until when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet, Value, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organization.models import User
from organization.together import together
from personnel.models import (
    Commendation,
    DueVisit,
    Import,
    LeavePart,
    LeaveRequest,
    PostingOrder,
    SelectionRound,
    StaffingRequest,
)
from personnel.terms import end_of_day
from personnel.todo import waiting
from personnel.todo.clocks import Clock, after, day, either, moment

AT_MOST = 20
"""So many of a kind are listed; of the others the kind's own page tells."""
DAY = dt.timedelta(days=1)
UNITS = ("station__bureau", "department__bureau")

ORDER_STEPS: dict[str, str | Promise] = {
    "say": gettext_lazy("Say what it means for your station"),
    "draft": gettext_lazy("Enter who goes where, then ask the chiefs"),
    "reply": gettext_lazy("Reply to the objection"),
    "decide": gettext_lazy("Record what the leadership decides"),
}
ROUND_STEPS: dict[str, str | Promise] = {
    "choose": gettext_lazy("Choose posts"),
    "rank": gettext_lazy("Rank who chose your posts"),
    "open": gettext_lazy("Name posts and officers, then open the round"),
    "publish": gettext_lazy("Look at the result, then publish it"),
    "orders": gettext_lazy("Draft posting orders"),
    "close": gettext_lazy("Close the round"),
}


@dataclass(frozen=True)
class Line:
    """One matter. `at` is the first moment at which it is too late, if there is one."""

    what: str
    where: str
    step: str
    url: str
    at: dt.datetime | None = None
    label: str | Promise = ""
    late: bool = False


@dataclass(frozen=True)
class Todo:
    """The lines in the order of their clocks, and how many there are in all; of these
    so many are late, and so many have the rest of today."""

    lines: list[Line]
    total: int
    late: int
    today: int

    @property
    def unlisted(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Kind:
    """A kind of matter: what waits of it, the nearest first, and how it is said.

    `route` is the page of its own, beside whose entry the menu counts the same rows;
    `clock` says of rows when they are late, as their lines do.
    """

    label: str | Promise
    rows: Callable[[User, dt.datetime], QuerySet[Any, Any]]
    say: Callable[[Any], Line]
    route: str = ""
    clock: Clock | None = None


def todo(user: User, now: dt.datetime, kinds: Iterable[Kind] | None = None) -> Todo:
    """This room's kinds where no others are named; one query, and one for what is
    prefetched, however much there is of it."""
    return todos(user, now, KINDS if kinds is None else kinds)[0]


def todos(user: User, now: dt.datetime, *sides: Iterable[Kind]) -> list[Todo]:
    """Of several sides at once: what waits for the user, what he waits for."""
    every = [list(kinds) for kinds in sides]
    read = iter(together(*(_rows(kind, user, now) for some in every for kind in some)))
    return [_todo([(kind, next(read)) for kind in some], now) for some in every]


def _rows(kind: Kind, user: User, now: dt.datetime) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = _counted(kind, kind.rows(user, now), now)[:AT_MOST]
    return rows


def _todo(read: Iterable[tuple[Kind, list[Any]]], now: dt.datetime) -> Todo:
    found: list[Line] = []
    counts: Counter[str] = Counter()
    for kind, rows in read:
        if rows:
            counts.update({name: getattr(rows[0], name) for name in COUNTS})
        found += [_with_clock(kind, row, now) for row in rows]
    found.sort(key=lambda line: (line.at is None, line.at or now))
    return Todo(found, *(counts[name] for name in COUNTS))


COUNTS = ("all_of_them", "late_of_them", "today_of_them")


def _counted(kind: Kind, rows: QuerySet[Any, Any], now: dt.datetime) -> Any:
    """With how many there are, also of those that will not be listed."""
    counts: list[Any] = [Window(Count("pk")), Value(0), Value(0)]
    if kind.clock:
        counts[1:] = [Window(Count("pk", filter=few)) for few in kind.clock(now)]
    return rows.annotate(**dict(zip(COUNTS, counts, strict=True)))


def _with_clock(kind: Kind, row: Any, now: dt.datetime) -> Line:
    said = kind.say(row)
    late = said.at is not None and said.at <= now
    return replace(said, label=kind.label, late=late)


def _orders(user: User, now: dt.datetime) -> QuerySet[PostingOrder]:
    steps = waiting.order_steps(user, now)
    rows = waiting.named(PostingOrder.objects.select_related("bureau"), steps)
    return rows.order_by(F("answer_due").asc(nulls_last=True), "pk")


def _order(row: Any) -> Line:
    url = reverse("personnel:order", args=[row.pk])
    step = str(ORDER_STEPS[row.step])
    return Line(row.title, row.bureau.label, step, url, row.answer_due)


def _rounds(user: User, _now: dt.datetime) -> QuerySet[SelectionRound]:
    steps = waiting.round_steps(user)
    rows = waiting.named(SelectionRound.objects.select_related("bureau"), steps)
    return rows.order_by("wishes_until", "pk")


def _round(row: Any) -> Line:
    until = {"choose": row.wishes_until, "rank": row.ranks_until}.get(row.step)
    route = "personnel:choices" if row.step == "choose" else "personnel:round"
    url = reverse(route, args=[row.pk])
    return Line(row.title, row.bureau.label, str(ROUND_STEPS[row.step]), url, until)


def _leave(user: User, _now: dt.datetime) -> QuerySet[LeaveRequest]:
    rows = LeaveRequest.objects.waiting_for(user).select_related("officer")
    parts = LeavePart.objects.select_related("station", "department")
    rows = rows.prefetch_related(Prefetch("parts", queryset=parts))
    return rows.order_by("during__startswith", "pk")


def _leave_line(row: LeaveRequest) -> Line:
    """To be decided before its first day."""
    what = f"{row.officer.name} {row.get_kind_display()}"
    url = reverse("personnel:leave_request", args=[row.pk])
    before = end_of_day(row.first - DAY)
    where = " → ".join(part.unit.label for part in row.places)
    return Line(what, where, _("Decide on the leave"), url, before)


def _requests(user: User, _now: dt.datetime) -> QuerySet[StaffingRequest]:
    rows = waiting.requests(user).select_related("station", "officer")
    return rows.order_by("pk")


def _request(row: StaffingRequest) -> Line:
    n = row.number
    many = ngettext("%(n)s officer", "%(n)s officers", n) % {"n": n}
    what = f"{row.kind} {row.officer.name if row.officer else many}"
    url = reverse("personnel:request", args=[row.pk])
    return Line(what, row.station.label, _("Answer the request"), url)


def _visits(user: User, _now: dt.datetime) -> QuerySet[DueVisit]:
    named = ("officer", "occasion", *UNITS)
    rows = DueVisit.objects.to_pay_by(user).select_related(*named)
    return rows.order_by("due", "pk")


def _visit(row: DueVisit) -> Line:
    what = f"{row.officer.name} {row.occasion.name}"
    url = reverse("personnel:visit", args=[row.pk])
    return Line(what, row.unit.label, _("Visit and record it"), url, row.due)


def _commendations(user: User, _now: dt.datetime) -> QuerySet[Commendation]:
    rows = Commendation.objects.waiting_for(user).select_related("officer", *UNITS)
    return rows.order_by("nominated_at", "pk")


def _commendation(row: Commendation) -> Line:
    nominated = row.state == Commendation.State.NOMINATED
    step = _("Endorse the nomination") if nominated else _("Publish the commendation")
    url = reverse("personnel:commendation", args=[row.pk])
    return Line(f"{row.officer.name} {row.title}", row.unit.label, step, url)


def _imports(user: User, _now: dt.datetime) -> QuerySet[Import]:
    return waiting.imports(user).defer("content").order_by("pk")


def _import(row: Import) -> Line:
    """Its file is forgotten after a day."""
    bad = row.total("bad")
    if bad:
        text = ngettext("Mend %(n)s line", "Mend %(n)s lines", bad) % {"n": bad}
    else:
        text = _("Look at the difference, then put it in force")
    url = reverse("personnel:import", args=[row.pk])
    return Line(row.name, "", text, url, row.created_at + DAY)


KINDS = (
    Kind(
        gettext_lazy("Postings"),
        _orders,
        _order,
        "personnel:orders",
        moment("answer_due"),
    ),
    Kind(
        gettext_lazy("Two-way selection"),
        _rounds,
        _round,
        "personnel:rounds",
        either(
            moment("wishes_until", step="choose"), moment("ranks_until", step="rank")
        ),
    ),
    Kind(
        gettext_lazy("Leave"),
        _leave,
        _leave_line,
        "personnel:leave_requests",
        day("during__startswith", before=1),
    ),
    Kind(
        gettext_lazy("Requests for officers"), _requests, _request, "personnel:requests"
    ),
    Kind(
        gettext_lazy("Due visits"), _visits, _visit, "personnel:visits", moment("due")
    ),
    Kind(
        gettext_lazy("Commendations"),
        _commendations,
        _commendation,
        "personnel:commendations",
    ),
    Kind(
        gettext_lazy("Import and export"),
        _imports,
        _import,
        "personnel:exchange",
        after("created_at", DAY),
    ),
)

"""Reading the list of tasks: rows with their counts, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.http import QueryDict

from coordination.forms.listing import FilterForm
from coordination.models import Conflict
from coordination.models.conflict import OPEN_STATES
from coordination.views.reach import BELOW, Reach, reach_of
from desk.lists import Column
from organization.models import User
from tasking.models import LIVE_STATES, Assignment, Directive, DirectiveTarget

_ORDER: dict[str, str] = {
    "due": "due", "issued": "issued_at", "title": "pinyin", "open": "open_stations"
}  # fmt: skip

MOST_LISTED = 10_000


@dataclass(frozen=True)
class Counts:
    """Over the assignments the reader may see."""

    stations: int = 0
    signed: int = 0
    in_progress: int = 0
    reported: int = 0
    overdue: int = 0
    conflicts: int = 0
    to_sign: int = 0
    to_review: int = 0
    open: int = 0


def pages(rows: QuerySet[Directive], size: int) -> Paginator[Directive]:
    """A list is counted no further than anybody turns its pages."""
    made = Paginator(rows, size)
    made.count = rows.order_by()[:MOST_LISTED].count()
    return made


@dataclass(frozen=True)
class Asked:
    """What an address asks of the list, and the rows that answer it."""

    form: FilterForm
    reach: Reach
    values: dict[str, Any]
    rows: QuerySet[Directive]

    @property
    def several(self) -> bool:
        """Are tasks of more than one department shown?"""
        return len(self.reach.departments) != 1 or not self.reach.counted


def asked_of(user: User, given: QueryDict) -> Asked:
    """Two queries; the rows are not read."""
    reach = reach_of(user, below=given.get("reach") == BELOW)
    form = FilterForm(given, departments=reach.departments, wide=bool(reach.wide))
    values = form.values()
    return Asked(form, reach, values, filtered(user, values, reach))


def filtered(user: User, values: dict[str, Any], reach: Reach) -> QuerySet[Directive]:
    """The directives the user may see, narrowed and sorted."""
    rows = Directive.objects.visible_to(user).matching(values.get("q", ""))
    rows = rows.filter(reach.condition(user, "own_station"))
    for name in ("state", "kind", "department"):
        if name in values:
            rows = rows.filter(**{name: values[name]})
    rows = rows.select_related("department", "own_station")
    sort = values.get("sort") or "-issued"
    if sort.endswith("open"):
        rows = rows.annotate(open_stations=_open_stations())
    place = F(_ORDER[sort.removeprefix("-")])
    down = sort.startswith("-")
    # Drafts have no time of issue: newest work first means that they lead.
    first = place.desc(nulls_first=True) if down else place.asc(nulls_last=True)
    return rows.order_by(first, "-pk")


def _open_stations() -> Coalesce:
    live = Assignment.objects.filter(directive=OuterRef("pk"), state__in=LIVE_STATES)
    each = live.order_by().values("directive").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(each, output_field=IntegerField()), 0)


def in_conflict() -> Exists:
    """Is the assignment a member of an open conflict of its station?"""
    member = Func(
        Value("assignment"),
        Cast(OuterRef("pk"), TextField()),
        function="jsonb_build_object",
        output_field=JSONField(),
    )
    members = Func(member, function="jsonb_build_array", output_field=JSONField())
    return Exists(
        Conflict.objects.filter(
            station=OuterRef("station"),
            state__in=OPEN_STATES,
            members__contains=members,
        )
    )


def counted(now: dt.datetime) -> dict[str, Any]:
    """Aggregates that make a `Counts`."""
    late = Q(state__in=LIVE_STATES, is_event=False, due__lte=now)
    late &= Q(remaining_units=None) | Q(remaining_units__gt=0)
    state = Assignment.State
    return {
        "stations": Count("pk"),
        "signed": Count("pk", filter=~Q(state=state.ISSUED) & ~Q(acknowledged_at=None)),
        "in_progress": Count(
            "pk", filter=Q(state__in=[state.IN_PROGRESS, state.RETURNED])
        ),
        "reported": Count("pk", filter=Q(state__in=[state.REPORTED, state.ACCEPTED])),
        "overdue": Count("pk", filter=late),
        "conflicts": Count("pk", filter=Q(hit=True)),
        "to_sign": Count("pk", filter=Q(state=state.ISSUED)),
        "to_review": Count("pk", filter=Q(state=state.REPORTED)),
        "open": Count("pk", filter=Q(state__in=LIVE_STATES)),
    }


def counts_of(
    user: User, page: Iterable[Directive], now: dt.datetime
) -> dict[int, Counts]:
    """Counts per directive; two queries. A draft counts the stations it names."""
    ids = [row.pk for row in page]
    rows = Assignment.objects.visible_to(user).filter(directive__in=ids)
    grouped = rows.alias(hit=in_conflict()).order_by().values("directive")
    each: Any = grouped.annotate(**counted(now))
    found = {row.pop("directive"): Counts(**row) for row in each}
    drafts = DirectiveTarget.objects.filter(directive__in=set(ids) - set(found))
    named = drafts.order_by().values_list("directive").annotate(n=Count("pk"))
    return {pk: Counts(stations=n) for pk, n in named} | found


def summary(user: User, now: dt.datetime, reach: Reach) -> Counts:
    """Counts over everything under way within reach; one query."""
    rows = Assignment.objects.visible_to(user).filter(directive__state="issued")
    rows = rows.filter(reach.condition(user, "station"))
    return Counts(**rows.alias(hit=in_conflict()).aggregate(**counted(now)))


@dataclass(frozen=True)
class Head:
    """A heading of the list; `query` sorts by it, `order` says how it is sorted."""

    label: str
    query: str = ""
    order: str = ""
    num: bool = False


SORTABLE = {
    "task": ("title", False),
    "issued": ("issued", True),
    "due": ("due", False),
    "stations": ("open", True),
}
"""Column -> (what sorts by it, whether the most or the newest come first)."""


def heads(columns: Iterable[Column[Any]], sort: str, asked: QueryDict) -> list[Head]:
    """The headings of these columns; a second click turns the order round."""
    found = []
    for column in columns:
        if column.key in SORTABLE:
            name, down = SORTABLE[column.key]
            head = _sortable(
                str(column.head), name, sort, asked, num=column.num, down=down
            )
        else:
            head = Head(str(column.head), num=column.num)
        found.append(head)
    return found


def _sortable(
    label: str,
    name: str,
    sort: str,
    asked: QueryDict,
    *,
    num: bool = False,
    down: bool = False,
) -> Head:
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    # The newest and the most come first, dues and names from the start.
    first, second = (f"-{name}", name) if down else (name, f"-{name}")
    query = asked.copy()
    query.pop("page", None)
    query["sort"] = second if sort == first else first
    return Head(label, query.urlencode(), order, num)

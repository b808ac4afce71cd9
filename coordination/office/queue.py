"""What waits for a coordination office, or runs out first, in one order of clocks.

Each kind has its own table and its own clock. The database puts them in one order;
only the rows of a page are read in full, one statement a kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from coordination.models import (
    AdmissionCase,
    Conflict,
    EmergencyOrder,
    Objection,
    Proposal,
    ProposalParty,
    RemitReport,
)
from organization.models import Department, Station, User
from organization.together import together

THREAD, PIECE, OPINION = "thread", "piece", "opinion"
REMIT, URGENT, CONFLICT = "remit", "urgent", "conflict"
KINDS = (THREAD, PIECE, OPINION, REMIT, URGENT, CONFLICT)

Rows = QuerySet[Any, Any]


def threads(user: User) -> Rows:
    """Under way: until the first answer is due; where none is waited for, until the
    date the plan is to rescue."""
    rows = Proposal.objects.visible_to(user).active()
    return rows.annotate(at=Coalesce("due_at", "conflict__due"))


def pieces(user: User) -> Rows:
    """With an office: elsewhere its clock stands still."""
    rows = AdmissionCase.objects.visible_to(user)
    return rows.filter(state=AdmissionCase.State.WAITING).annotate(at=F("due_at"))


def opinions(user: User) -> Rows:
    """Somebody has to answer; what a department keeps nobody need take further."""
    rows = Objection.objects.visible_to(user).waiting()
    return rows.exclude(state=Objection.State.KEPT).annotate(at=F("answer_due"))


def remit_reports(user: User) -> Rows:
    """Those without a term wait for a word too: since they were made."""
    rows = RemitReport.objects.visible_to(user).waiting()
    return rows.annotate(at=Coalesce("answer_due", "reported_at"))


def urgent_orders(user: User) -> Rows:
    """Looked at by the time they end."""
    rows = EmergencyOrder.objects.visible_to(user).to_review()
    return rows.annotate(at=F("until"))


def untouched(user: User) -> Rows:
    """Conflicts nobody has put a plan forward for, until the window ends."""
    rows = Conflict.objects.visible_to(user).filter(state=Conflict.State.OPEN)
    return rows.annotate(at=F("window_end"))


PARTS: dict[str, Callable[[User], Rows]] = {
    THREAD: threads,
    PIECE: pieces,
    OPINION: opinions,
    REMIT: remit_reports,
    URGENT: urgent_orders,
    CONFLICT: untouched,
}


@dataclass(frozen=True)
class Mark:
    """One entry as the order knows it."""

    kind: str
    pk: int
    at: dt.datetime


@dataclass(frozen=True)
class Tally:
    """How many there are of each kind, and whose time is up, or ends by tonight."""

    kinds: dict[str, int]
    late: int
    today: int

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


class Queue(Sequence[Mark]):
    """The marks of one kind or of all, as far as a page asks for them."""

    def __init__(self, user: User, kind: str, count: int) -> None:
        self.user, self.kind, self._count = user, kind, count

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _ordered(self) -> Rows:
        chosen = [self.kind] if self.kind in KINDS else list(KINDS)
        parts = [_marks(kind, PARTS[kind](self.user)) for kind in chosen]
        rows = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
        return rows.order_by("at", "what", "key")

    def __getitem__(self, place: Any) -> Any:
        """One statement for a slice."""
        found = [Mark(kind, pk, at) for kind, pk, at in self._ordered[place]]
        return found if isinstance(place, slice) else found[0]


def tally(user: User, now: dt.datetime, tonight: dt.datetime) -> Tally:
    """One statement over all kinds."""
    late = Count("pk", filter=Q(at__lte=now))
    today = Count("pk", filter=Q(at__gt=now, at__lte=tonight))
    parts = [
        PARTS[kind](user)
        .order_by()
        .annotate(what=Value(kind))
        .values("what")
        .annotate(n=Count("pk"), late=late, today=today)
        .values_list("what", "n", "late", "today")
        for kind in KINDS
    ]
    found = list(parts[0].union(*parts[1:], all=True))
    return Tally(
        {kind: n for kind, n, _late, _today in found},
        sum(row[2] for row in found),
        sum(row[3] for row in found),
    )


def _marks(kind: str, rows: Rows) -> Rows:
    found = rows.order_by().annotate(what=Value(kind), key=F("pk"))
    marks: Rows = found.values_list("what", "key", "at")
    return marks


NAMED: dict[str, tuple[str, ...]] = {
    THREAD: ("conflict__station",),
    PIECE: ("directive__department", "office"),
    OPINION: tuple(f"assignment__{n}" for n in ("directive", "station", "department")),
    REMIT: ("station",),
    URGENT: ("directive__department",),
    CONFLICT: ("station",),
}
TABLES: dict[str, Any] = {
    THREAD: Proposal,
    PIECE: AdmissionCase,
    OPINION: Objection,
    REMIT: RemitReport,
    URGENT: EmergencyOrder,
    CONFLICT: Conflict,
}


def with_named(kind: str, rows: Rows) -> Rows:
    """With the units and tasks that `office.lines` says of a row of this kind."""
    return rows.select_related(*NAMED[kind])


@dataclass(frozen=True)
class Entries:
    """Marks with their rows, in order; `units` are the departments that ask for
    something in the conflicts among them, and the stations whose own plans do."""

    rows: list[tuple[Mark, Any]]
    units: list[Department | Station]


def read(marks: Iterable[Mark]) -> Entries:
    """One statement. What was settled in between is left out."""
    marks = list(marks)
    ids = {kind: [mark.pk for mark in marks if mark.kind == kind] for kind in KINDS}
    wanted = [
        with_named(kind, TABLES[kind].objects.filter(pk__in=ids[kind]))
        for kind in KINDS
    ]
    *rows, asked, departments, stations = together(
        *wanted, _waiting(ids[THREAD]), *asking_units(ids[CONFLICT])
    )
    found = {
        (kind, row.pk): row
        for kind, some in zip(KINDS, rows, strict=True)
        for row in some
    }
    for pk in ids[THREAD]:
        if (THREAD, pk) in found:
            found[THREAD, pk].asked = [one for one in asked if one.proposal_id == pk]
    pairs = [(m, found[m.kind, m.pk]) for m in marks if (m.kind, m.pk) in found]
    return Entries(pairs, [*departments, *stations])


def _waiting(threads: Sequence[int]) -> Rows:
    """The parties whose answer is missing."""
    rows = ProposalParty.objects.filter(answer=ProposalParty.Answer.WAITING)
    rows = rows.filter(proposal__in=threads)
    return rows.select_related("department", "station").order_by("pk")


def asking_units(conflicts: Sequence[int]) -> tuple[Rows, Rows]:
    """The departments and stations whose codes stand in conflicts, for their labels."""
    rows = Conflict.objects.filter(pk__in=conflicts).order_by()
    codes = rows.annotate(code=Unnest("departments")).values("code")
    labels = ("code", "name", "name_en")
    return (
        Department.objects.filter(code__in=codes).only(*labels),
        Station.objects.filter(code__in=codes).only(*labels),
    )


class Unnest(Func):
    """Each of the entries of an array."""

    function = "unnest"
    output_field = TextField()
    set_returning = True

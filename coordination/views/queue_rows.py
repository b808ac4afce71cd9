"""Reading the office's queue and one piece of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.burden import Burden, burdens
from coordination.ledger import wording
from coordination.models import AdmissionCase
from coordination.models.admission import OPEN_CASES, AdmissionCaseQuerySet
from coordination.office.clock import calendar_for, workdays_left
from coordination.parts import is_piece, labels, lacking
from coordination.services.issuing import stored
from coordination.services.ordering import Order
from coordination.tallies import Tally, tallies
from organization.models import User

State = AdmissionCase.State
TOLD_FOR = dt.timedelta(days=30)  # so long what the office was told of is listed
SHOWN = (
    *("directive__department__bureau", "directive__parent", "directive__created_by"),
    *("office__bureau", "submitted_by"),
)


@dataclass(frozen=True)
class Row:
    """One piece in the queue; `days` are working days left, negative when over."""

    case: AdmissionCase
    burden: Burden
    tally: Tally | None
    late: bool
    days: int
    lacks: list[str]

    @property
    def over(self) -> int:
        """Working days past the term."""
        return max(-self.days, 0)


def listed(user: User, now: dt.datetime) -> AdmissionCaseQuerySet:
    """What is open, and what the office was told of lately."""
    seen = AdmissionCase.objects.visible_to(user)
    told = seen.filter(state=State.TOLD, submitted_at__gte=now - TOLD_FOR)
    return seen.open() | told


@dataclass(frozen=True)
class Counts:
    """How many there are of each state, and how many wait past their term."""

    states: Counter[str]
    late: int

    def chips(self) -> list[tuple[str, str, int]]:
        """(value, label, count) of the filters; what the office must do comes first."""
        shown = [
            State(one)
            for one in (*OPEN_CASES, State.TOLD)
            if self.states[one] or one == State.WAITING
        ]
        return [(one.value, str(one.label), self.states[one]) for one in shown]


def counts(cases: AdmissionCaseQuerySet, now: dt.datetime) -> Counts:
    """One query."""
    late = Count("pk", filter=Q(due_at__lte=now))
    each = cases.order_by().values_list("state").annotate(n=Count("pk"), late=late)
    found = {state: (n, over) for state, n, over in each}
    waiting = found.get(State.WAITING, (0, 0))
    return Counts(
        Counter({state: n for state, (n, _over) in found.items()}), waiting[1]
    )


def rows(page: Iterable[AdmissionCase], now: dt.datetime) -> list[Row]:
    """With burden and trial run each; the same queries for any number of pieces."""
    cases = list(page)
    facts = {
        case.pk: stored(case.directive, case.directive.targets.all()) for case in cases
    }
    orders = {
        case.pk: Order(*facts[case.pk], case.directive.requester_code, now)
        for case in cases
        if case.is_open
    }
    found = tallies(orders, now)
    taken = burdens(
        [(c.pk, c.directive.department_id or 0, *facts[c.pk]) for c in cases], now
    )
    calendar = calendar_for((case.due_at for case in cases), now)
    return [
        Row(
            case,
            taken[case.pk],
            found.get(case.pk),
            case.is_late(now),
            workdays_left(case.due_at, calendar, now),
            labels(lacking(*facts[case.pk])) if is_piece(case.directive) else [],
        )
        for case in cases
    ]


def trial(row: Row) -> str:
    """How many stations fit, as the list says it; "" where it says nothing."""
    if row.tally is None:
        return ""
    told = (
        (row.tally.short, _("%(n)s do not fit")),
        (row.tally.fits, _("%(n)s fit")),
        (row.tally.unknown, _("%(n)s unknown")),
    )
    return wording.listed([text % {"n": n} for n, text in told if n])


def answer(found: Counts) -> dict[str, Any]:
    """The sentence the page opens with."""
    count, late = found.states[State.WAITING], found.late
    if not count:
        return {
            "fine": _("Nothing waits for admission"),
            "why": _("What departments submit appears here, the first due first."),
        }
    fine = ngettext(
        "%(n)s piece waits for admission", "%(n)s pieces wait for admission", count
    ) % {"n": count}
    said: dict[str, Any] = {"fine": fine}
    if late:
        said["fine"] += _(", ")
        said["trouble"] = ngettext(
            "%(n)s is past its term", "%(n)s are past their term", late
        ) % {"n": late}
    why = _("The office admits, returns or sets conditions; a leader decides the rest.")
    return said | {"why": why}

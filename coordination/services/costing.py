"""What a task costs is said, spent and paid: the acts that join money to tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from budget.amounts import NOTHING, check_not_negative
from budget.models import Disbursement, Expense
from budget.services.holding import hold_line
from budget.services.spending import Spending, enter_expense, enter_expenses
from coordination.models import CostPayment, DirectiveCost, ExpenseCause
from desk.stale import Overtaken
from organization.audit import record
from organization.models import Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from tasking.models import LIVE_STATES, Assignment, Directive

LONGEST_FUND = 120
SECRET = _("Reserved strength names no cost: it would tell whose it is.")
NO_TASK = _("Choose a task that this station was given.")


@dataclass(frozen=True)
class Cost:
    """What is said of each station; `each` None: nothing is."""

    each: Decimal | None = None
    origin: str = DirectiveCost.Origin.OPEN
    fund: str = ""

    @property
    def is_said(self) -> bool:
        return self.each is not None or bool(self.fund.strip())


@dataclass(frozen=True)
class Caused:
    """A row of spending and the task that caused it, if one did."""

    spending: Spending
    assignment: Assignment | None = None


@transaction.atomic
def say_cost(
    *, by: User, directive: Directive, cost: Cost, now: dt.datetime
) -> DirectiveCost | None:
    """What the task costs each station. The same as before is no new row, and nothing
    said after something is that it costs nothing; None where no row was written."""
    department = directive.department
    if department is None:
        raise ValueError("A station's own plan costs it what it plans")
    before = directive.costs.order_by("-pk").first()
    if not cost.is_said:
        told = before or _said_of_the_replaced(directive)
        if told is None or not told.each:
            return None
        cost = Cost(NOTHING, before.origin, before.fund) if before else Cost(NOTHING)
    elif directive.reserved:
        raise ValidationError({"each": [SECRET]})
    authorise(by, "directive.draft", department)
    each, fund = _checked(cost)
    same = (each, cost.origin, fund)
    if before and (before.each, before.origin, before.fund) == same:
        return None
    row = DirectiveCost.objects.create(
        directive=directive,
        each=each,
        origin=cost.origin,
        fund=fund,
        said_by=by,
        said_at=now,
    )
    record(
        "directive.cost",
        by=by,
        subject=directive,
        unit=department.code,
        each=str(each),
        origin=row.origin,
        fund=fund,
    )
    return row


def _said_of_the_replaced(directive: Directive) -> DirectiveCost | None:
    """What the form of a corrected task starts with until something is said of it."""
    if directive.replaces_id is None:
        return None
    rows = DirectiveCost.objects.filter(directive=directive.replaces_id)
    return rows.order_by("-pk").first()


def _checked(cost: Cost) -> tuple[Decimal, str]:
    with Problems() as problems:
        each = check_not_negative(problems, "each", cost.each)
        fund = cost.fund.strip()
        if cost.origin not in DirectiveCost.Origin.values:
            problems.add("origin", _("Choose one of these."))
        elif cost.origin == DirectiveCost.Origin.WITH_IT and not fund:
            problems.add("fund", _("Name the fund or the document of the money."))
        if len(fund) > LONGEST_FUND:
            problems.add("fund", _("At most %(n)s characters.") % {"n": LONGEST_FUND})
    return each, fund


@transaction.atomic
def spend(
    *,
    by: User,
    station: Station,
    caused: Caused,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
) -> Expense:
    """Enter spending of the station, and the task that caused it."""
    _demand_cause(caused.assignment, station)
    row = enter_expense(
        by=by, station=station, spending=caused.spending, now=now, files=files
    )
    _cause(row, caused.assignment)
    return row


@transaction.atomic
def spend_all(
    *,
    by: User,
    station: Station,
    rows: Sequence[tuple[int, Caused]],
    now: dt.datetime,
) -> list[Expense]:
    """The lines of a table, all of them or none."""
    for _number, one in rows:
        _demand_cause(one.assignment, station)
    spent = [(number, one.spending) for number, one in rows]
    made = enter_expenses(by=by, station=station, rows=spent, now=now)
    for row, (_number, one) in zip(made, rows, strict=True):
        _cause(row, one.assignment)
    return made


def causes_at(station: Station, *, since: dt.datetime) -> Any:
    """Tasks that may have cost the station something: what is live or was given since.
    What must stay secret is not among them, nor the station's own plan."""
    rows = Assignment.objects.filter(
        station=station, department__isnull=False, directive__reserved=False
    )
    # Not as a second reading of the same rows: that one is planned apart, and behind
    # the second wall a bad plan of it asks every policy once for each pair of rows.
    recent = Q(state__in=LIVE_STATES) | Q(created_at__gte=since)
    shown = rows.filter(recent).select_related("directive", "department")
    return shown.order_by("-pk")


def _demand_cause(assignment: Assignment | None, station: Station) -> None:
    if assignment is None:
        return
    secret = assignment.directive.reserved or assignment.department_id is None
    if assignment.station_id != station.pk or secret:
        raise ValidationError({"assignment": [NO_TASK]})


def _cause(row: Expense, assignment: Assignment | None) -> None:
    if assignment is not None:
        ExpenseCause.objects.create(expense=row, assignment=assignment)
        record(
            "expense.cause",
            by=row.entered_by,
            subject=row,
            unit=row.station.code,
            assignment=assignment.pk,
        )


@transaction.atomic
def name_paid_task(
    *,
    by: User,
    disbursement: Disbursement,
    directive: Directive | None,
    now: dt.datetime,
    seen: int | None = None,
) -> CostPayment | None:
    """Say which task of its station a payment is for; None: for none of them. `seen`
    is how often it had been said when one looked."""
    station = disbursement.line.station
    authorise(by, "money.keep", station)
    hold_line(disbursement.line)
    if seen is not None and seen != times_said(disbursement):
        raise Overtaken
    before = CostPayment.objects.standing().filter(disbursement=disbursement).first()
    if (before and before.directive_id) == (directive and directive.pk):
        return before
    if directive is not None and not payable(station).filter(pk=directive.pk).exists():
        raise ValidationError({"directive": [NO_TASK]})
    if before is not None:
        before.ended_by, before.ended_at = by, now
        before.save(update_fields=["ended_by", "ended_at"])
    made = None
    if directive is not None:
        made = CostPayment.objects.create(
            disbursement=disbursement, directive=directive, said_by=by, said_at=now
        )
    record(
        "disbursement.task",
        by=by,
        subject=disbursement,
        unit=station.code,
        directive=directive.pk if directive else None,
    )
    return made


def times_said(disbursement: Disbursement) -> int:
    """How often a payment's task was named or taken away; one query."""
    rows = CostPayment.objects.filter(disbursement=disbursement)
    counted = rows.aggregate(named=Count("pk"), ended=Count("ended_at"))
    return int(counted["named"] + counted["ended"])


def payable(station: Station) -> Any:
    """Tasks of departments that cost this station something: as was said, or as it
    spent. Never what must stay secret."""
    here = Assignment.objects.filter(station=station)
    spent = here.filter(caused_expenses__isnull=False)
    said = DirectiveCost.objects.filter(each__gt=0)
    return Directive.objects.filter(
        Q(pk__in=said.values("directive")) | Q(pk__in=spent.values("directive")),
        pk__in=here.values("directive"),
        reserved=False,
        department__isnull=False,
    )

"""Fees and fines are entered, a split rule and what stations think of it recorded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.amounts import check_not_negative
from budget.models import FeeIncome, RuleView, SplitRule
from budget.services.allocating import YEARS, check_note
from budget.services.holding import demand_there, hold_books
from organization.audit import record
from organization.models import Bureau, Station, User
from organization.permissions import authorise
from organization.services.problems import Problems

LONGEST_NAME = 80
LATER = _("This month has not begun.")


@dataclass(frozen=True)
class Month:
    """What a station collected and what was paid in, of one kind."""

    year: int
    month: int
    kind: str
    collected: Decimal | None
    paid_in: Decimal | None
    document: str


@dataclass(frozen=True)
class Decision:
    """A split rule in words, who decided it and when."""

    text: str
    decided_by: str
    decided_on: dt.date | None
    document: str = ""


@transaction.atomic
def enter_fees(
    *, by: User, station: Station, month: Month, now: dt.datetime
) -> FeeIncome:
    """A month of one kind; entered again it goes before what stood there."""
    authorise(by, "money.fees", station)
    hold_books([station.bureau_id])
    with Problems() as problems:
        found = check_fees(problems, month, timezone.localdate(now))
        collected, paid_in, document = found
        if not problems.found:
            first = dt.date(month.year, month.month, 1)
            demand_there(station, first, problems, "station")
    row = FeeIncome.objects.create(
        station=station,
        year=month.year,
        month=month.month,
        kind=month.kind,
        collected=collected,
        paid_in=paid_in,
        document=document,
        entered_by=by,
        entered_at=now,
    )
    record(
        "fees.enter",
        by=by,
        subject=row,
        unit=station.code,
        year=row.year,
        month=row.month,
        kind=row.kind,
        collected=str(collected),
        paid_in=str(paid_in),
    )
    return row


@transaction.atomic
def record_rule(
    *, by: User, bureau: Bureau, decision: Decision, now: dt.datetime
) -> SplitRule:
    """That it was decided, by whom and when. It changes no figure."""
    authorise(by, "money.fees", bureau)
    with Problems() as problems:
        text = problems.require("text", decision.text)
        decided_by = problems.require("decided_by", decision.decided_by)
        for field, value, most in (
            ("decided_by", decided_by, LONGEST_NAME),
            ("document", decision.document, 200),
        ):
            if len(value) > most:
                told = _("At most %(n)s characters.") % {"n": most}
                problems.add(field, told)
        if decision.decided_on is None:
            problems.add("decided_on", _("This must be filled in."))
        elif decision.decided_on > timezone.localdate(now):
            problems.add("decided_on", _("This day is still to come."))
    assert decision.decided_on is not None  # noqa: S101 - told above
    row = SplitRule.objects.create(
        bureau=bureau,
        text=text,
        decided_by=decided_by,
        decided_on=decision.decided_on,
        document=decision.document.strip(),
        entered_by=by,
        entered_at=now,
    )
    record(
        "split_rule.record",
        by=by,
        subject=row,
        unit=bureau.code,
        reason=text,
        decided_by=decided_by,
        decided_on=str(row.decided_on),
    )
    return row


@transaction.atomic
def say_view(
    *, by: User, rule: SplitRule, station: Station, text: str, now: dt.datetime
) -> RuleView:
    """What the station thinks of a rule of a bureau above it."""
    authorise(by, "money.comment", station)
    if not station.bureau.path.startswith(rule.bureau.path):
        raise PermissionDenied(str(_("This rule is of another bureau.")))
    with Problems() as problems:
        text = problems.require("text", text)
    row = RuleView.objects.create(
        rule=rule, station=station, text=text, said_by=by, said_at=now
    )
    record("split_rule.view", by=by, subject=row, unit=station.code, reason=text)
    return row


def check_fees(
    problems: Problems, month: Month, today: dt.date
) -> tuple[Decimal, Decimal, str]:
    """Both amounts and the document as they are entered, where nothing is wrong."""
    _check_month(month, today, problems)
    return (
        check_not_negative(problems, "collected", month.collected),
        check_not_negative(problems, "paid_in", month.paid_in),
        check_note(problems, "document", month.document),
    )


def _check_month(month: Month, today: dt.date, problems: Problems) -> None:
    if month.year not in YEARS:
        problems.add("year", _("Check the year."))
    elif month.month not in range(1, 13):
        problems.add("month", _("A month is a number from 1 to 12."))
    elif (month.year, month.month) > (today.year, today.month):
        problems.add("month", LATER)
    if month.kind not in FeeIncome.Kind.values:
        problems.add("kind", _("Choose one of the kinds."))

"""A station enters what it spent; what is wrong is taken back, never erased."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.amounts import check
from budget.models import Category, Expense
from budget.services.allocating import YEARS, check_note
from budget.services.holding import NOT_NOW
from desk.attaching import take_files
from organization.audit import record
from organization.models import Station, User
from organization.permissions import POLICY, authorise, may
from organization.services.problems import Problems
from organization.templatetags.formats import yuan
from personnel.naming import plain_number

LONGEST_PURPOSE, LONGEST_DOCUMENT = 80, 40
SAYS = ("amount", "spent_on", "purpose", "kind", "category", "paid")
TWICE = _(
    "Document %(document)s is entered already: %(amount)s yuan on %(day)s. If this is"
    " another part of it, say so."
)
ALIKE = _(
    "Document %(document)s has a row already that says exactly this. If it is another"
    " part of it, let the purpose say so."
)
REPAID = _("It has been repaid. Say first that it was not.")


@dataclass(frozen=True)
class Spending:
    """What was spent, when, for what; `part`: another part of a document entered."""

    year: int
    amount: Decimal | None
    spent_on: dt.date | None
    purpose: str
    document: str
    kind: str
    category: str = Category.RUNNING
    paid: str = Expense.Paid.FUNDS
    part: bool = False


@transaction.atomic
def enter_expense(
    *,
    by: User,
    station: Station,
    spending: Spending,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
) -> Expense:
    """Add one row of the station's spending, whether or not money came for it."""
    hold_spending(by, station, now)
    with Problems() as problems:
        row = _judged(station, spending, timezone.localdate(now), problems)
        same = Expense.objects.filter(station=station, document=row.document)
        _check_document(row, spending.part, list(same.standing()), problems)
    row = _written(row, by, now)
    row.files.set(take_files(by=by, files=files, now=now))
    return row


@transaction.atomic
def enter_expenses(
    *,
    by: User,
    station: Station,
    rows: Sequence[tuple[int, Spending]],
    now: dt.datetime,
) -> list[Expense]:
    """Numbered lines of a table, all of them or none; problems as `rows[7].amount`."""
    hold_spending(by, station, now)
    made = []
    with Problems() as problems:
        judged = judge_expenses(station, rows, timezone.localdate(now), problems)
    for row in judged:
        made.append(_written(row, by, now))
    return made


def judge_expenses(
    station: Station,
    rows: Sequence[tuple[int, Spending]],
    today: dt.date,
    problems: Problems,
) -> list[Expense]:
    """The lines as rows that could be written; two lines may not share a document
    unless the later one says that it is a part of it. One query."""
    judged, documents = [], {plain_number(one.document) for _n, one in rows}
    standing = Expense.objects.filter(station=station).standing()
    known: dict[str, list[Expense]] = defaultdict(list)
    for row in standing.filter(document__in=documents):
        known[row.document].append(row)
    for number, spending in rows:
        problems.prefix = f"rows[{number}]."
        row = _judged(station, spending, today, problems)
        _check_document(row, spending.part, known[row.document], problems)
        known[row.document].append(row)
        judged.append(row)
    problems.prefix = ""
    return judged


@transaction.atomic
def take_back_expense(
    *, by: User, expense: Expense, reason: str, now: dt.datetime
) -> Expense:
    """Enter the opposite of a whole row, with the reason; the right one comes anew."""
    _hold(expense.station)
    row = Expense.objects.select_related("station__bureau", "counter").get(
        pk=expense.pk
    )
    demand_taking_back(by, row)
    if not row.is_standing:
        raise ValidationError({"state": [NOT_NOW]})
    with Problems() as problems:
        reason = check_note(problems, "reason", reason)
        if row.repayments.standing().exists():
            problems.add("reason", REPAID)
    names = ("station", "year", "category", "kind", "amount", "spent_on", "purpose")
    same = {name: getattr(row, name) for name in (*names, "document", "paid")}
    made = Expense(**same, takes_back=row, reason=reason)
    return _written(made, by, now)


def demand_taking_back(by: User, row: Expense) -> None:
    """PermissionDenied unless the user entered the row, or heads the station."""
    authorise(by, "money.spend", row.station)
    if row.entered_by_id != by.pk and not may(by, "money.unspend", row.station):
        raise PermissionDenied(str(POLICY["money.unspend"].title))


def hold_spending(by: User, station: Station, now: dt.datetime) -> None:
    """Nobody else enters spending of the station until the end; it is still open."""
    authorise(by, "money.spend", station)
    held = _hold(station)
    if held.closed_on is not None and held.closed_on <= timezone.localdate(now):
        raise ValidationError({"state": [_("This station is closed.")]})


def _hold(station: Station) -> Station:
    rows = Station.objects.select_for_update(of=("self",), no_key=True)
    held: Station = rows.get(pk=station.pk)
    return held


def _judged(
    station: Station, given: Spending, today: dt.date, problems: Problems
) -> Expense:
    """The row as it would be written, what is wrong with it told."""
    if given.year not in YEARS:
        problems.add("year", _("Check the year."))
    if given.spent_on is None:
        problems.add("spent_on", _("This must be filled in."))
    elif given.spent_on > today:
        problems.add("spent_on", _("This day is still to come."))
    elif given.spent_on.year != given.year:
        told = _("This day is not in %(year)s.") % {"year": given.year}
        problems.add("spent_on", told)
    for field, value, known in (
        ("category", given.category, Category.values),
        ("kind", given.kind, Expense.Kind.values),
        ("paid", given.paid, Expense.Paid.values),
    ):
        if value not in known:
            problems.add(field, _("Choose one of these."))
    return Expense(
        station=station,
        year=given.year,
        category=given.category,
        kind=given.kind,
        amount=check(problems, "amount", given.amount),
        spent_on=given.spent_on or today,
        purpose=_short(problems, "purpose", given.purpose, LONGEST_PURPOSE),
        # A table's number comes without blanks; a page's is to be the same one.
        document=_short(
            problems, "document", plain_number(given.document), LONGEST_DOCUMENT
        ),
        paid=given.paid,
    )


def _short(problems: Problems, field: str, text: str, most: int) -> str:
    text = problems.require(field, text)
    if len(text) > most:
        problems.add(field, _("At most %(n)s characters.") % {"n": most})
    return text


def _check_document(
    row: Expense, part: bool, same: Sequence[Expense], problems: Problems
) -> None:
    """Of a receipt handed in twice, one is money that was not spent; `same` stand with
    its number. A part that says what another says is that one, sent twice."""
    alike = [one for one in same if _says(one) == _says(row)]
    if same and not part:
        problems.add("document", TWICE % _named(same[0]))
    elif alike:
        problems.add("document", ALIKE % _named(row))


def _says(row: Expense) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in SAYS)


def _named(row: Expense) -> dict[str, str]:
    return {
        "document": row.document,
        "amount": yuan(row.amount),
        "day": row.spent_on.isoformat(),
    }


def _written(row: Expense, by: User, now: dt.datetime) -> Expense:
    row.entered_by, row.entered_at = by, now
    row.save(force_insert=True)
    record(
        "expense.take_back" if row.takes_back_id else "expense.enter",
        by=by,
        subject=row,
        unit=row.station.code,
        reason=row.reason,
        year=row.year,
        category=row.category,
        kind=row.kind,
        amount=str(row.amount),
        document=row.document,
        paid=row.paid,
        takes_back=row.takes_back_id,
    )
    return row

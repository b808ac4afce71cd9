"""Entering officers into the register."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import User
from organization.pinyin import sort_key
from organization.services.problems import Problems
from personnel.models import Officer
from personnel.naming import plain_name, plain_number
from personnel.services.linking import OTHERS
from personnel.services.scope import authorise_about

EARLIEST = dt.date(1950, 1, 1)
NUMBER = re.compile(r"[0-9A-Za-z]{4,12}")


@dataclass(frozen=True)
class NewOfficer:
    """What the register asks of an officer. The number is text: zeros count."""

    police_number: str
    name: str
    category: str = Officer.Category.POLICE
    rank: str = ""
    user: User | None = None
    working_since: dt.date | None = None


@transaction.atomic
def register_officer(
    *,
    by: User | None,
    police_number: str,
    name: str,
    category: str = Officer.Category.POLICE,
    rank: str = "",
    user: User | None = None,
) -> Officer:
    """Enter one officer; a posting is a separate act."""
    row = _plain(NewOfficer(police_number, name, category, rank, user))
    with Problems() as problems:
        _check(row, _taken([row]), problems)
    officer = _built(row)
    officer.save()
    record("officer.register", by=by, subject=officer, number=officer.police_number)
    return officer


@transaction.atomic
def register_officers(*, by: User | None, rows: Sequence[NewOfficer]) -> list[Officer]:
    """Enter many officers at once, in the order given."""
    rows = [_plain(row) for row in rows]
    taken = _taken(rows)
    with Problems() as problems:
        for n, row in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            _check(row, taken, problems)
    officers = Officer.objects.bulk_create(_built(row) for row in rows)
    record("officer.register_many", by=by, officers=len(officers))
    return officers


@dataclass(frozen=True)
class OfficerChange:
    """What an officer is called and ranks as from now on; the number stays."""

    officer: Officer
    name: str
    category: str
    rank: str


@transaction.atomic
def change_officers(
    *, by: User | None, rows: Sequence[OfficerChange], reason: str
) -> list[Officer]:
    """Other names, categories or ranks for many officers at once."""
    with Problems() as problems:
        for n, row in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            check_terms(row.name, row.category, problems)
    before = {row.officer.pk: _terms(row.officer) for row in rows}
    for row in rows:
        row.officer.name, row.officer.pinyin = row.name, sort_key(row.name)
        row.officer.category, row.officer.rank = row.category, row.rank
    officers = [row.officer for row in rows]
    Officer.objects.bulk_update(officers, ["name", "pinyin", "category", "rank"])
    record(
        "officer.change_many",
        by=by,
        reason=reason,
        officers=[
            [one.police_number, *before[one.pk], *_terms(one)] for one in officers
        ],
    )
    return officers


def _plain(row: NewOfficer) -> NewOfficer:
    """As it is kept: a name typed with blanks is the same name."""
    number, name = plain_number(row.police_number), plain_name(row.name)
    return replace(row, police_number=number, name=name, rank=row.rank.strip())


def _taken(rows: Sequence[NewOfficer]) -> set[str]:
    """Numbers that are in the register, or twice among the rows."""
    numbers = Counter(row.police_number for row in rows)
    known = Officer.objects.filter(police_number__in=numbers)
    twice = {number for number, count in numbers.items() if count > 1}
    return twice | set(known.values_list("police_number", flat=True))


def _terms(officer: Officer) -> tuple[str, str, str]:
    return officer.name, officer.category, officer.rank


def check_terms(name: str, category: str, problems: Problems) -> None:
    """Tell what is wrong beside `name` and `category`."""
    problems.require("name", name)
    if category not in Officer.Category.values:
        problems.add("category", _("There is no such category."))


def _check(row: NewOfficer, taken: set[str], problems: Problems) -> None:
    check_terms(row.name, row.category, problems)
    if not NUMBER.fullmatch(row.police_number):
        problems.add(
            "police_number", _("A police number has 4 to 12 digits or letters.")
        )
    elif row.police_number in taken:
        problems.add("police_number", _("This police number is taken."))
    if row.user is not None and Officer.objects.filter(user=row.user).exists():
        problems.add("user", OTHERS)


def _built(row: NewOfficer) -> Officer:
    return Officer(
        police_number=row.police_number,
        name=row.name,
        pinyin=sort_key(row.name),
        category=row.category,
        rank=row.rank,
        user=row.user,
        working_since=row.working_since,
    )


@transaction.atomic
def set_working_since(
    *, by: User | None, officer: Officer, day: dt.date | None, today: dt.date
) -> Officer:
    """When he began to work, before the police included: annual leave grows with it.
    None: it is not known."""
    if by is not None:
        authorise_about(by, "ability.edit", [officer])
    with Problems() as problems:
        if day is not None and not EARLIEST <= day <= today:
            problems.add("since", _("Check the day: from 1950 until today."))
    row = Officer.objects.select_for_update().get(pk=officer.pk)
    before, row.working_since = row.working_since, day
    row.save(update_fields=["working_since"])
    detail = {"before": str(before or ""), "since": str(day or "")}
    number = row.police_number
    record("officer.working_since", by=by, subject=row, officer=number, **detail)
    return row

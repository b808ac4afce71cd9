"""A file of money line by line: new, corrected, there already, or wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from budget.exchange.rules import Rules
from budget.exchange.sheets import ALLOCATIONS, FEES, NORMS, PAYMENTS, SHEETS
from budget.exchange.there import Entries, Stations, There
from budget.models import MoneyFile
from desk.importing import Table
from organization.models import Bureau, User
from organization.permissions import POLICY, may
from personnel.exchange.entries import entries_of
from personnel.exchange.judging import STEP, Judged, Told
from personnel.models import Import

RIGHTS = {
    NORMS.name: "money.norm",
    ALLOCATIONS.name: "money.keep",
    PAYMENTS.name: "money.keep",
    FEES.name: "money.fees",
}


def judge(
    row: Import, tables: Mapping[str, Table], today: dt.date, told: Told
) -> Judged:
    """Lay the file beside what there is; nothing is written. ValidationError where
    the person may not enter what one of its sheets holds."""
    file = MoneyFile.objects.select_related("bureau").get(file=row)
    demand_rights(row.created_by, file.bureau, tables)
    given = given_by(tables)
    there = There(file.bureau, Stations(file.bureau, row.created_by), given)
    rules = Rules(there, again=file.again, today=today)
    total = sum(map(len, given.values()))
    done = 0
    told(0, total)
    for rows in given.values():
        for entry in rows:
            if entry.values and not entry.wrong:
                rules.judge(entry)
            done += 1
            if done % STEP == 0:
                told(done, total)
    told(total, total)
    return Judged(given)


def given_by(tables: Mapping[str, Table]) -> Entries:
    """Every line of the sheets, in the order in which they are written."""
    found = {
        sheet.name: entries_of(sheet, tables[sheet.name])
        for sheet in SHEETS
        if sheet.name in tables
    }
    for rows in found.values():
        for entry in rows:
            if entry.values:
                for one in entry.sheet.fields:
                    entry.values.setdefault(one.name, one.empty)
    return found


def demand_rights(by: User, bureau: Bureau, tables: Mapping[str, Table]) -> None:
    for action in {RIGHTS[name] for name in tables}:
        if not may(by, action, bureau):
            told = _("You do not have the right to do this: %(act)s")
            raise ValidationError(told % {"act": POLICY[action].title})

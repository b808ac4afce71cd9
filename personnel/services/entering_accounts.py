"""What a judged file of accounts asks for is written, line by line, by the services
that a single account goes through.

Nobody has a password from it: one that a worker made would have to lie somewhere until
it is read. Whoever handed the file in takes them afterwards (`first_passwords`).
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.core.exceptions import ValidationError
from django.utils import timezone

from desk.isolation import one_view
from organization.models import User
from organization.services.accounts import create_user
from organization.services.granting import give_role
from organization.wall import lifted
from personnel.exchange.entries import Entry
from personnel.exchange.judging import STEP, Judged
from personnel.exchange.reading import read_lines_of
from personnel.models import Import
from personnel.opening.judging import judge, period_of
from personnel.opening.sheets import KIND, SHEETS
from personnel.opening.there import WHY, There, number_of, there
from personnel.services.entering import Refused
from personnel.services.import_kinds import FileWay, Told, register
from personnel.services.linking import link_account

COLUMNS = {"state": "username", "during": "last", "user": "number"}
"""What a service speaks of -> the column beside which it is told."""


def enter(*, by: User, row: Import, judged: Judged, reason: str, told: Told) -> None:
    """Write all of it, inside the caller's transaction. Refused where a service says
    no to a line, which then says why. Each role has the reason of its line."""
    asked = [entry for entry in judged.every if entry.asks]
    today, known = timezone.localdate(), there(asked)
    told(0, len(asked))
    for done, entry in enumerate(asked, 1):
        try:
            with lifted(WHY):
                _write(by, entry, known, today)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                entry.refuse(COLUMNS.get(name, name), " ".join(messages))
            raise Refused(judged) from None
        if done % STEP == 0:
            told(done, len(asked))
    told(len(asked), len(asked))


def _write(by: User, entry: Entry, known: There, today: dt.date) -> None:
    """The account, where there is none yet, whose it is, and its role."""
    values = entry.values
    name, number = values["username"], number_of(values)
    if name not in known.users:
        known.users[name] = create_user(by=by, username=name, name=values["name"])
    if number:
        link_account(
            by=by,
            officer=known.officers[number],
            user=known.users[name],
            reason=values["reason"],
        )
    # A role that is held already keeps the reason for which it was given.
    if entry.kept is not None and "reason" not in entry.changes:
        return
    give_role(
        by=by,
        user=known.users[name],
        role=values["role"],
        unit=known.units[values["unit"]],
        during=period_of(entry, today),
        reason=values["reason"],
    )


register(
    KIND,
    FileWay(
        sheets=SHEETS,
        lines=partial(read_lines_of, SHEETS),
        judge=judge,
        enter=enter,
        view=one_view,
    ),
)

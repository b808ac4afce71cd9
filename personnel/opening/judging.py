"""A file of accounts line by line: opened, one role more, there already, or wrong."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk.importing import Table
from organization.models import User
from organization.models.access import SEPARATED_ROLES
from organization.permissions import may
from organization.services.accounts import HELD_IN, SEPARATED, USERNAME, Unit
from organization.services.granting import ONESELF
from personnel.exchange.entries import Entry, entries_of
from personnel.exchange.judging import STEP, Judged, Told
from personnel.exchange.present import DAY, Kept
from personnel.models import Import
from personnel.naming import plain_name
from personnel.opening.linking import Linking
from personnel.opening.sheets import SHEET
from personnel.opening.there import There, there

ACTION = "account.edit"
Period = tuple[dt.date, dt.date | None]
"""[first day, first day after); None is an open end."""


@dataclass(frozen=True)
class Role:
    """A role somebody holds, or is given by a line further up (`row`)."""

    role: str
    unit: str
    during: Period
    row: int | None = None


def judge(
    row: Import, tables: Mapping[str, Table], today: dt.date, told: Told
) -> Judged:
    """Lay the file beside what there is; nothing is written. Whoever may keep accounts
    no longer has every line refused."""
    entries = given_by(tables)
    rules = Rules(there(entries), row.created_by, today)
    total = len(entries)
    told(0, total)
    for done, entry in enumerate(entries, 1):
        if entry.values:
            rules.judge(entry)
        if done % STEP == 0:
            told(done, total)
    told(total, total)
    return Judged({SHEET.name: entries})


def given_by(tables: Mapping[str, Table]) -> list[Entry]:
    """Every filled line; what is blank has its usual value."""
    found = entries_of(SHEET, tables[SHEET.name]) if SHEET.name in tables else []
    for entry in found:
        if entry.values:
            for one in SHEET.fields:
                entry.values.setdefault(one.name, one.empty)
    return found


def period_of(entry: Entry, today: dt.date) -> Period:
    last: dt.date | None = entry.values["last"]
    return entry.values["first"] or today, last + DAY if last else None


class Rules:
    """Judges lines in their order: what one asks for the next ones meet."""

    def __init__(self, known: There, by: User, today: dt.date) -> None:
        self.known, self.by, self.today = known, by, today
        self._may = may(by, ACTION)
        self._held: dict[str, list[Role]] = defaultdict(list)
        self._named: dict[str, Entry] = {}
        self._linking = Linking(known)
        for name, user in known.users.items():
            for row in known.held.get(user.pk, ()):
                period = row.during.lower, row.during.upper
                self._held[name].append(Role(row.role, row.unit.code, period))

    def judge(self, entry: Entry) -> None:
        """Refuse the line, or say what it does."""
        name = str(entry.values["username"])
        user = self.known.users.get(name)
        if not self._may:
            entry.refuse("username", _("You may not keep accounts any more."))
        self._owner(entry, name, user)
        self._linking.judge(entry, name, user)
        unit = self._unit(entry)
        if unit is None or entry.wrong:
            return
        self._role(entry, name, user, unit)

    def _owner(self, entry: Entry, name: str, user: User | None) -> None:
        """Whose the account is, or is to be."""
        above = self._named.setdefault(name, entry)
        if user is None and not USERNAME.fullmatch(name):
            text = _("2 to 60 letters, digits and the signs . @ + - _")
            entry.refuse("username", text)
        elif user is None and entry.values["name"] != above.values["name"]:
            text = _("Row %(row)s gives this user name to somebody else.")
            entry.refuse("name", text % {"row": above.number})
        elif user and plain_name(user.name) != entry.values["name"]:
            text = _("This user name is %(name)s’s.") % {"name": user.name}
            entry.refuse("name", text)
        elif user and not user.is_active:
            entry.refuse("username", _("This account is blocked."))

    def _unit(self, entry: Entry) -> Unit | None:
        """An open one of a kind in which the role is held; None where it is refused."""
        values = entry.values
        unit = self.known.units.get(values["unit"])
        if unit is None:
            entry.refuse("unit", _("There is no unit with this code."))
            return None
        names = {plain_name(unit.name), plain_name(unit.short_name), unit.name_en}
        if values["unit_name"] and values["unit_name"] not in names:
            text = _("The code is that of %(name)s.") % {"name": unit.name}
            entry.refuse("unit_name", text)
        if not isinstance(unit, HELD_IN[values["role"]]):
            text = _("This role is not held in a unit of this kind.")
            entry.refuse("role", text)
        elif unit.closed_on is not None:
            entry.refuse("unit", _("This unit is closed."))
        return unit

    def _role(self, entry: Entry, name: str, user: User | None, unit: Unit) -> None:
        """Held already, at odds with what is held, or given."""
        asked = Role(
            *(entry.values["role"], unit.code),
            period_of(entry, self.today),
            entry.number,
        )
        first, end = asked.during
        if end is not None and end <= first:
            entry.refuse("last", _("The period ends before it begins."))
            return
        others = [one for one in self._held[name] if _overlap(one, asked)]
        same = [
            one for one in others if (one.role, one.unit) == (asked.role, unit.code)
        ]
        if same:
            self._met(entry, user, asked, same[0])
        elif asked.role in SEPARATED_ROLES and any(
            one.role in SEPARATED_ROLES for one in others
        ):
            entry.refuse("role", SEPARATED)
        else:
            self._given(entry, user, asked)

    def _met(self, entry: Entry, user: User | None, asked: Role, held: Role) -> None:
        """The role is held there on some of these days: the same line, or another."""
        if held.row is not None:
            text = _("Row %(row)s has the same already.") % {"row": held.row}
            entry.refuse("username", text)
            return
        first, end = held.during
        known = entry.values["first"] in (None, first) and end == asked.during[1]
        if known:
            linked = self._linking.number(user)
            entry.kept = Kept(entry.values | {"number": linked}, user)
            if entry.changes and not entry.values["reason"]:
                entry.refuse("reason", _("This must be filled in."))
            return
        text = _(
            "This role is held there from %(first)s to %(last)s. Other days are set on"
            " the account’s page."
        )
        last = end - DAY if end else pgettext("of a role", "no last day")
        entry.refuse("last", text % {"first": first, "last": last})

    def _given(self, entry: Entry, user: User | None, asked: Role) -> None:
        """To a new account, or to one that is there; not to oneself."""
        if user == self.by:
            entry.refuse("username", ONESELF)
        if asked.during[1] is not None and asked.during[1] <= self.today:
            entry.refuse("last", _("The last day has passed."))
        if not entry.values["reason"]:
            entry.refuse("reason", _("This must be filled in."))
        self._held[str(entry.values["username"])].append(asked)
        account, new = pgettext("of an account", "account"), _("to be opened")
        if user is not None:
            blank = {one.name: one.empty for one in SHEET.fields}
            there_is = {"username": user.username, "number": self._linking.number(user)}
            entry.kept = Kept(blank | there_is, user)
            new = _("there already, with one role more")
        entry.beside.append((account, "", new))


def _overlap(one: Role, other: Role) -> bool:
    """Do two half-open periods share a day?"""
    starts = max(one.during[0], other.during[0])
    ends = (one.during[1], other.during[1])
    return all(end is None or starts < end for end in ends)

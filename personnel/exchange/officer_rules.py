"""What officers of a file must be, what they hold and how they are reached."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from desk.importing import Counted
from personnel.contacts import HIDDEN
from personnel.exchange.abilities import Held, Term, as_held, held_text
from personnel.exchange.entries import Entry
from personnel.exchange.ground import Ground
from personnel.exchange.people_rules import told_by, understand
from personnel.exchange.sheets import CONTACT
from personnel.models import Attainment
from personnel.naming import plain_name
from personnel.services.history import Reach as Contact
from personnel.services.history import check_contact
from personnel.services.officers import NUMBER, check_terms

DAY = dt.timedelta(days=1)


def check_officer_line(entry: Entry, ground: Ground) -> None:
    values = entry.values
    name, category = values["name"], values["category"]
    told_by(entry, lambda problems: check_terms(name, category, problems))
    understand(entry, ground, "qualifications", _held)
    if not entry.wrong:
        _settle_held(entry, ground.today)
    _check_contact(entry)
    if entry.kept is None:
        _check_number(entry, ground)


def _check_number(entry: Entry, ground: Ground) -> None:
    number, name = entry.values["number"], entry.values["name"]
    if not NUMBER.fullmatch(number):
        text = _("A police number has 4 to 12 digits or letters.")
        entry.refuse("number", text)
        return
    twin = ground.padded(number)
    if twin and (isinstance(number, Counted) or plain_name(twin.name) == name):
        text = _("%(name)s has %(number)s: noughts in front seem to be lost.")
        told = {"name": twin.name, "number": twin.number}
        entry.refuse("number", text % told)


def _held(ground: Ground, text: str) -> str:
    return held_text(ground.abilities.held(text))


def _settle_held(entry: Entry, today: dt.date) -> None:
    """What the cell does not name is held as before; every period gets its days."""
    before: Held = {}
    rows: dict[str, list[Attainment]] = {}
    if entry.kept is not None:
        before = as_held(entry.kept.values["qualifications"])
        for row in sorted(entry.kept.row.attainments.all(), key=_first):
            rows.setdefault(row.ability.code, []).append(row)
    said = as_held(entry.values["qualifications"])
    found = {
        code: _settled(entry, code, term, rows.get(code, []), today)
        for code, term in said.items()
    }
    entry.values["qualifications"] = held_text(before | found)


def _first(row: Attainment) -> dt.date:
    first: dt.date = row.during.lower
    return first


def _settled(
    entry: Entry, code: str, term: Term, rows: list[Attainment], today: dt.date
) -> Term:
    """The term with its first day; refused where it meets the one before.

    A table without first days says until when: what is held goes on from where it
    began, what is not begins today, or counts for its last day alone.
    """
    first, last = term
    last_one = rows[-1] if rows else None
    if first is None:
        first = _first(last_one) if last_one else min(today, last or today)
        if last is not None and last < first:
            text = _("%(code)s is held from %(day)s on only.")
            entry.refuse("qualifications", text % {"code": code, "day": first})
    elif len(rows) > 1 and (earlier := rows[-2].last) and first <= earlier:
        text = _("%(code)s is held until %(day)s already.")
        entry.refuse("qualifications", text % {"code": code, "day": earlier})
    return first, last


def _check_contact(entry: Entry) -> None:
    """What is masked for a reader stays as it is, and he changes nothing of it."""
    said = {name: str(entry.values[name]) for name in CONTACT}
    asked = [name for name in CONTACT if name in entry.changes]
    if asked and entry.kept is not None and not entry.kept.row.in_full:
        text = _("The personnel office of his bureau keeps this.")
        entry.refuse(asked[0], text)
        return
    masked = [name for name in CONTACT if said[name].startswith(HIDDEN)]
    if entry.kept is not None:
        masked = [name for name in masked if name in asked]
    for name in masked:
        entry.refuse(name, _("This is masked: write all of it, or leave it out."))
    if not masked and (asked or entry.kept is None):
        told_by(entry, lambda problems: check_contact(Contact(**said), problems))

"""Officers of a judged file are entered or put right."""

from __future__ import annotations

from collections.abc import Mapping

from organization.models import User
from personnel.exchange.abilities import as_held
from personnel.exchange.entries import NEW, Entry
from personnel.exchange.sheets import CONTACT
from personnel.models import Ability, Officer
from personnel.services import officers
from personnel.services.attaining import Held, hold_abilities
from personnel.services.beside import people_by_number, said_beside
from personnel.services.history import Reach, set_contacts
from personnel.services.officers import NewOfficer, OfficerChange


def enter_officers(
    *, by: User | None, rows: list[Entry], act: str, reason: str
) -> None:
    """Who they are, what they hold, how they are reached."""
    names = ("name", "category", "rank")
    with said_beside(rows):
        if act == NEW:
            new = [
                NewOfficer(str(row.values["number"]), *(row.values[n] for n in names))
                for row in rows
            ]
            officers.register_officers(by=by, rows=new)
        else:
            changes = [
                OfficerChange(row.kept.row, *(row.values[n] for n in names))
                for row in rows
                if row.kept
            ]
            officers.change_officers(by=by, rows=changes, reason=reason)
        people = people_by_number(rows)
        _abilities(by, rows, people, reason)
        _contacts(by, rows, people, reason)


People = Mapping[str, Officer]


def _abilities(by: User | None, rows: list[Entry], people: People, reason: str) -> None:
    """What the lines say is held, as far as it is not so already."""
    known = {row.code: row for row in Ability.objects.all()}
    held = []
    for row in rows:
        kept = row.kept.values["qualifications"] if row.kept else ""
        before, said = as_held(kept), as_held(row.values["qualifications"])
        officer = people[row.values["number"]]
        for code, (first, last) in said.items():
            if first and before.get(code) != (first, last):
                held.append(Held(officer, known[code], first, last))
    if held:
        hold_abilities(by=by, rows=held, reason=reason)


def _contacts(by: User | None, rows: list[Entry], people: People, reason: str) -> None:
    """Of those whose line says something new."""
    said = []
    for row in rows:
        asked = row.changes if row.kept else row.values
        if any(asked.get(name) for name in CONTACT):
            reach = Reach(*(str(row.values[name]) for name in CONTACT))
            said.append((people[row.values["number"]], reach))
    if said:
        set_contacts(by=by, rows=said, reason=reason)

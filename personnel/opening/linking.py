"""Whose officer's file an account of the file is to be: one account, one officer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organization.models import User
from personnel.exchange.entries import Entry
from personnel.naming import plain_name
from personnel.opening.there import There, number_of
from personnel.services.linking import ANOTHER, OTHERS


class Linking:
    """Judges the numbers of lines in their order. A line without one says nothing."""

    def __init__(self, known: There) -> None:
        self._known = known
        self._by_number: dict[str, tuple[str, Entry]] = {}
        self._by_name: dict[str, tuple[str, Entry]] = {}

    def number(self, user: User | None) -> str:
        """Of the officer whose the account is already, "" where there is none."""
        return self._known.numbers.get(user.pk, "") if user else ""

    def judge(self, entry: Entry, name: str, user: User | None) -> None:
        """Take the line's number as it is kept, or refuse it. What a line does not
        say is as it is."""
        given = number_of(entry.values)
        entry.values["number"] = given or self.number(user)
        if given:
            self._check(entry, given, user)
            self._meet(entry, name, given)

    def _check(self, entry: Entry, number: str, user: User | None) -> None:
        """Beside what there is."""
        officer = self._known.officers.get(number)
        linked = self.number(user)
        if officer is None:
            entry.refuse("number", _("There is no officer with this number."))
        elif plain_name(officer.name) != entry.values["name"]:
            text = _("The officer with this number has another name.")
            entry.refuse("number", text)
        elif linked and linked != number:
            entry.refuse("number", OTHERS)
        elif officer.user_id is not None and linked != number:
            entry.refuse("number", ANOTHER)

    def _meet(self, entry: Entry, name: str, number: str) -> None:
        """Beside what lines further up say."""
        whose, above = self._by_number.setdefault(number, (name, entry))
        if whose != name:
            text = _("Row %(row)s gives this number another user name.")
            entry.refuse("number", text % {"row": above.number})
        said, above = self._by_name.setdefault(name, (number, entry))
        if said != number:
            text = _("Row %(row)s gives this user name another number.")
            entry.refuse("number", text % {"row": above.number})

"""How much of an officer's contact data a reader sees."""

from __future__ import annotations

from dataclasses import dataclass

from organization.models import Station, User
from organization.permissions import may
from personnel.models import Contact, Officer
from personnel.services.scope import keeps

HIDDEN = "****"


@dataclass(frozen=True)
class Reachable:
    """Contact data as one reader sees them; `whole` where nothing is masked."""

    phone: str = ""
    address: str = ""
    kin_name: str = ""
    kin_phone: str = ""
    whole: bool = False


def reachable(
    contact: Contact | None, officer: Officer, at: Station | None, user: User
) -> Reachable | None:
    """The personnel office and the officer himself read all of it; the chief of the
    station he is at today whom to call, too; everybody else four digits."""
    if contact is None:
        return None
    phone, kin = contact.phone, contact.kin_phone
    if officer.user_id == user.pk or keeps(user, "ability.edit", officer):
        return Reachable(phone, contact.address, contact.kin_name, kin, whole=True)
    hidden = masked(contact)
    if at is not None and may(user, "personnel.view_own", at):
        return Reachable(phone, hidden.address, contact.kin_name, kin)
    return hidden


def masked(contact: Contact) -> Reachable:
    """Four digits, and that there is something."""
    others = (contact.address, contact.kin_name, contact.kin_phone)
    address, kin, kin_phone = (HIDDEN if one else "" for one in others)
    return Reachable(_last(contact.phone), address, kin, kin_phone)


def hidden(text: str) -> str:
    """The last four of many digits; of anything else, that there is something."""
    whole = text.removeprefix(HIDDEN)
    return _last(whole) if whole[-4:].isdecimal() else HIDDEN


def _last(number: str) -> str:
    return f"{HIDDEN}{number[-4:]}" if number else ""

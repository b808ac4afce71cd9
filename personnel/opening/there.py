"""What there is of what a file names: accounts, the roles they hold, units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from organization.models import Bureau, Department, Membership, Station, User
from organization.scope import shown
from organization.services.accounts import Unit
from organization.wall import lifted
from personnel.exchange.entries import Entry
from personnel.models import Officer
from personnel.naming import plain_number

WHY = "who keeps the accounts gives roles in every unit"
KINDS: tuple[type[Unit], ...] = (Bureau, Department, Station)


@dataclass(frozen=True)
class There:
    """`users` by user name, `held` by the user's id, `units` by code, `officers` by
    number, `numbers` of those whom accounts belong to by the user's id."""

    users: dict[str, User] = field(default_factory=dict)
    held: dict[int, list[Membership]] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)


def there(entries: Sequence[Entry]) -> There:
    """Seven queries for any number of lines."""
    read = [entry.values for entry in entries if entry.values]
    names = sorted({str(values["username"]) for values in read})
    codes = sorted({str(values["unit"]) for values in read})
    given = sorted({number_of(values) for values in read} - {""})
    with lifted(WHY):
        users = {u.username: u for u in User.objects.filter(username__among=names)}
        held = defaultdict(list)
        for row in shown(Membership.objects.filter(user__username__among=names)):
            held[row.user_id].append(row)
        units: dict[str, Unit] = {}
        for kind in KINDS:
            units |= {u.code: u for u in kind.objects.filter(code__among=codes)}
        rows = Officer.objects.filter(police_number__among=given)
        officers = {row.police_number: row for row in rows}
        linked = Officer.objects.filter(user__username__among=names)
        numbers = dict(linked.values_list("user", "police_number"))
    return There(users, dict(held), units, officers, numbers)


def number_of(values: Mapping[str, Any]) -> str:
    """The officer's number that a line gives, "" for none."""
    return plain_number(str(values["number"] or ""))

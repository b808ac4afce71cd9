"""What there is of what a file names: accounts, the roles they hold, units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from organization.models import Bureau, Department, Membership, Station, User
from organization.scope import shown
from organization.services.accounts import Unit
from organization.wall import lifted
from personnel.exchange.entries import Entry

WHY = "who keeps the accounts gives roles in every unit"
KINDS: tuple[type[Unit], ...] = (Bureau, Department, Station)


@dataclass(frozen=True)
class There:
    """`users` by user name, `held` by the user's id, `units` by code."""

    users: dict[str, User] = field(default_factory=dict)
    held: dict[int, list[Membership]] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)


def there(entries: Sequence[Entry]) -> There:
    """Five queries for any number of lines."""
    read = [entry.values for entry in entries if entry.values]
    names = sorted({str(values["username"]) for values in read})
    codes = sorted({str(values["unit"]) for values in read})
    with lifted(WHY):
        users = {u.username: u for u in User.objects.filter(username__among=names)}
        held = defaultdict(list)
        for row in shown(Membership.objects.filter(user__username__among=names)):
            held[row.user_id].append(row)
        units: dict[str, Unit] = {}
        for kind in KINDS:
            units |= {u.code: u for u in kind.objects.filter(code__among=codes)}
    return There(users, dict(held), units)

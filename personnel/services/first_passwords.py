"""First passwords of the accounts that a file opened, taken sheet by sheet.

They are made while the page that shows them is answered, and kept as hashes only:
neither the worker that opened the accounts nor the file's row ever knew one. A sheet
that was lost is made again, and what the lost one says lets nobody in any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from organization.models import Membership, User
from organization.scope import shown
from organization.services.passwords import give_password
from organization.wall import lifted
from personnel.exchange.entries import NEW
from personnel.models import Import
from personnel.opening.there import WHY

ON_A_SHEET = 20
"""Hashes that are dear to guess are dear to make: so many are what a page may take."""


@dataclass(frozen=True)
class Slip:
    """What one person is handed. `roles` are those he holds or is going to hold."""

    user: User
    word: str
    roles: Sequence[Membership]


@dataclass(frozen=True)
class Part:
    """A sheet's worth of the accounts in the order of the file: `number` from 1,
    `first` to `last` their places; `made` have a password nobody has used yet,
    `waiting` have none or such a one, the others have signed in or are blocked."""

    number: int
    first: int
    last: int
    made: int
    waiting: int


def parts_of(row: Import) -> list[Part]:
    """Of a file in force; two queries."""
    names = _opened(row)
    found = dict(_unused(names).values_list("username", "password_once"))
    parts = []
    for start in range(0, len(names), ON_A_SHEET):
        some = names[start : start + ON_A_SHEET]
        flags = [found[name] for name in some if name in found]
        number = start // ON_A_SHEET + 1
        parts.append(Part(number, start + 1, start + len(some), sum(flags), len(flags)))
    return parts


@transaction.atomic
def make_slips(*, by: User, row: Import, part: int, now: dt.datetime) -> list[Slip]:
    """New passwords for whoever of this part has not signed in yet, in the order of the
    file; unused ones are void. ValidationError where nobody is left."""
    start = (part - 1) * ON_A_SHEET
    names = _opened(row)[start : start + ON_A_SHEET] if part > 0 else []
    held = shown(Membership.objects.filter(Q(during__endswith=None) | _ahead(now)))
    with lifted(WHY):
        users = (
            _unused(names)
            .select_for_update(of=("self",))
            .prefetch_related(Prefetch("memberships", held, to_attr="roles_ahead"))
        )
        found = {user.username: user for user in users}
    if not found:
        raise ValidationError({"part": [_("Everybody on this sheet has signed in.")]})
    reason = _("Import of “%(name)s”") % {"name": row.name}
    return [
        Slip(
            found[name],
            give_password(by=by, user=found[name], reason=reason, now=now),
            vars(found[name])["roles_ahead"],
        )
        for name in names
        if name in found
    ]


def _opened(row: Import) -> list[str]:
    """User names of the accounts that the file opened, in its order: a line speaks
    first of its user name, in which there is no blank. None before it is in force."""
    if row.state != Import.State.APPLIED:
        return []
    lines = row.lines.filter(act=NEW).order_by("number")
    said = lines.values_list("subject", flat=True)
    return list(dict.fromkeys(text.partition(" ")[0] for text in said))


def _unused(names: Sequence[str]) -> QuerySet[User]:
    """Those whom nobody has signed in as, and who have no password of their own."""
    own = Q(password_once=True) | Q(password_set_at=None)
    rows = User.objects.filter(own, username__among=names, is_active=True)
    return rows.filter(last_login=None)


def _ahead(now: dt.datetime) -> Q:
    return Q(during__endswith__gt=timezone.localdate(now))

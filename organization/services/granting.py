"""Accounts opened, roles given and taken away by who keeps the accounts."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Membership, User
from organization.services.accounts import Unit, create_user, end_role, grant_role
from organization.services.passwords import give_password
from organization.services.problems import Days, Problems
from organization.signals import tell_access_changed

ONESELF = _("Your own roles another security admin keeps.")


@transaction.atomic
def open_account(
    *, by: User | None, username: str, name: str, reason: str, now: dt.datetime
) -> tuple[User, str]:
    """The account, and a password that is good until its owner has changed it: it is
    returned once, and kept as a hash. Nothing may be done with it before it is given a
    role."""
    user = create_user(by=by, username=username, name=name)
    return user, give_password(by=by, user=user, reason=reason, now=now)


@transaction.atomic
def give_role(
    *, by: User, user: User, role: str, unit: Unit, during: Days, reason: str
) -> Membership:
    """For a half-open period of days. Nobody gives himself one, and none is held in a
    unit that is closed."""
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if by == user:
            problems.add("state", ONESELF)
        if not user.is_active:
            problems.add("state", _("This account is blocked."))
        if unit.closed_on is not None:
            problems.add("unit", _("This unit is closed."))
    return grant_role(
        by=by, user=user, role=role, unit=unit, during=during, reason=reason
    )


@transaction.atomic
def withdraw_role(
    *, by: User, membership: Membership, on: dt.date, reason: str
) -> None:
    """End it: `on` is the first day without it. One that has not begun by then is taken
    away whole."""
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if by == row.user:
            problems.add("state", ONESELF)
    if on > row.during.lower:
        end_role(by=by, membership=row, on=on, reason=reason)
        return
    tell_access_changed([row.user_id])
    told = {"role": row.role, "start": str(row.during.lower)}
    unit = row.unit.code
    row.delete()
    record("role.cancel", by=by, subject=row.user, unit=unit, reason=reason, **told)

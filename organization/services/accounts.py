"""Accounts and the roles they hold. Nothing here asks who may: the doors do."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import (
    AccountSession,
    ApiToken,
    Bureau,
    Department,
    Membership,
    Role,
    Station,
    User,
)
from organization.models.access import SEPARATED_ROLES, unit_fields
from organization.services.passwords import judge_password
from organization.services.problems import Days, Problems, days, told_as
from organization.services.session_rows import end_all
from organization.services.storing import store_password
from organization.signals import tell_access_changed

Unit = Bureau | Department | Station
USERNAME = re.compile(r"[\w.@+-]{2,60}")
SEPARATED = _(
    "Nobody holds two of system admin, security admin and audit admin at the same time."
)
# In which kind of unit each role may be held.
HELD_IN: dict[str, tuple[type[Unit], ...]] = {
    Role.DEPARTMENT_STAFF: (Department,),
    Role.DEPARTMENT_HEAD: (Department,),
    Role.LEADER: (Bureau,),
    Role.COORDINATOR: (Department, Bureau),
    Role.STATION_CHIEF: (Station,),
    Role.STATION_OFFICER: (Station,),
    Role.PERSONNEL_ADMIN: (Department, Bureau),
    Role.FINANCE: (Department, Bureau),
    Role.INTERNAL_AUDITOR: (Department, Bureau),
    Role.AUDIT_ADMIN: (Bureau,),
    Role.SECURITY_ADMIN: (Bureau,),
    Role.SYSTEM_ADMIN: (Bureau,),
}


@transaction.atomic
def create_user(
    *,
    by: User | None,
    username: str,
    name: str,
    password: str | None = None,
    language: str = "zh-hans",
    is_persona: bool = False,
) -> User:
    """Open an account. Without a password nobody can sign in with one."""
    user = User(
        username=(username or "").strip(), language=language, is_persona=is_persona
    )
    with Problems() as problems:
        user.name = problems.require("name", name)
        if not USERNAME.fullmatch(user.username):
            problems.add(
                "username", _("2 to 60 letters, digits and the signs . @ + - _")
            )
        elif User.objects.filter(username=user.username).exists():
            problems.add("username", _("This user name is taken."))
        if password is not None:
            judge_password(password=password, user=user, problems=problems)
            user.password_set_at = timezone.now()
    user.set_password(password)
    user.save()
    record("account.create", by=by, subject=user, username=user.username)
    return user


@transaction.atomic
def set_password(*, by: User | None, user: User, password: str) -> None:
    """Give the account a new password that passes the validators. Its sessions end."""
    now = timezone.now()
    with Problems() as problems:
        judge_password(password=password, user=user, problems=problems)
    store_password(user=user, password=password, once=False, now=now)
    record("account.password", by=by, subject=user)
    end_all(user=user, why=AccountSession.Why.PASSWORD, now=now)


@transaction.atomic
def set_active(*, by: User | None, user: User, active: bool, reason: str = "") -> None:
    """Block an account or open it again; its roles stay on record. Whoever is blocked
    is out at once, in every browser."""
    user.is_active = active
    user.save(update_fields=["is_active"])
    action = "account.unblock" if active else "account.block"
    record(action, by=by, subject=user, reason=reason)
    if not active:
        end_all(user=user, why=AccountSession.Why.BLOCKED, now=timezone.now())


@transaction.atomic
def grant_role(
    *,
    by: User | None,
    user: User,
    role: str,
    unit: Unit,
    during: Days,
    acting: bool = False,
    acting_for: User | None = None,
    reason: str = "",
) -> Membership:
    """Let the user hold a role in one unit for a half-open period of days.

    Who acts `acting_for` somebody has the role in his place, while he is away.
    """
    with Problems() as problems:
        period = days(during, problems)
        if role not in Role.values:
            problems.add("role", _("There is no such role."))
        elif not isinstance(unit, HELD_IN[role]):
            problems.add("unit", _("This role is not held in a unit of this kind."))
        elif not problems.found:
            _check_other_roles(user, role, unit, period, problems)
    with told_as("membership_separated_duties", "role", SEPARATED):
        membership = Membership.objects.create(
            user=user,
            role=role,
            acting=acting,
            acting_for=acting_for,
            during=period,
            **unit_fields(unit),
        )
    _forget_scope(user)
    record(
        "role.grant",
        by=by,
        subject=user,
        unit=unit.code,
        reason=reason,
        role=role,
        acting=acting,
        acting_for=acting_for.username if acting_for else "",
        start=str(period.lower),
        end=str(period.upper or ""),
    )
    return membership


@transaction.atomic
def end_role(
    *, by: User | None, membership: Membership, on: dt.date, reason: str = ""
) -> Membership:
    """End a role: `on` is the first day without it."""
    period = membership.during
    with Problems() as problems:
        if on <= period.lower:
            problems.add("on", _("The role begins later than this day."))
        elif period.upper is not None and on > period.upper:
            problems.add("on", _("The role has ended before this day."))
    membership.during = DateRange(period.lower, on)
    membership.save(update_fields=["during"])
    _forget_scope(membership.user)
    record(
        "role.end",
        by=by,
        subject=membership.user,
        unit=membership.unit.code,
        reason=reason,
        role=membership.role,
        end=str(on),
    )
    return membership


@transaction.atomic
def issue_token(*, by: User | None, user: User) -> str:
    """A new token for another system; only its digest stays here."""
    with Problems() as problems:
        if not user.is_active:
            problems.add("user", _("This account is blocked."))
    token = ApiToken.issue(user)
    record("token.issue", by=by, subject=user)
    return token


def _check_other_roles(
    user: User, role: str, unit: Unit, period: DateRange, problems: Problems
) -> None:
    """The same role twice in one unit, and duties that are kept apart."""
    others = Membership.objects.filter(user=user, during__overlap=period)
    if others.filter(role=role, **unit_fields(unit)).exists():
        problems.add("role", _("The user holds this role here in this period."))
    elif role in SEPARATED_ROLES and others.filter(role__in=SEPARATED_ROLES).exists():
        problems.add("role", SEPARATED)


def _forget_scope(user: User) -> None:
    """The cached scope of this instance no longer tells the truth, nor do the streams
    that are open on his screens."""
    user.__dict__.pop("scope", None)
    tell_access_changed([user.pk])

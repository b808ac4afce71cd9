"""Passwords: changed by their owners, given once by who keeps the accounts."""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.identity import current_address
from organization.models import AccountSession, User
from organization.services.guarding import begin_try, settle_try
from organization.services.problems import Problems
from organization.services.session_rows import end_all
from organization.services.storing import store_password
from organization.signals import tell_touched

LONGEST = 256
# Without what looks alike, for it is read out and typed: 20 of 31 signs, 99 bits.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS = (4, 4, 4, 4, 4)


def prove_password(*, by: User, password: str, now: dt.datetime) -> str | Promise:
    """Is it still oneself? What is wrong, or "". Counted like a try to sign in, and
    not undone with the act that follows: call it outside a transaction."""
    made = begin_try(username=by.username, address=current_address(), now=now)
    if made is None:
        return _("Too many failed tries: wait a while.")
    right = check_password(password, by.password)
    settle_try(made=made, right=right, now=now)
    return "" if right else _("This is not the password.")


@transaction.atomic
def change_password(
    *, by: User, password: str, keep: int | None, now: dt.datetime
) -> None:
    """One's own, once the old one is proved; all other sessions end."""
    with Problems() as problems:
        if check_password(password, by.password):
            problems.add("new", _("It is the same as before."))
        judge_password(password=password, user=by, problems=problems, field="new")
    store_password(user=by, password=password, once=False, now=now)
    tell_touched(record("account.password", by=by, subject=by))
    end_all(user=by, why=AccountSession.Why.PASSWORD, now=now, keep=keep)


@transaction.atomic
def give_password(*, by: User | None, user: User, reason: str, now: dt.datetime) -> str:
    """A password that is good until its owner has changed it, at his next sign-in.
    It is returned once and kept as a hash; all his sessions end."""
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if by == user:
            problems.add(
                "state", _("Your own password you change; another admin gives one.")
            )
        if not user.is_active:
            problems.add("state", _("This account is blocked."))
    word = "-".join(
        "".join(secrets.choice(SIGNS) for _n in range(size)) for size in GROUPS
    )
    first = user.password_once or not user.has_usable_password()
    store_password(user=user, password=word, once=True, now=now)
    event = record("account.password_given", by=by, subject=user, reason=reason)
    if not first:
        tell_touched(event, by=by.name if by else "", reason=reason)
    end_all(user=user, why=AccountSession.Why.PASSWORD, now=now)
    return word


def judge_password(
    *, password: str, user: User, problems: Problems, field: str = "password"
) -> None:
    if len(password) > LONGEST:
        problems.add(field, _("At most %(n)s characters.") % {"n": LONGEST})
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        for message in error.messages:
            problems.add(field, message)

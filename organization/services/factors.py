"""Second factors: added and removed by their owners, with their password proved; used
when they sign in; taken away by two people who keep the accounts."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pyotp import TOTP, random_base32

from organization.audit import record
from organization.models import Factor, RecoveryCode, Role, User
from organization.models.access import SEPARATED_ROLES
from organization.models.signing import digest_of
from organization.sealing import opened, sealed
from organization.services.problems import Problems
from organization.signals import tell_touched

STEP = 30  # seconds for which a code is good; the one before and the one after too
# 24 of 31 signs are 118 bits: so much nobody finds by trying out digests.
CODES, CODE_LENGTH, GROUP = 10, 24, 4
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
MOST = 10


def is_wanted_of(user: User) -> bool:
    """Must the user have one? The three separated duties wherever there are any."""
    if settings.SECOND_FACTOR == "off" or user.is_persona:
        return False
    if settings.SECOND_FACTOR == "required":
        return True
    return bool(user.scope.roles() & {Role(role) for role in SEPARATED_ROLES})


def new_secret() -> str:
    """For a token, to be shown until a code of it has come back."""
    return random_base32()


def address_of(secret: str, user: User) -> str:
    """What the picture says to an app."""
    return TOTP(secret).provisioning_uri(name=user.username, issuer_name="Yipan")


@transaction.atomic
def add_totp(
    *, by: User, secret: str, code: str, name: str, now: dt.datetime
) -> list[str]:
    """A token whose code came back right; recovery codes, shown once, with the first
    factor."""
    with Problems() as problems:
        step = step_of(secret, code, now)
        if step is None:
            problems.add("code", _("This is not the code the app shows now."))
        name = named(by=by, name=name, problems=problems)
    Factor.objects.create(
        user=by,
        kind=Factor.Kind.TOTP,
        name=name,
        secret=sealed(secret),
        counter=step or 0,
        created_at=now,
    )
    event = record("factor.add", by=by, subject=by, kind="totp", name=name)
    tell_touched(event, name=name)
    return first_codes(by=by, now=now)


@transaction.atomic
def remove_factor(*, by: User, factor: Factor, now: dt.datetime) -> None:
    """One's own; the last one only where none is wanted."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    rows = Factor.objects.filter(user=by)
    with Problems() as problems:
        if is_wanted_of(by) and rows.count() <= 1:
            problems.add("state", _("Your role needs one: add another first."))
    rows.filter(pk=factor.pk).delete()
    if not rows.exists():
        RecoveryCode.objects.filter(user=by).delete()
    event = record(
        "factor.remove", by=by, subject=by, kind=factor.kind, name=factor.name
    )
    tell_touched(event, name=factor.name)


@transaction.atomic
def renew_codes(*, by: User, now: dt.datetime) -> list[str]:
    """Others, shown once; those there were are good no more."""
    codes = _make_codes(by, now)
    tell_touched(record("factor.codes", by=by, subject=by))
    return codes


def first_codes(*, by: User, now: dt.datetime) -> list[str]:
    """Part of adding a factor: codes, unless there are some."""
    if RecoveryCode.objects.filter(user=by, used_at=None).exists():
        return []
    codes = _make_codes(by, now)
    record("factor.codes", by=by, subject=by)
    return codes


def named(*, by: User, name: str, problems: Problems) -> str:
    """How its owner calls it; at most MOST of them."""
    name = problems.require("name", name)
    if len(name) > 60:
        problems.add("name", _("At most %(n)s characters.") % {"n": 60})
    if Factor.objects.filter(user=by).count() >= MOST:
        problems.add("name", _("At most %(n)s at a time.") % {"n": MOST})
    return name


@transaction.atomic
def use_code(*, by: User, code: str, now: dt.datetime) -> str:
    """Which kind of proof a typed code is, "" where it is none. Good once."""
    plain = "".join(code.split()).replace("-", "").lower()
    if plain.isdigit() and len(plain) == 6:
        kind = "totp" if _use_totp(by, plain, now) else ""
    else:
        digest = digest_of(f"{by.pk}:{plain}")
        rows = RecoveryCode.objects.filter(user=by, digest=digest, used_at=None)
        kind = "recovery" if rows.update(used_at=now) else ""
    if kind:
        record("factor.use", by=by, subject=by, kind=kind)
    else:
        record("factor.failed", by=None, subject=by)
    return kind


def step_of(secret: str, code: str, now: dt.datetime) -> int | None:
    """The step of time whose code it is: this one, or one beside it."""
    this, plain = int(now.timestamp()) // STEP, "".join(code.split()).encode()
    for step in (this, this - 1, this + 1):
        if secrets.compare_digest(TOTP(secret).at(step * STEP).encode(), plain):
            return step
    return None


def _use_totp(user: User, code: str, now: dt.datetime) -> bool:
    """A code, or an earlier one, is not taken twice."""
    rows = Factor.objects.filter(user=user, kind=Factor.Kind.TOTP)
    for row in rows:
        secret = opened(row.secret)
        step = step_of(secret, code, now) if secret else None
        if step is None:
            continue
        fresh = Factor.objects.filter(pk=row.pk, counter__lt=step)
        if fresh.update(counter=step, used_at=now):
            return True
    return False


def _make_codes(user: User, now: dt.datetime) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [
        "".join(secrets.choice(SIGNS) for _n in range(CODE_LENGTH))
        for _m in range(CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=digest_of(f"{user.pk}:{code}"), created_at=now)
        for code in codes
    )
    starts = range(0, CODE_LENGTH, GROUP)
    return ["-".join(code[n : n + GROUP] for n in starts) for code in codes]

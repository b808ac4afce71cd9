"""Accounts of each place's chief: a session elsewhere, a token, a reset asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyotp import TOTP

from organization.models import (
    AccountSession,
    Certificate,
    Factor,
    FactorReset,
    User,
)
from organization.models.signing import digest_of
from organization.services.certifying import bind_certificate
from organization.services.factors import add_totp, new_secret
from organization.services.resetting import ask_reset
from organization.services.session_rows import insert


def keyed(chief: User, admin: User, now: dt.datetime) -> dict[str, Any]:
    digest = f"session-of-{chief.pk}"
    row = AccountSession.objects.filter(digest=digest).first()
    if row is None:
        insert(digest=digest, data="", user=chief.pk, now=now)
        row = AccountSession.objects.get(digest=digest)
    token = Factor.objects.filter(user=chief).first()
    if token is None:
        secret = new_secret()
        code = TOTP(secret).at(now)
        add_totp(by=chief, secret=secret, code=code, name="令牌", now=now)
        token = Factor.objects.get(user=chief)
        ask_reset(by=admin, user=chief, reason="令牌丢失", now=now)
        print_of = digest_of(f"certificate of {chief.pk}")
        bind_certificate(by=chief, fingerprint=print_of, name="数字证书", now=now)
    bound = Certificate.objects.get(user=chief)
    reset = FactorReset.objects.get(user=chief)
    return {
        "account": chief.pk,
        "membership": chief.memberships.values_list("pk", flat=True)[0],
        "session": row.pk,
        "factor": token.pk,
        "reset": reset.pk,
        "certificate": bound.pk,
    }

"""Passkeys and security keys (WebAuthn) as second factors: nothing but public keys is
kept. The library checks challenge, origin, site and signature; the counter we do."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from organization.audit import record
from organization.models import Factor, User
from organization.services.factors import first_codes, named
from organization.services.problems import Problems
from organization.signals import tell_touched

PREFERRED = UserVerificationRequirement.PREFERRED
LONGEST = 20_000  # characters of a browser's answer
State = dict[str, Any]


def begin_adding(user: User, host: str) -> tuple[str, State]:
    """(what the browser is asked, as JSON; what has to be kept until it answers)."""
    entity = PublicKeyCredentialUserEntity(
        id=hashlib.sha256(f"yipan:{user.pk}".encode()).digest()[:16],
        name=user.username,
        display_name=user.name,
    )
    options, state = _server(host).register_begin(
        entity, _keys(user), user_verification=PREFERRED
    )
    return _asked(options), _plain(state)


@transaction.atomic
def add_passkey(
    *, by: User, host: str, state: State, answer: str, name: str, now: dt.datetime
) -> list[str]:
    """Recovery codes, shown once, with the first factor."""
    found: Any = None
    with Problems() as problems:
        name = named(by=by, name=name, problems=problems)
        try:
            found = _server(host).register_complete(state, json.loads(_short(answer)))
        except (ValueError, KeyError, TypeError):
            problems.add("state", _("The browser's answer cannot be used: once more."))
        else:
            handle = _text(found.credential_data.credential_id)
            if Factor.objects.filter(handle=handle).exists():
                problems.add("state", _("This key has been added already."))
    Factor.objects.create(
        user=by,
        kind=Factor.Kind.PASSKEY,
        name=name,
        secret=_text(bytes(found.credential_data)),
        handle=_text(found.credential_data.credential_id),
        counter=found.counter,
        created_at=now,
    )
    event = record("factor.add", by=by, subject=by, kind="passkey", name=name)
    tell_touched(event, name=name)
    return first_codes(by=by, now=now)


def begin_using(user: User, host: str) -> tuple[str, State] | None:
    """As `begin_adding`; None where there is no key."""
    keys = _keys(user)
    if not keys:
        return None
    options, state = _server(host).authenticate_begin(keys, PREFERRED)
    return _asked(options), _plain(state)


@transaction.atomic
def use_passkey(
    *, by: User, host: str, state: State, answer: str, now: dt.datetime
) -> bool:
    """Did one of the user's keys sign this challenge? A counter that does not grow is
    a copied key."""
    try:
        given = AuthenticationResponse.from_dict(json.loads(_short(answer)))
        key = _server(host).authenticate_complete(state, _keys(by), given)
        count = given.response.authenticator_data.counter
    except (ValueError, KeyError, TypeError):
        record("factor.failed", by=None, subject=by)
        return False
    rows = Factor.objects.filter(user=by, handle=_text(key.credential_id))
    fresh = rows.filter(counter__lt=count) if count else rows.filter(counter=0)
    if not fresh.update(counter=count, used_at=now):
        record("factor.failed", by=None, subject=by, copied=True)
        return False
    record("factor.use", by=by, subject=by, kind="passkey")
    return True


def _server(host: str) -> Fido2Server:
    """Keys belong to a name, whatever the port."""
    name = host.rsplit(":", 1)[0]
    return Fido2Server(PublicKeyCredentialRpEntity(id=name, name="Yipan"))


def _keys(user: User) -> list[AttestedCredentialData]:
    rows = Factor.objects.filter(user=user, kind=Factor.Kind.PASSKEY)
    return [AttestedCredentialData(base64.b64decode(row.secret)) for row in rows]


def _asked(options: Any) -> str:
    return json.dumps(dict(options.public_key))


def _plain(state: Any) -> State:
    found: State = json.loads(json.dumps(state))
    return found


def _text(given: bytes) -> str:
    return base64.b64encode(given).decode()


def _short(answer: str) -> str:
    if len(answer) > LONGEST:
        raise ValueError("longer than any answer")
    return answer

"""Who guesses passwords is stopped: five tries, then a quarter of an hour of nothing.

A try is counted before it is looked at, and given back when it was right. Counting
afterwards would let as many guesses through as are sent at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from organization.audit import record, record_attempt
from organization.identity import current_address
from organization.models import AuditEvent, SignInCount, User
from organization.signals import tell_locked

WINDOW = dt.timedelta(minutes=15)
LOCK = dt.timedelta(minutes=15)
# While it is locked nothing is written, and so no row comes back.
_TAKE = """
INSERT INTO organization_signincount AS kept
    (key, user_id, began_at, tries, locked_until)
VALUES (%(key)s, %(user)s, %(now)s, 1, CASE WHEN %(most)s <= 1 THEN %(until)s END)
ON CONFLICT (key) DO UPDATE SET
    user_id = excluded.user_id,
    began_at = CASE WHEN kept.began_at <= %(since)s OR kept.locked_until IS NOT NULL
        THEN excluded.began_at ELSE kept.began_at END,
    tries = CASE WHEN kept.began_at <= %(since)s OR kept.locked_until IS NOT NULL
        THEN 1 ELSE kept.tries + 1 END,
    locked_until = CASE WHEN %(most)s <= CASE
        WHEN kept.began_at <= %(since)s OR kept.locked_until IS NOT NULL
        THEN 1 ELSE kept.tries + 1 END THEN %(until)s END
WHERE kept.locked_until IS NULL OR kept.locked_until <= %(now)s
RETURNING locked_until IS NOT NULL
"""


@dataclass(frozen=True)
class Try:
    """One that may be looked at. `last` are the keys that a wrong one locks."""

    account: str
    address: str
    user: int | None
    last: tuple[str, ...]


def account_key(username: str) -> str:
    """The same for every way of writing a name in capitals."""
    plain = username.strip().casefold()
    return f"account:{hashlib.sha256(plain.encode()).hexdigest()}"


def address_key(address: str | None) -> str:
    """A machine; with IPv6 the network it chooses its addresses from."""
    if not address:
        return "address:unknown"
    found = ip_address(address)
    if found.version == 6:
        found = ip_network(f"{address}/64", strict=False).network_address
    return f"address:{found}"


def begin_try(*, username: str, address: str | None, now: dt.datetime) -> Try | None:
    """Count it; None where name or address are locked. An unknown name is counted with
    the same statements as a known one."""
    user = User.objects.filter(username=username).values_list("pk", flat=True).first()
    account, place = account_key(username), address_key(address)
    last = []
    most = {account: settings.SIGN_IN_TRIES, place: settings.SIGN_IN_ADDRESS_TRIES}
    for key, limit in most.items():
        owner = user if key == account else None
        locks = _take(key=key, user=owner, most=limit, now=now)
        if locks is None:
            return None
        if locks:
            last.append(key)
    return Try(account, place, user, tuple(last))


@transaction.atomic
def settle_try(*, made: Try, right: bool, now: dt.datetime) -> None:
    """A right one forgets the name's failures, and was none of the address's. A wrong
    one is on record; the name is not, unless there is somebody of that name."""
    if right:
        SignInCount.objects.filter(key=made.account).delete()
        _give_back(key=made.address)
        return
    user = User.objects.filter(pk=made.user).first() if made.user else None
    record_attempt(
        "account.sign_in_failed",
        by=None,
        outcome=AuditEvent.Outcome.FAILED,
        subject=user,
        known=user is not None,
    )
    for key in made.last:
        kind = key.partition(":")[0]
        until = (now + LOCK).isoformat(timespec="seconds")
        record(f"{kind}.locked", by=None, subject=user, until=until)
    if made.last:
        tell_locked(place=current_address() or "", now=now)


def is_locked(*, username: str, address: str | None, now: dt.datetime) -> bool:
    keys = (account_key(username), address_key(address))
    return SignInCount.objects.locked(now).filter(key__in=keys).exists()


def forget_tries(*, before: dt.datetime) -> int:
    """What nobody counts on any more."""
    old = Q(locked_until=None) | Q(locked_until__lt=before)
    rows = SignInCount.objects.filter(old, began_at__lt=before)
    count, _by_model = rows.delete()
    return count


def take_single(*, key: str, user: int, now: dt.datetime) -> bool:
    """One more try at something besides the password; False where it is locked."""
    locks = _take(key=key, user=user, most=settings.SIGN_IN_TRIES, now=now)
    return locks is not None


def forget_single(*, key: str) -> None:
    """It was right."""
    SignInCount.objects.filter(key=key).delete()


def _take(*, key: str, user: int | None, most: int, now: dt.datetime) -> bool | None:
    """Whether another one is refused from now on; None where this one is already."""
    values = {
        "key": key,
        "user": user,
        "most": most,
        "now": now,
        "since": now - WINDOW,
        "until": now + LOCK,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        row = cursor.fetchone()
    return None if row is None else bool(row[0])


def _give_back(*, key: str) -> None:
    SignInCount.objects.filter(key=key).update(
        tries=Greatest(F("tries") - 1, 0), locked_until=None
    )

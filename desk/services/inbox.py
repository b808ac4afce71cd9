"""Writes of the inbox: the one way into it, reading it, and what people choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from desk.letters import kind_of
from desk.models import InboxItem, LetterChoice, LetterSettings, Way
from organization.models import User

CHANNEL = "yipan_inbox"
TOGETHER = 500  # ids in one notification; PostgreSQL takes 8,000 bytes
SWEPT = 5000  # letters forgotten in one turn


class Letter(TypedDict):
    """What a letter says of which matter, and where one looks it up."""

    matter: str
    revision: int
    kind: str
    facts: dict[str, Any]
    url: str


def deliver(items: Sequence[InboxItem]) -> None:
    """Put items before their recipients, once per matter, revision and person, in the
    way each has chosen for the kind.

    Called inside the transaction that did what they tell of; those who are looking
    hear of it when it commits. KeyError for a kind that no room has registered.
    """
    kinds = {name: kind_of(name) for name in {item.kind for item in items}}
    if not kinds:
        return
    chosen = _chosen(items)
    told = []
    for item in items:
        way = chosen.get((item.recipient_id, item.kind), Way.INBOX)
        if kinds[item.kind].binding and way not in BINDING_WAYS:
            way = Way.INBOX
        if way != Way.NONE:
            item.way = way
            told.append(item)
    InboxItem.objects.bulk_create(told, ignore_conflicts=True, batch_size=5000)
    _announce({item.recipient_id for item in told if item.way != Way.DIGEST})


def tell_each(
    people: Iterable[int | None], *, but: User | None = None, **letter: Unpack[Letter]
) -> None:
    """The same letter to each of them, once; not to the one who acts, who knows."""
    told = {pk for pk in people if pk is not None and (but is None or pk != but.pk)}
    deliver([InboxItem(recipient_id=pk, **letter) for pk in sorted(told)])


BINDING_WAYS = (Way.INBOX, Way.MAIL)
"""What must be signed for, decided or answered reaches everybody at once."""


def _chosen(items: Sequence[InboxItem]) -> dict[tuple[int, str], str]:
    rows = LetterChoice.objects.filter(
        user__in={item.recipient_id for item in items},
        kind__in={item.kind for item in items},
    )
    found = rows.values_list("user", "kind", "way")
    return {(user, kind): way for user, kind, way in found}


def _announce(people: set[int]) -> None:
    """Tell the dispatcher, who tells open pages: no request waits for Redis."""
    ids = sorted(people)
    for n in range(0, len(ids), TOGETHER):
        payload = ",".join(map(str, ids[n : n + TOGETHER]))
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def mark_read(
    *,
    by: User,
    matter: str = "",
    until: int | None = None,
    now: dt.datetime | None = None,
) -> int:
    """Mark everything in the person's inbox as read, or one matter up to an item.

    What came after `until` was not seen yet and stays new. Returns how many rows.
    """
    rows = InboxItem.objects.visible_to(by).unread()
    if matter:
        rows = rows.filter(matter=matter)
    if until is not None:
        rows = rows.filter(pk__lte=until)
    count = rows.update(read_at=now or timezone.now())
    if count:
        _announce({by.pk})
    return count


def mark_unread(*, by: User, read_at: dt.datetime) -> int:
    """New again what was marked as read at that moment. Returns how many rows."""
    rows = InboxItem.objects.visible_to(by).filter(read_at=read_at)
    count = rows.update(read_at=None)
    if count:
        _announce({by.pk})
    return count


@transaction.atomic
def take_away(
    *, kind: str, matters: Sequence[str], revision: int | None = None
) -> None:
    """Letters that ask for what is done by now, of one revision or of all: they leave
    the inbox they lie in."""
    rows = InboxItem.objects.filter(kind=kind, matter__in=matters)
    if revision is not None:
        rows = rows.filter(revision=revision)
    found = dict(rows.values_list("pk", "recipient"))
    if found:
        InboxItem.objects.filter(pk__in=found).delete()
        _announce(set(found.values()))


def was_heard(*, kind: str, matter: str, revision: int) -> bool:
    """Has anybody read the letter, or been sent it by e-mail?"""
    rows = InboxItem.objects.filter(kind=kind, matter=matter, revision=revision)
    heard = Q(read_at__isnull=False) | Q(mail__sent_at__isnull=False)
    return rows.filter(heard).exists()


@transaction.atomic
def choose_letters(
    *, by: User, ways: Mapping[str, str], digest_hour: int, address: str
) -> None:
    """How each kind reaches the person from now on. Nothing is said of what came."""
    LetterSettings.objects.update_or_create(
        user=by, defaults={"digest_hour": digest_hour, "address": address}
    )
    usual = [kind for kind, way in ways.items() if way == Way.INBOX]
    LetterChoice.objects.filter(user=by, kind__in=usual).delete()
    LetterChoice.objects.bulk_create(
        [
            LetterChoice(user=by, kind=kind, way=way)
            for kind, way in ways.items()
            if way != Way.INBOX
        ],
        update_conflicts=True,
        update_fields=["way"],
        unique_fields=["user", "kind"],
    )


def forget_letters(*, before: dt.datetime) -> int:
    """Delete letters read before then, some thousand at a time. Returns how many."""
    rows = InboxItem.objects.filter(read_at__lt=before).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:SWEPT])
    InboxItem.objects.filter(pk__in=ids).delete()
    return len(ids)

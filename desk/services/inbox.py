"""Writes of the inbox: the one way into it, reading it, and what people choose."""

from __future__ import annotations

import datetime as dt
import json
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
    kinds = {item.kind for item in items}
    if not kinds:
        return
    letters = [
        [item.recipient_id, item.matter, item.revision, item.kind, item.facts, item.url]
        for item in items
    ]
    _put(_WRITTEN, [json.dumps(letters)], kinds)


def deliver_found(*, kind: str, query: str, values: Sequence[Any]) -> int:
    """The same of letters that the database itself writes, however many: `query`
    gives (recipient, matter, revision, facts, url, n) with `n` for their order.
    Returns how many people got one.
    """
    values = [kind, *values]
    return _put(_FOUND % query, values, [kind])


def _put(query: str, values: Sequence[Any], kinds: Iterable[str]) -> int:
    """How many people the letters that `query` gives were put before."""
    binding = [name for name in kinds if kind_of(name).binding]
    ways = [str(way) for way in BINDING_WAYS]
    told: list[Any] = [binding, ways, Way.INBOX, Way.NONE]
    with connection.cursor() as cursor:
        cursor.execute(_DELIVER % query, [timezone.now(), *values, *told])
        people = {recipient for recipient, way in cursor if way != Way.DIGEST}
    _announce(people)
    return len(people)


BINDING_WAYS = (Way.INBOX, Way.MAIL)
"""What must be signed for, decided or answered reaches everybody at once."""
_FOUND = "SELECT found.*, %%s::text AS kind FROM (%s) found"
_WRITTEN = """
SELECT n, (one->>0)::bigint AS recipient, one->>1 AS matter,
    (one->>2)::integer AS revision, one->>3 AS kind, one->4 AS facts, one->>5 AS url
FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS each (one, n)
"""
# One statement however many letters there are; the way is what each has chosen.
_DELIVER = """
WITH at AS (SELECT %%s::timestamptz AS now), letter AS (%s), told AS (
    SELECT letter.*, CASE WHEN chosen.way IS NULL
        OR letter.kind = ANY(%%s) AND chosen.way <> ALL(%%s)
        THEN %%s ELSE chosen.way END AS way
    FROM letter LEFT JOIN desk_letterchoice chosen
        ON chosen.user_id = letter.recipient AND chosen.kind = letter.kind)
INSERT INTO desk_inboxitem
    (recipient_id, matter, revision, kind, facts, url, created_at, way)
SELECT recipient, matter, revision, kind, facts, url, now, way FROM told, at
WHERE way <> %%s ORDER BY n
ON CONFLICT DO NOTHING RETURNING recipient_id, way
"""


def tell_each(
    people: Iterable[int | None], *, but: User | None = None, **letter: Unpack[Letter]
) -> None:
    """The same letter to each of them, once; not to the one who acts, who knows."""
    told = {pk for pk in people if pk is not None and (but is None or pk != but.pk)}
    deliver([InboxItem(recipient_id=pk, **letter) for pk in sorted(told)])


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
    rows = InboxItem.objects.filter(kind=kind, matter__among=matters)
    if revision is not None:
        rows = rows.filter(revision=revision)
    found = dict(rows.values_list("pk", "recipient"))
    if found:
        InboxItem.objects.filter(pk__among=list(found)).delete()
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

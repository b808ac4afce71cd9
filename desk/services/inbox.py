"""Writes of the inbox: the one way into it, and reading it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from desk.letters import kind_of
from desk.models import InboxItem
from organization.models import User

# A sweep may have tens of thousands to deliver: the ORM's takes four times as long.
_DELIVER = """
INSERT INTO desk_inboxitem
    (recipient_id, matter, revision, kind, facts, url, created_at)
SELECT recipient, matter, revision, kind, facts, url, %s
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::jsonb[], %s::text[])
    AS item (recipient, matter, revision, kind, facts, url)
ON CONFLICT DO NOTHING
"""


def deliver(items: Sequence[InboxItem]) -> None:
    """Put items before their recipients, once per matter, revision and person.

    Called inside the transaction that did what they tell of. KeyError for a kind that
    no room has registered.
    """
    for name in {item.kind for item in items}:
        kind_of(name)
    columns: list[list[object]] = [
        [item.recipient_id for item in items],
        [item.matter for item in items],
        [item.revision for item in items],
        [item.kind for item in items],
        [json.dumps(item.facts, cls=DjangoJSONEncoder) for item in items],
        [item.url for item in items],
    ]
    if items:
        with connection.cursor() as cursor:
            cursor.execute(_DELIVER, [timezone.now(), *columns])


def mark_read(*, by: User) -> int:
    """Mark everything in the person's inbox as read. Returns how many rows."""
    return InboxItem.objects.visible_to(by).unread().update(read_at=timezone.now())

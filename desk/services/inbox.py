"""Writes of the inbox: the one way into it, and reading it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from desk.letters import kind_of
from desk.models import InboxItem
from organization.models import User


def deliver(items: Sequence[InboxItem]) -> None:
    """Put items before their recipients, once per matter, revision and person.

    Called inside the transaction that did what they tell of. KeyError for a kind that
    no room has registered.
    """
    for name in {item.kind for item in items}:
        kind_of(name)
    InboxItem.objects.bulk_create(items, ignore_conflicts=True, batch_size=5000)


def mark_read(*, by: User) -> int:
    """Mark everything in the person's inbox as read. Returns how many rows."""
    return InboxItem.objects.visible_to(by).unread().update(read_at=timezone.now())

"""The daily summary: one item for what a person does not want to hear one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import transaction
from django.utils import timezone

from desk.models import InboxItem, LetterSettings, Way
from desk.services.inbox import deliver

USUAL_HOUR = 8
KIND = "digest_day"


def send_summaries(now: dt.datetime) -> int:
    """Fold what waited at each person's hour into one item. Returns how many people.

    The hour may have passed while nobody was there to do it: then it is done now.
    """
    waiting = InboxItem.objects.filter(way=Way.DIGEST, digest=None)
    hours = dict(
        LetterSettings.objects.filter(user__in=waiting.values("recipient")).values_list(
            "user", "digest_hour"
        )
    )
    people = waiting.order_by("recipient").values_list("recipient", flat=True)
    told = 0
    for person in people.distinct():
        until = last_time(hours.get(person, USUAL_HOUR), now)
        told += _summary(person, until, now)
    return told


def last_time(hour: int, now: dt.datetime) -> dt.datetime:
    """The last full local hour of that name, now included."""
    today = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    moment = today.replace(hour=hour)
    return moment if moment <= now else moment - dt.timedelta(days=1)


@transaction.atomic
def _summary(person: int, until: dt.datetime, now: dt.datetime) -> bool:
    """One person's; False when nothing waited at that hour."""
    held = InboxItem.objects.select_for_update(skip_locked=True).filter(
        recipient=person, way=Way.DIGEST, digest=None, created_at__lt=until
    )
    rows = list(held.order_by("pk").values_list("pk", "kind"))
    if not rows:
        return False
    sorts = Counter(kind.partition("_")[0] for _pk, kind in rows)
    day = timezone.localtime(until)
    item = InboxItem(
        recipient_id=person,
        matter=f"digest:{day:%Y-%m-%d}",
        revision=day.hour,
        kind=KIND,
        facts={"count": len(rows), "sorts": dict(sorts), "since": until.isoformat()},
        url="",
    )
    deliver([item])
    kept = InboxItem.objects.get(
        recipient=person, matter=item.matter, revision=item.revision
    )
    ids = [pk for pk, _kind in rows]
    InboxItem.objects.filter(pk__in=ids).update(digest=kept, read_at=now)
    return True

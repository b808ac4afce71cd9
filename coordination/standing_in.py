"""Who of a station is there on some days, and who may attend for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef
from django.utils import timezone

from coordination.models import Conflict
from organization.templatetags.formats import last_day
from personnel.models import Leave, Officer, Posting, PostingQuerySet
from tasking.models import Assignment
from tasking.summons import ALL

CHIEF, INSTRUCTOR = "chief", "instructor"
HEAD, DEPUTIES = "所长", ("教导员", "副所长")
FEW = 5
"""So many are named for one who is asked for twice."""


def there(stations: Iterable[int], first: dt.date, end: dt.date) -> PostingQuerySet:
    """Postings of police officers who are at a station all of [first, end)."""
    away = Leave.objects.filter(
        officer=OuterRef("officer"), during__overlap=(first, end)
    )
    rows: PostingQuerySet = Posting.objects.filter(
        ~Exists(away),
        station__in=list(stations),
        during__contains=(first, end),
        officer__category=Officer.Category.POLICE,
    )
    return rows.select_related("officer").order_by("officer")


def who_else(
    conflict: Conflict, rows: Iterable[Assignment]
) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """By event of a clash, for each who is named: who may come instead. One query."""
    inside = {m["assignment"] for m in conflict.members}
    named = [row for row in rows if row.attendees and str(row.pk) in inside]
    if conflict.kind != Conflict.Kind.CLASH or not named:
        return {}
    first = timezone.localdate(conflict.window_start)
    end = last_day(conflict.window_end) + dt.timedelta(days=1)
    posted = there([conflict.station_id], first, end)
    posts = {each.officer.police_number: each.post for each in posted}
    return {
        str(row.pk): {
            name: tuple(_instead(name, posts, row.attendees)) for name in row.attendees
        }
        for row in named
    }


def _instead(name: str, posts: Mapping[str, str], named: list[str]) -> list[str]:
    """The instructor or a deputy for the chief, nobody for all holders of a post; for
    anybody else who does the same work, then the others. Never one who is named."""
    if name in ALL:
        return []
    deputies = [
        number for post in DEPUTIES for number in posts if posts[number] == post
    ]
    if name == CHIEF:
        found = [INSTRUCTOR, *deputies]
    elif name == INSTRUCTOR:
        found = [number for number in deputies if posts[number] == DEPUTIES[-1]]
    else:
        own = posts.get(name)
        rest = [number for number in posts if posts[number] != HEAD]
        found = sorted(rest, key=lambda number: posts[number] != own)
    return [each for each in found if each != name and each not in named][:FEW]

"""Vacant places below a bureau on a day, and who might be asked to fill them."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from organization.models import Bureau
from personnel.establishment import AWAY, Key, with_home
from personnel.models import Post, Posting, PostingLine
from personnel.models.orders import OPEN
from personnel.models.posts import Category


def below(bureau: Bureau) -> Q:
    """Of rows that have a station or a department: those of the bureau and below."""
    return Q(station__bureau__path__startswith=bureau.path) | Q(
        department__bureau__path__startswith=bureau.path
    )


def vacant(
    bureau: Bureau, day: dt.date, *, coming: bool = True
) -> list[tuple[Post, int]]:
    """Police posts that lead nobody, with the places free in them; four queries.

    Who is lent keeps his place; who is to come by an open order takes one, unless
    `coming` is False: such orders are not for everybody to know of.
    """
    first = Coalesce("established__origin", "established")
    lines_first = Coalesce("post__origin", F("post"))
    there = Posting.objects.filter(below(bureau), during__contains=day)
    here = there.exclude(kind__in=AWAY).exclude(established=None)
    held = Counter(here.annotate(to=first).values_list("to", flat=True))
    lent = with_home(Posting.objects.filter(during__contains=day, kind__in=AWAY))
    held.update(getattr(row, "home_post", None) for row in lent)
    if coming:
        lines = PostingLine.objects.filter(order__state__in=OPEN).exclude(post=None)
        held.update(lines.annotate(to=lines_first).values_list("to", flat=True))
    posts = Post.objects.on(day).filter(
        below(bureau), category=Category.POLICE, leading=False
    )
    posts = posts.select_related("station__bureau", "department__bureau")
    free = [(post, post.approved - held[post.first_id]) for post in posts]
    return [(post, places) for post, places in free if places > 0]


def under_way() -> Counter[Key]:
    """Officers who come to each unit by orders that are open, less those who leave it.
    One query; of those who leave a department no order says so."""
    found: Counter[Key] = Counter()
    rows = PostingLine.objects.filter(order__state__in=OPEN)
    for station, department, loses in rows.values_list(
        "station", "department", "loses"
    ):
        found[Key(station is not None, station or department or 0)] += 1
        if loses is not None:
            found[Key(True, loses)] -= 1
    return found


def movable(bureau: Bureau, day: dt.date) -> list[Posting]:
    """Postings for good on the day of police officers who lead nobody, are in no open
    order and have no other posting to come. One query."""
    later = Posting.objects.filter(during__startswith__gt=day).values("officer")
    asked = PostingLine.objects.filter(order__state__in=OPEN).values("officer")
    rows = Posting.objects.filter(
        below(bureau),
        during__contains=day,
        kind=Posting.Kind.PERMANENT,
        officer__category=Category.POLICE,
    )
    rows = rows.exclude(established__leading=True, established__isnull=False)
    rows = rows.exclude(officer__in=later).exclude(officer__in=asked)
    return list(
        rows.select_related(
            "officer", "station__bureau", "department__bureau", "established"
        ).order_by("officer")
    )

"""Posts of a bureau that have vacancies, and for how many."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from organization.models import Bureau
from personnel.establishment import AWAY, with_home
from personnel.models import Post, Posting


@dataclass(frozen=True)
class Vacancy:
    """A post in force, and how many more it is for than it has on its rolls."""

    post: Post
    free: int


def vacancies(bureau: Bureau, day: dt.date, also: Iterable[int] = ()) -> list[Vacancy]:
    """Those with vacancies, and the posts `also` given by id; three queries."""
    below = Q(station__bureau__path__startswith=bureau.path)
    below |= Q(department__bureau__path__startswith=bureau.path)
    rows = Post.objects.on(day).filter(below)
    rows = rows.select_related("station__bureau", "department__bureau")
    held, wanted = _holders(bureau, day), set(also)
    found = [Vacancy(row, max(0, row.approved - held[row.first_id])) for row in rows]
    shown = [one for one in found if one.free or one.post.pk in wanted]
    return sorted(shown, key=lambda one: (one.post.unit.code, one.post.pk))


def _holders(bureau: Bureau, day: dt.date) -> Counter[int]:
    """How many are on the rolls of each post, by its first row: those lent elsewhere
    count at home."""
    held: Counter[int] = Counter()
    there = Posting.objects.filter(during__contains=day)
    at_home = there.exclude(kind__in=AWAY).exclude(established=None)
    by_post = at_home.values(
        first=Coalesce("established__origin", "established")
    ).annotate(n=Count("pk"))
    for row in by_post.order_by():
        held[row["first"]] += row["n"]
    lent: Any = with_home(there.filter(kind__in=AWAY))
    homes = lent.values_list("home_post", flat=True)
    held.update(pk for pk in homes if pk is not None)
    return held

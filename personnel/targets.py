"""Where an officer may be posted to: the units below a bureau, and their posts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from organization.models import Bureau, Department, Station
from personnel.establishment import AWAY
from personnel.models import Post, Posting, PostingLine


@dataclass(frozen=True)
class Target:
    unit: Station | Department
    post: Post | None = None


class Targets:
    """Units with the posts that are in force on a day or begin later; four queries."""

    def __init__(self, bureau: Bureau, day: dt.date) -> None:
        self.known: dict[str, Target] = {}
        self.choices: list[tuple[Any, Any]] = []
        posts = _posts(bureau, day)
        for own, unit in units_below(bureau):
            self.known[own] = Target(unit)
            offered = [(own, unit.label)]
            for post in posts.get((isinstance(unit, Station), unit.pk), []):
                self.known[f"p{post.pk}"] = Target(unit, post)
                offered.append((f"p{post.pk}", f"{unit.label} {post.kind}"))
            self.choices.append((unit.label, offered))

    def get(self, value: str) -> Target | None:
        return self.known.get(value)


def units_below(bureau: Bureau) -> list[tuple[str, Station | Department]]:
    """The open units of the bureau and below it, by what a choice sends.
    Two queries."""
    within = {"bureau__path__startswith": bureau.path}
    units: list[Station | Department] = [
        *Station.objects.open().filter(**within).select_related("bureau"),
        *Department.objects.open()
        .filter(external=False, **within)
        .select_related("bureau"),
    ]
    return [
        (f"{'s' if isinstance(unit, Station) else 'd'}{unit.pk}", unit)
        for unit in sorted(units, key=lambda unit: unit.code)
    ]


def _posts(bureau: Bureau, day: dt.date) -> dict[tuple[bool, int | None], list[Post]]:
    found = defaultdict(list)
    below = Q(station__bureau__path__startswith=bureau.path)
    below |= Q(department__bureau__path__startswith=bureau.path)
    lasting = Q(during__endswith=None) | Q(during__endswith__gt=day)
    rows = Post.objects.filter(below, lasting).order_by("-leading", "pk")
    for post in rows.select_related("station__bureau", "department__bureau"):
        is_station = post.station_id is not None
        found[is_station, post.station_id or post.department_id].append(post)
    return found


def crowded(lines: Iterable[PostingLine]) -> set[int]:
    """Lines whose post is full on their first day: allowed, but said. One query.

    Those who leave the post by another line, and who come by one, are counted.
    """
    rows = list(lines)
    wanted = {row.post.first_id for row in rows if row.post}
    here = Q(established__in=wanted) | Q(established__origin__in=wanted)
    held = Posting.objects.filter(here).exclude(kind__in=AWAY)
    found = set()
    there = list(held.select_related("established")) if wanted else []
    for row in rows:
        if row.post is None:
            continue
        coming = [o for o in rows if o.post_id == row.post_id and o.pk <= row.pk]
        going = {o.officer_id for o in rows if o.first <= row.first}
        staying = [
            p
            for p in there
            if p.established
            and p.established.first_id == row.post.first_id
            and p.officer_id not in going
            and p.during.lower <= row.first
            and (p.during.upper is None or row.first < p.during.upper)
        ]
        if len(staying) + len(coming) > row.post.approved:
            found.add(row.pk)
    return found

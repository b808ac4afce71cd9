"""Postings that are barred: a required qualification is missing, or a limit holds.

Every door that sends somebody somewhere asks here: posting orders, rounds, a posting
entered directly, officers lent while a conflict is settled.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from organization.models import Department, Station
from personnel.fit.bars import Check, bars
from personnel.fit.facts import Person, Place, Unit, holds
from personnel.fit_words import abilities, why_not
from personnel.fitting import people, places
from personnel.models import Limit, Officer, Post

TOLD_ELSEWHERE = ("in_force", "category")
Where = tuple[bool, int, str]
"""Is it a station, which unit, and what the post is called there."""


@dataclass(frozen=True)
class Going:
    """An officer who is to be in a unit, perhaps in a post of it, from a day on.

    `named` is what he is to be there where no post of the establishment is meant: then
    limits bind as in the posts so called, and no qualification is asked for.
    """

    officer: Officer
    unit: Station | Department
    post: Post | None
    first: dt.date
    named: str = ""


def what_bars(rows: Sequence[Going]) -> list[list[str]]:
    """Why each may not go, in words; nine queries, for any number, and one where
    nobody has a limit and no post is meant."""
    bound = _limited(rows)
    if not bound and not any(row.post for row in rows):
        return [[] for _row in rows]
    known = people([row.officer for row in rows], rows[0].first)
    posts = places(row.post for row in rows if row.post)
    alike = _alike([row for row in rows if row.officer.pk in bound])
    names = abilities()
    found = []
    for row in rows:
        unmet = _unmet(row, known[row.officer.pk], posts, alike)
        found.append(
            [why_not(c, names) for c in unmet if c.condition not in TOLD_ELSEWHERE]
        )
    return found


def _limited(rows: Sequence[Going]) -> set[int]:
    """Who has a limit, or is the relative of one who has."""
    asked = {row.officer.pk for row in rows}
    mine = Q(officer__in=asked) | Q(relative__in=asked)
    pairs = Limit.objects.barring().filter(mine).values_list("officer", "relative")
    return asked & {pk for pair in pairs for pk in pair if pk is not None}


def _alike(rows: Sequence[Going]) -> dict[Where, list[Place]]:
    """Posts of the units that are called as those which are only named."""
    mine = Q(pk=None)
    for row in rows:
        if row.named and row.post is None:
            side = "station" if isinstance(row.unit, Station) else "department"
            mine |= Q(kind=row.named, **{side: row.unit})
    posts = Post.objects.filter(mine).select_related(
        "station__bureau", "department__bureau"
    )
    found: dict[Where, list[Place]] = defaultdict(list)
    for place in places(posts, ()).values():
        found[place.unit.station, place.unit.pk, place.kind].append(place)
    return found


def _unmet(
    row: Going,
    person: Person,
    posts: Mapping[int, Place],
    alike: Mapping[Where, list[Place]],
) -> Sequence[Check]:
    """Of several posts so called the one that bars him least counts."""
    if row.post:
        return bars(person, posts[row.post.pk], row.first)
    where = isinstance(row.unit, Station), row.unit.pk, row.named
    there = [p for p in alike.get(where, ()) if holds(p.during, row.first)]
    found = [
        [check for check in bars(person, place, row.first) if check.private]
        for place in there or [_anywhere(row)]
    ]
    return min(found, key=len)


def _anywhere(row: Going) -> Place:
    """The unit without a post: only limits to the unit itself bar it."""
    station = isinstance(row.unit, Station)
    return Place(
        pk=0,
        unit=Unit(station, row.unit.pk, row.unit.bureau.path),
        kind="",
        category=row.officer.category,
        during=(dt.date.min, None),
    )

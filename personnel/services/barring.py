"""Postings that are barred: a required qualification is missing, or a limit holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from organization.models import Department, Station
from personnel.fit.bars import bars
from personnel.fit.facts import Place, Unit
from personnel.fit_words import abilities, why_not
from personnel.fitting import people, places
from personnel.models import Officer, Post

TOLD_ELSEWHERE = ("in_force", "category")


@dataclass(frozen=True)
class Going:
    """An officer who is to be in a unit, perhaps in a post of it, from a day on."""

    officer: Officer
    unit: Station | Department
    post: Post | None
    first: dt.date


def what_bars(rows: Sequence[Going]) -> list[list[str]]:
    """Why each may not go, in words; seven queries, for any number."""
    if not rows:
        return []
    known = people([row.officer for row in rows], rows[0].first)
    posts = places(row.post for row in rows if row.post)
    names = abilities()
    found = []
    for row in rows:
        place = posts[row.post.pk] if row.post else _anywhere(row)
        unmet = bars(known[row.officer.pk], place, row.first)
        found.append(
            [why_not(c, names) for c in unmet if c.condition not in TOLD_ELSEWHERE]
        )
    return found


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

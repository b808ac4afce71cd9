"""Whether officers fit posts: rows read into the plain facts `personnel.fit` judges.

A fixed number of queries for any number of officers and posts.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q

from organization.models import Bureau
from personnel.fit.bars import Check, bars
from personnel.fit.facts import Ban, Held, Kind, Person, Place, Stint, Unit, Weights
from personnel.models import (
    Ability,
    Attainment,
    FitWeights,
    Limit,
    Officer,
    Post,
    Posting,
    ServiceRecord,
)
from personnel.ranks import place_of

Rows = dict[int, list[Any]]


def barred(
    officers: Collection[Officer], posts: Collection[Post], day: dt.date
) -> dict[tuple[int, int], tuple[Check, ...]]:
    """(officer id, post id) -> the hard conditions not met, where there are any.

    Six queries. The posts carry their unit and its bureau (`select_related`).
    """
    known, wanted = people(officers, day), places(posts)
    found = {}
    for person in known.values():
        for place in wanted.values():
            unmet = bars(person, place, day)
            if unmet:
                found[person.pk, place.pk] = unmet
    return found


def places(
    posts: Iterable[Post], catalogue: Iterable[Ability] | None = None
) -> dict[int, Place]:
    """Posts by id; one query where the catalogue is not at hand, beside their units."""
    rows = Ability.objects.all() if catalogue is None else catalogue
    known = {row.code: Kind(row.code, row.series, row.level) for row in rows}
    return {post.pk: _place(post, known) for post in posts}


def weights_of(bureau: Bureau) -> FitWeights:
    """What the bureau has set, else what the nearest above it has, else the usual."""
    path = [int(pk) for pk in bureau.path.split("/") if pk]
    rows = {row.pk: row for row in FitWeights.objects.filter(bureau__in=path)}
    nearest = next((rows[pk] for pk in reversed(path) if pk in rows), None)
    return nearest or FitWeights(bureau=bureau)


def weighed(row: FitWeights) -> Weights:
    return Weights(
        rank=row.rank,
        experience=row.experience,
        experience_years=row.experience_years,
        settled=row.settled,
        settled_years=row.settled_years,
    )


def people(
    officers: Iterable[Officer],
    day: dt.date,
    moved: Mapping[int, list[Posting]] | None = None,
) -> dict[int, Person]:
    """Officers by id, as they are on a day; five queries. `moved` are all postings of
    some of them in order of time, as they are to be instead of what is there."""
    rows = {officer.pk: officer for officer in officers}
    held = _by_officer(Attainment.objects.select_related("ability"), rows)
    service = _by_officer(ServiceRecord.objects.all(), rows)
    limits = list(_limits(rows))
    kin = {pk for limit in limits for pk in (limit.officer_id, limit.relative_id) if pk}
    postings = _by_officer(Posting.objects.select_related("established"), {*rows, *kin})
    postings |= moved or {}
    bans = _bans(limits, postings)
    return {
        pk: Person(
            pk=pk,
            category=officer.category,
            rank=place_of(officer.rank),
            since=_since(postings[pk], day),
            held=tuple(_held(row) for row in held[pk]),
            service=tuple(_stints(service[pk], postings[pk])),
            bans=tuple(bans[pk]),
        )
        for pk, officer in rows.items()
    }


def _by_officer(rows: Any, officers: Collection[int]) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows.filter(officer__in=officers).order_by("during", "pk"):
        found[row.officer_id].append(row)
    return found


def _limits(officers: Collection[int]) -> Iterable[Limit]:
    """A relative is bound too."""
    mine = Q(officer__in=officers) | Q(relative__in=officers)
    return Limit.objects.barring().filter(mine).select_related("area").order_by("pk")


def _bans(limits: Iterable[Limit], postings: Rows) -> dict[int, list[Ban]]:
    found: dict[int, list[Ban]] = defaultdict(list)
    for limit in limits:
        during = (limit.during.lower, limit.during.upper)
        if limit.relative_id is not None:
            for one, other in (
                (limit.officer_id, limit.relative_id),
                (limit.relative_id, limit.officer_id),
            ):
                found[one] += _kept_apart(limit, postings[other])
            continue
        unit = None
        if limit.effect == Limit.Effect.UNIT:
            unit = _unit(limit)
        found[limit.officer_id].append(
            Ban(
                limit.ground,
                during,
                nights=limit.effect == Limit.Effect.NIGHTS,
                unit=unit,
                area=limit.area.path if limit.area else None,
            )
        )
    return found


def _kept_apart(limit: Limit, postings: Iterable[Posting]) -> list[Ban]:
    """From every unit of the relative, as long as he is there."""
    found = []
    for posting in postings:
        first = max(limit.during.lower, posting.during.lower)
        ends = [end for end in (limit.during.upper, posting.during.upper) if end]
        end = min(ends, default=None)
        if end is None or first < end:
            found.append(Ban(limit.ground, (first, end), unit=_unit(posting)))
    return found


def _unit(row: Limit | Posting) -> tuple[bool, int]:
    """The database keeps exactly one of the two."""
    return row.station_id is not None, row.station_id or row.department_id or 0


def _since(postings: Iterable[Posting], day: dt.date) -> dt.date | None:
    """The first day of the stretch of postings to today's post of today's unit."""
    since, last = None, None
    for row in postings:
        if row.during.lower > day:
            break
        here = (_unit(row), row.established.first_id if row.established else row.post)
        if here != last or since is None:
            since = row.during.lower
        last = here
    return since


def _stints(
    records: Iterable[ServiceRecord], postings: Iterable[Posting]
) -> Iterable[Stint]:
    for record in records:
        yield Stint(record.post, (record.during.lower, record.during.upper))
    for row in postings:
        kind = row.established.kind if row.established else row.post
        yield Stint(kind, (row.during.lower, row.during.upper))


def _held(row: Attainment) -> Held:
    ability = row.ability
    kind = Kind(ability.code, ability.series, ability.level)
    return Held(kind, (row.during.lower, row.during.upper))


def _place(post: Post, known: dict[str, Kind]) -> Place:
    unit = post.unit
    return Place(
        pk=post.pk,
        unit=Unit(post.station_id is not None, unit.pk, unit.bureau.path),
        kind=post.kind,
        category=post.category,
        during=(post.during.lower, post.during.upper),
        leading=post.leading,
        nights=post.nights,
        rank_from=place_of(post.rank_from),
        rank_to=place_of(post.rank_to),
        required=tuple(known[code] for code in post.required if code in known),
        desired={known[c]: n for c, n in post.desired.items() if c in known},
    )

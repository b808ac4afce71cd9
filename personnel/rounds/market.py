"""What was handed in, as a selection to be matched, and as the file it is kept in.

Officers are called by their police number, posts by the id they have in the round. The
file is one that `manage.py match_file` reads: anyone may match it again.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any

from personnel.matching.facts import Couple, Group, Market, Officer, Post
from personnel.models import (
    RoundBar,
    RoundCouple,
    RoundRank,
    RoundWish,
    SelectionRound,
)


def market_of(round: SelectionRound) -> Market:
    """The facts as they stand; seven queries whatever its size."""
    names = dict(round.officers.values_list("pk", "officer__police_number"))
    ranks, wishes, pairs = _ranks(round), _wishes(round), _pairs(round)
    posts = tuple(
        Post(
            str(one.pk),
            0 if one.closed_at else one.places,
            tuple(names[officer] for officer in ranks[one.pk]),
        )
        for one in round.posts.order_by("pk")
    )
    pairs_of = _couples(round)
    coupled = {officer for couple in pairs_of for officer in couple}
    officers = tuple(
        Officer(name, () if pk in coupled else wishes[pk])
        for pk, name in sorted(names.items())
    )
    groups = tuple(
        Group(
            str(one.pk),
            tuple(sorted((str(p.pk) for p in one.posts.all()), key=int)),
            one.most,
            one.least,
        )
        for one in round.groups.prefetch_related("posts").order_by("pk")
    )
    couples = tuple(
        Couple((names[one], names[other]), pairs[one]) for one, other in pairs_of
    )
    bars = RoundBar.objects.filter(officer__round=round)
    barred = frozenset(
        (names[officer], str(post))
        for officer, post in bars.values_list("officer", "post")
    )
    return Market(posts, officers, barred, groups, couples)


def written(market: Market) -> dict[str, Any]:
    """The selection as `match_file` reads it."""
    return {
        "posts": [
            {"id": one.id, "capacity": one.capacity, "ranks": list(one.ranks)}
            for one in market.posts
        ],
        "officers": [
            {"id": one.id, "ranks": list(one.ranks)} for one in market.officers
        ],
        "bars": [
            {"officer": officer, "post": post} for officer, post in sorted(market.bars)
        ],
        "groups": [_group(one) for one in market.groups],
        "couples": [
            {"officers": list(one.officers), "ranks": [list(p) for p in one.ranks]}
            for one in market.couples
        ],
    }


def digest(kept: dict[str, Any]) -> str:
    """SHA-256 of the file, keys sorted and without blanks."""
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _group(one: Group) -> dict[str, Any]:
    found: dict[str, Any] = {"id": one.id, "posts": list(one.posts)}
    if one.most is not None:
        found["most"] = one.most
    if one.least:
        found["least"] = one.least
    return found


def _ranks(round: SelectionRound) -> dict[int, list[int]]:
    """Officers in the chief's order, by the post."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = RoundRank.objects.filter(post__round=round).order_by("place")
    for post, officer in rows.values_list("post", "officer"):
        found[post].append(officer)
    return found


def _wishes(round: SelectionRound) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = RoundWish.objects.filter(officer__round=round, joint=False)
    for officer, post in rows.order_by("place").values_list("officer", "post"):
        found[officer] += (str(post),)
    return found


def _pairs(
    round: SelectionRound,
) -> dict[int, tuple[tuple[str | None, str | None], ...]]:
    """What couples choose, by the officer it stands with."""
    found: dict[int, tuple[tuple[str | None, str | None], ...]] = defaultdict(tuple)
    rows = RoundWish.objects.filter(officer__round=round, joint=True).order_by("place")
    for officer, post, other in rows.values_list("officer", "post", "other"):
        found[officer] += ((_id(post), _id(other)),)
    return found


def _id(post: int | None) -> str | None:
    return None if post is None else str(post)


def _couples(round: SelectionRound) -> list[tuple[int, int]]:
    rows = RoundCouple.objects.filter(one__round=round).order_by("pk")
    return list(rows.values_list("one", "other"))

"""What bars officers from posts of a round by their limits and the posts' demands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from personnel.models import RoundOfficer, RoundPost, RoundWish, SelectionRound
from personnel.services.barring import Going, what_bars

Chosen = tuple[RoundOfficer, RoundPost]
Pair = tuple[int, int]


def barred(chosen: Iterable[Chosen], day: dt.date) -> dict[Pair, str]:
    """(officer, post) by their ids in the round -> why, in words for himself and the
    personnel office. As many queries for any number."""
    pairs = list(chosen)
    going = [
        Going(officer.officer, post.unit, post.post, day) for officer, post in pairs
    ]
    return {
        (officer.pk, post.pk): " ".join(texts)
        for (officer, post), texts in zip(pairs, what_bars(going), strict=True)
        if texts
    }


def chosen(round: SelectionRound) -> list[Chosen]:
    """Every officer with every post he chose; of couples each half with its own."""
    posts = {one.pk: one for one in round.posts.with_units()}
    people = {one.pk: one for one in round.officers.select_related("officer")}
    wishes = RoundWish.objects.filter(officer__round=round)
    rows = wishes.values_list(
        "officer", "post", "officer__couple_as_one__other", "other"
    )
    pairs = {(officer, post) for officer, post, _partner, _other in rows}
    pairs |= {(partner, other) for _officer, _post, partner, other in rows}
    return [
        (people[officer], posts[post])
        for officer, post in sorted(pairs, key=str)
        if officer in people and post in posts
    ]

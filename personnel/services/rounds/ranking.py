"""A chief ranks the officers who chose a post of his unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.permissions import authorise
from organization.services.problems import Problems
from personnel.models import RoundOfficer, RoundPost, RoundRank
from personnel.rounds.life import S
from personnel.services.posts import CHANGED
from personnel.services.rounds.ground import demand, fetched, note

TOO_LATE = _("The time for ranking is over.")


def who_chose(post: RoundPost) -> QuerySet[RoundOfficer]:
    """Those who chose the post, alone or as one of a couple, and are not barred: by
    police number, which says nothing of who chose it first or likes it best."""
    alone = RoundOfficer.objects.filter(wishes__post=post)
    other = RoundOfficer.objects.filter(couple_as_other__one__wishes__other=post)
    ids = alone.values("pk").union(other.values("pk"))
    rows = post.round.officers.filter(pk__in=ids).exclude(bars__post=post)
    return rows.select_related("officer").order_by("officer__police_number")


@transaction.atomic
def rank(
    *,
    by: User,
    post: RoundPost,
    places: Mapping[int, int],
    now: dt.datetime,
    nobody: bool = False,
    version: int | None = None,
) -> RoundPost:
    """Places by the id of the officer in the round, the smallest is the dearest; who
    has none is not taken. Nobody at all must be meant: `nobody`.

    ValidationError under `place-<officer>`; the latest list counts.
    """
    row = fetched(post.round)  # whoever changes a post of it holds the round
    held = RoundPost.objects.with_units().get(pk=post.pk)
    authorise(by, "round.rank", held.unit)
    demand(row, None, S.RANKING)
    if now >= row.ranks_until:
        raise ValidationError({"state": [TOO_LATE]})
    if version is not None and version != held.version:
        raise ValidationError({"state": [CHANGED]})
    _check(held, places, nobody)
    held.ranks.all().delete()
    order = sorted(places, key=lambda officer: places[officer])
    RoundRank.objects.bulk_create(
        RoundRank(post=held, officer_id=officer, place=place)
        for place, officer in enumerate(order, 1)
    )
    held.ranked_at, held.ranked_by = now, by
    held.version += 1
    held.save()
    note(row=row, act="rank", by=by, now=now, post=held.pk, taken=len(order))
    return held


def _check(post: RoundPost, places: Mapping[int, int], nobody: bool) -> None:
    there = set(who_chose(post).values_list("pk", flat=True))
    seen: dict[int, int] = {}
    with Problems() as problems:
        if post.closed_at is not None:
            problems.add("state", _("This post is closed."))
        if not places and there and not nobody:
            text = _("Rank at least one, or say that you would take nobody.")
            problems.add("nobody", text)
        elif places and nobody:
            problems.add("nobody", _("You have ranked somebody."))
        for officer, place in places.items():
            field = f"place-{officer}"
            if officer not in there:
                problems.add(field, _("This officer has not chosen the post."))
            elif not 1 <= place <= 9999:
                problems.add(field, _("Write a place from 1 on."))
            elif place in seen:
                problems.add(field, _("This place is given twice."))
            seen.setdefault(place, officer)

"""What binds a round: bars that nobody may pass, groups of posts, couples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.services.problems import Problems
from personnel.matching.facts import Group, overlapping
from personnel.models import (
    RoundBar,
    RoundCouple,
    RoundGroup,
    RoundOfficer,
    RoundPost,
    RoundWish,
    SelectionRound,
)
from personnel.rounds.life import LISTS, S
from personnel.services.rounds.ground import locked, noted

IN_COUPLE = _("He is in another couple already.")


@transaction.atomic
def bar(
    *,
    by: User,
    officer: RoundOfficer,
    posts: Collection[RoundPost],
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> SelectionRound:
    """Keep an officer from some posts. The reason is for those who prepare rounds.

    A choice of such a post that he has handed in already is struck out.
    """
    row = locked(officer.round, by, version, *LISTS)
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if len(reason) > 200:
            problems.add("reason", _("At most %(n)s characters.") % {"n": 200})
        if not posts:
            problems.add("posts", _("Choose."))
        if any(post.round_id != row.pk for post in posts):
            problems.add("posts", _("This post is not in the round."))
    barred = set(officer.bars.values_list("post", flat=True))
    new = [post for post in posts if post.pk not in barred]
    RoundBar.objects.bulk_create(
        RoundBar(officer=officer, post=post, reason=reason) for post in new
    )
    _strike_out(officer, [post.pk for post in new])
    number = officer.officer.police_number
    return noted(
        row=row, act="bar", by=by, now=now, officer=number, posts=[p.pk for p in new]
    )


def _strike_out(officer: RoundOfficer, posts: list[int]) -> None:
    RoundWish.objects.filter(officer=officer, post__in=posts).delete()
    joint = RoundWish.objects.filter(officer__couple_as_one__other=officer)
    RoundWish.objects.filter(pk__in=joint.filter(other__in=posts).values("pk")).delete()


@transaction.atomic
def lift(
    *, by: User, bar: RoundBar, now: dt.datetime, version: int | None = None
) -> SelectionRound:
    """The bar falls away."""
    row = locked(bar.officer.round, by, version, *LISTS)
    number, post = bar.officer.officer.police_number, bar.post_id
    RoundBar.objects.filter(pk=bar.pk).delete()
    return noted(row=row, act="lift_bar", by=by, now=now, officer=number, post=post)


@transaction.atomic
def group(
    *,
    by: User,
    round: SelectionRound,
    title: str,
    posts: Collection[RoundPost],
    now: dt.datetime,
    most: int | None = None,
    least: int = 0,
    version: int | None = None,
) -> SelectionRound:
    """Posts with a common bound. Any two groups are apart or one within the other."""
    row = locked(round, by, version, S.DRAFT)
    there = list(row.groups.prefetch_related("posts"))
    with Problems() as problems:
        title = problems.require("title", title)
        if len(title) > 40:
            problems.add("title", _("At most %(n)s characters.") % {"n": 40})
        if any(one.title == title for one in there):
            problems.add("title", _("There is a group of this name."))
        if not posts or any(post.round_id != row.pk for post in posts):
            problems.add("posts", _("Choose."))
        elif text := _overlap(title, posts, there):
            problems.add("posts", text)
        if most is None and not least:
            problems.add("most", _("Say how many at most, or how many at least."))
        if most is not None and least > most:
            problems.add("least", _("More than the group takes."))
    made = RoundGroup.objects.create(round=row, title=title, most=most, least=least)
    made.posts.set(posts)
    told = {"title": title, "posts": [p.pk for p in posts], "most": most}
    return noted(row=row, act="group", by=by, now=now, **told, least=least)


def _overlap(
    title: str, posts: Collection[RoundPost], there: Iterable[RoundGroup]
) -> str:
    """In words, the group this one would cross; nothing if it crosses none."""
    groups = [
        Group(one.title, tuple(str(post.pk) for post in one.posts.all()))
        for one in there
    ]
    met = overlapping([*groups, Group(title, tuple(str(post.pk) for post in posts))])
    if met is None:
        return ""
    other = next(one.id for one in met if one.id != title)
    text = _("It shares posts with “%(other)s”, but neither lies within the other.")
    return str(text % {"other": other})


@transaction.atomic
def dissolve(
    *, by: User, group: RoundGroup, now: dt.datetime, version: int | None = None
) -> SelectionRound:
    """The common bound falls away."""
    row = locked(group.round, by, version, S.DRAFT)
    RoundGroup.objects.filter(pk=group.pk).delete()
    return noted(row=row, act="dissolve", by=by, now=now, title=group.title)


@transaction.atomic
def pair(
    *,
    by: User,
    one: RoundOfficer,
    other: RoundOfficer,
    now: dt.datetime,
    version: int | None = None,
) -> SelectionRound:
    """Two officers who asked for it choose together from now on; what each handed in
    alone goes."""
    row = locked(one.round, by, version, *LISTS)
    with Problems() as problems:
        if one.pk == other.pk or other.round_id != row.pk:
            problems.add("other", _("Name two officers of this round."))
        for field, who in (("one", one), ("other", other)):
            taken = RoundCouple.objects.filter(one=who) | RoundCouple.objects.filter(
                other=who
            )
            if taken.exists():
                problems.add(field, IN_COUPLE)
    RoundCouple.objects.create(one=one, other=other)
    _begin_again(row, one, other)
    numbers = [one.officer.police_number, other.officer.police_number]
    return noted(row=row, act="pair", by=by, now=now, officers=numbers)


@transaction.atomic
def part(
    *, by: User, couple: RoundCouple, now: dt.datetime, version: int | None = None
) -> SelectionRound:
    """They choose each for himself again, from an empty list."""
    row = locked(couple.one.round, by, version, *LISTS)
    halves = (couple.one, couple.other)
    RoundCouple.objects.filter(pk=couple.pk).delete()
    _begin_again(row, *halves)
    numbers = [half.officer.police_number for half in halves]
    return noted(row=row, act="part", by=by, now=now, officers=numbers)


def _begin_again(row: SelectionRound, *officers: RoundOfficer) -> None:
    ids = [officer.pk for officer in officers]
    RoundWish.objects.filter(officer__in=ids).delete()
    for officer in row.officers.filter(pk__in=ids):
        officer.wished_at = None
        officer.version += 1
        officer.save()

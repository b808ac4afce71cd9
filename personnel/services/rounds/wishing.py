"""Officers hand in their choices, alone or as a couple, until time is up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.services.problems import Problems
from personnel.models import (
    Posting,
    RoundCouple,
    RoundOfficer,
    RoundPost,
    RoundWish,
    SelectionRound,
)
from personnel.rounds.avoiding import barred
from personnel.rounds.life import S
from personnel.services.posts import CHANGED
from personnel.services.rounds.ground import demand, fetched, note

NOT_OPEN = _("You may not choose in this round.")
TOO_LATE = _("The time for choosing is over.")
AVOIDED = _("A rule of avoidance stands against this post.")
Pair = tuple[RoundPost | None, RoundPost | None]


def couple_of(officer: RoundOfficer) -> RoundCouple | None:
    """The couple somebody is in."""
    rows = RoundCouple.objects.select_related("one__officer", "other__officer")
    return rows.filter(Q(one=officer) | Q(other=officer)).first()


@transaction.atomic
def choose(
    *,
    by: User,
    round: SelectionRound,
    choices: Mapping[int, RoundPost],
    now: dt.datetime,
    version: int | None = None,
) -> RoundOfficer:
    """The posts one would go to, the dearest first; none: one stays where one is.

    Keys say the order and name the field: ValidationError under `choice-<key>`.
    """
    row, officer = _entered(by, round, now, version)
    if couple_of(officer) is not None:
        raise ValidationError({"state": [_("You choose as one of a couple.")]})
    half = _Half(officer, choices.values(), now)
    seen: set[int] = set()
    with Problems() as problems:
        for key, post in sorted(choices.items()):
            if post.pk in seen:
                problems.add(f"choice-{key}", _("You have chosen this post already."))
            seen.add(post.pk)
            half.check(row, post, f"choice-{key}", problems)
        _count(row, len(choices), problems)
    wishes = [
        RoundWish(officer=officer, place=place, post=choices[key])
        for place, key in enumerate(sorted(choices), 1)
    ]
    return _handed_in(row, officer, wishes, by, now)


@transaction.atomic
def choose_together(
    *,
    by: User,
    round: SelectionRound,
    choices: Mapping[int, Pair],
    now: dt.datetime,
    version: int | None = None,
) -> RoundOfficer:
    """Pairs of posts, one's own first; None is nowhere. Either of the couple may hand
    them in, and the latest count. ValidationError under `choice-<key>`, and
    `other-<key>` for the partner's post."""
    row, officer = _entered(by, round, now, version)
    couple = couple_of(officer)
    if couple is None:
        raise ValidationError({"state": [_("You are not in a couple.")]})
    partner = couple.other if couple.one_id == officer.pk else couple.one
    mine = _Half(officer, [own for own, _other in choices.values()], now)
    his = _Half(partner, [other for _own, other in choices.values()], now)
    seen: set[tuple[int | None, int | None]] = set()
    with Problems() as problems:
        for key, (own, other) in sorted(choices.items()):
            pair = (own.pk if own else None, other.pk if other else None)
            if pair in seen:
                problems.add(f"choice-{key}", _("You have chosen this pair already."))
            seen.add(pair)
            mine.check(row, own, f"choice-{key}", problems)
            his.check(row, other, f"other-{key}", problems)
        _count(row, len(choices), problems)
    turned = couple.one_id != officer.pk
    wishes = []
    for place, key in enumerate(sorted(choices), 1):
        own, other = reversed(choices[key]) if turned else choices[key]
        wishes.append(
            RoundWish(
                officer=couple.one, place=place, post=own, other=other, joint=True
            )
        )
    _handed_in(row, partner, [], by, now)
    RoundWish.objects.filter(officer=couple.one).delete()
    RoundWish.objects.bulk_create(wishes)
    return _handed_in(row, officer, None, by, now)


class _Half:
    """Somebody who chooses, and what keeps him from where."""

    def __init__(
        self,
        officer: RoundOfficer,
        posts: Iterable[RoundPost | None],
        now: dt.datetime,
    ) -> None:
        self.officer, day = officer, timezone.localdate(now)
        self.held = _held(officer, day)
        self.bars = {one.post_id: str(AVOIDED) for one in officer.bars.all()}
        asked = [(officer, post) for post in posts if post is not None]
        self.bars |= {post: text for (_who, post), text in barred(asked, day).items()}

    def check(
        self,
        row: SelectionRound,
        post: RoundPost | None,
        field: str,
        problems: Problems,
    ) -> None:
        """Why he cannot choose a post, beside its field."""
        if post is None:
            return
        if post.round_id != row.pk:
            problems.add(field, _("This post is not in the round."))
        elif post.closed_at is not None:
            text = _("This post is closed: %(why)s")
            problems.add(field, text % {"why": post.closed_reason})
        elif post.post.category != self.officer.officer.category:
            problems.add(field, _("This post is not for this category."))
        elif post.pk in self.bars:
            problems.add(field, self.bars[post.pk])
        elif post.post.first_id in self.held:
            problems.add(field, _("This is the present post."))


def _count(row: SelectionRound, count: int, problems: Problems) -> None:
    if count > row.most:
        problems.add("state", _("At most %(n)s choices.") % {"n": row.most})


def _held(officer: RoundOfficer, day: dt.date) -> set[int]:
    """The post he fills on a day, by its first row."""
    rows = Posting.objects.filter(officer=officer.officer_id, during__contains=day)
    found = rows.exclude(established=None).select_related("established")
    return {row.established.first_id for row in found if row.established}


def _entered(
    by: User, round: SelectionRound, now: dt.datetime, version: int | None
) -> tuple[SelectionRound, RoundOfficer]:
    """The locked round and the acting officer's own row in it."""
    row = fetched(round)
    own = row.officers.select_related("officer").filter(officer__user=by).first()
    if own is None:
        raise PermissionDenied(str(NOT_OPEN))
    demand(row, None, S.WISHING)
    if now >= row.wishes_until:
        raise ValidationError({"state": [TOO_LATE]})
    if version is not None and version != own.version:
        raise ValidationError({"state": [CHANGED]})
    return row, own


def _handed_in(
    row: SelectionRound,
    officer: RoundOfficer,
    wishes: list[RoundWish] | None,
    by: User,
    now: dt.datetime,
) -> RoundOfficer:
    """What was handed in before is replaced; None leaves the rows as they are."""
    if wishes is not None:
        officer.wishes.all().delete()
        RoundWish.objects.bulk_create(wishes)
    officer.wished_at = now
    officer.version += 1
    officer.save(update_fields=["wished_at", "version"])
    if officer.officer.user_id == by.pk:
        note(
            row=row, act="choose", by=by, now=now, officer=officer.officer.police_number
        )
    return officer

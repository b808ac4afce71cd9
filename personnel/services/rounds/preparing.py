"""A round is prepared: title, dates, posts with places, and who may choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, User
from organization.permissions import authorise
from organization.services.problems import Problems
from personnel.models import Officer, Post, RoundOfficer, RoundPost, SelectionRound
from personnel.rounds.eligible import Rule, matching
from personnel.rounds.life import LISTS, S
from personnel.services.rounds.ground import locked, note, noted

MOST_POSTS = 1000
MOST_OFFICERS = 5000
MOST_PLACES = 999


@dataclass(frozen=True)
class Terms:
    """What is announced: `wishes_until` and `ranks_until` are too late already."""

    title: str
    wishes_until: dt.datetime
    ranks_until: dt.datetime
    basis: str = ""
    most: int = 5


@transaction.atomic
def prepare_round(
    *, by: User, bureau: Bureau, terms: Terms, now: dt.datetime
) -> SelectionRound:
    """A new round that only those who prepare rounds of the bureau see."""
    authorise(by, "round.prepare", bureau)
    with Problems() as problems:
        title = problems.require("title", terms.title)
        if len(title) > 80:
            problems.add("title", _("At most %(n)s characters.") % {"n": 80})
        if not 1 <= terms.most <= 20:
            problems.add("most", _("From 1 to 20 choices."))
        check_dates(terms.wishes_until, terms.ranks_until, now, problems)
    row = SelectionRound.objects.create(
        bureau=bureau,
        title=title,
        basis=terms.basis.strip(),
        most=terms.most,
        wishes_until=terms.wishes_until,
        ranks_until=terms.ranks_until,
        prepared_by=by,
        prepared_at=now,
    )
    note(row=row, act="prepare", by=by, now=now)
    return row


def check_dates(
    wishes: dt.datetime, ranks: dt.datetime, now: dt.datetime, problems: Problems
) -> None:
    if wishes <= now:
        problems.add("wishes_until", _("This day is over already."))
    if ranks <= wishes:
        problems.add("ranks_until", _("Chiefs rank after the officers have chosen."))


@transaction.atomic
def set_places(
    *,
    by: User,
    round: SelectionRound,
    places: Mapping[Post, int],
    now: dt.datetime,
    version: int | None = None,
) -> SelectionRound:
    """How many places each of these posts has; 0 takes a post out again.

    ValidationError under `places-<id of the post>`.
    """
    row = locked(round, by, version, S.DRAFT)
    with Problems() as problems:
        for post, count in places.items():
            for text in _wrong(row, post, count, timezone.localdate(now)):
                problems.add(f"places-{post.pk}", text)
    gone = [post.pk for post, count in places.items() if not count]
    row.posts.filter(post__in=gone).delete()
    kept = {post: count for post, count in places.items() if count}
    known = {one.post_id: one for one in row.posts.all()}
    if len(known | {post.pk: None for post in kept}) > MOST_POSTS:
        raise ValidationError(
            {"state": [_("At most %(n)s posts.") % {"n": MOST_POSTS}]}
        )
    for post, count in kept.items():
        one = known.get(post.pk) or RoundPost(round=row, post=post)
        if one.places != count:
            one.places = count
            one.save()
    told = {str(post.pk): count for post, count in places.items()}
    return noted(row=row, act="set_places", by=by, now=now, places=told)


def _wrong(
    row: SelectionRound, post: Post, count: int, day: dt.date
) -> Iterable[str | Promise]:
    if not 0 <= count <= MOST_PLACES:
        yield _("From 0 to 999 places.")
    if not post.unit.bureau.path.startswith(row.bureau.path):
        yield _("This post is not under the round's bureau.")
    if post.during.upper is not None and post.during.upper <= day:
        yield _("The post has ended before this day.")


@transaction.atomic
def admit(
    *,
    by: User,
    round: SelectionRound,
    officers: Collection[Officer],
    now: dt.datetime,
    version: int | None = None,
) -> int:
    """Named by hand. How many of them are new; ValidationError under `officer`."""
    row = locked(round, by, version, *LISTS)
    below = Officer.objects.posted_under(row.bureau)
    ids = {officer.pk for officer in officers}
    if below.filter(pk__in=ids).count() < len(ids):
        raise ValidationError(
            {"officer": [_("The officer is not posted in this bureau.")]}
        )
    new = _enter(row, ids, by_rule=False)
    noted(row=row, act="admit", by=by, now=now, officers=new)
    return new


@transaction.atomic
def admit_by_rule(
    *,
    by: User,
    round: SelectionRound,
    rule: Rule,
    now: dt.datetime,
    version: int | None = None,
) -> int:
    """Everybody a rule describes today. The rule itself is on record and shown."""
    row = locked(round, by, version, *LISTS)
    found = matching(rule, bureau=row.bureau, day=timezone.localdate(now))
    if not found:
        raise ValidationError({"rule": [_("Nobody is described by this.")]})
    new = _enter(row, found, by_rule=True)
    noted(row=row, act="admit_by_rule", by=by, now=now, officers=new, rule=rule.told())
    return new


def _enter(row: SelectionRound, officers: Iterable[int], by_rule: bool) -> int:
    known = set(row.officers.values_list("officer", flat=True))
    new = sorted(set(officers) - known)
    if len(known) + len(new) > MOST_OFFICERS:
        text = _("At most %(n)s officers.") % {"n": MOST_OFFICERS}
        raise ValidationError({"officer": [text]})
    RoundOfficer.objects.bulk_create(
        RoundOfficer(round=row, officer_id=pk, by_rule=by_rule) for pk in new
    )
    return len(new)


@transaction.atomic
def dismiss(
    *,
    by: User,
    officer: RoundOfficer,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> SelectionRound:
    """He may not choose after all; what he handed in goes with him."""
    row = locked(officer.round, by, version, *LISTS)
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if _coupled(officer):
            problems.add("state", _("He chooses as one of a couple: part it first."))
    number = officer.officer.police_number
    row.officers.filter(pk=officer.pk).delete()
    return noted(row=row, act="dismiss", by=by, now=now, officer=number, reason=reason)


def _coupled(officer: RoundOfficer) -> bool:
    return hasattr(officer, "couple_as_one") or hasattr(officer, "couple_as_other")

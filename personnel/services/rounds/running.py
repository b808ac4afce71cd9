"""A round runs: it is opened, its phases end, by the clock or once all have spoken."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.services.problems import Problems
from personnel.models import RoundBar, RoundPost, SelectionRound
from personnel.rounds.avoiding import barred, chosen
from personnel.rounds.life import RUNNING, STEPS, S
from personnel.services.rounds import telling
from personnel.services.rounds.ground import fetched, locked, noted, step
from personnel.services.rounds.matching import queue
from personnel.services.rounds.preparing import check_dates

REMINDED = dt.timedelta(days=1)  # before a phase ends
AT_ONCE = 20
SHORTER = _("What was announced is not cut short.")


@transaction.atomic
def open_round(
    *, by: User, round: SelectionRound, now: dt.datetime, version: int | None = None
) -> SelectionRound:
    """Officers may choose from now on. ValidationError under `state` for what lacks."""
    row = locked(round, by, version, S.DRAFT)
    with Problems() as problems:
        check_dates(row.wishes_until, row.ranks_until, now, problems)
        if not row.posts.exists():
            problems.add("state", _("Name the posts first."))
        if not row.officers.exists():
            problems.add("state", _("Name the officers who may choose first."))
    step(row, "open")
    row.opened_at = now
    noted(row=row, act="open", by=by, now=now)
    telling.tell_officers(row, "round_open", by=by, until=row.wishes_until)
    return row


@transaction.atomic
def prolong(
    *,
    by: User,
    round: SelectionRound,
    now: dt.datetime,
    wishes_until: dt.datetime | None = None,
    ranks_until: dt.datetime | None = None,
    version: int | None = None,
) -> SelectionRound:
    """More time. What was announced is never cut short; a draft takes any dates."""
    row = locked(round, by, version, S.DRAFT, *RUNNING)
    wishes = wishes_until or row.wishes_until
    ranks = ranks_until or row.ranks_until
    with Problems() as problems:
        if row.state != S.DRAFT and wishes < row.wishes_until:
            problems.add("wishes_until", SHORTER)
        if row.state != S.DRAFT and ranks < row.ranks_until:
            problems.add("ranks_until", SHORTER)
        if row.state == S.RANKING and wishes != row.wishes_until:
            problems.add("wishes_until", _("The officers have chosen already."))
        if row.state != S.RANKING:
            check_dates(wishes, ranks, now, problems)
    row.wishes_until, row.ranks_until, row.reminded = wishes, ranks, ""
    told = {"wishes_until": wishes.isoformat(), "ranks_until": ranks.isoformat()}
    return noted(row=row, act="prolong", by=by, now=now, **told)


@transaction.atomic
def end_early(
    *, by: User, round: SelectionRound, now: dt.datetime, version: int | None = None
) -> SelectionRound:
    """The phase ends before its time, once nobody is missing any more."""
    row = locked(round, by, version, *RUNNING)
    if missing(row):
        text = _("Not everybody has handed in: the phase ends at its time.")
        raise ValidationError({"state": [text]})
    return _end_phase(row, by, now)


def missing(row: SelectionRound) -> int:
    """How many officers have not chosen, or posts nobody has ranked for, so far.

    Who has no account cannot choose: nobody waits for him.
    """
    if row.state == S.WISHING:
        waiting = row.officers.filter(wished_at=None)
        return waiting.exclude(officer__user=None).count()
    return unranked(row).count()


def unranked(row: SelectionRound) -> QuerySet[RoundPost]:
    """Open posts that somebody chose and for which no list is handed in."""
    chosen = Q(wishes__isnull=False) | Q(pk__in=_as_other(row))
    waiting = row.posts.filter(chosen, ranked_at=None, closed_at=None)
    return waiting.with_units().distinct()


def _as_other(row: SelectionRound) -> QuerySet[RoundPost, int]:
    pairs = row.posts.model.objects.filter(round=row)
    return pairs.filter(
        pk__in=row.officers.filter(wishes__joint=True).values("wishes__other")
    ).values_list("pk", flat=True)


def _end_phase(
    row: SelectionRound, by: User | None, now: dt.datetime
) -> SelectionRound:
    """On to ranking, or to the matching; what is handed in now is what counts."""
    if row.state == S.WISHING:
        step(row, "end_wishes")
        row.reminded = ""
        _keep_apart(row, now)
        noted(row=row, act="end_wishes", by=by, now=now)
        telling.ask_chiefs(row, unranked(row), "round_rank", by=by)
        return row
    step(row, "end_ranks")
    queue(row=row, by=by, now=now)
    return noted(row=row, act="end_ranks", by=by, now=now)


def _keep_apart(row: SelectionRound, now: dt.datetime) -> None:
    """Bars by the officers' limits and the posts' demands, as they are when choosing
    ends: the chiefs do not see who is barred."""
    found = barred(chosen(row), timezone.localdate(now))
    RoundBar.objects.bulk_create(
        [
            RoundBar(officer_id=officer, post_id=post, reason=text[:200])
            for (officer, post), text in found.items()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """Remind who is missing a day before, and end phases whose time is over."""
    near = now + REMINDED
    due = Q(state=S.WISHING, wishes_until__lte=now)
    due |= Q(state=S.RANKING, ranks_until__lte=now)
    due |= Q(state=S.WISHING, wishes_until__lte=near) & ~Q(reminded=S.WISHING)
    due |= Q(state=S.RANKING, ranks_until__lte=near) & ~Q(reminded=S.RANKING)
    done = 0
    for seen in SelectionRound.objects.filter(due).order_by("pk")[:AT_ONCE]:
        row = fetched(seen)
        if row.state != seen.state:
            continue
        over = row.wishes_until if row.state == S.WISHING else row.ranks_until
        if over <= now:
            _end_phase(row, by, now)
        else:
            _remind(row, now)
        done += 1
    return done


def _remind(row: SelectionRound, now: dt.datetime) -> None:
    row.reminded = row.state
    noted(row=row, act="remind", by=None, now=now, missing=missing(row))
    if row.state == S.WISHING:
        telling.tell_officers(
            row, "round_remind", by=None, until=row.wishes_until, missing=True
        )
    else:
        telling.ask_chiefs(row, unranked(row), "round_rank_remind", by=None)


@transaction.atomic
def cancel_round(
    *,
    by: User,
    round: SelectionRound,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> SelectionRound:
    """It is not pursued; everybody who may choose or rank reads why."""
    row = locked(round, by, version, *STEPS["cancel"][0])
    with Problems() as problems:
        reason = problems.require("reason", reason)
    step(row, "cancel")
    row.ended_at, row.end_reason = now, reason
    noted(row=row, act="cancel", by=by, now=now, reason=reason)
    if row.opened_at is not None:
        telling.tell_everybody(row, "round_cancelled", by=by)
    return row


@transaction.atomic
def close_round(
    *, by: User, round: SelectionRound, now: dt.datetime, version: int | None = None
) -> SelectionRound:
    """Nothing more is to be done with it. Once."""
    row = locked(round, by, version, S.PUBLISHED)
    step(row, "close")
    row.ended_at = now
    return noted(row=row, act="close", by=by, now=now)


@transaction.atomic
def shut_post(
    *, by: User, post: RoundPost, reason: str, now: dt.datetime
) -> SelectionRound:
    """A post is open no longer; who chose it is told and may choose anew."""
    row = locked(post.round, by, None, *RUNNING)
    held = RoundPost.objects.with_units().get(pk=post.pk)
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if len(reason) > 200:
            problems.add("reason", _("At most %(n)s characters.") % {"n": 200})
        if held.closed_at is not None:
            problems.add("state", _("This post is closed."))
    held.closed_at, held.closed_reason = now, reason
    held.version += 1
    held.save()
    noted(row=row, act="shut_post", by=by, now=now, post=held.pk, reason=reason)
    telling.tell_of_post(row, held, by=by)
    return row

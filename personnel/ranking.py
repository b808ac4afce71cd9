"""Who fits a post, best first: everybody of its category in the bureau."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from organization.models import Bureau
from organization.wall import lifted
from personnel.fit.scoring import Fit, fit
from personnel.fit_words import Names, abilities
from personnel.fitting import people, places, weighed, weights_of
from personnel.models import (
    FitWeights,
    Officer,
    Post,
    Posting,
    PostingLine,
    PostingOrder,
)
from personnel.vacancies import vacant


@dataclass(frozen=True)
class Candidate:
    """An officer where he is on the day, and how he fits."""

    posting: Posting
    fit: Fit

    @property
    def officer(self) -> Officer:
        return self.posting.officer


@dataclass(frozen=True)
class Ranking:
    """Of one post on one day. Who is excluded stands last."""

    day: dt.date
    weights: FitWeights
    names: Names
    candidates: list[Candidate]

    @property
    def eligible(self) -> int:
        return sum(not one.fit.excluded for one in self.candidates)


def ranked(post: Post, day: dt.date) -> Ranking:
    """The bureau's people but those in the post, on `day` or the post's first day.

    Eight queries; the post carries its unit and its bureau.
    """
    day = day_of(post, day)
    bureau = post.unit.bureau
    here = Q(station__bureau=bureau) | Q(department__bureau=bureau)
    in_it = Q(established=post.first_id) | Q(established__origin=post.first_id)
    rows = Posting.objects.filter(
        here, during__contains=day, officer__category=post.category
    ).exclude(in_it & Q(established__isnull=False))
    postings = list(rows.select_related("officer", "station", "department"))
    names, weights = abilities(), weights_of(bureau)
    known = people([row.officer for row in postings], day)
    place = places([post], names.values())[post.pk]
    points = weighed(weights)
    found = [
        Candidate(row, fit(known[row.officer_id], place, points, day))
        for row in postings
    ]
    found.sort(key=_best_first)
    return Ranking(day, weights, names, found)


def judged(officer: Officer, post: Post, day: dt.date) -> tuple[Fit, FitWeights, Names]:
    """One officer in one post on the day; seven queries."""
    names, weights = abilities(), weights_of(post.unit.bureau)
    place = places([post], names.values())[post.pk]
    known = people([officer], day)[officer.pk]
    return fit(known, place, weighed(weights), day), weights, names


@dataclass(frozen=True)
class Opening:
    """A post with places that are free, and how the officer fits it."""

    post: Post
    places: int
    fit: Fit


@dataclass(frozen=True)
class Openings:
    """What is free for one officer in the bureau he is posted in, best first; those
    he is excluded from stand last. `bureau` is None where he is posted nowhere."""

    bureau: Bureau | None
    found: list[Opening]

    @property
    def eligible(self) -> int:
        return sum(not one.fit.excluded for one in self.found)


@lifted("free posts of the bureau are for all its officers to see")
def openings(officer: Officer, day: dt.date) -> Openings:
    """His own post is not among them. Twelve queries."""
    held = officer.postings.filter(during__contains=day).select_related(
        "station__bureau", "department__bureau", "established"
    )
    now = held.first()
    if now is None:
        return Openings(None, [])
    bureau = now.unit.bureau
    own = now.established.first_id if now.established else None
    free = [
        (post, n)
        for post, n in vacant(bureau, day, coming=False)
        if post.unit.bureau == bureau and post.first_id != own
    ]
    wanted, points = places(post for post, _n in free), weighed(weights_of(bureau))
    known = people([officer], day)[officer.pk]
    found = [
        Opening(post, n, fit(known, wanted[post.pk], points, day)) for post, n in free
    ]
    found.sort(key=lambda one: (one.fit.excluded, -one.fit.score, one.post.pk))
    return Openings(bureau, found)


def of_lines(order: PostingOrder) -> list[tuple[PostingLine, Fit | None]]:
    """Each line with how its officer fits its post, where it names one; on the line's
    first day. Nine queries."""
    named = ("post__station__bureau", "post__department__bureau")
    rows = order.lines.select_related("officer", *named, "station", "department")
    lines = list(rows.order_by("pk"))
    posts = [line.post for line in lines if line.post]
    if not posts:
        return [(line, None) for line in lines]
    known = people([line.officer for line in lines], lines[0].first)
    wanted, points = places(posts), weighed(weights_of(order.bureau))
    return [
        (
            line,
            fit(known[line.officer_id], wanted[line.post.pk], points, line.first)
            if line.post
            else None,
        )
        for line in lines
    ]


def day_of(post: Post, today: dt.date) -> dt.date:
    """The day on which the post is looked at: today, or its first day if later."""
    first: dt.date = post.during.lower
    return max(today, first)


def _best_first(one: Candidate) -> tuple[bool, int, str, int]:
    officer = one.officer
    return one.fit.excluded, -one.fit.score, officer.pinyin, officer.pk

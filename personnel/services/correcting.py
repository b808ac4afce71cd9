"""What was recorded wrongly about posts and postings is put right, many at once.

The first day of each stays: by it they are told apart. A posting order, not a
correction, moves people from now on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Department, Station, User
from organization.services.problems import Problems, days, told_as
from personnel.models import Post, Posting
from personnel.services.periods import set_ends
from personnel.services.postings import NO_OVERLAP, OVERLAP
from personnel.services.posts import Terms, check_terms, terms_of


@dataclass(frozen=True)
class NewPost:
    """A post to come, on [first, end)."""

    unit: Station | Department
    terms: Terms
    first: dt.date
    end: dt.date | None = None


@dataclass(frozen=True)
class PostChange:
    """What a post really was, and until when."""

    post: Post
    terms: Terms
    end: dt.date | None


@dataclass(frozen=True)
class PostingChange:
    """Where a posting really was, as what, and until when."""

    posting: Posting
    unit: Station | Department
    kind: str
    post: str
    established: Post | None
    end: dt.date | None


@transaction.atomic
def add_posts(*, by: User | None, rows: Sequence[NewPost], reason: str) -> list[Post]:
    """Enter many posts at once, in the order given.

    One that begins on the day on which another of the same name ends goes on from it.
    """
    with Problems() as problems:
        for n, row in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            check_terms(row.terms, problems)
            period = days((row.first, row.end), problems, "until")
            if row.unit.closed_on and row.unit.closed_on <= period.lower:
                problems.add("first", _("This unit is closed."))
    posts = Post.objects.bulk_create(
        Post(
            station=row.unit if isinstance(row.unit, Station) else None,
            department=row.unit if isinstance(row.unit, Department) else None,
            during=DateRange(row.first, row.end),
            **vars(row.terms),
        )
        for row in rows
    )
    _link(posts)
    record("post.add_many", by=by, reason=reason, posts=len(posts))
    return posts


def _link(posts: Sequence[Post]) -> None:
    """Let each that goes on from another share its origin."""
    here = Q(station__in={post.station_id for post in posts} - {None})
    here |= Q(department__in={post.department_id for post in posts} - {None})
    ended: dict[tuple[object, ...], list[Post]] = defaultdict(list)
    every = {post.pk: post for post in Post.objects.filter(here)}
    every |= {post.pk: post for post in posts}
    for post in every.values():
        ended[*_named(post), post.during.upper].append(post)
    linked = []
    for post in sorted(posts, key=lambda post: post.during.lower):
        before = ended[*_named(post), post.during.lower]
        if len(before) == 1:
            post.origin_id = before.pop().first_id
            linked.append(post)
    Post.objects.bulk_update(linked, ["origin"])


def _named(post: Post) -> tuple[object, ...]:
    return post.station_id, post.department_id, post.kind, post.category


@transaction.atomic
def correct_posts(
    *, by: User | None, rows: Sequence[PostChange], reason: str
) -> list[Post]:
    """Put right what many posts are; who is in them stays."""
    with Problems() as problems:
        for n, row in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            check_terms(row.terms, problems)
            days((row.post.during.lower, row.end), problems, "until")
    before = [[row.post.pk, vars(terms_of(row.post))] for row in rows]
    for row in rows:
        for name, value in vars(row.terms).items():
            setattr(row.post, name, value)
        row.post.during = DateRange(row.post.during.lower, row.end)
        row.post.version += 1
    posts = [row.post for row in rows]
    names = [*vars(rows[0].terms), "during", "version"] if rows else ["version"]
    Post.objects.bulk_update(posts, names)
    record("post.correct_many", by=by, reason=reason, before=before)
    return posts


@transaction.atomic
def correct_postings(
    *, by: User | None, rows: Sequence[PostingChange], reason: str
) -> list[Posting]:
    """Put right many postings, whole or not at all."""
    with Problems() as problems:
        for n, row in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            days((row.posting.during.lower, row.end), problems)
            if row.established and row.established.unit != row.unit:
                problems.add("established", _("This post is in another unit."))
    before = [
        [row.posting.pk, row.posting.unit.code, str(row.posting.during)] for row in rows
    ]
    with told_as(NO_OVERLAP, "rows", OVERLAP):
        set_ends(Posting, [(row.posting, row.end) for row in rows])
    for row in rows:
        posting, unit = row.posting, row.unit
        posting.station = unit if isinstance(unit, Station) else None
        posting.department = unit if isinstance(unit, Department) else None
        posting.kind, posting.post = row.kind, row.post
        posting.established = row.established
        posting.version += 1
    postings = [row.posting for row in rows]
    names = ["station", "department", "kind", "post", "established", "version"]
    Posting.objects.bulk_update(postings, names)
    record("posting.correct_many", by=by, reason=reason, before=before)
    return postings

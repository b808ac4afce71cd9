"""Letters about rounds. What somebody chose, or who goes where, they do not say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from organization.models import Membership, Role, User
from organization.permissions import POLICY
from personnel.holders import holders
from personnel.models import RoundOfficer, RoundPost, SelectionRound
from personnel.services.about import About, tell_about

ROUND = About("round:", "personnel:round")


def tell_officers(
    row: SelectionRound,
    kind: str,
    *,
    by: User | None,
    until: dt.datetime | None = None,
    missing: bool = False,
) -> None:
    """Those who may choose, or who have not chosen yet, if they have accounts."""
    officers = row.officers.filter(wished_at=None) if missing else row.officers.all()
    facts = {"title": row.title}
    if until is not None:
        facts["until"] = until.isoformat()
    tell_about(ROUND, row, _accounts(officers), kind, facts, by)


def ask_chiefs(
    row: SelectionRound, posts: Iterable[RoundPost], kind: str, *, by: User | None
) -> None:
    """One letter to each who ranks, however many posts of his wait."""
    facts = {"title": row.title, "until": row.ranks_until.isoformat()}
    tell_about(ROUND, row, _chiefs(posts), kind, facts, by)


def tell_everybody(row: SelectionRound, kind: str, *, by: User) -> None:
    facts = {"title": row.title, "reason": row.end_reason}
    people = _accounts(row.officers.all()) | _chiefs(row.posts.with_units())
    tell_about(ROUND, row, people, kind, facts, by)


def tell_admins(row: SelectionRound, kind: str) -> None:
    """Who prepared it, and whoever holds that office in the bureau today."""
    people = {row.prepared_by_id} | holders(Role.PERSONNEL_ADMIN, row.bureau)
    tell_about(ROUND, row, people, kind, {"title": row.title}, None)


def tell_of_post(row: SelectionRound, post: RoundPost, *, by: User) -> None:
    """A post somebody chose is open no longer."""
    chose = Q(wishes__post=post) | Q(wishes__other=post)
    chose |= Q(couple_as_other__one__wishes__post=post)
    chose |= Q(couple_as_other__one__wishes__other=post)
    facts = {"title": row.title, "post": post.label, "reason": post.closed_reason}
    people = _accounts(row.officers.filter(chose)) | _chiefs([post])
    tell_about(ROUND, row, people, "round_post_closed", facts, by)


def _accounts(officers: Iterable[RoundOfficer]) -> set[int]:
    rows = RoundOfficer.objects.filter(pk__in=[one.pk for one in officers])
    found = rows.exclude(officer__user=None).values_list("officer__user", flat=True)
    return {pk for pk in found if pk is not None}


def _chiefs(posts: Iterable[RoundPost]) -> set[int]:
    """Whoever ranks for the units of these posts today."""
    units = [one.post for one in posts]
    here = Q(station__in={one.station_id for one in units if one.station_id})
    here |= Q(department__in={one.department_id for one in units if one.department_id})
    today = Membership.objects.in_force(timezone.localdate())
    rows = today.filter(here, role__in=POLICY["round.rank"].roles)
    return set(rows.values_list("user", flat=True))

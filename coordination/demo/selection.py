"""Two rounds of two-way selection: one is over, in the other officers choose now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from pypinyin import lazy_pinyin

from coordination.demo.force import Force
from coordination.demo.posts import SINCE, SPARE, holder
from organization import services as organization
from organization.models import Role, Station, User
from personnel import services as personnel
from personnel.models import Officer, Post, Posting, RoundPost, SelectionRound
from personnel.services.rounds import (
    matching,
    preparing,
    publishing,
    ranking,
    running,
    wishing,
)
from personnel.terms import end_of_day

DAY = dt.timedelta(days=1)
STATIONS = ("柳堰", "津堰", "灯市巷", "北埠")
WORKING = ("办案民警", SPARE)
EACH = 2  # officers of each station who may choose, beside the one who is a persona
# What each chooses, by the number of the post. The first, of 柳堰, chooses in vain, and
# at the fourth post a place stays open.
PAST = [(1, 2), (1,), (2, 1), (0, 2), (0,), (0, 1), (1, 0), (), (2, 0), (1, 2)]
PRESENT = [(1, 3), (2,)]


@dataclass(frozen=True)
class Cast:
    """Who takes part: the office, the officers with accounts, the open posts."""

    admin: User
    officers: list[Officer]
    posts: list[Post]


def select(made: Force, now: dt.datetime) -> None:
    """Both rounds, of the bureau of 柳堰."""
    cast = _cast(made)
    if cast is None:
        return
    _past(made, cast, now)
    _present(made, cast, now)


def _cast(made: Force) -> Cast | None:
    bureau = made.station(STATIONS[0]).bureau
    admin = holder(Role.PERSONNEL_ADMIN, department__bureau=bureau)
    stations = [s for s in map(made.station, STATIONS) if s.bureau == bureau]
    posts = [Post.objects.filter(station=s, kind=SPARE).first() for s in stations]
    open_posts = [post for post in posts if post is not None]
    if admin is None or len(open_posts) < 3:
        return None
    officers = [one for station in stations for one in _choosers(station)]
    return Cast(admin, officers, open_posts)


def _choosers(station: Station) -> list[Officer]:
    """Some of a station, each with an account."""
    there = Posting.objects.filter(station=station, during__endswith=None)
    here = Officer.objects.filter(category="police", postings__in=there)
    own = here.filter(user__memberships__role=Role.STATION_OFFICER).distinct()
    at_work = Officer.objects.filter(postings__in=there.filter(post__in=WORKING))
    rest = at_work.filter(category="police", user=None).distinct()
    found = [*own.order_by("pk")[:1], *rest.order_by("police_number")[3 : 3 + EACH]]
    return [_with_account(officer, station) for officer in found]


def _with_account(officer: Officer, station: Station) -> Officer:
    if officer.user is None:
        name = f"{''.join(lazy_pinyin(officer.name))}{officer.police_number}"
        user = organization.create_user(by=None, username=name, name=officer.name)
        organization.grant_role(
            by=None,
            user=user,
            role=Role.STATION_OFFICER,
            unit=station,
            during=(SINCE, None),
        )
        personnel.link_account(by=None, officer=officer, user=user)
    return officer


def _opened(
    made: Force, cast: Cast, title: str, days: tuple[int, int, int], now: dt.datetime
) -> SelectionRound:
    """`days` from today: prepared, chosen until, ranked until."""
    wishes, ranks = (timezone.localdate(now) + n * DAY for n in days[1:])
    given: dict[str, Any] = {"by": cast.admin, "now": now + days[0] * DAY}
    terms = preparing.Terms(
        title,
        end_of_day(wishes),
        end_of_day(ranks),
        "缺编岗位面向本局民警公开，双方自愿；匹配结果报局党委研究。",
        3,
    )
    bureau = made.station(STATIONS[0]).bureau
    row = preparing.prepare_round(bureau=bureau, terms=terms, **given)
    preparing.set_places(round=row, places=dict.fromkeys(cast.posts, 1), **given)
    preparing.admit(round=row, officers=cast.officers, **given)
    return running.open_round(round=row, **given)


def _past(made: Force, cast: Cast, now: dt.datetime) -> None:
    row = _opened(made, cast, "社区民警双向选择（第一批）", (-20, -12, -6), now)
    posts = _posts(row)
    _choose(row, cast.officers, posts, PAST, now - 15 * DAY)
    running.run_clocks(now=row.wishes_until)
    for post in posts:
        _rank(post, now - 8 * DAY)
    running.run_clocks(now=row.ranks_until)
    for job in matching.ROUNDS.waiting(row.ranks_until):
        matching.ROUNDS.run(job, now=row.ranks_until)
    publishing.publish(by=cast.admin, round=row, now=now - 5 * DAY)


def _present(made: Force, cast: Cast, now: dt.datetime) -> None:
    row = _opened(made, cast, "社区民警双向选择（第二批）", (-1, 6, 12), now)
    _choose(row, cast.officers[1:], _posts(row), PRESENT, now)


def _posts(row: SelectionRound) -> list[RoundPost]:
    return list(row.posts.with_units().select_related("round"))


def _choose(
    row: SelectionRound,
    officers: Sequence[Officer],
    posts: Sequence[RoundPost],
    wanted: Sequence[Sequence[int]],
    at: dt.datetime,
) -> None:
    """What is not possible for somebody is left out."""
    for officer, numbers in zip(officers, wanted, strict=False):
        there = [posts[n] for n in numbers if n < len(posts)]
        free = [post for post in there if post.post.station_id != _at(officer)]
        if officer.user is not None:
            choices = dict(enumerate(free, 1))
            wishing.choose(by=officer.user, round=row, choices=choices, now=at)


def _at(officer: Officer) -> int | None:
    held = officer.postings.filter(during__endswith=None).first()
    return held.station_id if held else None


def _rank(post: RoundPost, at: dt.datetime) -> None:
    """The youngest in service first; of many the last is left out."""
    chief = holder(Role.STATION_CHIEF, station=post.post.station)
    chosen = list(ranking.who_chose(post))
    if chief is None or not chosen:
        return
    order = list(reversed(chosen))[:4]
    places = {officer.pk: k for k, officer in enumerate(order, 1)}
    ranking.rank(by=chief, post=post, places=places, now=at)

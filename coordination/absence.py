"""What a leave that is not decided yet would do to the station: told before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.core.facts import EPOCH, Conflict, Verdict
from coordination.core.identity import OldConflict, adopt
from coordination.ledger.figures import figured
from coordination.ledger.wording import listed
from coordination.staffing import WEEK, Judged, Supposed, Week, supposed
from organization.models import Department, Station
from organization.templatetags.formats import chinese, hours, span
from organization.wall import lifted
from personnel.heads import Move, head_counts
from personnel.models import LeavePart, LeaveRequest
from personnel.models.posts import Category
from tasking.models import RESERVED

DAY = dt.timedelta(days=1)
Span = tuple[dt.date, dt.date]
"""[first, end)."""
TWO = 2
"""So many officers act together where the law is enforced."""


@dataclass(frozen=True)
class Post:
    """Police officers of the station on one day: posted, there before and after."""

    day: dt.date
    posted: int
    before: int
    after: int

    @property
    def least(self) -> int:
        """So many are to be at post by the local setting, rounded up."""
        return -(-self.posted * settings.LEAST_ON_POST // 100)

    @property
    def too_few(self) -> bool:
        return self.after < self.least

    @property
    def alone(self) -> bool:
        return self.after < TWO


@dataclass(frozen=True)
class News:
    """A conflict that would appear, or one that would grow, with its sentence."""

    found: Conflict
    grows: bool
    text: str


@dataclass(frozen=True)
class Effect:
    """`counts` is False for an auxiliary, who is not one of those at post: without him
    more standing work is the officers'. `fewest` is the day with the fewest at post.
    """

    station: Station
    counts: bool
    known: bool
    weeks: list[Week]
    days: list[Post]
    before: Judged
    after: Judged
    news: list[News]

    @property
    def fewest(self) -> Post:
        return min(self.days, key=lambda post: (post.after - post.least, post.day))

    @property
    def lost(self) -> Decimal:
        """Officer-hours that are not there."""
        return sum((week.before - week.after for week in self.weeks), Decimal(0))


@lifted("what a leave does to a station is reckoned from its whole load")
def absences(
    row: LeaveRequest, parts: Sequence[LeavePart], *, now: dt.datetime
) -> list[Effect]:
    """Of these parts of it, by station, as of today: days that have passed are not
    judged. A fixed number of queries; nothing for who serves in a department."""
    spans: dict[Station, list[Span]] = defaultdict(list)
    today = timezone.localdate(now)
    for part in parts:
        if part.station is not None:
            first = max(part.first, today)
            spans[part.station].append((first, max(part.during.upper, first + DAY)))
    if not spans:
        return []
    counts = row.officer.category == Category.POLICE
    moves = [
        Move(part.station_id, -1, part.first, part.during.upper, police=counts)
        for part in parts
        if part.station_id is not None
    ]
    ends = [end for each in spans.values() for _first, end in each]
    judged = supposed(list(spans), moves, now=now, until=max(ends) + WEEK)
    return [
        _effect(station, each, judged[station.pk], counts=counts)
        for station, each in spans.items()
    ]


def _effect(
    station: Station, spans: Sequence[Span], judged: Supposed, *, counts: bool
) -> Effect:
    first, end = spans[0][0], spans[-1][1]
    monday = first - dt.timedelta(days=first.weekday())
    return Effect(
        station=station,
        counts=counts,
        known=judged.known,
        weeks=judged.weeks(monday, -(-(end - monday).days // 7)),
        days=_days(station, spans, counts),
        before=Judged.of(judged.before),
        after=Judged.of(judged.after),
        news=_news(judged.before, judged.after, station),
    )


def _days(station: Station, spans: Sequence[Span], counts: bool) -> list[Post]:
    """Who is at post on each of the days he is away from this station."""
    first, end = spans[0][0], spans[-1][1]
    found = []
    for n, one in enumerate(head_counts([station.pk], first, end)[station.pk]):
        day, left = first + n * DAY, one.posted - one.away
        if any(begin <= day < last for begin, last in spans):
            found.append(Post(day, one.posted, left, left - counts))
    return found


def _news(before: Verdict, after: Verdict, station: Station) -> list[News]:
    """What is not among the conflicts as they are, or is short of more hours."""
    was = [
        OldConflict(
            id=n,
            kind=one.kind,
            victims=one.victims,
            members=frozenset(member.id for member in one.members),
            demand=one.demand,
        )
        for n, one in enumerate(before.conflicts)
    ]
    found = []
    for one, old in zip(after.conflicts, adopt(was, after.conflicts), strict=True):
        if old is None or one.shortfall > before.conflicts[old].shortfall:
            found.append((one, old is not None))
    names = _names([one for one, _grows in found], station)
    return [News(one, grows, _sentence(one, station, names)) for one, grows in found]


def _names(conflicts: Sequence[Conflict], station: Station) -> dict[str, str]:
    codes = {code for one in conflicts for code in one.departments}
    rows = Department.objects.filter(code__in=codes).select_related("bureau")
    found = {row.code: row.label for row in rows} if codes else {}
    found[RESERVED] = _("Reserved strength")
    return found | {station.code: station.label}


def _sentence(one: Conflict, station: Station, names: dict[str, str]) -> str:
    shown = figured(one.capacity, [member.units for member in one.members])
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for member, line in zip(one.members, shown.members, strict=True):
        sums[member.department] += line
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    gap = "" if chinese() else " "
    facts = {
        "span": span(_moment(one.start), _moment(one.end)),
        "station": station.label,
        "demand": hours(shown.demand),
        "capacity": hours(shown.capacity),
        "short": hours(shown.short),
        "departments": listed(
            f"{names.get(code, code)}{gap}{hours(amount)}" for code, amount in ranked
        ),
    }
    if one.kind == "deadline":
        return (
            _(
                "%(span)s: %(station)s owes %(demand)s hours and has %(capacity)s,"
                " %(short)s short. %(departments)s."
            )
            % facts
        )
    return (
        _(
            "%(span)s: appointments take more people at once than are there."
            " %(departments)s."
        )
        % facts
    )


def _moment(minute: int) -> dt.datetime:
    return timezone.localtime(EPOCH + dt.timedelta(minutes=minute))

"""The establishment of the demo force, and an order that a chief objects to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.utils import timezone

from coordination.demo.abilities import ASKS, NIGHTS
from coordination.demo.force import Force
from organization.models import Department, Membership, Role, Station, User
from personnel import services
from personnel.models import Attainment, Officer, OrderSeat, Post
from personnel.services import consulting, ordering, requesting
from personnel.services.lines import Wish

SINCE = dt.date(2010, 1, 1)
LEADING = ("所长", "教导员", "副所长", "负责人")
# Places beyond those who are there, station after station: some are short of people,
# one in five has somebody too many.
EXTRA = (1, 2, 0, 0, -1)
SPARE = "社区民警"
DAY = dt.timedelta(days=1)
Places = Iterable[tuple[Station | Department, int, str]]


def establish(places: Places) -> dict[tuple[str, str], Post]:
    """Posts by the unit's code and their kind, for everybody who has a place."""
    units = {}
    wanted: Counter[tuple[str, str]] = Counter()
    for unit, _n, kind in places:
        units[unit.code] = unit
        wanted[unit.code, kind] += 1
    extra = {code: EXTRA[n % len(EXTRA)] for n, code in enumerate(units)}
    found = {}
    for (code, kind), count in wanted.items():
        more = extra[code] if kind == SPARE and isinstance(units[code], Station) else 0
        found[code, kind] = services.add_post(
            by=None,
            unit=units[code],
            terms=_terms(kind, max(1, count + more)),
            during=(SINCE, None),
            reason="编制批复",
        )
    return found


def _terms(kind: str, approved: int) -> services.Terms:
    required, desired, weight = ASKS.get(kind, ([], {}, 1))
    return services.Terms(
        kind,
        approved,
        leading=kind in LEADING,
        nights=kind in NIGHTS,
        weight=weight,
        required=required,
        desired=desired,
    )


def transfer(made: Force, now: dt.datetime) -> None:
    """One of 柳堰 is to go to 津堰: the one chief objects, the other is still asked."""
    loses, gains = made.station("柳堰"), made.station("津堰")
    officer = _one_of(loses, SPARE)
    admin = holder(Role.PERSONNEL_ADMIN, department__bureau=loses.bureau)
    if officer is None or admin is None:
        return
    first = timezone.localdate(now) + 14 * DAY
    post = Post.objects.filter(station=gains, kind=SPARE).first()
    row = ordering.draft_order(
        by=admin,
        bureau=loses.bureau,
        title="社区民警岗位调整",
        basis="津堰所社区民警缺编，辖区新建小区入住。",
        readers=[one for one in [holder(Role.LEADER, bureau=loses.bureau)] if one],
        wishes=[Wish(officer, gains, "permanent", first, post=post)],
        now=now - DAY,
    )
    ordering.consult(by=admin, order=row, now=now - DAY)
    _speaks(loses, row.seats.get(station=loses), now)
    chief = holder(Role.STATION_CHIEF, station=gains)
    if chief is not None:
        requesting.ask_for_officers(
            by=chief,
            station=gains,
            kind=SPARE,
            number=1,
            reason="新建小区三处，社区民警人均实有人口超过一万。",
            now=now - 9 * DAY,
        )


def _speaks(station: Station, seat: OrderSeat, now: dt.datetime) -> None:
    chief = holder(Role.STATION_CHIEF, station=station)
    if chief is not None:
        consulting.say(
            by=chief,
            seat=seat,
            answer="objection",
            text="当月入户核查和集中清查任务叠加，本所已有缺口，建议清查结束后再调。",
            now=now,
        )


def _one_of(station: Station, kind: str) -> Officer | None:
    here = {"postings__station": station, "postings__post": kind}
    rows = Officer.objects.filter(**here, postings__during__endswith=None, user=None)
    held = Attainment.objects.filter(ability__series="law").values("officer")
    rows = rows.filter(pk__in=held)
    return rows.order_by("police_number").first()


def holder(role: Role, **unit: object) -> User | None:
    """Who has a role in a unit, not only for the time being."""
    rows = Membership.objects.in_force().filter(role=role, acting=False, **unit)
    found = rows.select_related("user").order_by("pk").first()
    return found.user if found else None

"""What stations of the demo plan for themselves, what orders took of it, and what is
asked of them from outside the police."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.utils import timezone

from coordination.core.facts import minute_up
from coordination.demo.files import Row, table
from coordination.demo.force import Force
from coordination.demo.plan import local, workday
from coordination.demo.posts import holder
from coordination.models import OwedTime, RemitReport
from coordination.services import making_up, outside, remitting
from coordination.services.checking import check_station
from coordination.services.issuing import approve_and_issue, issue
from coordination.snapshot import snapshot, start_of_day
from organization.calendar import WorkCalendar
from organization.models import Role, Station, User
from tasking.content import Content
from tasking.models import Assignment, PlanItem, ProtectedBlock, StationPlan
from tasking.planning import monday_of, spread, year_of
from tasking.services import acts, plans
from tasking.services.protected import protect

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def plan(made: Force, now: dt.datetime) -> None:
    """Plans at three stations, then what befell them."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in table("plans"):
        rows[row["station"]].append(row)
    for name, items in rows.items():
        _plan(made.station(name), items, now)
    _befall(made, now)
    _ask(made, now)


def _plan(station: Station, rows: list[Row], now: dt.datetime) -> None:
    chief = holder(Role.STATION_CHIEF, station=station)
    if chief is None:
        return
    today = timezone.localdate(now)
    year = year_of(today)
    made = plans.begin_plan(by=chief, station=station, year=year, now=now)
    parts = {}
    for row in rows:
        item = plans.add_item(by=chief, plan=made, said=_said(row, year))
        parts[item.pk] = item, float(row["done"])
    plans.put_in_force(by=chief, plan=made, now=now)
    _hold(chief, station, [item for item, _part in parts.values()])
    _work(chief, made, parts, today, now)


def _said(row: Row, year: int) -> plans.Planned:
    def day(text: str, otherwise: str) -> dt.date:
        return dt.date.fromisoformat(f"{year}-{text or otherwise}")

    return plans.Planned(
        kind=row["kind"],
        title=row["title"],
        units=int(row["hours"]) * 60_000,
        per=row["per"],
        first=day(row["first"], "01-01"),
        last=day(row["last"], "12-31"),
    )


def _hold(chief: User, station: Station, items: list[PlanItem]) -> None:
    """The station's protected time is for its community."""
    for item in items:
        if item.kind == PlanItem.Kind.COMMUNITY:
            for block in ProtectedBlock.objects.filter(station=station):
                plans.put_under(by=chief, what=block, item=item)


def _work(
    chief: User,
    made: StationPlan,
    parts: dict[int, tuple[PlanItem, float]],
    today: dt.date,
    now: dt.datetime,
) -> None:
    """Entered every Monday for the week before; a quarter of an hour up or down."""
    done: dict[dt.date, dict[int, int | None]] = defaultdict(dict)
    for pk, (item, part) in parts.items():
        for n, (monday, units) in enumerate(sorted(spread(item).items())):
            if monday < monday_of(today):
                wave = 1 + (n % 5 - 2) / 12
                done[monday][pk] = round(units * part * wave / 15_000) * 15_000
    for monday, units_by_item in sorted(done.items()):
        plans.enter_week(
            by=chief, plan=made, monday=monday, done=units_by_item, now=now
        )


def _befall(made: Force, now: dt.datetime) -> None:
    """A meeting three weeks ago took an afternoon of 柳堰 that has been made up since;
    one in two weeks takes an afternoon of 柏浦湾."""
    _take(made, "柳堰", "望津治安", "年底治安形势分析会", -15, now)
    for owed in OwedTime.objects.filter(station=made.station("柳堰")):
        _give_back(made, owed, now)
    _take(made, "柏浦湾", "柏浦治安", "社区警务现场观摩会", 9, now)
    making_up.settle_due(now=now)
    for name in ("柳堰", "柏浦湾"):
        check_station(made.station(name).pk, now=now)


def _take(
    made: Force, place: str, unit: str, title: str, days: int, now: dt.datetime
) -> None:
    station, department = made.station(place), made.department(unit)
    staff = holder(Role.DEPARTMENT_STAFF, department=department)
    leader = holder(Role.LEADER, bureau=department.bureau)
    if staff is None or leader is None:
        return
    today = timezone.localdate(now)
    calendar = WorkCalendar.load(today - 60 * DAY, today + 60 * DAY)
    day = workday(calendar, today, days)
    start, end = local(day, dt.time(14, 0)), local(day, dt.time(17, 0))
    sent = min(now, start - 3 * DAY)
    _protect(station, start, end)
    content = Content(
        title=title,
        kind="meeting",
        intent="分析形势，部署岁末年初工作",
        basis="分局月度工作安排",
        standard="按时参会",
        release=start,
        due=end,
        officers=_everybody(station, sent, start),
    )
    done = issue(
        by=staff,
        requester=department,
        content=content,
        stations=[station],
        now=sent,
        reason="时间由市局统一确定",
    )
    if done.taken:
        approve_and_issue(by=leader, directive=done.directive, now=sent)
    if end < now:
        _attend(station, done.directive.pk, end)


def _protect(station: Station, start: dt.datetime, end: dt.datetime) -> None:
    block = protect(
        by=None,
        station=station,
        title="社区民警入户走访",
        start=start,
        end=end,
        officers=Decimal(4),
    )
    items = PlanItem.objects.filter(plan__station=station, kind="community")
    ProtectedBlock.objects.filter(pk=block.pk).update(plan_item=items.first())


def _everybody(station: Station, sent: dt.datetime, start: dt.datetime) -> Decimal:
    """All who are at work then but one."""
    as_of, minute = start_of_day(sent), minute_up(start)
    facts = snapshot([station.pk], as_of=as_of, until=start + DAY)[station.pk]
    periods = facts.capacity or ()
    there = sum(p.present for p in periods if p.start <= minute < p.end)
    return Decimal(max(1, there // 1000 - 1))


def _attend(station: Station, directive: int, end: dt.datetime) -> None:
    chief = holder(Role.STATION_CHIEF, station=station)
    row = Assignment.objects.filter(directive=directive, station=station).first()
    if chief is None or row is None:
        return
    row = acts.report(by=chief, assignment=row, text="已参会。", now=end)
    staff = row.directive.created_by
    acts.accept(by=staff, assignment=row, now=end + 2 * HOUR)


def _give_back(made: Force, owed: OwedTime, now: dt.datetime) -> None:
    """A week later other time was kept, for half of it."""
    chief = holder(Role.STATION_CHIEF, station=owed.station)
    start = owed.start + 7 * DAY
    if chief is None or start + 2 * HOUR > now:
        return
    making_up.make_up(
        by=chief,
        owed=owed,
        start=start,
        end=start + 2 * HOUR,
        officers=Decimal(3),
        now=start - 2 * DAY,
    )


def _ask(made: Force, now: dt.datetime) -> None:
    """From outside the police: some taken on, some sent on, some still waiting."""
    for row in table("asked"):
        station = made.station(row["station"])
        chief = holder(Role.STATION_CHIEF, station=station)
        if chief is None:
            continue
        at = now - int(row["ago"]) * DAY
        asked = remitting.Asked(
            requester=row["requester"],
            matter=row["matter"],
            basis=row["basis"],
            effort_units=int(row["hours"]) * 60_000 if row["hours"] else None,
            text=row["text"],
            body=row["body"],
        )
        if row["then"] == "taken":
            outside.take_on(by=chief, station=station, asked=asked, now=at)
            continue
        report = remitting.report(by=chief, station=station, asked=asked, now=at)
        if row["then"] == "routed":
            _route(report, row["to"], at + DAY)


def _route(report: RemitReport, to: str, now: dt.datetime) -> None:
    office = holder(Role.COORDINATOR, department__bureau=report.station.bureau)
    leader = holder(Role.LEADER, bureau=report.station.bureau)
    by = office or leader
    if by is None:
        return
    why = "不属公安机关职责，已函告有关单位。"
    remitting.answer(by=by, report=report, confirmed=True, reason=why, now=now)
    letter = f"函〔{now.year}〕{report.pk}号"
    outside.route(by=by, report=report, to=to, letter=letter, now=now)

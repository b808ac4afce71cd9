"""A monthly report with a form: last month complete, this month half in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from coordination.demo.files import table
from coordination.demo.force import Force
from coordination.demo.posts import holder
from coordination.services.issuing import issue, stored
from coordination.services.recurring import Terms, begin_series, draft_due
from organization.models import Department, Role, Station, User
from tasking.asking.reading import Numbered
from tasking.content import Content, Targets
from tasking.models import Assignment, Directive
from tasking.recurrence import Rule
from tasking.services import acts, directives
from tasking.services.answering_forms import Answers, save_answers
from tasking.services.report_forms import write_form

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
MONTH = 31 * DAY
AHEAD = 8 * DAY
TITLE = "治安要素月报"
FORM = "治安要素月报表"
INTENT = "一张表汇齐各项底数，月内不再另行布置"
STANDARD = "按表填报，合计与分项一致"


def report_monthly(made: Force, now: dt.datetime) -> None:
    """By a county's public order department, of every station there."""
    department = made.department("望津治安")
    clerk = holder(Role.DEPARTMENT_STAFF, department=department)
    stations = made.under(department.bureau)
    if clerk is None or not stations:
        return
    first = _first(clerk, department, stations, now - MONTH + AHEAD)
    for n, row in enumerate(_owed(first)):
        _answer(row, n, _office((first.due or now) - 2 * DAY, n), month=0)
    due = timezone.localdate(now + AHEAD)
    today = timezone.localdate(now)
    rule = Rule("month", 1, "day", min(due.day, 28), off_day="stays", since=today)
    terms = Terms(rule, dt.time(18), 20)
    series = begin_series(by=clerk, directive=first, terms=terms, now=now - 6 * DAY)
    draft_due(by=None, now=now - 5 * DAY)
    turn = series.turns.order_by("period").first()
    if turn is not None:
        _half(clerk, department, turn.directive, now)


def _first(
    clerk: User, department: Department, stations: Iterable[Station], due: dt.datetime
) -> Directive:
    """Issued ten days before it was due."""
    content = Content(
        title=TITLE,
        kind="report",
        intent=INTENT,
        standard=STANDARD,
        basis="市局年度工作要点",
        due=due,
        effort_units=30_000,
    )
    targets = Targets(tuple(station.pk for station in stations))
    row = directives.draft(
        by=clerk, requester=department, content=content, targets=targets
    )
    lines = [Numbered(n, one) for n, one in enumerate(table("report_form"), 1)]
    began = due - 10 * DAY
    write_form(by=clerk, directive=row, title=FORM, lines=lines, now=began)
    return _issue(clerk, department, row, began)


def _issue(
    clerk: User, department: Department, row: Directive, now: dt.datetime
) -> Directive:
    row.refresh_from_db()
    content, targets = stored(row)
    found = Station.objects.filter(pk__in=targets.stations).order_by("pk")
    return issue(
        by=clerk,
        requester=department,
        content=content,
        stations=list(found),
        directive=row,
        reason="月报只占半个工时，与其他任务同期完成。",
        now=now,
    ).directive


def _half(
    clerk: User, department: Department, draft: Directive, now: dt.datetime
) -> None:
    """Every second station has reported, one was sent back, the first is halfway."""
    row = _issue(clerk, department, draft, now - 4 * DAY)
    for n, one in enumerate(_owed(row)):
        if n % 2:
            _answer(one, n, _office(now - 2 * DAY, n), month=1)
        if n == 3:
            acts.return_(
                by=clerk,
                assignment=one,
                reason="群众求助数与上月相差较大，请核对后再报。",
                now=now - HOUR,
            )
        if n == 0:
            _keep(one, now - 3 * HOUR)


def _office(at: dt.datetime, n: int) -> dt.datetime:
    """That day in the hours in which people write reports."""
    return timezone.localtime(at).replace(hour=9 + n % 8, minute=10 + 7 * n % 50)


def _owed(row: Directive) -> list[Assignment]:
    rows = Assignment.objects.filter(directive=row).select_related("station__bureau")
    return list(rows.order_by("station__code"))


def _answer(row: Assignment, n: int, at: dt.datetime, *, month: int) -> None:
    chief = holder(Role.STATION_CHIEF, station=row.station)
    if chief is None:
        return
    given = Answers(_values(n, at, month), _why(n, month))
    acts.report(by=chief, assignment=row, text="", now=at, answers=given)


def _keep(row: Assignment, at: dt.datetime) -> None:
    chief = holder(Role.STATION_CHIEF, station=row.station)
    if chief is not None:
        kept = {"f2": 4, "f3": 9}
        save_answers(by=chief, assignment=row, answers=Answers(kept), now=at)


def _values(n: int, at: dt.datetime, month: int) -> dict[str, Any]:
    """Figures that add up and differ from station to station and month to month."""
    crimes, order, help_ = 3 + n % 5, 11 + 3 * (n % 7) - month, 20 + 5 * (n % 4)
    if n == 1 and month:
        help_ += 260
    day = timezone.localdate(at) - DAY
    open_risk = n % 6 == 0
    sites = [[f"第{n + 1}码头物流园", day.isoformat(), 2]] if open_risk else []
    return {
        "f1": crimes + order + help_,
        "f2": crimes,
        "f3": order,
        "f4": help_,
        "f5": 4 + n % 6,
        "f6": 12 + n % 9,
        "f7": f"{8 + n * 0.7:.1f}",
        "f8": day.isoformat(),
        "f9": open_risk,
        "f10": ("盗窃", "诈骗", "纠纷", "无")[n % 4],
        "f11": sites,
    }


def _why(n: int, month: int) -> dict[str, str]:
    return {"f1": "月中连续暴雨，求助集中"} if n == 1 and month else {}

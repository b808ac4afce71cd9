"""Forms and answers for the tests of this folder, arranged through the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from coordination.services.issuing import issue, stored
from organization.models import Department, Station, User
from tasking.asking.reading import Numbered
from tasking.content import Targets
from tasking.models import Assignment, Directive, TaskForm
from tasking.services import acts, directives
from tasking.services.answering_forms import Answers
from tasking.services.report_forms import write_form
from tests.coordination.world import NOW, task
from tests.factories import Force

LATER = NOW + dt.timedelta(days=3)


def line(label: str, kind: str = "whole", **more: str) -> dict[str, str]:
    return {"label": label, "kind": kind, "required": "1", **more}


MONTHLY = [
    line("警情总数", unit="起", sum_of="刑事警情；治安警情", least="0", most="500"),
    line("刑事警情", unit="起"),
    line("治安警情", unit="起"),
    line("破案数", not_more_than="刑事警情"),
    line("社区面积", "number", decimals="2", unit="平方公里", steady="1", required=""),
    line("检查日期", "date"),
    line("复查日期", "date", not_before="检查日期", required=""),
    line("有无重大隐患", "yesno"),
    line("主要类型", "choice", options="盗窃；诈骗；其他", required=""),
    line("检查场所", "table", columns="名称；日期（日期）；人数（整数）", required=""),
    line("情况说明", "text", required=""),
]
SOUND: dict[str, Any] = {
    "f1": "12",
    "f2": "5",
    "f3": "7",
    "f4": 3,
    "f5": "8.50",
    "f6": "2026年6月3日",
    "f8": "否",
    "f10": [["金都旅馆", "2026-06-02", "2"], ["", "", ""]],
}


def numbered(lines: Sequence[dict[str, str]]) -> list[Numbered]:
    return [Numbered(n, one) for n, one in enumerate(lines, 1)]


def draft(
    by: User,
    requester: Department,
    *stations: Station,
    title: str = "治安月报",
    due: str = "2026-06-12 18:00",
    directive: Directive | None = None,
    **more: Any,
) -> Directive:
    return directives.draft(
        by=by,
        requester=requester,
        directive=directive,
        content=task(title, 2, due, **more),
        targets=Targets(tuple(station.pk for station in stations)),
    )


def asked(
    by: User,
    row: Directive,
    lines: Sequence[dict[str, str]] = MONTHLY,
    *,
    title: str = "治安情况月报表",
    **more: Any,
) -> TaskForm:
    given = {"by": by, "directive": row, "title": title, "now": NOW, **more}
    return write_form(lines=numbered(lines), **given)


def sent(by: User, row: Directive, now: dt.datetime = NOW) -> Directive:
    """The draft goes out, as it stands now."""
    row.refresh_from_db()
    content, targets = stored(row)
    stations = list(Station.objects.filter(pk__in=targets.stations).order_by("pk"))
    requester = row.department
    assert requester is not None
    given = {"by": by, "requester": requester, "content": content, "now": now}
    return issue(stations=stations, directive=row, reason="要", **given).directive


def monthly(force: Force, *stations: Station, **more: Any) -> Directive:
    """治安's monthly report with its form, issued."""
    row = draft(force.staff, force.public_order, *stations, **more)
    asked(force.staff, row)
    return sent(force.staff, row)


def at(row: Directive, station: Station) -> Assignment:
    return Assignment.objects.get(directive=row, station=station)


def reported(
    by: User,
    assignment: Assignment,
    now: dt.datetime = LATER,
    notes: dict[str, str] | None = None,
    **values: Any,
) -> Assignment:
    answers = Answers(SOUND | values, notes or {})
    return acts.report(by=by, assignment=assignment, text="", now=now, answers=answers)

"""What tasks cost as a workbook: by task, and by department."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.costs import Sums, TaskCost, by_department, together
from coordination.models import DirectiveCost
from desk.sheets.writing import Sheet


def sheets(rows: Sequence[TaskCost]) -> list[Sheet]:
    return [
        Sheet(_("Costs of tasks"), _tasks(rows)),
        Sheet(_("By department"), _departments(rows)),
    ]


def _names() -> list[object]:
    return [
        *(
            pgettext("a cost", "Said"),
            pgettext("by stations", "Spent"),
            _("Paid for it"),
        ),
        *(pgettext("money", "Confirmed"), _("Unfunded")),
    ]


def _amounts(sums: Sums) -> list[object]:
    return [sums.said, sums.spent, sums.paid, sums.confirmed, sums.unfunded]


def _tasks(rows: Sequence[TaskCost]) -> Iterator[list[object]]:
    origins = dict(DirectiveCost.Origin.choices)
    yield [
        *(_("Number"), _("Task"), _("Department"), _("Issued on"), _("Stations")),
        *(_("Cost per station"), _("Who pays"), *_names()),
    ]
    for row in rows:
        yield [
            *(row.number, row.title, row.department.label),
            *(timezone.localdate(row.issued_at), row.stations),
            *(row.each or None, str(origins.get(row.origin, ""))),
            *_amounts(row.sums),
        ]
    yield [_("Together"), *[None] * 6, *_amounts(together(rows))]


def _departments(rows: Sequence[TaskCost]) -> Iterator[list[object]]:
    yield [_("Department"), _("Tasks"), *_names()]
    for one in by_department(rows):
        yield [one.department.label, one.tasks, *_amounts(one.sums)]

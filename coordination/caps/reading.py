"""Budgets as the pages show them: of many departments, and of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, FloatField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.burden import added_up, amounts
from coordination.caps.quarters import Quarter
from coordination.caps.usage import NOT_CHOSEN, Usage, usages
from coordination.models import BurdenCap, CapNote
from coordination.pictures.cap_bar import cap_bar
from coordination.pictures.svg import EMPTY
from organization.models import Department
from organization.templatetags.formats import hours, short_hours
from tasking.models import Assignment, Directive

MOST_TASKS, MOST_NOTES = 10, 50
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Row:
    """One department in one quarter; `cap` None where nothing was ever set."""

    department: Department
    cap: BurdenCap | None
    usage: Usage

    @property
    def soft(self) -> Decimal | None:
        return self.cap.soft if self.cap else None

    @property
    def hard(self) -> Decimal | None:
        return self.cap.hard if self.cap else None

    @property
    def is_set(self) -> bool:
        return self.cap is not None and self.cap.is_set

    @property
    def level(self) -> str:
        """`none`, `under`, `soft` or `hard`, by what was issued."""
        if not self.is_set:
            return "none"
        if self.hard is not None and self.usage.used > self.hard:
            return "hard"
        if self.soft is not None and self.usage.used > self.soft:
            return "soft"
        return "under"

    @property
    def left(self) -> Decimal | None:
        """Until the cap that comes next; None above the last one."""
        lines = [line for line in (self.soft, self.hard) if line is not None]
        above = [line - self.usage.used for line in lines if line >= self.usage.used]
        return min(above, default=None)

    @property
    def would_pass(self) -> bool:
        """Would what waits not fit below the hard cap?"""
        if self.hard is None or not self.usage.waiting:
            return False
        return self.usage.used <= self.hard < self.usage.used + self.usage.waiting

    @property
    def bar(self) -> SafeString:
        """Beside a budget only: without one there is nothing to measure by."""
        if not self.is_set:
            return EMPTY
        return cap_bar(self.usage.used, self.usage.waiting, self.soft, self.hard)


def read_rows(
    departments: Iterable[Department], quarter: Quarter, now: dt.datetime
) -> list[Row]:
    """Of all these departments, in their order; three queries."""
    every = list(departments)
    caps = BurdenCap.objects.filter(department__in=every, quarter=quarter.first)
    kept = {cap.department_id: cap for cap in caps.select_related("proposed_by")}
    used = usages([one.pk for one in every], quarter, now)
    return [Row(one, kept.get(one.pk), used[one.pk]) for one in every]


def with_budget(quarter: Quarter) -> QuerySet[Any]:
    """Departments for which a cap is set in the quarter, by id."""
    caps = BurdenCap.objects.filter(quarter=quarter.first)
    return caps.exclude(soft=None, hard=None).order_by().values("department")


def read_page(
    page: Iterable[Department],
    seen: QuerySet[Department],
    quarter: Quarter,
    now: dt.datetime,
) -> tuple[list[Row], list[Row]]:
    """The rows of a page, and those of all departments that have a budget: of the many
    that have none only the shown ones are read. Four queries."""
    shown = list(page)
    budgets = list(seen.filter(pk__in=with_budget(quarter)))
    every = {one.pk: one for one in (*shown, *budgets)}
    rows = {row.department.pk: row for row in read_rows(every.values(), quarter, now)}
    return [rows[one.pk] for one in shown], [rows[one.pk] for one in budgets]


def answer(rows: Sequence[Row], quarter: Quarter) -> dict[str, Any]:
    """The sentence that opens the page of all; `rows` may lack those without budget."""
    ready = [row for row in rows if row.is_set]
    if not ready:
        return {
            "fine": _("No budget is set for %(quarter)s") % {"quarter": quarter.label},
            "why": _("Without a budget departments issue as before."),
        }
    fine = ngettext(
        "%(quarter)s: %(n)s department has a budget",
        "%(quarter)s: %(n)s departments have a budget",
        len(ready),
    ) % {"quarter": quarter.label, "n": len(ready)}
    soft = sum(row.level == "soft" for row in ready)
    hard = sum(row.level == "hard" for row in ready)
    told: list[str] = []
    if soft:
        told.append(_("%(n)s above the soft cap") % {"n": soft})
    if hard:
        told.append(_("%(n)s above the hard cap") % {"n": hard})
    trouble = _(", ").join(told)
    rest = "" if told else _("none is above its soft cap")
    said: dict[str, Any] = {"fine": fine + _(", ") + rest, "why": _why(ready)}
    return said | ({"trouble": trouble} if told else {})


def _why(rows: Sequence[Row]) -> str:
    waiting = sum((row.usage.waiting for row in rows), NOTHING)
    if not waiting:
        return _("Nothing that would count waits for admission or a signature.")
    text = _("%(h)s h more wait for admission or a signature.")
    return text % {"h": hours(waiting)}


def told_of(row: Row, quarter: Quarter) -> dict[str, Any]:
    """The sentence that opens a department's page."""
    used = {
        "department": row.department.label,
        "quarter": quarter.label,
        "h": hours(row.usage.used),
    }
    text = _("%(department)s, %(quarter)s: %(h)s h issued") % used
    if not row.is_set:
        return {"fine": text + _(", ") + _("no budget is set")}
    if row.level == "under":
        which = _("%(h)s h below the soft cap")
        if row.soft is None:
            which = _("%(h)s h below the hard cap")
        return {"fine": text + _(", ") + which % {"h": hours(row.left)}}
    cap = row.hard if row.level == "hard" else row.soft
    over = {"h": short_hours(row.usage.used - (cap or NOTHING))}
    which = _("%(h)s h above the soft cap")
    if row.level == "hard":
        which = _("%(h)s h above the hard cap")
    return {"fine": text + _(", "), "trouble": which % over}


def used_of(caps: Iterable[BurdenCap], now: dt.datetime) -> dict[int, Usage]:
    """By budget; two queries for each quarter among them."""
    by_quarter: dict[dt.date, list[BurdenCap]] = {}
    for cap in caps:
        by_quarter.setdefault(cap.quarter, []).append(cap)
    found: dict[int, Usage] = {}
    for first, rows in by_quarter.items():
        used = usages([row.department_id for row in rows], Quarter.of(first), now)
        found |= {row.pk: used[row.department_id] for row in rows}
    return found


@dataclass(frozen=True)
class Heavy:
    """A task that counts in the quarter: what it takes, at how many stations."""

    directive: Directive
    hours: Decimal
    stations: int


def heaviest(department: Department, quarter: Quarter) -> list[Heavy]:
    """What could be withdrawn or shrunk, the most hours first. Two queries."""
    start, end = quarter.span
    live = Assignment.objects.live().filter(
        department=department,
        created_at__gte=start,
        created_at__lt=end,
        directive__reserved=False,
        directive__emergency=None,
    )
    rows = live.exclude(deadline_class__in=NOT_CHOSEN).order_by().values("directive")
    summed = rows.annotate(stations=Count("pk"), **amounts())
    work = Coalesce(Cast("work", FloatField()), Value(0.0)) / 60_000
    weight = work + Coalesce(Cast("seconds", FloatField()), Value(0.0)) / 3600
    found = list(summed.annotate(weight=weight).order_by("-weight")[:MOST_TASKS])
    tasks = Directive.objects.in_bulk([row["directive"] for row in found])
    return [
        Heavy(tasks[row["directive"]], added_up(row), row["stations"])
        for row in found
        if row["weight"]
    ]


def beyond(cap: BurdenCap) -> list[CapNote]:
    """What was said of tasks above the caps, the last first; a draft that has become
    reserved strength since is among them no more. One query."""
    rows = CapNote.objects.filter(cap=cap, directive__reserved=False).select_related(
        "directive", "by"
    )
    return list(rows.order_by("-pk")[:MOST_NOTES])

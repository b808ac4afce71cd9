"""Tasks that come back: when a draft is due it is made, and people issue it.

A draft, not an order: what it does to the stations has to be looked at every time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.services.issuing import stored
from desk.models import InboxItem
from desk.services import deliver
from organization.audit import record
from organization.calendar import WorkCalendar
from organization.models import Membership, Role, Station, User
from organization.permissions import POLICY, authorise
from organization.services.problems import Problems
from tasking.content import Content, Override, Targets
from tasking.models import Directive, Series, SeriesTurn
from tasking.recurrence import (
    DAY,
    MONTHS,
    REACH,
    WEEKS,
    Occurrence,
    Rule,
    occurrences,
)
from tasking.services import directives
from tasking.services.report_forms import carry_form

LEADS = range(1, 21)
IN_HAND = 10
"""Periods looked ahead: more than there can be weeks in the longest lead."""
LONGEST_TITLE = 120
# 2026-07, 7月, 第二季度, 上半年; not what is meant by 学校周边 or 110联动.
PERIOD = (
    r"[^（）()]*(?:\d{4}-\d|\d[年月季])[^（）()]*"
    r"|[第上下本半全一二三四五六七八九十]+[年月季周旬]度?"
)
PERIOD_IN_BRACKETS = re.compile(rf"（(?:{PERIOD})）$| \((?:{PERIOD})\)$")
REPEATED = (Directive.State.ISSUED, Directive.State.CLOSED)


@dataclass(frozen=True)
class Terms:
    """When it comes back: the rule, the time of day (None: its end), how many working
    days before a draft is made, and the last day on which something may be due."""

    rule: Rule
    due_time: dt.time | None
    lead: int
    last: dt.date | None = None


def upcoming(
    terms: Terms, today: dt.date, *, most: int, calendar: WorkCalendar | None = None
) -> list[tuple[Occurrence, dt.date]]:
    """The next dates, each with the day on which its draft is made.

    One query, none with the calendar of `reach` at hand.
    """
    first, end = _span(terms, today, most)
    last = min(terms.last, end) if terms.last else end
    known = calendar or reach([terms], today, most=most)
    found = []
    for each in occurrences(terms.rule, first, last, known):
        found.append((each, _drafted_on(each.day, terms.lead, known)))
        if len(found) == most:
            break
    return found


def reach(every: Sequence[Terms], today: dt.date, *, most: int) -> WorkCalendar:
    """The calendar that `upcoming` looks at for all of these."""
    spans = [_span(terms, today, most) for terms in every] or [(today, today)]
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    return WorkCalendar.load(first - 2 * REACH, last + 2 * REACH)


def _span(terms: Terms, today: dt.date, most: int) -> tuple[dt.date, dt.date]:
    rule = terms.rule
    first = max(today, rule.since)
    length = rule.length * (7 if rule.unit == "week" else 31)
    # Weeks full of holidays may have no such day.
    return first, first + (most + 1) * length * DAY + REACH


@transaction.atomic
def begin_series(
    *, by: User, directive: Directive, terms: Terms, now: dt.datetime
) -> Series:
    """Give the task again by the rule. One rule for a task."""
    row = Directive.objects.select_for_update(of=("self",)).get(pk=directive.pk)
    if row.department is None or row.is_event or row.reserved:
        told = _("Only a department's task with a due date comes back by a rule.")
        raise ValidationError({"state": [told]})
    authorise(by, "directive.draft", row.department)
    with Problems() as problems:
        if row.state not in REPEATED:
            problems.add("state", _("Issue it once; then it can come back."))
        else:
            _check_alone(row, problems)
        _judge(terms, timezone.localdate(now), problems)
    made = Series.objects.create(
        department=row.department,
        template=row,
        **vars(terms.rule),
        due_time=terms.due_time,
        lead=terms.lead,
        last=terms.last,
        keeper=by,
        created_at=now,
    )
    _log("series.begin", made, by)
    return made


@transaction.atomic
def end_series(
    *,
    by: User,
    series: Series,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Series:
    """No more drafts; those that were made stay."""
    row = _held(by, series, version)
    with Problems() as problems:
        row.end_reason = problems.require("reason", reason)
    row.ended_at, row.ended_by = now, by
    return _saved("series.end", row, by, reason=row.end_reason)


@transaction.atomic
def take_over(*, by: User, series: Series, version: int | None = None) -> Series:
    """Answer for it from now on: letters and drafts come to the new keeper."""
    row = _held(by, series, version)
    row.keeper = by
    return _saved("series.take_over", row, by)


def draft_due(*, by: None, now: dt.datetime) -> int:
    """Make the drafts whose day has come, by the clock: each in the name of whoever
    answers for it. Returns how many.

    What nobody drafted in time is left out: a due date that is over helps nobody.
    """
    made = 0
    for pk in Series.objects.running().values_list("pk", flat=True):
        with transaction.atomic():
            rows = Series.objects.select_for_update(of=("self",), skip_locked=True)
            rows = rows.select_related("department__bureau", "template", "keeper")
            row = rows.filter(pk=pk, ended_at=None).first()
            made += _draft(row, now) if row else 0
    return made


def _draft(row: Series, now: dt.datetime) -> int:
    author = author_of(row)
    if author is None:
        return 0
    terms = terms_of(row)
    today, made = timezone.localdate(now), 0
    # What an earlier rule of the same task has made is not made again.
    turns = SeriesTurn.objects.filter(series__template=row.template)
    done = set(turns.values_list("period", flat=True))
    for each, on in upcoming(terms, today, most=IN_HAND):
        if on <= today and each.period not in done and _moment(each, row) > now:
            _make(row, each, author, now)
            made += 1
    return made


def terms_of(series: Series) -> Terms:
    return Terms(series.rule, series.due_time, series.lead, series.last)


def author_of(series: Series) -> User | None:
    """The keeper while in the department, else its head; None without either."""
    if series.pk not in left_behind([series]):
        return series.keeper
    heads = Membership.objects.in_force().filter(
        role=Role.DEPARTMENT_HEAD, department=series.department, user__is_active=True
    )
    first = heads.select_related("user").order_by("pk").first()
    return first.user if first else None


def left_behind(every: Collection[Series]) -> set[int]:
    """Those whose keeper is not in the department any more. One query."""
    drafting = POLICY["directive.draft"].roles
    here = set(
        Membership.objects.in_force()
        .filter(user__in=[row.keeper_id for row in every], role__in=drafting)
        .filter(user__is_active=True)
        .values_list("user_id", "department_id")
    )
    return {row.pk for row in every if (row.keeper_id, row.department_id) not in here}


def _make(row: Series, each: Occurrence, author: User, now: dt.datetime) -> None:
    content, targets = stored(row.template)
    made = directives.draft(
        by=author,
        requester=row.department,
        content=_again(content, each, row),
        targets=_still_open(targets),
    )
    carry_form(by=author, source=row.template, to=made)
    SeriesTurn.objects.create(
        series=row, period=each.period, directive=made, made_at=now
    )
    facts = {"task": made.title, "due": _moment(each, row).isoformat()}
    item = InboxItem(recipient=author, kind="directive_again", facts=facts)
    item.matter, item.revision = f"directive:{made.pk}", made.version
    item.url = reverse("coordination:edit_draft", args=[made.pk])
    deliver([item])


def _again(content: Content, each: Occurrence, row: Series) -> Content:
    """The same task for another period, named behind the title where that of the first
    may stand; a leader approves each anew."""
    span = _(" (%(period)s)") % {"period": period_name(row.unit, each.period)}
    name = PERIOD_IN_BRACKETS.sub("", content.title) or content.title
    return replace(
        content,
        title=name[: LONGEST_TITLE - len(span)] + span,
        release=None,
        due=_moment(each, row),
        parent=None,
    )


def period_name(unit: str, period: dt.date) -> str:
    """2026年7月; a week by its Monday."""
    if unit == Series.Unit.MONTH:
        return _("%(year)s-%(month)s") % {"year": period.year, "month": period.month}
    return _("week of %(day)s") % {"day": period.isoformat()}


def _moment(each: Occurrence, row: Series) -> dt.datetime:
    """A day without a time ends with the day."""
    day = each.day if row.due_time else each.day + DAY
    return timezone.make_aware(dt.datetime.combine(day, row.due_time or dt.time()))


def _still_open(targets: Targets) -> Targets:
    """Stations that are still there, with the hours that differ at some."""
    rows = Station.objects.filter(pk__in=targets.stations, closed_on=None)
    ids = set(rows.values_list("pk", flat=True))
    return Targets(
        tuple(pk for pk in targets.stations if pk in ids),
        {
            pk: Override(effort_units=own.effort_units)
            for pk, own in targets.overrides.items()
            if pk in ids and own.effort_units is not None
        },
    )


def _drafted_on(day: dt.date, lead: int, calendar: WorkCalendar) -> dt.date:
    while lead > 0:
        day -= DAY
        lead -= calendar.is_workday(day)
    return day


def check_terms(terms: Terms, now: dt.datetime) -> None:
    """ValidationError beside the fields of what begins no series."""
    with Problems() as problems:
        _judge(terms, timezone.localdate(now), problems)


def _judge(terms: Terms, today: dt.date, problems: Problems) -> None:
    rule = terms.rule
    lengths = MONTHS if rule.unit == "month" else WEEKS
    if rule.length not in lengths:
        problems.add("length", _("Choose one of the periods."))
    if not 1 <= rule.month <= (rule.length if rule.unit == "month" else 1):
        problems.add("month", _("This month lies outside the period."))
    most = {"month": {"workday": 15, "day": 31}, "week": {"workday": 5, "day": 7}}
    least = -most[rule.unit]["workday"] if rule.count == "workday" else 1
    if rule.n == 0 or not least <= rule.n <= most[rule.unit][rule.count]:
        problems.add("n", _("There is no such day in every period."))
    if terms.lead not in LEADS:
        problems.add("lead", _("From 1 to 20 working days."))
    if terms.last and terms.last < today:
        problems.add("last", _("This day is over."))
    if not problems.found and not upcoming(terms, today, most=1):
        problems.add("last", _("Nothing would be due until then."))


def _check_alone(row: Directive, problems: Problems) -> None:
    """One rule for a task, and none for what came by another one."""
    of_it = Series.objects.filter(Q(template=row) | Q(turns__directive=row))
    if of_it.running().exists():
        problems.add("state", _("This task comes back by a rule already."))


def _held(by: User, series: Series, version: int | None) -> Series:
    rows = Series.objects.select_for_update(of=("self",))
    row = rows.select_related("department__bureau", "template").get(pk=series.pk)
    authorise(by, "directive.draft", row.department)
    if version is not None and version != row.version:
        told = _("Somebody changed this meanwhile. Look at it again, then decide.")
        raise ValidationError({"state": [told]})
    if row.ended_at is not None:
        raise ValidationError({"state": [_("It has ended already.")]})
    return row


def _saved(action: str, row: Series, by: User, reason: str = "") -> Series:
    row.version += 1
    row.save()
    _log(action, row, by, reason)
    return row


def _log(action: str, row: Series, by: User, reason: str = "") -> None:
    record(action, by=by, subject=row, unit=row.department.code, reason=reason)

"""The trial run's answer, as the composer says it."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.burden import Weight, weigh
from coordination.caps.standing import Standing, standing
from coordination.core.facts import UNITS_PER_HOUR, hours
from coordination.forms.composing import (
    MOST_STATIONS,
    TRIAL_FIELDS,
    DirectiveForm,
)
from coordination.forms.costing import Told, told
from coordination.forms.fields import ends
from coordination.forms.own import Own
from coordination.moments import instant
from coordination.pictures import ShareColumn, share_columns
from coordination.services.previewing import Finding, try_out, verdicts
from coordination.views import taken
from coordination.views.answer_line import Line
from coordination.views.offering import HORIZON, Trial, columns, common_date, own_dates
from organization.calendar import WorkCalendar
from organization.models import Department
from organization.templatetags.formats import chinese, last_day
from tasking.content import Content, Override, Targets
from tasking.models import RESERVED, Directive

TIGHT = 8 * UNITS_PER_HOUR  # less left than one officer's working day
MOST_LINES = 60  # of stations that are short, where there are very many
_SHAPES = {"fits": "fits", "conflict": "short", "unknown": "unknown"}
_ORDER = {"short": 0, "tight": 1, "fits": 2, "unknown": 3}


@dataclass(frozen=True)
class Answer:
    """Everything the preview says; `problems` are why it cannot say anything."""

    lines: tuple[Line, ...] = ()
    common: dt.date | None = None  # verified: all stations with data fit
    own_dates: dict[int, dt.date] = field(default_factory=dict)
    columns: tuple[ShareColumn, ...] = ()
    due: dt.date | None = None
    is_event: bool = False
    effort_known: bool = True
    took_ms: int = 0
    problems: tuple[str, ...] = ()
    # With very many stations there are lines of the first that are short only.
    too_many: bool = False
    counts: Counter[str] | None = None
    weight: Weight | None = None
    cost: Told | None = None
    cap: Standing | None = None
    taken: taken.Told | None = None

    def count(self, *shapes: str) -> int:
        if self.counts is not None:
            return sum(self.counts[shape] for shape in shapes)
        return sum(line.shape in shapes for line in self.lines)

    @cached_property
    def total(self) -> int:
        return self.count(*_ORDER)

    @property
    def more(self) -> int:
        """Stations that are short and have no line."""
        return self.short - len(self.lines) if self.too_many else 0

    @cached_property
    def short(self) -> int:
        return self.count("short")

    @cached_property
    def fitting(self) -> int:
        return self.count("fits", "tight")

    @cached_property
    def unknown(self) -> int:
        return self.count("unknown")

    @property
    def known(self) -> int:
        return self.total - self.unknown

    def share(self) -> SafeString:
        full = (one.date for one in self.columns if one.fits == self.known)
        first = self.common or next(full, None)
        return share_columns(self.columns, self.known, current=self.due, earliest=first)

    @property
    def choice_all(self) -> str:
        return f"all:{self.common}"

    @property
    def choice_some(self) -> str:
        """The offer to move only those that need it, as the buttons carry it."""
        return "some:" + ",".join(f"{pk}={day}" for pk, day in self.own_dates.items())


def answer(
    form: DirectiveForm, *, now: dt.datetime, row: Directive | None = None
) -> Answer:
    """Try the form's task out; nothing is written. `form` has been judged; `row` is
    the draft it was opened from."""
    problems = [
        e for name in form.errors if name in TRIAL_FIELDS for e in form.errors[name]
    ]
    if problems:
        return Answer(problems=tuple(dict.fromkeys(map(str, problems))))
    unit, content, targets = form.department, form.content(), form.targets()
    found = tried(content, targets, unit.code, now=now, own=form.own)
    weight = weigh(content, targets, department=unit.pk, now=now)
    cost = told(form.cost, found.total)
    took = taken.told(content, targets, unit.code, now)
    cap = standing(unit, content, targets, now=now, directive=row)
    return replace(found, weight=weight, cost=cost, taken=took, cap=cap)


def tried(
    content: Content,
    targets: Targets,
    code: str,
    *,
    now: dt.datetime,
    own: Mapping[int, Own] | None = None,
) -> Answer:
    """The answer for a task of the department `code`; nothing is written."""
    began = time.perf_counter()
    if len(targets.stations) > MOST_STATIONS:
        found = _of_many(content, targets, code, now)
        return replace(found, took_ms=round((time.perf_counter() - began) * 1000))
    findings = try_out(content, targets, department=code, now=now)
    calendar = _calendar(findings, now)
    lines = _lines(findings, own or {}, content, targets, calendar)
    found = Answer(
        lines=lines,
        is_event=content.is_event,
        effort_known=all(line.effort_known for line in lines),
        due=last_day(content.due) if content.due else None,
    )
    if not content.is_event:
        trial = Trial(content, targets, code, calendar, now)
        common = common_date(trial, lines)
        found = replace(
            found,
            common=common,
            own_dates=own_dates(lines),
            columns=columns(trial, findings, common),
        )
    return replace(found, took_ms=round((time.perf_counter() - began) * 1000))


@dataclass(frozen=True)
class _Judged:
    """A short answer with an instant, as the columns read it."""

    verdict: str
    earliest_due: dt.datetime | None


def _of_many(content: Content, targets: Targets, code: str, now: dt.datetime) -> Answer:
    """How many fit, from when on all do, and lines of the first that are short."""
    how: dict[str, Any] = {"department": code, "now": now}
    found = list(verdicts(content, targets, **how))
    counts = Counter(_SHAPES[one.verdict] for one in found)
    short = sorted(one.station for one in found if one.verdict == "conflict")
    few = Targets(tuple(short[:MOST_LINES]), targets.overrides)
    findings = try_out(content, few, **how)
    calendar = _calendar(findings, now)
    due = last_day(content.due) if content.due else None
    answered = Answer(
        lines=_lines(findings, {}, content, targets, calendar),
        too_many=True,
        counts=counts,
        due=due,
        is_event=content.is_event,
        effort_known=content.is_event or content.effort_units is not None,
    )
    if content.is_event:
        return answered
    trial = Trial(content, targets, code, calendar, now)
    dues = {m: instant(m) for one in found if (m := one.earliest_due) is not None}
    judged = [_Judged(one.verdict, dues.get(one.earliest_due or -1)) for one in found]
    common = _last_of_all(judged, calendar)
    return replace(answered, common=common, columns=columns(trial, judged, common))


def _last_of_all(judged: Sequence[_Judged], calendar: WorkCalendar) -> dt.date | None:
    """The first day by whose end all stations with data fit, if any is short.

    Not tried out once more: a later due never makes an order fit worse, so that the
    earliest due of each station tells.
    """
    known = [one for one in judged if one.verdict != "unknown"]
    dues = [one.earliest_due for one in known if one.earliest_due]
    late = [one.earliest_due for one in known if one.verdict == "conflict"]
    if not late or len(dues) < len(known):
        return None
    day = _workday(max(filter(None, late)), calendar)
    end = ends(day)
    return day if end and max(dues) <= end else None


def _calendar(findings: Sequence[Finding], now: dt.datetime) -> WorkCalendar:
    today = timezone.localdate(now)
    return WorkCalendar.load(today, today + HORIZON + dt.timedelta(days=60))


def _lines(
    findings: Sequence[Finding],
    own: Mapping[int, Own],
    content: Content,
    targets: Targets,
    calendar: WorkCalendar,
) -> tuple[Line, ...]:
    names = _names(findings)
    lines = []
    for finding in findings:
        pk = finding.station.pk
        override = targets.overrides.get(pk, Override())
        lines.append(
            Line(
                station=finding.station,
                shape=_shape(finding),
                demand=hours(finding.demand),
                capacity=hours(finding.capacity),
                added=_added(content, override),
                window=finding.window,
                departments=tuple(
                    (names.get(code, code), hours(units))
                    for code, units in finding.departments
                ),
                earliest=_workday(finding.earliest_due, calendar),
                own=own.get(pk),
                effort_known=content.is_event
                or (content.effort_units, override.effort_units) != (None, None),
            )
        )
    return tuple(sorted(lines, key=_seriousness))


def _seriousness(line: Line) -> tuple[int, Decimal, str]:
    return _ORDER[line.shape], line.left, line.station.code


def _shape(finding: Finding) -> str:
    if finding.verdict == "unknown":
        return "unknown"
    if finding.verdict == "conflict":
        return "short"
    if finding.capacity and finding.capacity - finding.demand < TIGHT:
        return "tight"
    return "fits"


def _added(content: Content, override: Override) -> Decimal | None:
    if content.is_event:
        return None
    own = override.effort_units
    return hours((content.effort_units if own is None else own) or 0)


def _names(findings: Sequence[Finding]) -> dict[str, str]:
    """Departments by code; a station's own code stands for its own plan."""
    codes = {code for finding in findings for code, _units in finding.departments}
    rows = list(Department.objects.filter(code__in=codes))
    own = {f.station.code: str(_("Own plan")) for f in findings}
    own[RESERVED] = str(_("Reserved strength"))
    if not chinese():
        return own | {row.code: row.label for row in rows}
    alike = Counter(row.speciality for row in rows)
    return own | {
        row.code: row.speciality if alike[row.speciality] == 1 else row.short_name
        for row in rows
    }


def _workday(moment: dt.datetime | None, calendar: WorkCalendar) -> dt.date | None:
    """The first working day whose end is not before the moment."""
    if moment is None:
        return None
    day = last_day(moment)
    return day if calendar.is_workday(day) else calendar.add_workdays(day, 1)

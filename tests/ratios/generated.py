"""A force with random asking behind it: every kind, fate and date, drawn by a seed.

Rows are written in bulk, because what is compared are counts, and through the services
the hundreds that a comparison needs would take minutes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from organization.models import Department, Station, WorkdayOverride
from personnel.models import Commendation, DueVisit, Occasion, Officer
from personnel.services import occasions
from tasking.models import (
    Assignment,
    AssignmentEntry,
    Difficulty,
    Directive,
    GuidanceVisit,
    Notice,
    NoticeReceipt,
)
from tasking.models.directive import EVENT_KINDS, Kind
from tests.factories import Force, at

NOW = at("2026-06-17 15:30")
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
DAYS = 150  # before NOW
STATES = (
    *("issued", "acknowledged", "in_progress", "returned", "reported", "accepted"),
    *("withdrawn", "withdrawn", "recalled"),
)
LAST_ACTS = ("withdraw", "waive", "expire", "relay", "merge", "join")
TITLES = ("周报（6月1日）", "周报（6月12日）", "月报", "清册", "台账")


@dataclass
class Generated:
    """Draws everything from one seed."""

    force: Force
    random: Random
    assignments: list[Assignment] = field(default_factory=list)

    @property
    def departments(self) -> list[Department]:
        made = self.force
        return [made.public_order, made.criminal, made.narcotics, made.public_order_b]

    def moment(self, before: int = DAYS) -> dt.datetime:
        """Often at the very start or end of a day, where counts go wrong."""
        draw = self.random
        day = NOW - draw.randrange(before) * DAY
        hour, minute = draw.choice(((0, 0), (23, 59), (8, 30), (15, 0), (18, 0)))
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def some(self) -> list[Station]:
        return [one for one in self.force.stations if self.random.random() < 0.6]


def lay(made: Force, seed: object, directives: int) -> None:
    """So many tasks, and notices, visits and commendations in proportion."""
    drawn = Generated(made, Random(str(seed)))
    _calendar(drawn)
    for n in range(directives):
        _directive(drawn, n)
    _acts(drawn)
    for n in range(directives // 4):
        _notice(drawn, n)
    _care(drawn, directives // 6)
    for _n in range(directives // 6):
        _guidance(drawn)


def _calendar(drawn: Generated) -> None:
    days = {
        (NOW - drawn.random.randrange(-20, DAYS + 40) * DAY).date() for _n in range(30)
    }
    WorkdayOverride.objects.bulk_create(
        WorkdayOverride(day=day, is_workday=day.weekday() >= 5, name="x")
        for day in sorted(days)
    )


def _directive(drawn: Generated, n: int) -> None:
    draw, made = drawn.random, drawn.force
    stations = drawn.some()
    own = draw.random() < 0.08
    reserved = not own and draw.random() < 0.08
    kind = draw.choice(Kind.values)
    issued = drawn.moment()
    row = Directive.objects.create(
        number=f"{n}",
        department=None if own else draw.choice(drawn.departments),
        own_station=made.a1 if own else None,
        title="" if reserved else draw.choice(TITLES),
        kind=kind,
        reserved=reserved,
        state="issued",
        created_by=made.staff,
        issued_at=issued,
    )
    rows = [_assignment(drawn, row, one, issued) for one in stations]
    Assignment.objects.bulk_create(rows)
    # The field sets itself when a row is made.
    row.assignments.update(created_at=issued)
    drawn.assignments += rows


def _assignment(
    drawn: Generated, row: Directive, station: Station, issued: dt.datetime
) -> Assignment:
    draw = drawn.random
    event = row.kind in EVENT_KINDS
    due = _due(draw, issued)
    state = draw.choice(STATES)
    if event:
        effort: dict[str, Any] = {
            "release": due - draw.choice((1, 2.5, 30)) * HOUR,
            "officers": draw.choice((None, Decimal("1.5"), Decimal(4))),
            "attendees": ["a", "b"] if draw.random() < 0.4 else [],
        }
    else:
        units = draw.choice((None, 0, 60_000, draw.randrange(5_000_000)))
        left = draw.choice((units, 0, None))
        effort = {"effort_units": units, "remaining_units": left}
        due = None if draw.random() < 0.03 else due
    told = state in ("reported", "accepted", "returned")
    return Assignment(
        directive=row,
        station=station,
        department=row.department,
        is_event=event,
        due=due,
        deadline_class="negotiable",
        state=state,
        reported_at=_reported(draw, due or issued) if told else None,
        **effort,
    )


def _due(draw: Random, issued: dt.datetime) -> dt.datetime:
    day = (
        issued.replace(hour=0, minute=0) + draw.choice((0, 1, 1, 2, 3, 5, 9, 20)) * DAY
    )
    return max(issued, day + draw.choice((0, 9, 18, 24)) * HOUR)


def _reported(draw: Random, due: dt.datetime) -> dt.datetime:
    return due + draw.choice((-30, -1, 0, 1, 60)) * HOUR


def _acts(drawn: Generated) -> None:
    """Dates that were changed, reports that were returned, and why work went away."""
    draw = drawn.random
    rows = []
    for one in drawn.assignments:
        for _again in range(draw.choice((0, 0, 1, 2))):
            before = one.due and one.due + draw.choice((-6, -1, 1, 8)) * DAY
            told = {"at": drawn.moment(), "due_before": before, "due_after": one.due}
            rows.append(AssignmentEntry(assignment=one, act="redate", **told))
        if draw.random() < 0.25:
            at_ = drawn.moment()
            rows.append(AssignmentEntry(assignment=one, act="return", at=at_))
        if one.state in ("withdrawn", "recalled"):
            act = "recall" if one.state == "recalled" else draw.choice(LAST_ACTS)
            rows.append(AssignmentEntry(assignment=one, act=act, at=NOW))
    AssignmentEntry.objects.bulk_create(rows)


def _notice(drawn: Generated, n: int) -> None:
    draw = drawn.random
    gone: dict[str, Any] = {}
    sent = drawn.moment()
    if draw.random() < 0.15:
        by = drawn.force.staff
        gone = {"withdrawn_at": NOW, "withdrawn_by": by, "withdraw_reason": "x"}
    last = Notice.objects.order_by("-pk").first()
    row = Notice.objects.create(
        department=draw.choice(drawn.departments),
        title=f"通知{n}",
        body="x",
        todo="x",
        last=sent.date() + 20 * DAY,
        issued_by=drawn.force.staff,
        issued_at=sent,
        reminded_on=drawn.moment().date() if draw.random() < 0.5 else None,
        corrects=last if draw.random() < 0.2 else None,
        **gone,
    )
    NoticeReceipt.objects.bulk_create(
        NoticeReceipt(notice=row, station=one, **_understood(drawn))
        for one in drawn.some()
    )


def _guidance(drawn: Generated) -> None:
    """Paid, still planned, or called off; each for a difficulty of its own."""
    draw, by, on = drawn.random, drawn.force.staff, drawn.moment()
    department = draw.choice(drawn.departments)
    asked = Difficulty.objects.create(
        station=draw.choice(drawn.force.stations),
        department=department,
        **{"category": "law", "urgency": "calm", "title": "x", "text": "x"},
        **{"state": "asked", "level": "department", "answer_due": NOW},
        raised_by=by,
        raised_at=on,
    )
    became: list[dict[str, Any]] = [{}, {"called_off_at": on}]
    paid = {"done_on": on.date(), "done": "x", "recorded_by": by, "recorded_at": on}
    GuidanceVisit.objects.create(
        difficulty=asked,
        department=department,
        station=asked.station,
        planned_on=on.date(),
        **{"who": "x", "what": "x"},
        planned_by=by,
        planned_at=on,
        **draw.choice([*became, paid, paid]),
    )


def _understood(drawn: Generated) -> dict[str, Any]:
    if drawn.random.random() < 0.5:
        return {}
    return {"understood_at": drawn.moment(), "understood_by": drawn.force.chief_a1}


def _care(drawn: Generated, count: int) -> None:
    made, draw = drawn.force, drawn.random
    occasions.adopt_usual(by=None, bureau=made.city)
    occasion = Occasion.objects.order_by("pk").first()
    assert occasion is not None
    for _n in range(count):
        station = draw.choice((made.a1, made.a2, made.b1))
        officer = draw.choice(made.officers[station.code])
        where: dict[str, Any] = {"station": station}
        if draw.random() >= 0.8:
            where = {"department": made.public_order}
        _visit(drawn, officer, occasion, where)
        _commendation(drawn, officer, where)


def _visit(
    drawn: Generated, officer: Officer, occasion: Occasion, where: dict[str, Any]
) -> None:
    on = drawn.moment()
    state = drawn.random.choice(("due", "done", "done", "dropped"))
    closed: dict[str, Any] = {}
    if state != "due":
        closed = {"closed_by": drawn.force.chief_a1, "closed_at": on}
    DueVisit.objects.create(
        officer=officer,
        occasion=occasion,
        visitor="chief",
        happened_on=on.date(),
        raised_at=on,
        due=on,
        state=state,
        visited_on=on.date() if state == "done" else None,
        **where,
        **closed,
    )


def _commendation(drawn: Generated, officer: Officer, where: dict[str, Any]) -> None:
    on, by = drawn.moment(), drawn.force.leader
    said: dict[str, Any] = {}
    if drawn.random.random() < 0.7:
        said = {"state": "published", "published_by": by, "published_on": on.date()}
        said |= {"endorsed_at": on, "endorsed_by": by}
    Commendation.objects.create(
        officer=officer,
        bureau=drawn.force.county_a,
        title="x",
        deed="x",
        nominated_by=by,
        nominated_at=on,
        **where,
        **said,
    )

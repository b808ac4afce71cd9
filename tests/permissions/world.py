"""One of everything at each of the four places, arranged through the services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import TestCase
from django.utils import timezone

from coordination.deployment.terms import Terms
from coordination.models import (
    AdmissionCase,
    Conflict,
    Delegation,
    DuplicatePair,
    EmergencyOrder,
    Proposal,
)
from coordination.services import offering_join, recurring
from coordination.services.deploying import DEPLOYMENT, begin_deployment
from coordination.services.emergency import Urgency, override
from coordination.services.issuing import issue
from coordination.services.negotiation.delegating import delegate
from coordination.services.negotiation.drafting import Wish, own_plan
from coordination.services.negotiation.proposing import propose
from coordination.services.objecting import object_to
from coordination.services.pieces import open_case
from coordination.services.remitting import Asked, report
from coordination.services.sweeping import begin_sweep
from coordination.services.trial_runs import TRIALS
from coordination.services.trying import begin_trial
from desk.models import Job
from organization.models import Bureau, Department, Membership, Role, Station, User
from organization.services import name_deputy
from personnel import services as personnel
from tasking.content import Content, Targets
from tasking.models import Assignment, Directive, Series
from tasking.recurrence import Rule
from tasking.services import directives, waiting
from tasking.services.protected import protect
from tests.coordination.world import check, task
from tests.factories import Force, appoint, department, force, person
from tests.keeping import Kept, may_keep
from tests.permissions.caring import caring
from tests.permissions.daily import daily
from tests.permissions.funding import funded
from tests.permissions.matrix import PLACES
from tests.permissions.people import kept, post, postings, selection
from tests.permissions.spending import spent

TOO_MUCH = 900.0  # hours, asked of six officers within four days


@dataclass(frozen=True)
class Place:
    """Whose matter it is, where, and who may act for it."""

    station: Station
    department: Department
    staff: User
    chief: User
    days: tuple[int, int]  # release and due, counted from today


@dataclass(frozen=True)
class World:
    force: Force
    places: dict[str, Place]
    things: dict[str, dict[str, Any]]  # place -> what -> its id or code

    def address(self, of: str, place: str) -> list[Any]:
        """What a route's address is made of."""
        found = self.things[place][of] if of else []
        return found if isinstance(found, list) else [found]


def build() -> World:
    """The force with a directive, a draft, a conflict and a leave at each place.

    The two departments at 柳堰 ask in different weeks, so that each conflict there
    has one department alone.
    """
    made = force()
    department(made.county_b, 5, "基础管控中心", "基础管控", "Office", office=True)
    places = {
        "home": Place(made.a1, made.public_order, made.staff, made.chief_a1, (0, 3)),
        "station": Place(made.a2, made.public_order, made.staff, made.chief_a2, (0, 3)),
        "department": Place(
            made.a1, made.narcotics, made.staff_narcotics, made.chief_a1, (20, 23)
        ),
        "bureau": Place(
            made.b1, made.public_order_b, made.staff_b, made.chief_b1, (0, 3)
        ),
    }
    assert tuple(places) == PLACES
    now = timezone.now()
    issued = {name: _issue(place, now) for name, place in places.items()}
    check(made.a1, made.a2, made.b1, now=now)
    things = {n: _things(made, p, issued[n]) for n, p in places.items()}
    for name, row in _duplicates(made, places, now).items():
        things[name] |= {"guide": "chief", "introduction": "directive"}
        things[name]["alarm"] = "checks-late"
        things[name]["duplicate"] = row.pk
        things[name]["offer"] = row.offers.get().pk
        things[name]["letter"] = places[name].chief.inbox.latest("pk").pk
    return World(made, places, things)


class InTheWorld(TestCase):
    """Tests that share one world: it takes longer to build than to look at."""

    world: World
    kept: list[Kept[World]] = []

    @classmethod
    def setUpTestData(cls) -> None:
        if not may_keep():
            cls.world = build()
            return
        if not cls.kept:
            cls.kept.append(Kept.of(build))
        cls.world = cls.kept[0].back()


def content(place: Place, title: str) -> Content:
    """More than the station can do in the place's days."""
    first, last = (timezone.localdate() + dt.timedelta(days=n) for n in place.days)
    start = first.isoformat() if place.days[0] else None
    return task(title, TOO_MUCH, last.isoformat(), release=start)


def _issue(place: Place, now: dt.datetime) -> Assignment:
    done = issue(
        by=place.staff,
        requester=place.department,
        content=content(place, f"{place.department.name}的任务"),
        stations=[place.station],
        now=now,
        reason="上级要求",
    )
    return Assignment.objects.get(directive=done.directive)


def _draft(place: Place, what: str) -> Directive:
    return directives.draft(
        by=place.staff,
        requester=place.department,
        content=content(place, f"{place.department.name}的{what}"),
        targets=Targets((place.station.pk,), {}),
    )


def _series(place: Place, directive: Directive, now: dt.datetime) -> Series:
    rule = Rule("month", 1, "workday", 3, since=timezone.localdate(now))
    terms = recurring.Terms(rule, None, 5)
    return recurring.begin_series(
        by=place.staff, directive=directive, terms=terms, now=now
    )


def _case(place: Place, now: dt.datetime) -> AdmissionCase:
    """A piece that waits for the office."""
    row = waiting.submit(by=place.staff, directive=_draft(place, "标准件"))
    return open_case(by=place.staff, directive=row, now=now)


def _urgent(place: Place, now: dt.datetime) -> EmergencyOrder:
    """An hour's work, so that it displaces nothing."""
    head = person(f"head-{place.department.code}-{place.station.code}", "值班领导")
    appoint(head, "department_head", place.department)
    due = timezone.localdate() + dt.timedelta(days=40)
    done = override(
        by=head,
        requester=place.department,
        content=task(f"{place.department.name}的紧急任务", 1, due.isoformat()),
        stations=[place.station],
        urgency=Urgency("人命关天", now + dt.timedelta(days=2)),
        now=now,
    )
    return done.order


def judged(by: User, now: dt.datetime) -> Job:
    """A table of one line that cannot be used, with the reason."""
    job = begin_trial(by=by, name="空表.xlsx", content=b"PK")
    TRIALS.run(job.pk, now=now)
    return job


def _proposed(
    place: Place, assignment: Assignment, conflict: Conflict, now: dt.datetime
) -> Proposal:
    """The department moves its own task by two months; the station is asked."""
    due = now + dt.timedelta(days=60)
    plan = own_plan(conflict, {assignment.pk: Wish(due=due)})
    return propose(by=place.staff, conflict=conflict, plan=plan, now=now)


def _named(made: Force, now: dt.datetime) -> Delegation:
    """治安's head is away; the same at every place."""
    today = timezone.localdate(now)
    found = Delegation.objects.filter(giver=made.head).first()
    return found or delegate(
        by=made.head,
        unit=made.public_order,
        deputy=made.staff,
        first=today,
        last=today,
        now=now,
    )


def _duplicates(
    made: Force, places: dict[str, Place], now: dt.datetime
) -> dict[str, DuplicatePair]:
    """At each place another department asks for what its own has asked for."""
    clerks: dict[str, tuple[Department, User]] = {}
    for n, bureau in enumerate((made.county_a, made.county_b), start=1):
        other = department(bureau, 9, "经济犯罪侦查大队", "经侦", "Economic Crime")
        clerk = appoint(person(f"clerk_{n}", "经办员丁"), "department_staff", other)
        clerks[bureau.code] = other, clerk
    found = {}
    for mark, (name, place) in zip("甲乙丙丁", places.items(), strict=True):
        asked = replace(
            content(replace(place, days=(50, 60)), f"{mark}类清册"),
            data_items=(f"{mark}类户数", f"{mark}类人数"),
            effort_units=60,
        )
        more = replace(asked, data_items=(*asked.data_items, f"{mark}类线索数"))
        other, clerk = clerks[place.station.bureau.code]
        for unit, by, what in (
            (place.department, place.staff, asked),
            (other, clerk, more),
        ):
            issue(
                by=by, requester=unit, content=what, stations=[place.station], now=now
            )
        found[name] = pair = DuplicatePair.objects.latest("pk")
        values = {"kept": pair.first_id, "elsewhere": False, "units": None, "note": ""}
        offering_join.offer(by=clerk, pair=pair, now=now, **values)
    assert DuplicatePair.objects.count() == len(found)
    return found


def _deputy(place: Place) -> Membership:
    """Somebody who will act for the chief, in days that have not come."""
    name = f"deputy{place.station.pk}_{place.days[0]}"
    first = timezone.localdate() + dt.timedelta(days=40 + place.days[0])
    return name_deputy(
        by=place.chief,
        station=place.station,
        deputy=appoint(person(name), Role.STATION_OFFICER, place.station),
        during=(first, first + dt.timedelta(days=5)),
        today=timezone.localdate(),
    )


def _deployment(made: Force, today: dt.date) -> Job:
    """The same at every place: it speaks of a bureau."""
    terms = Terms(today + dt.timedelta(days=30))
    given = {"by": made.personnel_admin, "bureau": made.county_a}
    found = Job.objects.filter(kind=DEPLOYMENT).first()
    return found or begin_deployment(**given, terms=terms, today=today)


def _paper(place: Place) -> SimpleUploadedFile:
    return SimpleUploadedFile("排班表.txt", place.station.name.encode())


def _things(made: Force, place: Place, assignment: Assignment) -> dict[str, Any]:
    code = place.department.code
    conflict = Conflict.objects.get(station=place.station, departments=[code])
    officer = made.officers[place.station.code][1 if place.days[0] else 0]
    today = timezone.localdate()
    leave = personnel.record_leave(
        by=None, officer=officer, kind="annual", during=(today, today + dt.timedelta(1))
    )
    draft = _draft(place, "草稿")
    bureau: Bureau = place.station.bureau
    now = timezone.now()
    block = protect(
        by=None,
        station=place.station,
        title=f"{place.station.name}的社区日",
        start=now + dt.timedelta(days=place.days[1] + 4),
        end=now + dt.timedelta(days=place.days[1] + 4, hours=3),
        officers=Decimal(1),
    )
    opinion = object_to(
        by=place.chief,
        assignment=assignment,
        text=f"{place.station.name}人手不够",
        files=[_paper(place)],
        now=now,
    )
    remit = report(
        by=place.chief,
        station=place.station,
        assignment=assignment,
        asked=Asked(place.department.name, "代征水费", "", None, "不属警务"),
        files=[_paper(place)],
        now=now,
    )
    held = post(place.station)
    rows: dict[str, Model] = {
        "objection": opinion,
        "remit": remit,
        "deputy": _deputy(place),
        "proposal": _proposed(place, assignment, conflict, now),
        "delegation": _named(made, now),
        "block": block,
        "directive": assignment.directive,
        "assignment": assignment,
        "conflict": conflict,
        "draft": draft,
        "series": _series(place, assignment.directive, now),
        "case": (case := _case(place, now)),
        "piece": case.directive,
        "order": _urgent(place, now),
        "officer": officer,
        "posting": officer.postings.get(),
        "post": held,
        "leave": leave,
        "sweep": begin_sweep(now, by=made.system_admin),
        "trial": judged(place.staff, now),
        "deployment": _deployment(made, today),
    }
    units = {"station": place.station, "office": place.department, "bureau": bureau}
    codes = {name: unit.code for name, unit in units.items()}
    money = funded(made, place.station, place.chief, now)
    people = (place.staff, place.chief)
    more = {
        "kept": [place.station.code, block.pk],
        "evidence": [opinion.pk, opinion.files.get().pk],
        "remit_evidence": [remit.pk, remit.files.get().pk],
        "fitted": [held.pk, officer.pk],
        **kept(officer),
        **postings(made, place.station, place.department, place.chief, now),
        **selection(made, held, place.station, place.chief, now),
        **caring(place.station, place.chief, place.staff, now),
        **money,
        **spent(made, money["money_line"], assignment, people, now),
        **daily(made, place, now),
    }
    return codes | more | {name: row.pk for name, row in rows.items()}

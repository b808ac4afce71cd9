"""Contests of the people of the force."""

from __future__ import annotations

import datetime as dt
from typing import Any

from personnel.models import (
    AlertLevel,
    Attainment,
    Commendation,
    DueVisit,
    LeaveRequest,
    Limit,
    Occasion,
    Officer,
    Post,
    PostingOrder,
    RosterLine,
    SelectionRound,
    ServiceRecord,
    StaffingRequest,
)
from personnel.services import (
    abilities,
    alerts,
    asking_leave,
    care,
    commending,
    consulting,
    history,
    limits,
    occasions,
    ordering,
    posts,
    requesting,
    residents,
    rosters,
    weighing,
)
from personnel.services.rounds import ground
from tests.locks.contest import Act, Arrange, decides
from tests.locks.things import HOME, now, thing, today
from tests.permissions.world import World


def _admin(world: World) -> Any:
    return world.force.personnel_admin


def attainment(world: World) -> Act:
    row = thing(world, Attainment, "attainment")
    return decides(lambda: abilities._locked(row, _admin(world), None), row)


def alert_ended(world: World) -> Act:
    row = thing(world, AlertLevel, "alert")
    given = {"reason": "结束", "today": today(), "version": row.version}
    day = row.during.lower + dt.timedelta(days=1)
    return lambda who: alerts.end_alert(
        by=world.force.leader, alert=row, on=day, **given
    )


def leave_held(world: World) -> Act:
    row = thing(world, LeaveRequest, "leave_asked")
    return decides(lambda: asking_leave.held(row, None), row)


def visit_held(world: World) -> Act:
    row = thing(world, DueVisit, "visit")
    return decides(lambda: care._locked(row, None), row)


def commendation(world: World) -> Act:
    row = thing(world, Commendation, "commendation")
    return decides(lambda: commending._locked(row, None, row.state), row)


def order_read(world: World) -> Act:
    row = thing(world, PostingOrder, "order_of_posting")
    return decides(lambda: consulting._locked(row.pk), row)


def order_held(world: World) -> Act:
    row = thing(world, PostingOrder, "order_of_posting")
    return decides(lambda: ordering.locked(row, _admin(world), None, row.state), row)


def service_removed(world: World) -> Act:
    row = thing(world, ServiceRecord, "served")
    return lambda who: history.remove_service(
        by=_admin(world), service=row, reason="误录"
    )


def contact_set(world: World) -> Act:
    officer = thing(world, Officer, "officer")
    first = history.set_contact(
        by=None, officer=officer, reach=history.Reach(phone="13800000000")
    )

    def act(who: int) -> None:
        reach = history.Reach(phone=f"1390000000{who}")
        history.set_contact(
            by=None, officer=officer, reach=reach, version=first.version
        )

    return act


def limit_lifted(world: World) -> Act:
    row = thing(world, Limit, "limited")

    def act(who: int) -> None:
        day = row.during.lower + dt.timedelta(days=1 + who)
        limits.lift_limit(by=_admin(world), limit=row, on=day, version=row.version)

    return act


def occasion(world: World) -> Act:
    row = thing(world, Occasion, "occasion")
    names = occasions.OccasionTerms.__dataclass_fields__
    terms = occasions.OccasionTerms(**{name: getattr(row, name) for name in names})
    return lambda who: occasions.change_occasion(
        by=_admin(world), occasion=row, terms=terms, version=row.version
    )


def post_held(world: World) -> Act:
    row = thing(world, Post, "post")
    return decides(lambda: posts._locked(row, _admin(world), None), row)


def request_answered(world: World) -> Act:
    row = thing(world, StaffingRequest, "request")
    return lambda who: requesting.answer_request(
        by=_admin(world), request=row, taken=bool(who), answer="知悉", now=now()
    )


def residents_counted(world: World) -> Act:
    given: dict[str, Any] = {"by": _admin(world), "today": today()}
    year, station = today().year, world.force.a1
    first = residents.count_residents(
        count=residents.Count(station, year, 12_000), **given
    )

    def act(who: int) -> None:
        count = residents.Count(station, year, 12_500 + who)
        residents.count_residents(count=count, version=first.version, **given)

    return act


def roster_ended(world: World) -> Act:
    row = thing(world, RosterLine, "roster_line")
    chief = world.places[HOME].chief
    return lambda who: rosters.end_roster(by=chief, line=row, on=row.during.lower)


def round_held(world: World) -> Act:
    row = thing(world, SelectionRound, "round")
    return decides(lambda: ground.fetched(row), row)


def weights(world: World) -> Act:
    values = {"rank": 20, "experience": 0, "experience_years": 3}
    values |= {"settled": 10, "settled_years": 2, "threshold": 40}
    given: dict[str, Any] = {"by": _admin(world), "bureau": world.force.county_a}
    first = weighing.set_weights(values=values, reason="研究", **given)

    def act(who: int) -> None:
        said = values | {"rank": 30 + who}
        weighing.set_weights(values=said, reason="研究", version=first.version, **given)

    return act


CONTESTS: dict[str, Arrange] = {
    "personnel/services/abilities.py::_locked": attainment,
    "personnel/services/alerts.py::end_alert": alert_ended,
    "personnel/services/asking_leave.py::held": leave_held,
    "personnel/services/care.py::_locked": visit_held,
    "personnel/services/commending.py::_locked": commendation,
    "personnel/services/consulting.py::_locked": order_read,
    "personnel/services/ordering.py::locked": order_held,
    "personnel/services/history.py::remove_service": service_removed,
    "personnel/services/history.py::set_contact": contact_set,
    "personnel/services/limits.py::lift_limit": limit_lifted,
    "personnel/services/occasions.py::change_occasion": occasion,
    "personnel/services/posts.py::_locked": post_held,
    "personnel/services/requesting.py::answer_request": request_answered,
    "personnel/services/residents.py::count_residents": residents_counted,
    "personnel/services/rosters.py::end_roster": roster_ended,
    "personnel/services/rounds/ground.py::fetched": round_held,
    "personnel/services/weighing.py::set_weights": weights,
}

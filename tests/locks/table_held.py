"""Contests at places that lock nothing themselves: a lock on the way there holds it.

`path::function` -> the lock that keeps two apart there, and what both of them do.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from personnel.models import LeaveRequest, Post, RoundPost
from personnel.services import deciding_leave
from personnel.services.rounds import preparing, ranking, running
from tasking.models import Difficulty
from tasking.services import guidance
from tests.locks.contest import Act, Arrange
from tests.locks.things import HOME, now, thing, today
from tests.permissions.world import World

DAY = dt.timedelta(days=1)
ROUND = "personnel/services/rounds/ground.py::fetched"


def leave_shortened(world: World) -> Act:
    row, chief = thing(world, LeaveRequest, "leave_asked"), world.places[HOME].chief
    deciding_leave.approve_leave(by=chief, request=row, now=now())
    back = row.during.lower + DAY
    return lambda who: deciding_leave.shorten_leave(
        by=chief, request=row, back=back, text="案件", now=now()
    )


def visit_recorded(world: World) -> Act:
    row, staff = thing(world, Difficulty, "difficulty"), world.places[HOME].staff
    given: dict[str, Any] = {"by": staff, "difficulty": row, "now": now()}
    guidance.plan_visit(on=today(), who="民警甲", what="现场指导", **given)
    return lambda who: guidance.record_visit(on=today(), done=f"办妥{who}", **given)


def _ranked(world: World) -> tuple[RoundPost, dt.datetime]:
    """A post of a round whose chiefs rank, and a moment at which they may."""
    at = now()
    given: dict[str, Any] = {"by": world.force.personnel_admin, "now": at}
    terms = preparing.Terms("又一轮", at + DAY, at + 2 * DAY)
    row = preparing.prepare_round(bureau=world.force.county_a, terms=terms, **given)
    preparing.set_places(round=row, places={thing(world, Post, "post"): 1}, **given)
    crew = world.force.officers[world.force.a1.code]
    preparing.admit(round=row, officers=crew[2:], **given)
    running.open_round(round=row, **given)
    running.run_clocks(now=at + DAY)
    return RoundPost.objects.with_units().get(round=row), at + DAY


def post_ranked(world: World) -> Act:
    post, at = _ranked(world)
    given: dict[str, Any] = {"places": {}, "nobody": True, "version": post.version}
    chief = world.places[HOME].chief
    return lambda who: ranking.rank(by=chief, post=post, now=at, **given)


def post_shut(world: World) -> Act:
    post, at = _ranked(world)
    by = world.force.personnel_admin
    return lambda who: running.shut_post(by=by, post=post, reason="撤销", now=at)


HELD: dict[str, tuple[str, Arrange]] = {
    "personnel/services/deciding_leave.py::shorten_leave": (
        "personnel/services/asking_leave.py::held",
        leave_shortened,
    ),
    "personnel/services/rounds/ranking.py::rank": (ROUND, post_ranked),
    "personnel/services/rounds/running.py::shut_post": (ROUND, post_shut),
    "tasking/services/guidance.py::record_visit": (
        "tasking/services/holding_difficulties.py::locked_all",
        visit_recorded,
    ),
}

"""Contests of signing in, of what a worker carries out, and of where officers work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.test import RequestFactory

from desk.services import sending
from organization.models import AccountSession
from organization.services import entering
from organization.sessions import SessionStore
from personnel.models import Posting, RosterLine
from personnel.services import postings, regimes, rosters
from tests.locks.contest import Act, Arrange, Contest, Lost, won
from tests.locks.things import HOME, now, thing, today
from tests.permissions.world import World

DAY = dt.timedelta(days=1)


# --- signing in -----------------------------------------------------------------------


@contextmanager
def unnoted() -> Iterator[None]:
    """Nobody notes at the account when he last signed in."""
    user_logged_in.disconnect(dispatch_uid="update_last_login")
    try:
        yield
    finally:
        user_logged_in.connect(update_last_login, dispatch_uid="update_last_login")


def entered(world: World) -> Contest:
    """With as many sessions as one may have: each who comes ends another one."""
    user = world.force.staff

    def enter() -> None:
        request = RequestFactory().post("/")
        request.session = SessionStore()
        entering.enter(by=user, request=request, way="password", now=now())

    for _ in range(settings.SESSION_LIMIT):
        enter()
    rows = AccountSession.objects.filter(user=user, ended_at=None)
    oldest = list(rows.order_by("started_at", "pk").values_list("pk", flat=True)[:2])

    def act(who: int) -> None:
        """The first ends the oldest, and one who has counted him ends the next too."""
        enter()
        if not rows.filter(pk=oldest[1]).exists():
            raise Lost

    return Contest(act, beside=unnoted)


# --- carried out by a worker ----------------------------------------------------------


def _sent() -> sending.Sent:
    return sending.Sent(
        address="/directives/new/",
        name="试",
        language="zh-hans",
        came_from=None,
        key="同一张表",
        mark="m",
        content=b"x",
    )


def form_sent(world: World) -> Act:
    """Who clicks twice has sent one form."""
    by = world.places[HOME].staff
    found: list[int] = []

    def act(who: int) -> None:
        job = sending.send_off(by=by, kind="试", sent=_sent())
        if job.pk in found:
            raise Lost
        found.append(job.pk)

    return act


def form_carried_out(world: World) -> Act:
    by = world.places[HOME].staff
    job = sending.send_off(by=by, kind="试", sent=_sent())
    came = sending.CameOf("/directives/1/")
    return won(lambda: sending.keep_sent(by=by, job=job, came=came, now=now()))


# --- where officers work --------------------------------------------------------------


def lent_out(world: World) -> Contest:
    """He is lent for ten days while it is settled on which day he leaves for good."""
    officer = world.force.officers[world.force.a1.code][4]
    row, first = officer.postings.get(), today() + 400 * DAY

    def act(who: int) -> None:
        if not who:
            postings.end_posting(by=None, posting=row, on=first + 25 * DAY)
            return
        given = {"first": first, "end": first + 10 * DAY}
        postings.second(by=None, officer=officer, to=world.force.a2, **given)
        later = Posting.objects.filter(officer=officer)
        if not later.filter(during__contains=first + 30 * DAY).exists():
            raise Lost

    return Contest(act, chance=False)


def hours_set(world: World) -> Contest:
    """Both end what runs without an end, the second on a later day: who has seen what
    the first one set might end that."""
    first = today() + 400 * DAY

    def act(who: int) -> None:
        regimes.set_regime(
            by=None,
            station=world.force.a1,
            during=(first + 10 * who * DAY, None),
            hours=[(510, 720)],
        )

    return Contest(act, chance=False)


def roster_set(world: World) -> Contest:
    """As with the hours."""
    line, first = thing(world, RosterLine, "roster_line"), today() + 400 * DAY

    def act(who: int) -> None:
        rosters.set_roster(
            by=world.places[HOME].chief,
            station=line.station,
            officers=[line.officer],
            pattern="thirds",
            during=(first + 10 * who * DAY, None),
        )

    return Contest(act, chance=False)


CONTESTS: dict[str, Arrange] = {
    "desk/services/sending.py::keep_sent": form_carried_out,
    "desk/services/sending.py::send_off": form_sent,
    "organization/services/entering.py::enter": entered,
    "personnel/services/postings.py::second": lent_out,
    "personnel/services/regimes.py::_make_room": hours_set,
    "personnel/services/rosters.py::_make_room": roster_set,
}

"""Loading the demo: the force, a year of tasking, the coming weeks, the checks."""

from __future__ import annotations

import datetime as dt
import heapq
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.demo import (
    absence,
    accounts,
    caps,
    care,
    force,
    forms,
    funds,
    helping,
    history,
    leading,
    notices,
    own_year,
    people,
    posts,
    repeating,
    selection,
    slots,
    threads,
    voice,
)
from coordination.demo.admission import Gate
from coordination.demo.deeds import Deeds
from coordination.demo.files import table
from coordination.demo.plan import Planned, Planner, local
from coordination.demo.rooms import Rooms
from coordination.demo.story import Story
from coordination.models import Conflict
from coordination.services.checking import check_station
from desk.models import InboxItem
from organization.audit import record
from organization.models import AuditEvent
from organization.services import create_group, seed_calendar
from tasking.models import Directive

SEED = 2012
LOADED = "demo.load"
DAY = dt.timedelta(days=1)
# Days of the year on which the whole force was looked at: before the June pile-up,
# in it, after it. What was found then is settled by the next look.
PAST_CHECKS = [(6, 4), (6, 12), (6, 22), (7, 14)]
# How much of the coming capacity the year's running tasks may fill.
KEPT_FREE = 0.34
BUSY = (0.85, 0.6, 0.75)
Say = Callable[[str], None]


def is_loaded() -> bool:
    return AuditEvent.objects.filter(action=LOADED).exists()


def load(*, now: dt.datetime, say: Say) -> bool:
    """Fill the database; False when the demo force is there already.

    Everything but the checks is one transaction: it is there or it is not.
    """
    if is_loaded():
        return False
    began = timezone.now()
    with _quiet_channel():
        with transaction.atomic():
            made = _lay(now, say)
            history.date_back(began)
            record(LOADED, by=None, unit=made.city.code, at_now=now.isoformat())
        say(_("Checking every station"))
        _check_all(made, now)
        voice.speak(made, now)
        threads.talk(made, now)
        posts.transfer(made, now)
        absence.ask_for_leave(made, now)
        absence.enter_rosters(made, now)
        selection.select(made, now)
        care.look_after(made, now)
        funds.fund(made, now)
        forms.report_monthly(made, now)
        repeating.repeat(now)
        notices.give(made, now)
        helping.ask(made, now)
        caps.agree(made, now)
        slots.arrange(made, now)
        own_year.plan(made, now)
    found = Conflict.objects.open()
    say(
        _("%(tasks)s tasks, %(conflicts)s open conflicts at %(stations)s stations.")
        % {
            "tasks": Directive.objects.count(),
            "conflicts": found.count(),
            "stations": found.values("station").distinct().count(),
        }
    )
    return True


def _lay(now: dt.datetime, say: Say) -> force.Force:
    random = Random(SEED)
    today = timezone.localdate(now)
    say(_("Calendar, units and people"))
    seed_calendar(by=None, years=range(2020, today.year + 3))
    made = force.found()
    crew = people.enlist(made, random, today)
    people.plan_leave(crew, random, today)
    people.set_duty_hours(made, today)
    known = accounts.open_accounts(made, crew)
    _groups(made)
    rooms = Rooms(made.stations.values(), now, _used(made))
    told = history.History(made, known, rooms, random, now)
    deeds = Deeds(made, known, random, now)
    plan = Planner(made, now).plan()
    say(_("A year of tasking: %(count)s tasks") % {"count": len(plan)})
    _replay(made, told, deeds, plan, now)
    story = Story(made, told, rooms, now)
    story.protect_time()
    rows = story.tell()
    say(_("The coming weeks: protected time and %(count)s tasks") % {"count": rows})
    waiting = Gate(made, known, rooms, now).close()
    say(_("A bureau with a gate: %(count)s pieces submitted") % {"count": waiting})
    return made


def _used(made: force.Force) -> dict[str, float]:
    """Stations of the story keep room for it; the others are busy to some degree."""
    told = {
        word.split(":")[0]
        for row in table("story")
        for word in row["targets"].split()
        if ":+" in word
    }
    return {
        station.code: KEPT_FREE if station.short_name in told else BUSY[n % len(BUSY)]
        for n, station in enumerate(made.stations.values())
    }


def _replay(
    made: force.Force,
    told: history.History,
    deeds: Deeds,
    plan: list[Planned],
    now: dt.datetime,
) -> None:
    """In the order of time: issue, settle what is over, look at the force in June, and
    three weeks ago, when the leader kept his page."""
    looks = [
        at
        for year in (now.year - 1, now.year)
        for month, day in PAST_CHECKS
        if now - 300 * DAY < (at := local(dt.date(year, month, day), dt.time(8))) < now
    ]
    kept = now - leading.AGO
    looks = sorted([*looks, kept])
    open_then: list[tuple[dt.datetime, int, Directive, Planned]] = []

    def settle(until: dt.datetime) -> None:
        over = []
        while open_then and open_then[0][0] <= until:
            over.append(heapq.heappop(open_then)[2:])
        deeds.settle(over)

    for planned in plan:
        while looks and looks[0] <= planned.issued:
            look = looks.pop(0)
            settle(look)
            deeds.work_until(look, [row[2] for row in open_then])
            _check_all(made, look)
            if look == kept:
                leading.keep(made, look)
        if planned.due > now:
            told.running(planned)
        else:
            entry = planned.due - DAY, len(told.issued), told.past(planned), planned
            heapq.heappush(open_then, entry)
    settle(now)
    # Nobody reads in an inbox today what was found and settled last summer.
    found = Conflict.objects.filter(station__in=made.stations.values())
    matters = [f"conflict:{pk}" for pk in found.values_list("pk", flat=True)]
    InboxItem.objects.filter(matter__in=matters).delete()


def _check_all(made: force.Force, now: dt.datetime) -> None:
    for station in made.stations.values():
        check_station(station.pk, now=now)


def _groups(made: force.Force) -> None:
    stations = list(made.stations.values())
    plan = {
        "urban": ("城区派出所", [s for s in stations if not s.rural]),
        "rural": ("农村派出所", [s for s in stations if s.rural]),
    }
    for code, (name, chosen) in plan.items():
        create_group(by=None, bureau=made.city, code=code, name=name, stations=chosen)


@contextmanager
def _quiet_channel() -> Iterator[None]:
    """Nobody listens while the demo loads: a silent channel is no news."""
    log = logging.getLogger("coordination.streams")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)

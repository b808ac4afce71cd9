"""Times at which an appointment would do least harm at all the stations it summons.

Starts lie on half hours of working days, inside the morning or the afternoon where it
is short enough for that. A start on which nobody clashes goes before one that costs
work its deadline, that before one in a station's protected time, then the earlier one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.core.detect import reckon
from coordination.core.facts import hours, minute_up
from coordination.moments import instant
from coordination.services.ordering import Order
from coordination.snapshot import snapshot
from coordination.terms import OFFICE_HOURS
from organization.calendar import WorkCalendar
from organization.models import Station
from organization.services.problems import Problems
from tasking.content import Content, Targets

if TYPE_CHECKING:
    from coordination.core.slots import Call, Slot

MOST_STATIONS = 500
MOST_DAYS = 60
USUAL_DAYS = 28
NOTICE = 1
"""Working days between today and the first day looked at."""
LONGEST = OFFICE_HOURS[-1][1] - OFFICE_HOURS[0][0]
"""Minutes an appointment of one day can last."""
STEP = 30
SHOWN = 5


@dataclass(frozen=True)
class Search:
    """Days [first, last] looked at, and how many minutes it lasts."""

    first: dt.date
    last: dt.date
    minutes: int


@dataclass(frozen=True)
class Found:
    """A time, and the stations at which it does harm, in the order of their codes.

    ``lost`` is what can no longer be done in time, station by station (units).
    """

    start: dt.datetime
    end: dt.datetime
    clashing: tuple[Station, ...]
    lost: tuple[tuple[Station, int], ...]
    displacing: tuple[Station, ...]
    unknown: tuple[Station, ...]
    is_provisional: bool

    @property
    def hours(self) -> Decimal:
        """Officer-hours that miss their deadlines, of all stations."""
        return hours(sum(units for _station, units in self.lost))

    @property
    def is_clean(self) -> bool:
        return not (self.clashing or self.lost or self.displacing)


@dataclass(frozen=True)
class Times:
    """The best times, best first, and at how many stations each start compared would
    clash, by start in order of time."""

    best: tuple[Found, ...] = ()
    clashing: Mapping[dt.datetime, int] = field(default_factory=dict)


def best_times(
    content: Content,
    targets: Targets,
    *,
    department: str,
    search: Search,
    now: dt.datetime,
    most: int = SHOWN,
    instead_of: tuple[int, ...] = (),
) -> Times:
    """The best time of each of the best days; nothing is written.

    `instead_of` are tasks (ids) it would take the place of.

    Empty where no working day in the search leaves room for it. A fixed number of
    queries for any number of stations.
    """
    from coordination.core.slots import Finder

    calendar = WorkCalendar.load(search.first, search.last + dt.timedelta(days=1))
    starts = [start for start in candidates(search, calendar) if start > now]
    if not starts:
        return Times()
    order = Order(content, targets, department, now, instead_of)
    stations = Station.objects.in_bulk(targets.stations)
    rows = sorted(stations.values(), key=lambda station: station.code)
    calls = _calls(order, rows, search.minutes, last=starts[-1])
    finder = Finder(calls, [minute_up(start) for start in starts])
    found = finder.best(most, group=_day_of)
    return Times(
        tuple(_found(slot, rows, search, calendar) for slot in found),
        dict(zip(starts, finder.clashing(), strict=True)),
    )


def _calls(
    order: Order, stations: Sequence[Station], minutes: int, *, last: dt.datetime
) -> list[Call]:
    """What each station is asked for, with what it owes and has as of today."""
    from coordination.core.slots import Call

    until = last + dt.timedelta(minutes=minutes) + order.summons.longest
    codes = {station.pk: station.code for station in stations}
    known = snapshot(codes, as_of=order.as_of, until=until, codes=codes)
    as_of = order.minute
    return [
        Call(
            reckon(order.without_replaced(pk, known[pk]), as_of=as_of, now=as_of),
            length=minutes,
            officers=order.heads(pk),
            before=order.way(pk),
            after=order.way(pk),
            attendees=order.content.attendees,
        )
        for pk in codes
    ]


def candidates(search: Search, calendar: WorkCalendar) -> Iterator[dt.datetime]:
    """Starts in order of time."""
    spans = [s for s in OFFICE_HOURS if s[1] - s[0] >= search.minutes]
    spans = spans or [(OFFICE_HOURS[0][0], OFFICE_HOURS[-1][1])]
    after = search.last + dt.timedelta(days=1)
    for day in calendar.workdays(search.first, after):
        midnight = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        for first, last in spans:
            for minute in range(first, last - search.minutes + 1, STEP):
                yield midnight + dt.timedelta(minutes=minute)


def usual_search(now: dt.datetime, minutes: int) -> Search:
    """From the next working day on, four weeks."""
    today = timezone.localdate(now)
    ahead = WorkCalendar.load(today, today + dt.timedelta(days=USUAL_DAYS))
    first = ahead.add_workdays(today, NOTICE)
    return Search(first, first + dt.timedelta(days=USUAL_DAYS - 1), minutes)


def _day_of(minute: int) -> dt.date:
    return timezone.localdate(instant(minute))


def _found(
    slot: Slot, rows: Sequence[Station], search: Search, calendar: WorkCalendar
) -> Found:
    start = timezone.localtime(instant(slot.start))
    return Found(
        start=start,
        end=start + dt.timedelta(minutes=search.minutes),
        clashing=tuple(rows[i] for i in slot.clashing),
        lost=tuple((rows[i], units) for i, units in slot.lost),
        displacing=tuple(rows[i] for i in slot.displacing),
        unknown=tuple(rows[i] for i in slot.unknown),
        is_provisional=calendar.is_provisional(start.date()),
    )


def check_search(
    content: Content, targets: Targets, search: Search, now: dt.datetime
) -> None:
    """ValidationError beside `stations`, `officers`, `minutes`, `first` or `last` for
    what no time can be looked for."""
    with Problems() as problems:
        if not targets.stations:
            problems.add("stations", _("Choose the stations first."))
        elif len(targets.stations) > MOST_STATIONS:
            told = _("A time is looked for at up to %(n)s stations.")
            problems.add("stations", told % {"n": MOST_STATIONS})
        if not (content.officers or content.attendees):
            problems.add("officers", _("Say how many or who must attend."))
        if not 0 < search.minutes <= LONGEST:
            told = _("More than 0 and at most %(n)s hours: one working day.")
            problems.add("minutes", told % {"n": Decimal(LONGEST) / 60})
        if search.first < timezone.localdate(now):
            problems.add("first", _("This day is over."))
        elif not 0 <= (search.last - search.first).days < MOST_DAYS:
            told = _("Not before the earliest day, and at most %(n)s days.")
            problems.add("last", told % {"n": MOST_DAYS})

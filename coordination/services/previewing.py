"""The trial run: what a directive would do to each station, before it is sent.

Two ways lead to the same answers. Where the last check's profile is still true it is
a look-up; everywhere else the rows are read. `try_out` says all of each station,
`verdicts` only whether and from which due it fits, for the whole country at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from coordination.core.backlog import Backlog
from coordination.core.facts import Demand
from coordination.core.preview import Answer, Preview, preview
from coordination.core.profile import Profile
from coordination.moments import instant
from coordination.profiles import ROW, backlogs, copied_rooms, rooms, station_of
from coordination.services.ordering import Order
from coordination.snapshot import snapshot
from desk.steps import tell_step
from organization.models import Station
from tasking.content import Content, Targets

# So many stations' backlogs are in memory at a time.
CHUNK = 500
# From so many stations on arrays are faster than one station after the other. The
# first time numpy is imported, which takes a tenth of a second.
MANY = 800
# Stations at most of which all is said, also where it fits.
TOLD_OF_EACH = 2_000


@dataclass(frozen=True)
class Finding:
    """The answer for one station; hours are units (1 officer-hour = 60,000)."""

    station: Station
    verdict: str
    window: tuple[dt.datetime, dt.datetime] | None
    demand: int
    capacity: int
    shortfall: int
    departments: tuple[tuple[str, int], ...]
    earliest_due: dt.datetime | None


class Verdict(NamedTuple):
    """The short answer for one station; `earliest_due` is a minute since the epoch.

    None where it would not fit within what is known.
    """

    station: int
    verdict: Answer
    earliest_due: int | None


def try_out(
    content: Content, targets: Targets, *, department: str, now: dt.datetime
) -> tuple[Finding, ...]:
    """Findings in the order of the stations' ids. A fixed number of queries."""
    order = Order(content, targets, department, now)
    stations = Station.objects.in_bulk(targets.stations)
    answers = dict(_answers(order, sorted(stations)))
    return tuple(finding(stations[pk], answers[pk]) for pk in sorted(answers))


def tried(
    content: Content, targets: Targets, *, department: str, now: dt.datetime
) -> tuple[Finding, ...]:
    """As what is about to be written looks at them: of very many stations it is said
    only where it does not fit."""
    step = _("It is tried out at its stations")
    tell_step(step, total=len(targets.stations))
    look = try_out if len(targets.stations) <= TOLD_OF_EACH else misfits
    return look(content, targets, department=department, now=now)


def misfits(
    content: Content, targets: Targets, *, department: str, now: dt.datetime
) -> tuple[Finding, ...]:
    """The same of those stations alone at which it does not fit, or nobody can say:
    of tens of thousands the short answers come first, and few need more."""
    order: dict[str, Any] = {"department": department, "now": now}
    total, left, done = len(targets.stations), [], 0
    for done, one in enumerate(verdicts(content, targets, **order), start=1):
        if done % CHUNK == 0:
            tell_step(_("It is tried out at its stations"), done, total)
        if one.verdict != "fits":
            left.append(one.station)
    found: list[Finding] = []
    for n in range(0, len(left), CHUNK):
        tell_step(_("It is looked at where it does not fit"), n, len(left))
        some = Targets(tuple(left[n : n + CHUNK]), targets.overrides)
        found += try_out(content, some, **order)
    return tuple(sorted(found, key=lambda finding: finding.station.pk))


def try_out_by_parts(
    content: Content, targets: Targets, *, department: str, now: dt.datetime
) -> Iterator[Finding]:
    """The same for any number of stations, a part at a time, as they are found."""
    ids = sorted(set(targets.stations))
    for n in range(0, len(ids), CHUNK):
        part = Targets(tuple(ids[n : n + CHUNK]), targets.overrides)
        yield from try_out(content, part, department=department, now=now)


def verdicts(
    content: Content, targets: Targets, *, department: str, now: dt.datetime
) -> Iterator[Verdict]:
    """Whether it fits at each station, in any order.

    Where work may begin at once, one statement and a look-up for each station whose
    profile is true; else the stations' backlogs are gone through in parts.
    """
    order = Order(content, targets, department, now)
    ids = sorted(set(targets.stations))
    if not (content.is_event or order.later):
        known = [pk for pk in ids if pk not in order.replaced]
        look_up = _looked_up if len(known) <= MANY else _looked_up_at_once
        found = list(look_up(order, known))
        yield from found
        ids = sorted(set(ids) - {verdict.station for verdict in found})
    for n in range(0, len(ids), CHUNK):
        for pk, answer in _answers(order, ids[n : n + CHUNK]):
            yield Verdict(pk, answer.verdict, answer.earliest_due)


def _looked_up(order: Order, ids: Sequence[int]) -> Iterator[Verdict]:
    """What profiles say, of those stations of which they can tell."""
    for pk, room in rooms(ids, order.as_of):
        demand = order.at(pk)
        if isinstance(demand, Demand) and _reaches(order, room):
            found = room.verdict(demand.effort, demand.due, demand.max_officers)
            if found is not None:
                yield Verdict(pk, *found)


def _looked_up_at_once(order: Order, ids: Sequence[int]) -> Iterator[Verdict]:
    """The same for thousands, as arrays; numpy is not needed before."""
    from coordination.core.rooms import verdicts as judged

    rows = copied_rooms(ids, order.as_of)
    keys = list(map(station_of, rows))
    figures = order.figures(keys)
    if figures is None:
        yield from _looked_up(order, ids)
        return
    found = judged(rows, ROW.size, *figures, order.limit, order.last)
    for pk, verdict, earliest in zip(keys, *found, strict=True):
        if verdict is not None:
            yield Verdict(pk, verdict, earliest)


def _answers(order: Order, ids: Sequence[int]) -> Iterator[tuple[int, Preview]]:
    """Each station's preview: from its backlog where that is true and can tell."""
    left = set(ids)
    if not order.content.is_event:
        known = [pk for pk in ids if pk not in order.replaced]
        for pk, backlog in backlogs(known, order.as_of).items():
            demand = order.at(pk)
            if isinstance(demand, Demand) and backlog.answers(demand):
                answer = backlog.preview(demand)
                if answer and _reaches(order, backlog):
                    left.discard(pk)
                    yield pk, answer
    if left:
        yield from _in_full(order, left)


def _in_full(order: Order, ids: Iterable[int]) -> Iterator[tuple[int, Preview]]:
    """From the rows."""
    known = snapshot(ids, as_of=order.as_of, until=order.until)
    for pk in sorted(known):
        facts = order.without_replaced(pk, known[pk])
        minute = order.minute
        yield pk, preview(facts, order.at(pk), as_of=minute, now=minute)


def _reaches(order: Order, held: Profile | Backlog) -> bool:
    """Whether capacity is known up to the latest due of any station.

    What nobody knows further on makes every station's answer unknown, whichever way
    it is found.
    """
    return order.last <= held.until or not held.known


def finding(station: Station, answer: Preview) -> Finding:
    """The engine's answer as instants of the database."""
    return Finding(
        station=station,
        verdict=answer.verdict,
        window=(instant(answer.window[0]), instant(answer.window[1]))
        if answer.window
        else None,
        demand=answer.demand,
        capacity=answer.capacity,
        shortfall=answer.shortfall,
        departments=answer.departments,
        earliest_due=None
        if answer.earliest_due is None
        else instant(answer.earliest_due),
    )

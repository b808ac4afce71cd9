"""Laying the year: what is over is settled, what runs is partly done.

What is over goes straight through tasking's issue and is settled in bulk, because a
trial run per directive of a whole year would take minutes and decide nothing any
more. What still runs is issued as a department issues it, trial run included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from django.db.models import F

from coordination.core.facts import UNITS_PER_HOUR
from coordination.demo.accounts import Accounts
from coordination.demo.force import Force
from coordination.demo.plan import Planned
from coordination.demo.rooms import Rooms, rounded
from coordination.services import issuing
from organization.models import Station, User
from tasking.content import Content, Override, Targets
from tasking.models import Directive
from tasking.services import acts, directives

TYPICAL_CAPACITY = 12 * 0.667 * 0.5
# One running task may fill so much of the room it finds.
SHARE_OF_ROOM = 0.7
DAY = dt.timedelta(days=1)
PENDING_REASON = "上级统一部署，时限不便单独调整，请基础管控中心协调。"


@dataclass(frozen=True)
class Share:
    """A station's part in a running directive: its effort, and how much is done."""

    units: int
    done: float

    @property
    def finished(self) -> int:
        return int(self.units * self.done)


class History:
    """Issues planned directives in the order of time."""

    def __init__(
        self,
        force: Force,
        accounts: Accounts,
        rooms: Rooms,
        random: Random,
        now: dt.datetime,
    ) -> None:
        self.force, self.accounts, self.rooms = force, accounts, rooms
        self.random, self.now = random, now
        self.codes = {station.pk: code for code, station in force.stations.items()}
        self.issued: dict[str, Directive] = {}

    def past(self, planned: Planned) -> Directive:
        """Issue something that is over by now. `settle` closes it."""
        overrides = {}
        if planned.hours is not None:
            for station in planned.stations:
                units = rounded(self._usual(planned, station))
                overrides[station.pk] = Override(effort_units=units)
        content = self._linked(planned)
        if planned.hours is not None:
            content = replace(content, effort_units=_units(planned))
        ids = tuple(sorted(s.pk for s in planned.stations))
        staff, targets = (
            self.accounts.drafter(planned.requester),
            Targets(ids, overrides),
        )
        row = directives.draft(
            by=staff, requester=planned.requester, content=content, targets=targets
        )
        directives.issue(
            by=staff,
            directive=row,
            content=content,
            targets=targets,
            now=planned.issued,
        )
        self.issued[planned.key] = row
        return row

    def running(self, planned: Planned) -> Directive | None:
        """Issue something that is still going on, and what stations did so far."""
        shares = {s: self._share(planned, s) for s in planned.stations}
        kept = {s: share for s, share in shares.items() if share is not None}
        if not kept:
            return None
        row = self.send(planned, {s: share.units for s, share in kept.items()})
        self._work(row, {s.pk: share for s, share in kept.items()})
        return row

    def send(self, planned: Planned, units: Mapping[Station, int]) -> Directive:
        """Issue through the trial run; a conflict is issued with a reason.

        `units` is the effort per station; for events it is ignored.
        """
        content = self._linked(planned)
        overrides: dict[int, Override] = {}
        if not content.is_event:
            content = replace(content, effort_units=max(units.values()))
            overrides = {s.pk: Override(effort_units=u) for s, u in units.items()}
        issue = partial(
            issuing.issue,
            by=self.accounts.drafter(planned.requester),
            requester=planned.requester,
            content=content,
            stations=list(units),
            now=planned.issued,
            overrides=overrides,
        )
        try:
            issued = issue()
        except issuing.ReasonNeeded:
            issued = issue(reason=PENDING_REASON)
        leader = self._leader(planned)
        if issued.taken and leader is not None:
            issued = issuing.approve_and_issue(
                by=leader,
                directive=issued.directive,
                now=planned.issued,
                reason=PENDING_REASON,
            )
        self.issued[planned.key] = issued.directive
        return issued.directive

    def _leader(self, planned: Planned) -> User | None:
        """Who gives the second name where protected time is taken."""
        return self.accounts.leaders.get(planned.requester.bureau.code)

    def _work(self, directive: Directive, shares: Mapping[int, Share]) -> None:
        """Chiefs sign for it and say how much is left."""
        for row in directive.assignments.order_by("station_id"):
            share = shares[row.station_id]
            chief = self.accounts.chiefs[self.codes[row.station_id]]
            signed = (directive.issued_at or self.now) + DAY * 1.2
            if share.done and row.effort_units is not None:
                told = self.now - DAY * (0.2 + 2 * self.random.random())
                acts.progress(
                    by=chief,
                    assignment=row,
                    remaining_units=row.effort_units - share.finished,
                    now=max(signed, told),
                )
            elif signed < self.now and self.random.random() < 0.75:
                acts.acknowledge(by=chief, assignment=row, now=signed)

    def _share(self, planned: Planned, station: Station) -> Share | None:
        """The effort that leaves the station room, and what of it is done already."""
        if planned.hours is None:
            self.rooms.add(station, planned.content, 0)
            return Share(0, 0)
        release = planned.content.release or planned.issued
        elapsed = (self.now - release) / (planned.due - release)
        done = max(0.0, min(0.85, elapsed * (0.7 + 0.5 * self.random.random())))
        if self.now < planned.issued + 2 * DAY or self.random.random() < 0.08:
            done = 0.0  # not begun, or nobody has said so
        usual = self._usual(planned, station)
        room = self.rooms.room(station, planned.content, sparing=True)
        if room is not None:
            usual = min(usual, SHARE_OF_ROOM * room / (1 - done))
            if usual < UNITS_PER_HOUR / 4:
                return None
        units = rounded(usual)
        share = Share(units, done)
        self.rooms.add(station, planned.content, units - share.finished)
        return share

    def _usual(self, planned: Planned, station: Station) -> float:
        """The effort in proportion to the officers who are there for orders."""
        figures = self.force.figures[station.code]
        if figures["strength"]:
            capacity = (
                int(figures["strength"])
                * float(figures["roster_share"])
                * (1 - float(figures["standing_share"]))
            )
        else:
            capacity = TYPICAL_CAPACITY / 2
        about = 0.85 + 0.3 * self.random.random()
        return _units(planned) * about * capacity / TYPICAL_CAPACITY

    def _linked(self, planned: Planned) -> Content:
        """With its parent, and the leader who signed it."""
        return replace(
            planned.content,
            parent=self.issued.get(planned.parent),
            approver=self.accounts.leaders.get(planned.requester.bureau.code),
        )


def date_back(since: dt.datetime) -> None:
    """Directives made since then were drafted when they were issued, not just now."""
    Directive.objects.filter(created_at__gte=since, issued_at__isnull=False).update(
        created_at=F("issued_at")
    )


def _units(planned: Planned) -> int:
    return round((planned.hours or 0) * UNITS_PER_HOUR)

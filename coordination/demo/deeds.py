"""What stations and departments did with the year's directives, told in bulk.

A year has thousands of assignments with times of their own: one statement stores them
and the entries of their log, where the services take one call for each act.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from django.db import connection

from coordination.demo.accounts import Accounts
from coordination.demo.force import Force
from coordination.demo.plan import Planned
from organization.models import User
from tasking.models import Assignment, AssignmentEntry, Directive
from tasking.services import directives, signing

DAY = dt.timedelta(days=1)
State = Assignment.State
DONE = [
    "已按要求完成，材料已归档。",
    "已完成，清单逐项核对无误。",
    "已办结，发现的问题当场整改。",
    "已完成，台账已更新。",
]


# What tasks take of what was estimated, by kind, and how often a station says so.
TOOK = {"task": 1.35, "report": 0.7, "campaign": 1.1, "publicity": 0.95}
SAYS = 0.45


class Deeds:
    """Settles what is over, and lets work come along."""

    def __init__(
        self, force: Force, accounts: Accounts, random: Random, now: dt.datetime
    ) -> None:
        self.accounts, self.random, self.now = accounts, random, now
        # Of its own, so that the rest of the year does not hang on who says what.
        self.saying = Random(len(TOOK))
        self.codes = {station.pk: code for code, station in force.stations.items()}

    def settle(self, plans: Iterable[tuple[Directive, Planned]]) -> None:
        """Signed for, reported and accepted, at plausible times."""
        rows: list[Assignment] = []
        entries: list[AssignmentEntry] = []
        over = {directive.pk: (directive, planned) for directive, planned in plans}
        found = Assignment.objects.filter(directive__in=over)
        for row in found.order_by("directive_id", "station_id"):
            entries += self._settled(row, over[row.directive_id][1])
            rows.append(row)
        _store(rows)
        AssignmentEntry.objects.bulk_create(entries)
        unfinished = {row.directive_id for row in rows if row.state != State.ACCEPTED}
        for pk, (directive, planned) in over.items():
            if pk not in unfinished:
                staff = self.accounts.drafter(planned.requester)
                directives.close(by=staff, directive=directive)

    def _settled(self, row: Assignment, planned: Planned) -> list[AssignmentEntry]:
        """Fill in the row, and tell what was done with it."""
        chief = self._chief(row)
        signed, reported, accepted = self._moments(row, planned)
        before, effort = row.remaining_units, row.effort_units
        text = "已按时参加。" if row.is_event else self.random.choice(DONE)
        entries = self._sign(row, signed)
        row.reported_at, row.report = reported, text
        row.state, row.version = State.REPORTED, row.version + 2
        if before is not None:
            if before == effort:
                before = int(before * (0.2 + 0.6 * self.random.random()))
                midway = signed + (reported - signed) * 0.6
                entries.append(_entry(row, midway, chief, "progress", effort, before))
            row.remaining_units = 0
        after = row.remaining_units
        row.took_units = self._took(row, planned)
        told = _entry(row, reported, chief, "report", before, after, text)
        told.took_units = row.took_units
        entries.append(told)
        if accepted <= self.now:
            row.state = State.ACCEPTED
            staff = self.accounts.drafter(planned.requester)
            entries.append(_entry(row, accepted, staff, "accept", after, after))
        return entries

    def _took(self, row: Assignment, planned: Planned) -> int | None:
        """To half an hour, as people say it; None where the station says nothing."""
        usual = TOOK.get(planned.content.kind)
        if not row.effort_units or usual is None or self.saying.random() > SAYS:
            return None
        halves = row.effort_units / 30_000 * usual * self.saying.uniform(0.75, 1.3)
        return max(1, round(halves)) * 30_000

    def _moments(
        self, row: Assignment, planned: Planned
    ) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
        """When it was signed for, reported and accepted; one in fourteen was late."""
        due, span = planned.due, planned.due - planned.issued
        signed = planned.issued + span * (0.02 + 0.15 * self.random.random())
        reported = due - span * (0.08 * self.random.random())
        if not row.is_event and self.random.random() < 0.07:
            reported = due + DAY * (1 + self.random.random())
        reported = min(reported, self.now - dt.timedelta(minutes=30))
        return signed, reported, reported + DAY * (1 + 2 * self.random.random())

    def work_until(self, moment: dt.datetime, over: Iterable[Directive]) -> None:
        """Some of what was open then is done, as far as its time had run."""
        live = Assignment.objects.live().filter(
            directive__in=[directive.pk for directive in over],
            is_event=False,
            release__lt=moment,
        )
        rows, entries = [], []
        for row in live.order_by("pk"):
            if row.effort_units is None or row.release is None or row.due is None:
                continue
            elapsed = (moment - row.release) / (row.due - row.release)
            done = min(0.95, elapsed * (0.75 + 0.35 * self.random.random()))
            left = int(row.effort_units * (1 - done))
            before = row.remaining_units
            if before is None or left >= before:
                continue
            entries += self._sign(row, moment - DAY * 0.3)
            at = moment - DAY * 0.2
            entries.append(_entry(row, at, self._chief(row), "progress", before, left))
            row.remaining_units, row.state = left, State.IN_PROGRESS
            row.version += 1
            rows.append(row)
        _store(rows)
        AssignmentEntry.objects.bulk_create(entries)

    def _sign(self, row: Assignment, at: dt.datetime) -> list[AssignmentEntry]:
        """Signed for, unless it was before."""
        if row.acknowledged_at is not None:
            return []
        row.acknowledged_at = at
        left = row.remaining_units
        return [_entry(row, at, self._chief(row), "acknowledge", left, left)]

    def _chief(self, row: Assignment) -> User:
        return self.accounts.chiefs[self.codes[row.station_id]]


_STORE = """
UPDATE tasking_assignment a SET state = v.state, acknowledged_at = v.signed,
    reported_at = v.reported, report = v.report, remaining_units = v.remaining,
    version = v.version, took_units = v.took
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[],
    %s::text[], %s::bigint[], %s::int[], %s::bigint[])
    AS v (id, state, signed, reported, report, remaining, version, took)
WHERE a.id = v.id
"""


def _store(rows: Sequence[Assignment]) -> None:
    """One statement: a year has thousands of rows, each with times of its own."""
    columns: list[Any] = [
        [row.pk for row in rows],
        [str(row.state) for row in rows],
        [row.acknowledged_at for row in rows],
        [row.reported_at for row in rows],
        [row.report for row in rows],
        [row.remaining_units for row in rows],
        [row.version for row in rows],
        [row.took_units for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, columns)
    signing.settled(row.pk for row in rows if row.state != State.ISSUED)


def _entry(
    row: Assignment,
    at: dt.datetime,
    by: User,
    act: str,
    before: int | None,
    after: int | None,
    note: str = "",
) -> AssignmentEntry:
    return AssignmentEntry(
        assignment=row,
        at=at,
        by=by,
        act=act,
        remaining_before=before,
        remaining_after=after,
        note=note,
    )

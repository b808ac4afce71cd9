"""Who attended a training, and whether what it answers has become rarer since.

By station the difficulties of its category in the half year before it and since:
counts, and a rate per month where at least FEW were counted and a month has passed.
What a number is too small for is left unsaid.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coordination.burden import TAKEN_BACK
from organization.models import User
from tasking.models import Assignment, Difficulty, Directive, TrainingPurpose

DAYS, MONTH, FEW = 180, 30, 5
SHOWN = 20
PRESENT = ("reported", "accepted")


@dataclass(frozen=True)
class Change:
    """Counts in `before_days` and `after_days`."""

    before: int
    after: int
    before_days: int
    after_days: int

    @property
    def known(self) -> bool:
        return self.before + self.after >= FEW and self.after_days >= MONTH

    @property
    def rates(self) -> tuple[float, float]:
        """Per month, before and after."""
        after_days = max(self.after_days, 1)
        return (
            self.before * MONTH / max(self.before_days, 1),
            self.after * MONTH / after_days,
        )

    @property
    def rarer(self) -> bool | None:
        """None where nothing can be said."""
        if not self.known:
            return None
        before, after = self.rates
        return after < before


@dataclass(frozen=True)
class AtStation:
    name: str
    people: int | None
    state: str
    attended: bool
    change: Change | None


@dataclass(frozen=True)
class Training:
    purpose: TrainingPurpose
    directive: Directive
    rows: tuple[AtStation, ...]
    change: Change | None

    @property
    def attended(self) -> int:
        return sum(row.attended for row in self.rows)


def trainings(user: User, now: dt.datetime) -> list[Training]:
    """The latest that were drafted from a topic; three queries however many."""
    seen = TrainingPurpose.objects.visible_to(user).select_related(
        "directive__department"
    )
    purposes = list(seen.order_by("-pk")[:SHOWN])
    tasks: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.visible_to(user).exclude(state__in=TAKEN_BACK)
    rows = rows.filter(directive__in=[each.directive_id for each in purposes])
    for row in rows.select_related("station").order_by("station__code"):
        tasks[row.directive_id].append(row)
    raised = _raised(user, purposes, now)
    return [_training(p, tasks[p.directive_id], raised, now) for p in purposes]


Raised = dict[tuple[str, int], list[dt.datetime]]


def _raised(
    user: User, purposes: Sequence[TrainingPurpose], now: dt.datetime
) -> Raised:
    """When difficulties of these categories were raised, by category and station."""
    begun = [
        p.directive.release for p in purposes if p.category and p.directive.release
    ]
    if not begun:
        return {}
    rows = Difficulty.objects.visible_to(user).filter(
        category__in={p.category for p in purposes if p.category},
        raised_at__gte=min(begun) - dt.timedelta(days=DAYS),
        raised_at__lte=now,
    )
    found: Raised = defaultdict(list)
    kept = rows.exclude(state=Difficulty.State.TAKEN_BACK)
    for category, station, at in kept.values_list("category", "station", "raised_at"):
        found[category, station].append(at)
    return found


def _training(
    purpose: TrainingPurpose, tasks: list[Assignment], raised: Raised, now: dt.datetime
) -> Training:
    held = purpose.directive
    over = held.due is not None and held.release is not None and held.due <= now
    changes = {
        row.station_id: change_at(
            raised.get((purpose.category, row.station_id), ()), held, now
        )
        for row in tasks
        if over and purpose.category
    }
    rows = tuple(
        AtStation(
            name=row.station.label,
            people=_people(row),
            state=row.get_state_display(),
            attended=row.state in PRESENT,
            change=changes.get(row.station_id),
        )
        for row in tasks
    )
    return Training(purpose, held, rows, _sum(changes.values()))


def change_at(
    moments: Iterable[dt.datetime], held: Directive, now: dt.datetime
) -> Change:
    """Of one station: the DAYS before it began, [begin - DAYS, begin), against those
    since its end, [end, now), at most as many."""
    begin, end = held.release, held.due
    if begin is None or end is None:
        raise ValueError("A training that was held has a begin and an end")
    length = dt.timedelta(days=DAYS)
    until = min(now, end + length)
    known = list(moments)
    return Change(
        before=sum(begin - length <= at < begin for at in known),
        after=sum(end <= at < until for at in known),
        before_days=DAYS,
        after_days=(until - end).days,
    )


def _sum(changes: Iterable[Change]) -> Change | None:
    known = list(changes)
    if not known:
        return None
    return Change(
        before=sum(one.before for one in known),
        after=sum(one.after for one in known),
        before_days=known[0].before_days,
        after_days=known[0].after_days,
    )


def _people(row: Assignment) -> int | None:
    """How many are to attend: those named, or as many as were asked for."""
    asked = int(row.officers) if row.officers is not None else 0
    return max(len(row.attendees), asked) or None

"""Days that money took, fen by fen: a naive model beside `budget.reports`.

A history is written into the ledger step by step at moments that go on by hours; the
model makes lists of single fen of what stands at its end, and counts days one by one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from django.utils import timezone

from budget.models import Category, Line, Source
from budget.reports.flows import read_flows
from budget.reports.pace import Spread, pace_of
from tests.budget.machine import STATIONS, Ground, Model, Step, write
from tests.factories import Force

LARGEST, STEPS, MOST_HOURS = 12, 30, 300
TODAY = dt.date(2026, 6, 1)  # after all of them
SPREADS = ("whole", "out", "back", "idle", "silent")
Days = dict[str, list[int]]


@dataclass(frozen=True)
class Done:
    """An entry that the ledger took, and its local day."""

    entry: int
    step: Step
    day: dt.date


def open_lines(made: Force, office: tuple[int, int], year: int) -> Ground:
    """Every purpose and source of 柳堰's year."""
    lines = [
        Line.objects.create(
            station=made.a1,
            bureau=made.county_a,
            year=year,
            category=category,
            source=source,
        ).pk
        for category in Category.values
        for source in Source.values
    ]
    start = timezone.make_aware(dt.datetime(2024, 11, 1, 0, 30))
    return Ground(lines, frozenset(), office, made.chief_a1.pk, start)


def happened(random: Random, ground: Ground) -> dict[int, list[Done]]:
    """A history of each line; what the ledger refuses has not happened."""
    found: dict[int, list[Done]] = {}
    for line in ground.lines:
        model, now, found[line] = Model(ground), ground.now, []
        for _n in range(STEPS):
            now += dt.timedelta(hours=random.randint(0, MOST_HOURS))
            step = _propose(random, ground, line, found[line])
            if not model.allows(step):
                continue
            made = write(replace(ground, now=now), step)
            assert made is not None, step
            model.take(*made)
            found[line].append(Done(made[1], made[0], timezone.localdate(now)))
    return found


def _propose(random: Random, ground: Ground, line: int, before: Sequence[Done]) -> Step:
    kind = random.choice(("allocate", "disburse", *STATIONS, "receive", "counter"))
    amount = random.randint(1, LARGEST)
    if kind == "counter" and before:
        back = random.choice(before)
        by = ground.chief if back.step.kind in STATIONS else ground.office[0]
        return replace(back.step, kind=kind, back=back.entry, by=by)
    sent = [one.step for one in before if one.step.kind == "disburse"]
    if kind == "disburse":
        return Step(kind, line, amount, by=ground.office[1])
    if kind in STATIONS and sent:
        was = random.choice(sent)
        return Step(kind, line, amount, was.payment, by=ground.chief)
    return Step("allocate", line, amount, by=ground.office[0])


def counted(history: Sequence[Done]) -> Days:
    """The days of every single fen, in order."""
    gone = {one.step.back for one in history}
    stays = [
        one for one in history if one.entry not in gone and one.step.kind != "counter"
    ]
    allocated: list[dt.date] = []
    said: dict[int | None, list[dt.date]] = defaultdict(list)
    sent: dict[int | None, list[dt.date]] = {}
    for one in stays:
        fen = [one.day] * one.step.amount
        if one.step.kind == "allocate":
            allocated += fen
        elif one.step.kind == "disburse":
            sent[one.step.payment] = fen
        elif one.step.kind == "confirm":
            said[one.step.payment] += fen
        elif one.step.kind == "return":
            del sent[one.step.payment][: one.step.amount]
    disbursed = sorted(day for fen in sent.values() for day in fen)
    confirmed = sorted(day for fen in said.values() for day in fen)
    allocated.sort()
    left = [day for key, fen in sent.items() for day in fen[len(said[key]) :]]
    return {
        "whole": _between(zip(allocated, confirmed, strict=False)),
        "out": _between(zip(allocated, disbursed, strict=False)),
        "back": _between(
            (day, word)
            for key, words in said.items()
            for day, word in zip(sent[key], words, strict=False)
        ),
        "idle": _between((day, TODAY) for day in allocated[len(disbursed) :]),
        "silent": _between((day, TODAY) for day in left),
    }


def differences(station: int, year: int, histories: dict[int, list[Done]]) -> list[str]:
    """Purpose by purpose, what the product says otherwise than the model."""
    found: list[str] = []
    homes = dict(Line.objects.filter(pk__in=histories).values_list("pk", "category"))
    for category in Category.values:
        pace = pace_of(read_flows([station], year, category)[station], TODAY)
        lines = [counted(histories[pk]) for pk in histories if homes[pk] == category]
        for name in SPREADS:
            days = sorted(day for one in lines for day in one[name])
            spread = getattr(pace, name)
            if sorted(spread.fen.elements()) != days or _wrong(spread, days):
                found.append(f"{year} {category} {name}: {spread.fen} ≠ {days}")
    return found


def _wrong(spread: Spread, days: Sequence[int]) -> bool:
    """Do median, nine of ten or mean differ from those of a plain list?"""
    if not days:
        return (spread.median, spread.most, spread.mean) != (None, None, None)
    half, nine = -(-len(days) // 2), -(-len(days) * 9 // 10)
    return (spread.median, spread.most, spread.mean * len(days)) != (
        *(days[half - 1], days[nine - 1], sum(days)),
    )


def _between(pairs) -> list[int]:
    return sorted(max(0, (then - first).days) for first, then in pairs)

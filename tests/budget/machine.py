"""Random steps into the ledger by plain SQL, beside a model that knows nothing of it.

The model keeps piles: how much of a line, and of a payment, lies in which place. A
step takes from one pile and puts onto another; it is allowed when the pile is large
enough. Amounts are fen, whole numbers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from django.db import DatabaseError, connection, transaction

BUDGET, ALLOCATED, DISBURSED, RECEIVED, CONFIRMED = range(5)
WAYS = {
    "allocate": (BUDGET, ALLOCATED),
    "disburse": (ALLOCATED, DISBURSED),
    "receive": (DISBURSED, RECEIVED),
    "confirm": (RECEIVED, CONFIRMED),
    "return": (RECEIVED, ALLOCATED),
}
STATIONS = ("receive", "confirm", "return")
LARGEST = 40_000


@dataclass(frozen=True)
class Ground:
    """Lines that are there, which of them are of a closed year, and who acts."""

    lines: Sequence[int]
    closed: frozenset[int]
    office: Sequence[int]  # who prepares, who releases
    chief: int
    now: dt.datetime


@dataclass(frozen=True)
class Step:
    kind: str
    line: int
    amount: int
    payment: int | None = None
    back: int | None = None
    by: int = 0


@dataclass
class Model:
    """What is so after the steps that were accepted."""

    ground: Ground
    piles: dict[int, list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0] * 5)
    )
    paid: dict[int, list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0] * 5)
    )
    done: dict[int, Step] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    recent: deque[int] = field(default_factory=lambda: deque(maxlen=60))

    def allows(self, step: Step) -> bool:
        """May the step be taken now?"""
        kind = step.kind
        if kind == "counter":
            was = self.done.get(step.back or 0)
            if was is None or was.kind == "counter" or step.back in self.gone:
                return False
            if (was.line, was.amount, was.payment) != (
                *(step.line, step.amount, step.payment),
            ):
                return False
            kind = was.kind
        elif step.line in self.ground.closed and kind in ("allocate", "disburse"):
            return False
        if step.amount <= 0 or (kind in STATIONS and step.by != self.ground.chief):
            return False
        source, _target = self.way(step)
        enough = source == BUDGET or self.piles[step.line][source] >= step.amount
        if source >= DISBURSED and step.payment is not None:
            enough = enough and self.paid[step.payment][source] >= step.amount
        return enough

    def way(self, step: Step) -> tuple[int, int]:
        if step.kind == "counter":
            source, target = WAYS[self.done[step.back or 0].kind]
            return target, source
        return WAYS[step.kind]

    def take(self, step: Step, entry: int) -> None:
        """The step was accepted as that entry."""
        source, target = self.way(step)
        self.done[entry] = step
        self.recent.append(entry)
        if step.back is not None:
            self.gone.add(step.back)
        for pile in (
            self.piles[step.line],
            *([self.paid[step.payment]] if step.payment else []),
        ):
            pile[source] -= step.amount
            pile[target] += step.amount

    def chain(self, pile: list[int]) -> tuple[int, ...]:
        """Allocated, disbursed, received, confirmed, cumulated."""
        return tuple(sum(pile[place:]) for place in range(ALLOCATED, 5))


def propose(random: Random, model: Model) -> Step:
    """Any step; one of three is likely to be refused."""
    ground = model.ground
    line, amount = random.choice(ground.lines), random.randint(1, LARGEST)
    kind = random.choice(("allocate", "disburse", *STATIONS * 2, "confirm", "counter"))
    by = ground.chief if random.random() < 0.95 else ground.office[0]
    if kind == "allocate":
        return Step(kind, line, amount * 2, by=ground.office[0])
    if kind == "disburse":
        return Step(kind, line, amount, by=ground.office[1])
    entries = list(model.recent)
    if kind == "counter" and entries:
        back = random.choice(entries)
        step = replace(model.done[back], kind="counter", back=back, by=by)
        if random.random() < 0.05:
            step = replace(step, amount=step.amount + 1)
        return step
    sent = [model.done[n] for n in entries if model.done[n].kind == "disburse"]
    if kind == "counter" or not sent:
        return Step("allocate", line, amount, by=ground.office[0])
    was = random.choice(sent)
    part = random.choice((was.amount, random.randint(0, was.amount), amount))
    return Step(kind, was.line, part, was.payment, by=by)


PAYMENT = """
INSERT INTO budget_disbursement (line_id, amount, mode, purpose, prepared_by_id,
    prepared_at, released_by_id, released_at, cancel_reason, version)
VALUES (%s, %s / 100.0, 'quota', 'x', %s, %s, %s, %s, '', 1) RETURNING id
"""
ENTRY = """
INSERT INTO budget_entry (line_id, kind, amount, disbursement_id, takes_back_id, note,
    by_id, at)
VALUES (%s, %s, %s / 100.0, %s, %s, 'x', %s, %s) RETURNING id
"""


def write(ground: Ground, step: Step) -> tuple[Step, int] | None:
    """The step as it was entered and its entry; None where the database refuses."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if step.kind == "disburse":
                first, second = ground.office
                at = ground.now
                cursor.execute(PAYMENT, [step.line, step.amount, first, at, second, at])
                step = replace(step, payment=cursor.fetchone()[0])
            cursor.execute(
                ENTRY,
                [
                    *(step.line, step.kind, step.amount, step.payment, step.back),
                    *(step.by, ground.now),
                ],
            )
            return step, cursor.fetchone()[0]
    except DatabaseError:
        return None


def differences(model: Model) -> list[str]:
    """What the database says otherwise than the model; and entries of uneven legs."""
    found: list[str] = []
    for table, key, piles, cut in (
        ("budget_balance", "line_id", model.piles, 0),
        ("budget_delivery", "disbursement_id", model.paid, 1),
    ):
        columns = ("allocated", "disbursed", "received", "confirmed")[cut:]
        ids = list(piles)
        rows = _rows(
            f"SELECT {key}, {', '.join(f'({c} * 100)::bigint' for c in columns)}"
            f" FROM {table} WHERE {key} = ANY(%s)",
            [ids],
        )
        stored = {row[0]: tuple(row[1:]) for row in rows}
        for pk in ids:
            want = model.chain(piles[pk])[cut:]
            falls = list(want) == sorted(want, reverse=True) and want[-1] >= 0
            if stored.get(pk) != want or not falls:
                found.append(f"{table} {pk}: {stored.get(pk)} ≠ {want}")
    uneven = _rows(
        "SELECT e.id FROM budget_entry e LEFT JOIN budget_leg l ON l.entry_id = e.id"
        " WHERE e.line_id = ANY(%s) GROUP BY e.id"
        " HAVING count(l.id) <> 2 OR sum(l.amount) <> 0",
        [list(model.ground.lines)],
    )
    count = _rows(
        "SELECT count(*) FROM budget_entry WHERE line_id = ANY(%s)",
        [list(model.ground.lines)],
    )[0][0]
    if count != len(model.done):
        found.append(f"{count} entries, {len(model.done)} accepted")
    return found + [f"entry {pk}: uneven legs" for (pk,) in uneven]


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def walk(random: Random, model: Model, steps: int) -> list[str]:
    """One after the other: each is accepted exactly when the model allows it."""
    for n in range(steps):
        step = propose(random, model)
        allowed = model.allows(step)
        made = write(model.ground, step)
        if (made is not None) is not allowed:
            return [f"step {n}: {step} was {'accepted' if made else 'refused'}"]
        if made is not None:
            model.take(*made)
    return differences(model)

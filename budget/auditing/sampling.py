"""Payments drawn for an auditor to check, so that anybody can draw the same again.

Payments released before `until` never change in number, so a seed decides the draw:
of each payment the SHA-256 of «seed:id» is taken, and the smallest are drawn.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
import secrets
from dataclasses import dataclass

from budget.auditing.looked import Looked
from budget.models import Disbursement

USUAL, MOST = 20, 200


@dataclass(frozen=True)
class Sample:
    """`of` is how many it was drawn from."""

    seed: str
    until: dt.datetime
    of: int
    rows: list[Disbursement]


def new_seed() -> str:
    return f"{secrets.randbelow(10**8):08}"


def draw(at: Looked, count: int, seed: str, until: dt.datetime) -> Sample:
    """In the order of the draw: the first ten of twenty are a sample of ten."""
    ids = at.paid.filter(released_at__lt=until).order_by().values_list("pk", flat=True)
    every = list(ids)
    drawn = heapq.nsmallest(count, every, key=lambda pk: _rank(seed, pk))
    rows = at.paid.select_related(
        "line__station", "delivery", "prepared_by", "released_by"
    ).in_bulk(drawn)
    return Sample(seed, until, len(every), [rows[pk] for pk in drawn])


def _rank(seed: str, pk: int) -> str:
    return hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest()

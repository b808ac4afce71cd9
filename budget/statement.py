"""The appraisal statement of a station and year, as facts, and what two differ in."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone

from budget.amounts import NOTHING, rounded
from budget.entitlement import Entitlement, Share, entitlements
from budget.models import Category, Disbursement, Dispute, Line
from organization.models import Station

FORMAT = 1
STEPS = ("allocated", "disbursed", "received", "confirmed")
Facts = dict[str, Any]


def canonical(facts: Facts) -> str:
    """The same facts are the same bytes, whenever and wherever they are written."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def facts_of(stations: Sequence[Station], year: int) -> dict[int, Facts]:
    """What is so now, by station; five queries. The stations carry their bureaus."""
    ids = [one.pk for one in stations]
    meant = entitlements(stations, year)
    lines: dict[int, list[Line]] = defaultdict(list)
    of_year = Line.objects.filter(station__in=ids, year=year)
    for line in of_year.select_related("balance").order_by("category", "source"):
        lines[line.station_id].append(line)
    disputes: dict[int, list[Dispute]] = defaultdict(list)
    raised = Dispute.objects.filter(disbursement__line__in=of_year)
    for row in raised.select_related("disbursement__line").order_by("pk"):
        disputes[row.disbursement.line.station_id].append(row)
    silent: dict[int, list[Disbursement]] = defaultdict(list)
    waiting = Disbursement.objects.filter(line__in=of_year).unanswered()
    for paid in waiting.select_related("line", "delivery").order_by("pk"):
        silent[paid.line.station_id].append(paid)
    return {
        one.pk: {
            **_head(one, year),
            **_figures(meant[one.pk], lines[one.pk]),
            "disputes": [_dispute(row) for row in disputes[one.pk]],
            "unanswered": [_silent(row) for row in silent[one.pk]],
        }
        for one in stations
    }


def _head(station: Station, year: int) -> Facts:
    bureau = station.bureau
    return {
        "format": FORMAT,
        "year": year,
        "station": {"code": station.code, "name": station.name},
        "bureau": {"code": bureau.code, "name": bureau.name},
    }


def _figures(meant: Entitlement, lines: Sequence[Line]) -> Facts:
    """Against the norm stands what running costs got; the rest is told beside it.
    Without a norm nothing can be said to be due, or missing."""
    running = [one for one in lines if one.category == Category.RUNNING]
    sums = {
        step: sum((getattr(one.balance, step) for one in running), NOTHING)
        for step in STEPS
    }
    confirmed = sums["confirmed"]
    each = rounded(Fraction(confirmed) / meant.heads) if meant.heads else None
    return {
        "norm": [_share(one) for one in meant.shares],
        "entitled": str(meant.amount) if meant.covered else None,
        "heads": str(rounded(meant.heads)),
        **{step: str(amount) for step, amount in sums.items()},
        "gap": str(max(NOTHING, meant.amount - confirmed)) if meant.covered else None,
        "only_on_paper": str(sums["disbursed"] - confirmed),
        "per_head": None if each is None else str(each),
        "lines": [
            {
                "category": one.category,
                "source": one.source,
                **{step: str(getattr(one.balance, step)) for step in STEPS},
            }
            for one in lines
        ],
    }


def _share(one: Share) -> Facts:
    return {
        "staff": one.norm.staff,
        "norm": str(one.norm.amount),
        "basis": one.norm.basis,
        "heads": one.heads,
        "person_days": one.days,
        "days": one.of,
        "amount": str(one.amount),
    }


def _dispute(row: Dispute) -> Facts:
    return {
        "purpose": row.disbursement.purpose,
        "amount": str(row.disbursement.amount),
        "reason": row.reason,
        "raised_on": timezone.localdate(row.raised_at).isoformat(),
        "closed_on": (
            timezone.localdate(row.closed_at).isoformat() if row.closed_at else None
        ),
    }


def _silent(row: Disbursement) -> Facts:
    left = row.delivery.disbursed - row.delivery.confirmed
    return {"purpose": row.purpose, "amount": str(row.amount), "left": str(left)}


@dataclass(frozen=True)
class Difference:
    """A figure that is another one in the later version; `line` is the purpose and the
    source it belongs to, where it is not one of running costs."""

    name: str
    before: Any
    after: Any
    line: tuple[str, str] | None = None

    @property
    def is_count(self) -> bool:
        """How many, not how much."""
        return isinstance(self.after, int)

    @property
    def by(self) -> Decimal:
        return Decimal(self.after or 0) - Decimal(self.before or 0)


COMPARED = ("entitled", *STEPS, "gap", "only_on_paper", "heads", "per_head")


def differences(before: Facts, after: Facts) -> list[Difference]:
    """The main figures that changed, those of other purposes, then the numbers of
    disputes and open words."""
    return list(_differing(before, after))


def _differing(before: Facts, after: Facts) -> Iterator[Difference]:
    for name in COMPARED:
        if before.get(name) != after.get(name):
            yield Difference(name, before.get(name), after.get(name))
    was, now = _others(before), _others(after)
    for line in sorted(was.keys() | now.keys()):
        for step in STEPS:
            old, new = (found.get(line, {}).get(step) for found in (was, now))
            if old != new:
                yield Difference(step, old, new, line)
    old_counts, new_counts = _counts(before), _counts(after)
    for name, count in new_counts.items():
        if old_counts[name] != count:
            yield Difference(name, old_counts[name], count)


def _others(facts: Facts) -> dict[tuple[str, str], Facts]:
    """Lines of other purposes: running costs are told by their sums."""
    lines = {(one["category"], one["source"]): one for one in facts["lines"]}
    return {key: one for key, one in lines.items() if key[0] != Category.RUNNING}


def _counts(facts: Facts) -> dict[str, int]:
    return {
        "disputes": len(facts["disputes"]),
        "disputes_open": sum(one["closed_on"] is None for one in facts["disputes"]),
        "unanswered": len(facts["unanswered"]),
    }

"""The steps of many stations' year, by line and day: two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, Sum
from django.db.models.functions import Cast, TruncDate

from budget.models import Disbursement, Entry
from budget.reports.pace import Flow

Flows = dict[int, list[Flow]]
WORDS = (Entry.Kind.ALLOCATE, Entry.Kind.CONFIRM)


def read_flows(stations: Sequence[int], year: int, category: str) -> Flows:
    """Of each station's lines of the year and purpose, by the station's id."""
    lines: dict[int, Flow] = defaultdict(Flow)
    homes: dict[int, int] = {}
    asked: dict[str, Any] = {
        "line__station__in": stations,
        "line__year": year,
        "line__category": category,
    }
    for home, line, kind, out, day, fen in _words(asked):
        homes[line] = home
        if kind == Entry.Kind.ALLOCATE:
            lines[line].allocated.append((day, fen))
        else:
            lines[line].confirmed.append((out, day, fen))
    for line, day, fen, sure in _payments(asked):
        lines[line].disbursed.append((day, fen))
        if fen > sure:
            lines[line].unconfirmed.append((day, fen - sure))
    found: Flows = {pk: [] for pk in stations}
    for line, flow in lines.items():
        found[homes[line]].append(flow)
    return found


def _words(asked: dict[str, Any]) -> Any:
    """What was allocated and what was confirmed, but for what was taken back."""
    rows = Entry.objects.filter(kind__in=WORDS, counter=None, **asked)
    days = rows.annotate(
        day=TruncDate("at"), out=TruncDate("disbursement__released_at")
    )
    by_day = days.values_list("line__station", "line", "kind", "out", "day")
    return by_day.annotate(fen=_fen("amount")).order_by("day")


def _payments(asked: dict[str, Any]) -> Any:
    """What was released, less what was returned or taken back."""
    rows = Disbursement.objects.filter(delivery__disbursed__gt=0, **asked)
    days = rows.annotate(day=TruncDate("released_at")).values_list("line", "day")
    sums = days.annotate(sent=_fen("delivery__disbursed"))
    return sums.annotate(sure=_fen("delivery__confirmed")).order_by("day")


def _fen(name: str) -> Cast:
    """A sum as a whole number: adding decimals one by one takes longer."""
    return Cast(Sum(name) * 100, BigIntegerField())

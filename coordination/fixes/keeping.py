"""A proof as it is kept with what was carried out, and back again.

Plain JSON: dues in ISO 8601, days as such, hours in units, so that every figure is
read as it was shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from coordination.fixes.proving import HOUR, Proof, Sum
from coordination.fixes.strength import Line
from coordination.pictures.data import ProofPoint


def written(proof: Proof) -> dict[str, Any]:
    """The proof as JSON."""
    return {
        "sums": [
            [
                each.due.isoformat(),
                *map(_units, (each.available, each.before, each.after)),
            ]
            for each in proof.sums
        ],
        "points": [
            [
                each.date.isoformat(),
                *map(_units, (each.capacity, each.before, each.after)),
                each.working,
            ]
            for each in proof.points
        ],
    }


def read(stored: Mapping[str, Any]) -> Proof:
    """The inverse of `written`."""
    return Proof(
        sums=tuple(
            Sum(dt.datetime.fromisoformat(due), *map(_hours, amounts))
            for due, *amounts in stored["sums"]
        ),
        points=tuple(
            ProofPoint(
                dt.date.fromisoformat(day),
                _hours(there),
                _hours(before),
                _hours(after),
                working,
            )
            for day, there, before, after, working in stored["points"]
        ),
    )


def written_line(line: Line) -> dict[str, Any]:
    """Officers at one time as JSON; they are whole thousandths."""
    return {
        "start": line.start.isoformat(),
        "end": line.end.isoformat(),
        "officers": [
            str(each)
            for each in (line.there, line.there_after, line.before, line.after)
        ],
        "titles": list(line.titles),
        "titles_after": list(line.titles_after),
    }


def read_line(stored: Mapping[str, Any], title: Callable[[str], str]) -> Line:
    """The inverse of `written_line`, with the reader's titles."""
    there, there_after, before, after = map(Decimal, stored["officers"])
    return Line(
        dt.datetime.fromisoformat(stored["start"]),
        dt.datetime.fromisoformat(stored["end"]),
        there,
        there_after,
        before,
        after,
        [title(each) for each in stored["titles"]],
        [title(each) for each in stored["titles_after"]],
    )


def _units(hours: Any) -> int:
    return round(Decimal(hours) * HOUR)


def _hours(units: int) -> Decimal:
    return Decimal(units) / HOUR

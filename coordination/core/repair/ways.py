"""All ways out of a conflict, ranked, each with what the detector says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..plans import Method, Plan
from . import dates, lending, lessening
from .case import Case
from .lending import Lenders
from .terms import Pair

RESTARTS = 32
LENDERS = 2
"""So many neighbours are named."""
NOBODY = Lenders()


def ways_out(
    case: Case,
    *,
    pairs: Mapping[str, Sequence[Pair]] | None = None,
    lenders: Lenders = NOBODY,
) -> tuple[Plan, ...]:
    """Plans that settle everything by their cost, then those that settle some of it.

    At one station, or at several that share directives. A plan that leaves as much
    undone as there was is none; of plans with the same changes the first counts.
    """
    found = list(_tried(case, pairs or {}, lenders))
    found.sort(key=lambda plan: (*_left(plan), plan.cost))
    before = _left_before(case)
    kept: list[Plan] = []
    for plan in found:
        changes = [station.changes for station in plan.stations]
        if _left(plan) < before and all(
            changes != [station.changes for station in other.stations] for other in kept
        ):
            kept.append(plan)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Progress:
    """The cheapest plan so far and a cost below which there is none."""

    plan: Plan
    bound: int

    @property
    def proven(self) -> bool:
        return self.plan.cost <= self.bound


def better(
    case: Case,
    *,
    seconds: float,
    grouped: bool = False,
    told: Callable[[Progress], None] = lambda found: None,
) -> Progress:
    """Cheaper later dues, searched for about so many seconds; workers only.

    ``told`` hears of every better plan. Where dues cannot settle it, or limits on
    officers bind, it is the plan at once, with nothing proven.
    """
    method: Method = "together" if grouped else "cheapest"
    found = dates.Dates.of(case, grouped=grouped)

    def progress(steps: Sequence[int], bound: int) -> Progress:
        changes = found.changes(steps)
        return Progress(case.plan(method, changes, found.cost(steps)), bound)

    first = progress(found.found(RESTARTS, None), 0)
    told(first)
    if not first.plan.settles or case.limited:
        return first
    from .solving import improved

    best = improved(
        found.board,
        seconds=seconds,
        restarts=RESTARTS,
        told=lambda each: told(progress(each.steps, each.bound)),
    )
    return progress(best.steps, best.bound)


def _tried(
    case: Case,
    pairs: Mapping[str, Sequence[Pair]],
    lenders: Lenders,
) -> Iterator[Plan]:
    yield dates.cheapest(case)
    if len(case.sites) > 1:
        yield dates.together(case)
    found = [
        dates.smallest_maximum(case),
        dates.uniform(case),
        lessening.split(case),
        lessening.waived(case),
        lessening.merged(case, pairs),
    ]
    yield from (plan for plan in found if plan is not None)
    if len(case.sites) == 1:
        yield from lessening.reduced(case)
        lent = sorted(lending.lent(case, lenders), key=lambda plan: plan.cost)
        yield from lent[:LENDERS]


def _left(plan: Plan) -> tuple[int, int]:
    """(units, conflicts) left undone; with an unknown total conflicts decide."""
    return (
        sum(station.after.deficit or 0 for station in plan.stations),
        sum(station.after.conflicts for station in plan.stations),
    )


def _left_before(case: Case) -> tuple[int, int]:
    held = case.before.values()
    return sum(b.deficit or 0 for b in held), sum(b.conflicts for b in held)

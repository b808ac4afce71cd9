"""Later dues: the cheapest, the same for all, the smallest delay for whom it hits most.

Limits on officers are not seen in windows. Where there are some, what is found is put
before the detector and mended by its word, one step at a time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..detect import verdict
from ..facts import Conflict
from ..plans import Change, Plan, applied
from .board import Board
from .case import Case, Changes, laid
from .pushing import Steps, pulled_back, pushed, restarted
from .terms import Movable, Site

AT_ONCE = 8
MOVES = 200
"""Restarts of an answer that somebody waits for, while there were few moves: one takes
some 30 µs."""

At = Callable[[Board, int], Steps]


@dataclass(frozen=True)
class Dates:
    """A board with the demands behind its movers."""

    case: Case
    board: Board
    behind: Sequence[Sequence[tuple[str, Movable]]]

    @classmethod
    def of(cls, case: Case, *, grouped: bool = False, most: int | None = None) -> Dates:
        return cls(case, *laid(case, grouped=grouped, most=most))

    def changes(self, steps: Sequence[int]) -> Changes:
        """The steps as changes, by station."""
        found: dict[str, list[Change]] = {}
        for step, demands in zip(steps, self.behind, strict=True):
            if step:
                for code, terms in demands:
                    change = Change("shift", terms.demand, due=terms.dues[step - 1])
                    found.setdefault(code, []).append(change)
        return {code: tuple(made) for code, made in found.items()}

    def cost(self, steps: Sequence[int]) -> int:
        weights = (mover.weight for mover in self.board.movers)
        return sum(w * step for w, step in zip(weights, steps, strict=True))

    def found(self, restarts: int = AT_ONCE, moves: int | None = MOVES) -> Steps:
        """The cheapest steps; what cannot be helped is left."""
        if not self.board.lanes:
            return ()
        if pushed(self.board):
            pulled_back(self.board)
            steps = tuple(self.board.step.tolist())
        else:
            steps = restarted(self.board, restarts=restarts, moves=moves)
        return self.mended(steps) if self.case.limited else steps

    def mended(self, steps: Sequence[int]) -> Steps:
        """Push by the detector's word, for work whose officers are limited."""
        at = list(steps)
        while (m := self._next(at)) is not None:
            at[m] += 1
        whole = self.case.fits(self.changes(at))
        for m in np.argsort(-self.board.weight, kind="stable").tolist():
            while whole and at[m]:
                at[m] -= 1
                if not self.case.fits(self.changes(at)):
                    at[m] += 1
                    break
        return tuple(at)

    def _next(self, steps: Sequence[int]) -> int | None:
        """The member of a conflict whose next step costs least for what it relieves."""
        changes = self.changes(steps)
        place = {
            (code, terms.demand): m
            for m, demands in enumerate(self.behind)
            for code, terms in demands
            if steps[m] < self.board.movers[m].steps
        }
        for site in self.case.sites:
            facts = applied(site.facts, changes.get(site.code, ()))
            for conflict in site.found(facts):
                found = [
                    (self.board.movers[m].weight / min(units, conflict.shortfall), m)
                    for name, units in _work(conflict)
                    if (m := place.get((site.code, name))) is not None
                ]
                if found:
                    return min(found)[1]
        return None


def cheapest(case: Case) -> Plan:
    """The least weighted delay, each station's dues by themselves."""
    dates = Dates.of(case)
    steps = dates.found()
    return case.plan("cheapest", dates.changes(steps), dates.cost(steps))


def together(case: Case) -> Plan:
    """The least weighted delay where demands of one group keep one due."""
    dates = Dates.of(case, grouped=True)
    steps = dates.found()
    return case.plan("together", dates.changes(steps), dates.cost(steps))


def smallest_maximum(case: Case) -> Plan | None:
    """Nobody waits longer than need be, then the cheapest; None where dates cannot."""
    dates = Dates.of(case)
    longest = max((mover.steps for mover in dates.board.movers), default=0)
    most = _least(case, dates, _up_to, longest)
    if most is None:
        return None
    dates = Dates.of(case, most=most)
    steps = dates.found()
    return case.plan("smallest_maximum", dates.changes(steps), dates.cost(steps))


def uniform(case: Case) -> Plan | None:
    """The same number of steps for all in the failing windows, or for all there are.

    None where that cannot settle it.
    """
    inside = members(case)
    for chosen in (inside, None):
        sites = tuple(_only(site, chosen) for site in case.sites)
        some = Case(sites, case.reckoned, case.before)
        dates = Dates.of(some)
        longest = min((mover.steps for mover in dates.board.movers), default=0)
        steps = _least(some, dates, _exactly, longest)
        if steps is not None:
            at = _exactly(dates.board, steps)
            return case.plan("uniform", dates.changes(at), dates.cost(at))
    return None


def _only(site: Site, chosen: set[tuple[str, str]] | None) -> Site:
    if chosen is None:
        return site
    kept = tuple(m for m in site.movables if (site.code, m.demand) in chosen)
    return replace(site, movables=kept)


def members(case: Case) -> set[tuple[str, str]]:
    """(station, demand) of all in a window that fails."""
    return {
        (site.code, name)
        for site in case.sites
        for conflict in verdict(case.reckoned[site.code]).conflicts
        for name, _ in _work(conflict)
    }


def _work(conflict: Conflict) -> list[tuple[str, int]]:
    """(demand, units) of all in it, if it is a window that fails."""
    work = [
        (member.id, member.units) for member in conflict.members if not member.event
    ]
    return work if conflict.kind == "deadline" else []


def _up_to(board: Board, most: int) -> Steps:
    """As far as one may go with so many steps."""
    return tuple(min(most, mover.steps) for mover in board.movers)


def _exactly(board: Board, step: int) -> Steps:
    """The step for all."""
    return (step,) * len(board.movers)


def _least(case: Case, dates: Dates, at: At, longest: int) -> int | None:
    """The least number of steps with which everything fits, by bisection."""
    steps = range(longest + 1)

    def enough(step: int) -> bool:
        return case.fits(dates.changes(at(dates.board, step)))

    found = bisect_left(steps, True, key=enough)
    return found if found in steps else None

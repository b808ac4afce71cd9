"""Less work instead of later work: split, reduced, waived here, or done together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from ..facts import UNITS_PER_HOUR
from ..plans import Change, Part, Plan, applied
from .board import Board, Mover
from .case import Case, fits
from .dates import AT_ONCE, MOVES, Dates, members
from .lane import NEVER, Lane, Piece
from .pushing import restarted
from .terms import Movable, Pair, Site

TENTH = UNITS_PER_HOUR // 10
FAR = -NEVER
"""A due behind everything: the work is not done here."""

Cut = tuple[Movable, int, int]
"""Terms of a task, its effort, and what is left of it."""


def split(case: Case) -> Plan | None:
    """The cheapest dates again, but what still fits by the old due stays there.

    Parts are whole officer-hours; None where nothing worth an hour can stay.
    """
    dates = Dates.of(case)
    steps = dates.found()
    board, cost, parted = dates.board, 0, False
    board.reset(steps)
    made: dict[str, list[Change]] = {}
    for m in np.argsort(-board.weight, kind="stable").tolist():
        if not steps[m]:
            continue
        code, terms = dates.behind[m][0]
        effort = int(board.effort[board.movers[m].pieces[0][0]][_piece(board, m)])
        stays = _stays(board, m, effort)
        due, later = _due(case.site[code], terms.demand), terms.dues[steps[m] - 1]
        parts = (Part(due, stays), Part(later, effort - stays))
        change = Change("shift", terms.demand, due=later)
        if stays:
            change, parted = Change("split", terms.demand, parts=parts), True
        made.setdefault(code, []).append(change)
        cost += -(-terms.weight * steps[m] * (effort - stays) // effort)
    if not parted:
        return None
    return case.plan("split", {code: tuple(c) for code, c in made.items()}, cost)


def _piece(board: Board, m: int) -> int:
    return board.movers[m].pieces[0][1]


def _stays(board: Board, m: int, effort: int) -> int:
    """How much fits by the old due, whole hours; it is put there."""
    lane, piece = board.movers[m].pieces[0]
    held = board.lanes[lane]
    rows, old = int(held.row[piece]) + 1, int(held.column[piece, 0])
    block = board.excess[lane][:rows, old : int(board.now[lane][piece])]
    room = -int(block.max()) if block.size else 0
    stays = max(min(room, effort - 1) // UNITS_PER_HOUR, 0) * UNITS_PER_HOUR
    block += stays
    return stays


def _due(site: Site, name: str) -> int:
    dues = (d.due for d in site.facts.demands if d.id == name)
    return next(due for due in dues if due is not None)


def reduced(case: Case) -> Iterator[Plan]:
    """Least taken off one task, and least taken off all in the window alike."""
    for site in case.sites:
        for cuts in (_from_one(case, site), _from_all(case, site)):
            if cuts:
                price = sum(t.worth * hours(effort - left) for t, effort, left in cuts)
                yield case.plan("reduce", {site.code: _reductions(cuts)}, price)


def _reductions(cuts: Iterable[Cut]) -> tuple[Change, ...]:
    return tuple(Change("reduce", t.demand, effort=left) for t, _, left in cuts)


def _from_one(case: Case, site: Site) -> list[Cut]:
    """The task from which it costs least; none if no single task is enough."""
    read = case.reckoned[site.code]
    if not read.jobs:
        return []
    lane = Lane.of([Piece(j.opens, j.effort, (j.closes,)) for j in read.jobs])
    need = int(lane.excess.max())
    terms = {each.demand: each for each in site.movables}
    found: list[tuple[int, int, Cut]] = []
    for n, job in enumerate(read.jobs):
        each = terms.get(job.demand.id)
        # What is asked for stays in whole tenths of an hour.
        left = (job.effort - need) // TENTH * TENTH
        if each is None or each.least is None or need <= 0:
            continue
        others = lane.excess.copy()
        others[: lane.row[n] + 1, lane.column[n, 0] :] = NEVER
        if left >= max(each.least, TENTH) and others.max() <= 0:
            price = each.worth * (job.effort - left)
            found.append((price, n, (each, job.effort, left)))
    return [min(found)[2]] if found else []


def _from_all(case: Case, site: Site) -> list[Cut]:
    """The smallest share of all in the failing windows, to a hundredth."""
    inside = members(case)
    shares = range(1, 100)
    chosen = [terms for terms in site.movables if (site.code, terms.demand) in inside]

    def enough(percent: int) -> bool:
        cuts = _by_share(site, chosen, percent)
        return fits(applied(site.facts, _reductions(cuts)), site)

    place = bisect_left(shares, True, key=enough)
    return _by_share(site, chosen, shares[place]) if place < len(shares) else []


def _by_share(site: Site, chosen: Iterable[Movable], percent: int) -> list[Cut]:
    efforts = {d.id: d.effort for d in site.facts.demands if d.effort}
    cuts = []
    for terms in chosen:
        effort = efforts[terms.demand]
        left = effort * (100 - percent) // 100 // TENTH * TENTH
        if terms.least is not None and (left := max(left, terms.least, 1)) < effort:
            cuts.append((terms, effort, left))
    return cuts


def waived(case: Case) -> Plan | None:
    """The cheapest tasks without which the rest fits; None where there are none."""
    changes: dict[str, tuple[Change, ...]] = {}
    cost = 0
    for site in case.sites:
        read = case.reckoned[site.code]
        free = {t.demand: t for t in site.movables if t.least == 0}
        pieces, movers, names = [], [], []
        for n, job in enumerate(read.jobs):
            terms = free.get(job.demand.id)
            closes = (job.closes, FAR) if terms else (job.closes,)
            pieces.append(Piece(job.opens, job.effort, closes))
            if terms:
                movers.append(Mover(terms.worth * hours(job.effort), 1, ((0, n),)))
                names.append(terms.demand)
        if movers:
            board = Board([Lane.of(pieces)], movers)
            steps = restarted(board, restarts=AT_ONCE, moves=MOVES)
            gone = [name for name, step in zip(names, steps, strict=True) if step]
            changes[site.code] = tuple(Change("waive", name) for name in gone)
            cost += board.cost
    return case.plan("waive", changes, cost) if any(changes.values()) else None


def merged(case: Case, pairs: Mapping[str, Sequence[Pair]]) -> Plan | None:
    """Pairs by station code done as one, as many as it takes, the best first."""
    changes: dict[str, tuple[Change, ...]] = {}
    for site in case.sites:
        offered = _worthwhile(site, pairs.get(site.code, ()))
        made: list[Change] = []
        taken: set[str] = set()
        for change in offered:
            if fits(applied(site.facts, made), site):
                break
            if taken.isdisjoint({change.demand, change.into}):
                made.append(change)
                taken |= {change.demand, change.into}
        changes[site.code] = tuple(made)
    return case.plan("merge", changes, 0) if any(changes.values()) else None


def _worthwhile(site: Site, pairs: Sequence[Pair]) -> list[Change]:
    """Merges that save something, the most first."""
    effort = {d.id: d.effort for d in site.facts.demands}
    saved = []
    for pair in pairs:
        one, two = effort.get(pair.demand), effort.get(pair.into)
        if one is None or two is None or one + two <= pair.effort:
            continue
        change = Change("merge", pair.demand, into=pair.into, effort=pair.effort)
        saved.append((pair.effort - one - two, pair.demand, pair.into, change))
    return [entry[-1] for entry in sorted(saved)]


def hours(units: int) -> int:
    """Officer-hours, rounded up."""
    return -(-units // UNITS_PER_HOUR)

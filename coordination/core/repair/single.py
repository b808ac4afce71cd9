"""The one later date that takes a conflict away: what a page can afford to ask.

The same terms as every other way out, one demand at a time, without numpy.
"""

from __future__ import annotations

from ..deadlines import failing
from ..facts import Demand
from ..plans import Change, applied
from ..preview import preview
from .terms import Movable, Site


def single(site: Site) -> Change | None:
    """The shift with the least delay after which fewer windows fail; None without any.

    Only what has terms is looked at. The detector confirms it.
    """
    before = site.read
    if before.given is None:
        return None
    failed = failing(before.jobs, before.given)
    demands = {demand.id: demand for demand in site.facts.demands}
    found: list[tuple[int, str, Change]] = []
    for terms in site.sound().movables:
        demand = demands[terms.demand]
        due = _fitting(site, demand, terms)
        if due is None or demand.due is None:
            continue
        change = Change("shift", demand.id, due=due)
        after = site.reckon(applied(site.facts, [change]))
        if after.given is not None and failing(after.jobs, after.given) < failed:
            found.append((due - demand.due, demand.id, change))
    return min(found)[2] if found else None


def _fitting(site: Site, demand: Demand, terms: Movable) -> int | None:
    """The first due on offer at which the demand fits in."""
    due = preview(site.facts, demand, as_of=site.as_of, now=site.now).earliest_due
    if due is None:
        return None
    return next((each for each in terms.dues if each >= due), None)

"""From the facts of a selection to who goes where."""

from __future__ import annotations

from .couples.searching import searched
from .facts import Market
from .findings import Matching
from .proposing import Proposals
from .results import result
from .table import Table


def matched(market: Market) -> Matching:
    """Without couples the stable matching that is best for every officer.

    With couples a stable one if any is found; else one that leaves couples out, and
    whether it is proved that there is none. ValueError where groups overlap.
    """
    table = Table(market)
    if market.couples:
        return searched(table)
    held = Proposals(table).run(range(len(market.officers))).holding.claims()
    return result(table, held, officer_optimal=True)

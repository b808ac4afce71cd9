"""A selection with couples: first by applying, then, if that goes round, by proof."""

from __future__ import annotations

import random
from collections.abc import Iterator

from ..findings import Matching, Verdict
from ..results import result, seated
from ..stability import blocking
from ..table import Table
from .applying import Applications
from .exact import decided

ORDERS = 12
"""Orders in which units are let to apply, before the solver is asked."""


def searched(table: Table) -> Matching:
    """A stable matching; failing that, one that leaves some couples out."""
    for order in _orders(table):
        tried = Applications(table)
        if tried.settle(order):
            claims = tried.holding.claims()
            if not blocking(table.market, _post_of(table, claims)):
                return result(table, claims)
    found = decided(table)
    if isinstance(found, list):
        return result(table, found)
    verdict: Verdict = "none_exists" if found == "none" else "none_found"
    return result(table, _without(table), verdict)


def _without(table: Table) -> list[int]:
    """Claims of all officers and of each couple with which it still comes to rest."""
    officers = len(table.market.officers)
    kept = list(range(officers))
    for couple in range(officers, len(table.choices)):
        if Applications(table).settle([*kept, couple]):
            kept.append(couple)
    settled = Applications(table)
    settled.settle(kept)
    return settled.holding.claims()


def _post_of(table: Table, claims: list[int]) -> dict[str, str]:
    posts = seated(table, claims)
    return {each: post for post, held in posts.items() for each in held}


def _orders(table: Table) -> Iterator[list[int]]:
    """Officers first, then couples; after that in any order, the same in every run."""
    officers = len(table.market.officers)
    units = list(range(len(table.choices)))
    yield units
    yield units[officers:] + units[:officers]
    rng = random.Random(0)
    for _ in range(ORDERS - 2):
        rng.shuffle(units)
        yield list(units)

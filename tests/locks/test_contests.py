"""Every lock: with it one of two is told, without it both believe they have done it.

`FAULTS_ROUNDS` says how often both start at the same moment (`make faults`: 1,000).
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.faults.telling import tell
from tests.locks.contest import (
    DONE,
    REFUSED,
    at_once,
    contest,
    one_after_the_other,
    without_lock,
)
from tests.locks.tables import CONTESTS
from tests.permissions.world import World

ROUNDS = int(os.environ.get("FAULTS_ROUNDS", "0"))
FEW = 5


SITES = sorted(CONTESTS)
EVERY = bool(ROUNDS or os.environ.get("EVERY_PLACE"))
SHOWN = SITES if EVERY else SITES[::5]
"""A fifth in the suite, all by `make doors` and `make faults`."""


@pytest.mark.parametrize("site", SHOWN)
def test_of_two_one_is_told_that_the_other_was_quicker(world: World, site: str) -> None:
    assert one_after_the_other(contest(CONTESTS[site](world)).act) == [DONE, REFUSED]


@pytest.mark.parametrize("site", SHOWN)
def test_control_without_the_lock_both_would_have_done_it(
    world: World, site: str
) -> None:
    said, asked = without_lock(site, contest(CONTESTS[site](world)))
    assert asked, "nobody asked for the lock: nothing is shown"
    assert said != [DONE, REFUSED]


@pytest.mark.parametrize(
    "site", SITES if ROUNDS else ["tasking/services/acts.py::_act"]
)
def test_whoever_is_first_exactly_one_does_it(
    world: World, site: str, again: Callable[[], World]
) -> None:
    bad = 0
    for _ in range(ROUNDS or FEW):
        said = once_more(site, world)
        if DONE not in said:  # what they did before cannot be done to it again
            world = again()
            said = at_once(contest(CONTESTS[site](world)))
        bad += said != [DONE, REFUSED]
    tell(bad=bad, rounds=ROUNDS or FEW)
    assert bad == 0


def once_more(site: str, world: World) -> list[str]:
    """In the world as the last two have left it; nothing where that cannot be."""
    try:
        found = contest(CONTESTS[site](world))
    except Exception:
        return []
    return at_once(found)

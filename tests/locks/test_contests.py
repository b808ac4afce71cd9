"""Every lock: with it one of two is told, without it both believe they have done it.

`FAULTS_ROUNDS` says how often both start at the same moment (`make faults`: 1,000).
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.faults.telling import tell
from tests.keeping import every_row, may_keep
from tests.locks import going_back
from tests.locks.conftest import anew, emptied
from tests.locks.contest import (
    DONE,
    REFUSED,
    Two,
    at_once,
    contest,
    one_after_the_other,
    without_lock,
)
from tests.locks.controls import DOUBLE
from tests.locks.table_held import HELD
from tests.locks.tables import CONTESTS
from tests.locks.taking_away import without
from tests.permissions.world import World

ROUNDS = int(os.environ.get("FAULTS_ROUNDS", "0"))
FEW = 5
ONE_TOLD = [DONE, REFUSED]

EVERY = bool(ROUNDS or os.environ.get("EVERY_PLACE"))
ARRANGED = {**CONTESTS, **{site: arrange for site, (_guard, arrange) in HELD.items()}}
SITES, PLACES = sorted(CONTESTS), sorted(ARRANGED)
USUAL = "tasking/services/acts.py::_act"
"""A fifth in the suite, all by `make doors` and `make faults`."""


def shown(sites: list[str]) -> list[str]:
    return sites if EVERY else sites[::5]


@pytest.fixture(scope="module")
def transactional_db(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """What is committed stays until the last contest: each begins with going back, for
    to empty all tables and fill them takes longer than most contests do."""
    with django_db_blocker.unblock():
        yield
        emptied()


@pytest.fixture(scope="module")
def again(transactional_db: None) -> Iterator[Callable[[], World]]:
    """The world as it was before anybody acted in it, so often as one likes."""
    if not may_keep():
        yield anew
        return
    first = anew()
    with going_back.noting():

        def back() -> World:
            going_back.back()
            return copy.deepcopy(first)

        yield back


@pytest.fixture
def world(again: Callable[[], World]) -> World:
    return again()


@pytest.mark.parametrize("site", shown(PLACES))
def test_of_two_one_is_told_that_the_other_was_quicker(world: World, site: str) -> None:
    assert one_after_the_other(contest(ARRANGED[site](world)).act) == ONE_TOLD


@pytest.mark.parametrize("site", shown(SITES))
def test_control_without_the_lock_both_would_have_done_it(
    world: World, site: str
) -> None:
    said, asked = without_lock(site, contest(CONTESTS[site](world)))
    assert asked, "nobody asked for the lock: nothing is shown"
    assert said != ONE_TOLD


@pytest.mark.parametrize("site", shown(sorted(HELD)))
def test_control_without_the_lock_on_the_way_both_would_have_done_it(
    world: World, site: str
) -> None:
    guard, arrange = HELD[site]
    said, asked = without_lock(guard, contest(arrange(world)))
    assert asked, "nobody asked for the lock: nothing is shown"
    assert said != ONE_TOLD


@pytest.mark.parametrize("site", shown(sorted(DOUBLE)))
def test_of_two_locks_one_is_enough(world: World, site: str) -> None:
    found = contest(CONTESTS[site](world))
    with without(site) as asked:
        assert one_after_the_other(found.act) == ONE_TOLD
    assert site in asked


@pytest.mark.parametrize("site", PLACES if ROUNDS else [USUAL])
def test_whoever_is_first_exactly_one_does_it(
    site: str, again: Callable[[], World]
) -> None:
    with Two() as two:
        said = [
            at_once(contest(ARRANGED[site](again())), two) for _ in range(ROUNDS or FEW)
        ]
    bad = [each for each in said if each != ONE_TOLD]
    tell(bad=len(bad), rounds=len(said))
    assert not bad


def test_a_round_leaves_nothing_behind(again: Callable[[], World]) -> None:
    world, before = again(), every_row()
    with Two() as two:
        at_once(contest(CONTESTS[USUAL](world)), two)
    assert every_row() != before
    again()
    assert every_row() == before

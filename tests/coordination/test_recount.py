"""Capacity equals a count made day by day, officer by officer; a few of the many.

`make recount` judges a thousand histories and more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from tests.coordination.recount import History, counted, drawn, history, swapped
from tests.coordination.recounting import differences

pytestmark = pytest.mark.django_db
SEED, FEW = "2042", 8


def test_a_few_histories_are_counted_alike() -> None:
    assert not differences(SEED, together=FEW)


@pytest.mark.parametrize(
    "without",
    [
        lambda told: replace(told, ways=[replace(w, relief=0) for w in told.ways]),
        lambda told: replace(told, levels=[]),
        lambda told: replace(
            told, levels=[replace(one, bureau="own") for one in told.levels]
        ),
        lambda told: replace(told, kept=[]),
        lambda told: replace(told, ways=[replace(w, planned=0) for w in told.ways]),
        lambda told: replace(told, plan={}),
    ],
    ids=["relief", "levels", "levels beside", "blocks", "planned", "plan"],
)
def test_the_few_have_everything_in_them(without: Callable[[History], History]) -> None:
    """What the product might leave out would make a difference among them."""
    swaps, told, above = drawn(SEED, FEW)
    before = [counted(one, swaps, above) for one in told]
    assert [counted(without(one), swaps, above) for one in told] != before
    assert [counted(one, swaps) for one in told] != before


def test_the_count_sees_a_day_of_leave_too_many() -> None:
    """A negative control: half a day less is another history."""
    random = Random("control")
    swaps, told = swapped(random), history(random)
    while not counted(told, swaps):
        told = history(random)
    before = counted(told, swaps)
    for person in told.people:
        person.leaves.clear()
    told.people[0].police = not told.people[0].police
    assert counted(told, swaps) != before

"""Capacity equals a count made day by day, officer by officer; a few of the many.

`make recount` judges a thousand histories and more.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.coordination.recount import counted, history, swapped
from tests.coordination.recounting import differences

pytestmark = pytest.mark.django_db


def test_a_few_histories_are_counted_alike() -> None:
    assert not differences("2026", together=8)


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

"""A phase ends at the moment somebody hands in: the one or the other, never half."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from personnel.services.rounds import matching, running
from tests import factories
from tests.coordination.racing import together, told
from tests.factories import Force
from tests.personnel.selections import AFTER_RANKS, AFTER_WISHES, TERMS, opened

pytestmark = pytest.mark.django_db(transaction=True)
LAST_MOMENT = TERMS.wishes_until - dt.timedelta(seconds=1)


@pytest.fixture
def made(transactional_db: None) -> Force:
    return factories.force()


def test_what_races_is_before_or_after_and_a_round_is_matched_once(
    made: Force,
) -> None:
    row = opened(made)
    chooses = partial(row.choose, 0, 0, now=LAST_MOMENT)
    ends = partial(running.run_clocks, now=AFTER_WISHES)
    done, _ends = together(partial(told, chooses), partial(told, ends))
    assert row.now().state == "ranking"
    assert row.officers[0].wishes.exists() == (done == "done")
    row.posts[0].refresh_from_db()
    if done == "done":
        ranks = partial(row.rank, 0, 0, now=AFTER_WISHES)
        assert "done" in together(partial(told, ranks), partial(told, ranks))
    running.run_clocks(now=AFTER_RANKS)
    (job,) = matching.ROUNDS.waiting(AFTER_RANKS)
    works = partial(matching.ROUNDS.run, job, now=AFTER_RANKS)
    assert sorted(together(works, works)) == [False, True]
    assert row.now().state == "matched"
    closes = partial(told, row.publish)
    assert sorted(together(closes, closes)) == ["done", "state"]

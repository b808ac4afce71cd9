"""How many days money takes: by hand, and beside a model that counts every fen."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from random import Random

import pytest

from budget.reports.pace import Flow, Spread, matched, pace_of
from tests.budget import fens
from tests.budget.world import second
from tests.factories import Force

DAY = dt.date(2026, 3, 1)


def on(n: int) -> dt.date:
    return DAY + dt.timedelta(days=n)


def test_what_comes_first_goes_first() -> None:
    found = list(matched([(on(0), 5), (on(3), 5)], [(on(4), 2), (on(9), 5)]))
    assert found == [
        *((on(0), on(4), 2), (on(0), on(9), 3)),
        *((on(3), on(9), 2), (on(3), None, 3)),
    ]
    assert list(matched([], [])) == []


def test_a_payment_is_followed_by_itself() -> None:
    """The first payment stays silent, the second is confirmed within two days."""
    flow = Flow(
        allocated=[(on(0), 1000)],
        disbursed=[(on(10), 300), (on(20), 400)],
        confirmed=[(on(20), on(22), 400)],
        unconfirmed=[(on(10), 300)],
    )
    pace = pace_of([flow], on(50))
    assert (pace.whole.median, pace.back.median) == (22, 2)
    assert pace.out.fen == {10: 300, 20: 400}
    assert (pace.idle.amount, pace.idle.median) == (3, 50)
    assert (pace.silent.amount, pace.silent.longest) == (3, 40)


def test_figures_are_of_yuan_not_of_payments() -> None:
    spread = Spread()
    for days, fen in ((2, 10), (400, 88), (7, 1), (-3, 1)):
        spread.add(days, fen)
    assert (spread.median, spread.most, spread.longest) == (400, 400, 400)
    assert spread.mean == Fraction(2 * 10 + 400 * 88 + 7, 100)
    assert spread.within(Fraction(12, 100)) == 7
    assert (Spread().median, Spread().mean, Spread().longest) == (None, None, None)


@pytest.mark.django_db
def test_a_model_that_counts_every_fen_says_the_same(made: Force) -> None:
    """Fifteen histories with returns and counter-entries; `make ledger` takes 300."""
    ground = fens.open_lines(made, (made.finance.pk, second(made).pk), 2025)
    histories = fens.happened(Random("2026"), ground)
    assert fens.differences(made.a1.pk, 2025, histories) == []
    kinds = {one.step.kind for many in histories.values() for one in many}
    assert kinds == {"allocate", "disburse", "receive", "confirm", "return", "counter"}

"""Per week the larger of the two deductions, never both."""

from __future__ import annotations

import datetime as dt
import random

from coordination.capacity import capacity, columns
from coordination.core.facts import Block, Period
from personnel.presence import Presence, Regime, Run, Strength, minute_of

MONDAY = dt.date(2026, 6, 1)


def week(
    share: str = "0", planned: int = 0, helpers: str = "0", bound: int = 0
) -> list[Presence]:
    """Five days of four officers from 09:00 to 17:00: 160 hours. Auxiliaries relieve
    them like so many `helpers` officers; Monday is bound by so many thousandths."""
    rows, mille, relief = [], int(float(share) * 1000), int(float(helpers) * 1_000_000)
    for n in range(5):
        day = MONDAY + dt.timedelta(days=n)
        start = minute_of(day) + 540
        units = planned * 60_000
        given = (day, start, start + 480, 4000, mille, units, relief)
        rows.append(Presence(*given, 0 if n else bound))
    return rows


def block(hours: int, officers: int = 4000) -> Block:
    start = minute_of(MONDAY) + 540
    return Block("b1", "社区", start, start + hours * 60, officers)


def total(periods: tuple[Period, ...]) -> float:
    return sum((p.end - p.start) * p.officers for p in periods) / 60_000


def test_the_share_alone() -> None:
    assert total(capacity(week("0.25"), [], since=0)) == 120


def test_the_larger_is_the_share() -> None:
    assert total(capacity(week("0.25"), [block(8)], since=0)) == 120


def test_the_larger_are_the_blocks() -> None:
    found = capacity(week("0.1"), [block(8)], since=0)
    assert total(found) == 160 - 32
    assert found[0].officers == 0  # taken where it lies
    assert found[0].present == 4000


def test_planned_hours_add_to_the_blocks() -> None:
    assert total(capacity(week("0.1", planned=28), [block(8)], since=0)) == 100


def test_a_block_outside_the_hours_takes_nothing() -> None:
    night = Block("b1", "夜间", minute_of(MONDAY), minute_of(MONDAY) + 300, 4000)
    assert total(capacity(week(), [night], since=0)) == 160


def test_a_block_takes_no_more_than_is_there() -> None:
    assert total(capacity(week(), [block(8, officers=9000)], since=0)) == 128


def test_overlapping_blocks_do_not_go_below_zero() -> None:
    found = capacity(week(), [block(8, 3000), block(4, 3000)], since=0)
    assert min(p.officers for p in found) == 0
    assert total(found) == 160 - 4 * 4 - 4 * 3


def test_the_week_is_deducted_whole_though_it_is_half_over() -> None:
    since = minute_of(MONDAY + dt.timedelta(days=3))
    assert total(capacity(week("0.25"), [], since=since)) == 48


def test_auxiliaries_take_over_standing_work_and_no_more_than_there_is() -> None:
    assert total(capacity(week("0.25", helpers="0.5"), [], since=0)) == 120 + 20
    assert total(capacity(week("0.25", helpers="3"), [], since=0)) == 160
    assert total(capacity(week(helpers="3"), [], since=0)) == 160
    assert total(capacity(week("0.1", planned=60, helpers="0.5"), [], since=0)) == 120
    beside = capacity(week("0.1", planned=28, helpers="2"), [block(8)], since=0)
    assert total(beside) == 160 - 32  # the block is the officers' own


def test_the_relief_decides_which_deduction_is_the_larger() -> None:
    """By share 48 of 160, planned and protected 12 + 32; 20 less on either side but
    not of what is protected."""
    given = {"share": "0.3", "planned": 12}
    assert total(capacity(week(**given), [block(8)], since=0)) == 160 - 48
    found = capacity(week(**given, helpers="0.5"), [block(8)], since=0)
    assert total(found) == 160 - 32


def test_an_alert_level_binds_its_days_and_nobody_leaves() -> None:
    found = capacity(week("0.25", bound=500), [], since=0)
    assert [p.officers for p in found] == [1500, 3000, 3000, 3000, 3000]
    assert {p.present for p in found} == {4000}
    assert total(capacity(week(planned=40, bound=1000), [], since=0)) == 120 * 4 / 5


def test_a_rate_is_floored_once() -> None:
    """One of three thirds left, of it a half: 500, not 333 × 3 / 2."""
    start = minute_of(MONDAY) + 540
    row = Presence(MONDAY, start, start + 60, 1000, 667, 0, 0, 500)
    assert [p.officers for p in capacity([row], [], since=0)] == [166]
    row = Presence(MONDAY, start, start + 60, 1000, 667, 0, 334_000, 500)
    assert [p.officers for p in capacity([row], [], since=0)] == [333]


def test_whole_runs_of_days_say_what_single_days_say() -> None:
    """The short way to a capacity, over random regimes, runs and starts."""
    rng = random.Random(7)
    monday = dt.date(2026, 6, 1)
    for _ in range(300):
        days = [monday + dt.timedelta(days=n) for n in range(70)]
        cuts = sorted(rng.sample(range(71), 4))
        strength = Strength(
            regimes=[
                Regime(
                    days[first] if first else None,
                    monday + dt.timedelta(days=last) if last < 70 else None,
                    rng.choice([((540, 720), (840, 1080)), ((0, 1440),), ()]),
                    rng.randrange(1001),
                    rng.randrange(1001),
                    0,
                )
                for first, last in ((0, cuts[1]), (cuts[1], cuts[3]))
                if first < last
            ],
            runs=[
                Run(
                    monday + dt.timedelta(days=a),
                    monday + dt.timedelta(days=b),
                    n,
                    bound=rng.choice([0, 0, 333, 1000]),
                )
                for a, b, n in (
                    (0, cuts[0], 6),
                    (cuts[0], cuts[2], 0),
                    (cuts[2], 70, 5),
                )
                if a < b
            ],
            workdays=[day for day in days if rng.random() < 0.7],
            open_on=None,
        )
        since = minute_of(monday + dt.timedelta(days=rng.randrange(7)))
        slow = capacity(strength.periods(), [], since=since)
        fast = zip(*columns(strength, [], since=since), strict=True)
        assert [(p.start, p.end, p.officers, p.present) for p in slow] == list(fast)

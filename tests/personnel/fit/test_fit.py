"""What excludes a person from a post, and what he scores in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from random import Random

import pytest

from personnel.fit.bars import PRIVATE, bars
from personnel.fit.facts import Ban, Held, Person, Stint, Unit, Weights
from personnel.fit.scoring import fit
from tests.personnel.fit.people import (
    BASIC,
    DAY,
    DRONE,
    HIGH,
    LIUYAN,
    MIDDLE,
    RECORDS,
    START,
    judged,
    place,
    someone,
)

WEEK = dt.timedelta(days=7)
ALWAYS = (START, None)
USUAL = Weights()


def unmet(person: Person, **post: object) -> list[str]:
    return [check.condition for check in bars(person, place(**post), DAY)]


def test_a_higher_grade_includes_the_lower_and_not_the_other_way() -> None:
    person = someone(held=(Held(MIDDLE, ALWAYS),))
    assert unmet(person, required=(BASIC, MIDDLE)) == []
    assert unmet(person, required=(HIGH,)) == ["qualification"]
    assert unmet(person, required=(DRONE,)) == ["qualification"]


@pytest.mark.parametrize(
    ("first", "end", "met"),
    [
        (START, DAY, False),  # the day it ends it no longer counts
        (START, DAY + WEEK, True),
        (DAY, None, True),
        (DAY + WEEK, None, False),
    ],
)
def test_a_qualification_counts_from_its_first_day_to_its_last(
    first: dt.date, end: dt.date | None, met: bool
) -> None:
    person = someone(held=(Held(BASIC, (first, end)),))
    found = bars(person, place(required=(BASIC,)), DAY)
    assert bool(found) is not met
    if found:
        assert (found[0].held is not None) is (first <= DAY)


def test_who_is_of_another_category_or_comes_too_late_is_excluded() -> None:
    assert unmet(someone(category="auxiliary")) == ["category"]
    assert unmet(someone(), during=(START, DAY)) == ["in_force"]


@pytest.mark.parametrize(
    ("ban", "post", "hit"),
    [
        (Ban("health", ALWAYS, nights=True), {"nights": True}, True),
        (Ban("health", ALWAYS, nights=True), {}, False),
        (Ban("health", (START, DAY), nights=True), {"nights": True}, False),
        (Ban("avoidance", ALWAYS, unit=(True, 1)), {}, True),
        (Ban("avoidance", ALWAYS, unit=(False, 1)), {}, False),
        (Ban("avoidance", ALWAYS, unit=(True, 2)), {}, False),
        (Ban("avoidance", ALWAYS, area="1/"), {"leading": True}, True),
        (Ban("avoidance", ALWAYS, area="1/"), {}, False),
        (Ban("avoidance", ALWAYS, area="1/3/"), {"leading": True}, False),
    ],
)
def test_a_limit_bars_what_it_names_and_nothing_else(
    ban: Ban, post: dict[str, object], hit: bool
) -> None:
    assert unmet(someone(bans=(ban,)), **post) == ([ban.ground] if hit else [])


def test_each_condition_brings_its_points() -> None:
    person = someone(
        rank=4,
        since=DAY - dt.timedelta(days=365),
        held=(Held(DRONE, ALWAYS),),
        service=(
            Stint("社区民警", (dt.date(2024, 6, 1), DAY)),
            Stint("社区民警", (dt.date(2025, 1, 1), DAY)),  # no day counts twice
            Stint("办案民警", (START, dt.date(2024, 6, 1))),
        ),
    )
    post = place(rank_from=3, rank_to=4, desired={DRONE: 15, RECORDS: 5})
    found = fit(person, post, USUAL, DAY)
    points = [(f.condition, f.points, f.weight) for f in found.factors]
    assert points == [
        *(("rank", 20, 20), ("ability", 15, 15), ("ability", 0, 5)),
        *(("experience", 20, 30), ("settled", 5, 10)),
    ]
    assert (found.score, found.most) == (60, 80)
    assert found.reaches(75) and not found.reaches(76)
    higher = fit(replace(person, rank=5), post, USUAL, DAY)
    assert higher.score == found.score - USUAL.rank


def test_a_condition_that_does_not_concern_the_post_is_not_on_the_list() -> None:
    found = fit(someone(), place(), Weights(settled=0), DAY)
    assert [f.condition for f in found.factors] == ["experience"]
    assert (found.score, found.most) == (0, 30)


def test_limits_exclude_and_leave_the_score_as_it_is() -> None:
    """Health or family never make somebody worse: they bar, or they say nothing."""
    person = someone(bans=(Ban("health", ALWAYS, nights=True),))
    for nights in (False, True):
        post = place(nights=nights)
        found = fit(person, post, USUAL, DAY)
        assert found.score == fit(someone(), post, USUAL, DAY).score
        assert found.excluded is nights


def test_nothing_is_asked_that_must_not_count() -> None:
    """The facts are the whole list; whoever adds one has to answer for it here."""
    assert {field.name for field in fields(Person)} == {
        *("pk", "category", "rank", "since", "held", "service", "bans")
    }
    assert PRIVATE == ("health", "family", "avoidance")


def test_the_score_is_the_sum_shown_and_more_never_lowers_it() -> None:
    random = Random(20260603)
    excluded = [judged(random) for _ in range(300)]
    assert 50 < sum(excluded) < 280


def test_a_unit_is_told_from_a_department_of_the_same_number() -> None:
    ban = Ban("avoidance", ALWAYS, unit=(True, LIUYAN.pk))
    post = place(unit=Unit(False, LIUYAN.pk, LIUYAN.path))
    assert bars(someone(bans=(ban,)), post, DAY) == ()

"""The arrays of a generated force: the same every time, by rule, and exact."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

import numpy as np
import pytest

from coordination.core.detect import detect
from coordination.generating import facts
from coordination.generating.build import Build, build
from coordination.generating.dates import HORIZON, Rule, follows, weekday
from coordination.generating.divisions import Place, invent
from coordination.generating.orders import CLASSES, OWN, subjects

AS_OF = dt.date(2026, 11, 23)
STATIONS, OPEN = 150, 40


@pytest.fixture(scope="module")
def made() -> Build:
    return build(STATIONS, OPEN, 7, as_of=AS_OF)


def arrays(made: Build) -> list[np.ndarray]:
    parts = (made.people, made.orders, made.assigned)
    return [
        getattr(part, field.name)
        for part in parts
        for field in dataclasses.fields(part)
    ]


def test_a_seed_gives_the_same_force_and_another_seed_another(made):
    again = build(STATIONS, OPEN, 7, as_of=AS_OF)
    assert all(map(np.array_equal, arrays(made), arrays(again)))
    assert made.units.stations == again.units.stations
    other = build(STATIONS, OPEN, 8, as_of=AS_OF)
    assert not np.array_equal(made.orders.due, other.orders.due)


def test_every_station_owes_what_was_asked_for(made):
    assert made.assigned.directive.shape == (STATIONS, OPEN)
    for row in made.assigned.directive:
        assert len(set(row.tolist())) == OPEN


def test_a_directive_goes_to_every_station_of_its_bureau(made):
    orders, chain = made.orders, made.units.chain
    bureau = np.array([d.bureau for d in made.units.departments])
    receivers = Counter(made.assigned.directive.ravel().tolist())
    for n in np.flatnonzero(orders.level != OWN):
        below = chain[:, orders.level[n]] == bureau[orders.department[n]]
        assert receivers[int(n)] == below.sum()
    assert all(receivers[int(n)] == 1 for n in np.flatnonzero(orders.level == OWN))


def test_deadlines_follow_their_rule(made):
    orders = made.orders
    for rule, offset in zip(orders.rule.tolist(), orders.due.tolist(), strict=True):
        if offset > 0:
            assert follows(Rule(rule), AS_OF + dt.timedelta(days=offset))
    assert set(orders.rule.tolist()) == set(Rule)
    assert orders.due.max() <= HORIZON


@pytest.mark.parametrize(
    ("rule", "day", "fits"),
    [
        (Rule.MONTH_END, dt.date(2027, 2, 28), True),
        (Rule.MONTH_END, dt.date(2028, 2, 28), False),
        (Rule.QUARTER_CLOSE, dt.date(2026, 9, 20), True),
        (Rule.QUARTER_CLOSE, dt.date(2026, 10, 20), False),
        (Rule.YEAR_CLOSE, dt.date(2026, 12, 20), True),
        (Rule.YEAR_CLOSE, dt.date(2026, 12, 21), False),
        (Rule.FRIDAY, dt.date(2026, 11, 27), True),
        (Rule.FIXED_DAY, dt.date(2026, 11, 25), True),
        (Rule.WORKDAY, dt.date(2026, 11, 28), False),
    ],
)
def test_the_rules(rule, day, fits):
    assert follows(rule, day) is fits


def test_make_up_workdays_count_as_working_days():
    made_up = dt.date(2026, 11, 28)

    def works(day: dt.date) -> bool:
        return day == made_up or weekday(day)

    assert follows(Rule.WORKDAY, made_up, works)


def test_nothing_is_due_before_it_may_begin_and_all_was_issued_before_today(made):
    orders = made.orders
    ahead = orders.due >= 0
    assert (orders.release[ahead] <= orders.due[ahead]).all()
    waits = (orders.release > 0) & ~orders.is_event
    assert (orders.due[waits] - orders.release[waits] >= 5).all()
    assert (orders.issued < 0).all()
    assert (orders.issued < orders.due).all()
    assert orders.is_event.any()


def test_a_statutory_deadline_has_its_law(made):
    statutory = made.orders.deadline_class == CLASSES.index("statutory")
    laws = [subjects()[n].basis for n in made.orders.subject[statutory]]
    assert laws
    assert all(basis.startswith("《") for basis in laws)


def test_the_crunches_and_only_they_cannot_be_done(made):
    packed = facts.pack(made)
    verdicts = [
        detect(each, as_of=packed.as_of, now=packed.as_of)
        for each in facts.stations(made, packed, 0, STATIONS)
    ]
    short = np.array([verdict.feasible is False for verdict in verdicts])
    assert np.array_equal(short, made.assigned.crunch)
    assert 0.03 <= short.mean() <= 0.12
    unknown = np.array([verdict.feasible is None for verdict in verdicts])
    assert np.array_equal(unknown, made.people.strength == 0)


def test_progress_is_what_is_signed_for_and_not_more_than_all(made):
    assigned, event = made.assigned, made.orders.is_event[made.assigned.directive]
    assert (assigned.remaining <= assigned.effort).all()
    assert (assigned.remaining[~event] > 0).all()
    assert (assigned.effort[event] == -1).all()
    untouched = (assigned.state < 2) & ~event
    assert np.array_equal(assigned.remaining[untouched], assigned.effort[untouched])
    assert (assigned.signed[assigned.state > 0] < 0).all()


def test_codes_are_twelve_digits_and_unique(made):
    units = made.units
    rows = [*units.bureaus, *units.departments, *units.stations]
    codes = [row.code for row in rows]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 12 and code.isdecimal() for code in codes)


def test_the_tree_has_four_levels_and_every_bureau_an_ancestor(made):
    bureaus = made.units.bureaus
    assert {bureau.level for bureau in bureaus} == {0, 1, 2, 3}
    for bureau in bureaus[1:]:
        assert bureau.parent is not None
        assert bureaus[bureau.parent].level < bureau.level


def place(**more: str) -> Place:
    row = {
        **{
            "province_code": "11",
            "province": "北京市",
            "city_code": "",
            "city": "市辖区",
        },
        **{"county_code": "110101", "county": "东城区", "town_code": "110101001"},
        "town": "东华门街道",
    }
    return Place(**{**row, **more}, urban=True)  # type: ignore[arg-type]


def test_a_municipality_acts_where_there_is_no_city():
    made = build(2, 20, 1, as_of=AS_OF, places=[place()])
    names = [bureau.name for bureau in made.units.bureaus]
    assert names == ["公安部", "北京市公安局", "北京市公安局东城分局"]
    stations = [station.name for station in made.units.stations]
    assert stations == ["东华门派出所", "东华门第2派出所"]


def test_a_city_without_counties_has_stations_of_its_own():
    town = place(province_code="44", province="广东省", city_code="4419", city="东莞市")
    town = dataclasses.replace(
        town, county_code="", county="东莞市", town_code="441900003", town="东城街道"
    )
    made = build(1, 20, 1, as_of=AS_OF, places=[town])
    bureau = made.units.bureaus[made.units.stations[0].bureau]
    assert (bureau.name, bureau.code) == ("东莞市公安局", "441900000000")


def test_places_can_be_invented_for_the_whole_country():
    places = invent(40_000)
    assert len({place.town_code for place in places}) == 40_000
    assert all(len(place.town_code) == 9 for place in places)
    assert not any(place.town_code.startswith("99") for place in places)


def test_as_many_officers_as_asked_for():
    made = build(400, 20, 3, as_of=AS_OF, officers=5_600)
    assert 5_000 <= made.people.strength.sum() <= 6_200
    assert made.people.strength[made.people.strength > 0].min() >= 3


@pytest.mark.parametrize(("stations", "open_"), [(0, 5), (5, 0), (5, 2_001)])
def test_what_cannot_be_built_is_refused(stations, open_):
    with pytest.raises(ValueError, match="at least one station"):
        build(stations, open_, 1, as_of=AS_OF)

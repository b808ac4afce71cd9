"""How officers are spread: counted per month, compared, measured by floors."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from organization.models import AuditEvent
from personnel import services
from personnel.establishment import strengths, under
from personnel.models import Officer, Posting, Residents
from personnel.services.residents import Count, count_residents, load_residents
from personnel.structure.charts import Wanted, chart, pyramid
from personnel.structure.comparing import bureau_rows, station_rows
from personnel.structure.figures import Area, Figures, Floors, Side
from personnel.structure.points import Counts, month_ends
from personnel.structure.reading import Reading, read
from tests.factories import Force, force

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)
DAYS = month_ends(TODAY, 12)
FLOORS = Floors(40, 45, 3000, 5000)


@pytest.fixture
def made() -> Force:
    return force()


def end(officer: Officer, on: dt.date) -> None:
    last = officer.postings.order_by("during").last()
    assert last is not None
    services.end_posting(by=None, posting=last, on=on)


def go(officer: Officer, unit: Any, first: dt.date, **more: Any) -> Posting:
    """He leaves where he is and works elsewhere from the day on."""
    end(officer, first)
    during = (first, more.pop("until", None))
    return services.post_officer(
        by=None, officer=officer, unit=unit, during=during, **more
    )


def far_day(n: int) -> dt.date:
    return DAYS[n] + dt.timedelta(days=1)


def lend(made: Force) -> None:
    """One of 柳堰 is lent to 治安 from the end of the sixth month on."""
    officer = made.officers[made.a1.code][0]
    go(officer, made.public_order, DAYS[5], kind="loan", until=dt.date(2027, 1, 1))


def test_month_ends_are_the_last_days_and_today() -> None:
    assert month_ends(dt.date(2024, 3, 31), 3) == [
        dt.date(2024, 1, 31),
        dt.date(2024, 2, 29),
        dt.date(2024, 3, 31),
    ]
    assert len(month_ends(TODAY, 24)) == 24


def test_counts_hold_from_a_day_up_to_another() -> None:
    counts = Counts(4)
    counts.add("x", 1, 3, 5)
    counts.add("x", 3, 3, 9)
    assert counts.on_days("x") == [0, 5, 5, 0]
    assert counts.on_days("y") == [0, 0, 0, 0]
    assert list(counts.names("")) == ["x"]


def test_who_is_lent_counts_at_hq_and_is_named_by_the_station(made: Force) -> None:
    lend(made)
    whole = read(made.county_a, DAYS).whole
    before, after = whole[4], whole[5]
    assert (before.stations.on_post, before.hq.on_post, before.share) == (12, 0, 1)
    assert (after.stations.on_post, after.hq.on_post) == (11, 1)
    assert (after.stations.rolls, after.stations.lent, after.hq.borrowed) == (12, 1, 1)
    assert after.share == Fraction(11, 12)
    assert after.share_of_rolls == 1
    assert (after.count, after.per_station) == (2, Fraction(11, 2))


def test_long_sick_leave_is_not_on_post_and_a_short_one_is(made: Force) -> None:
    ill, cold = made.officers[made.a1.code][:2]
    for officer, last in ((ill, far_day(8)), (cold, DAYS[6] + dt.timedelta(days=20))):
        during = (DAYS[6], last)
        services.record_leave(by=None, officer=officer, kind="sick", during=during)
    whole = read(made.county_a, DAYS).whole
    assert [f.stations.sick for f in whole] == [0] * 6 + [1] * 3 + [0] * 3
    assert whole[7].stations.on_post == whole[7].stations.rolls - 1


def test_every_month_equals_a_count_of_that_day(made: Force) -> None:
    """Against the figures of a single day, which are reckoned another way."""
    dice = random.Random(31)
    units = [made.a1, made.a2, made.b1, made.public_order, made.criminal]
    for officers in made.officers.values():
        for officer in officers:
            first = DAYS[0] + dt.timedelta(days=dice.randint(-20, 200))
            kind = dice.choice(["permanent", "loan", "secondment", "acting"])
            go(officer, dice.choice(units), first, kind=kind)
            if dice.random() < 0.3:
                end(officer, first + dt.timedelta(days=dice.randint(1, 120)))
    reading = read(made.city, DAYS)
    for n, day in enumerate(DAYS):
        found: dict[bool, list[int]] = {True: [0] * 4, False: [0] * 4}
        for key, one in strengths(day, under(made.city)).items():
            row = (one.rolls, one.there, one.lent, one.borrowed)
            found[key.station] = [
                a + b for a, b in zip(found[key.station], row, strict=True)
            ]
        for station, side in (
            (True, reading.whole[n].stations),
            (False, reading.whole[n].hq),
        ):
            assert [side.rolls, side.there, side.lent, side.borrowed] == found[station]


def test_leading_posts_are_layers_and_ranks_play_no_part(made: Force) -> None:
    for kind, leading in (("所长", True), ("副所长", True), ("社区民警", False)):
        terms = services.Terms(kind, 2, leading=leading)
        row = services.add_post(
            by=None, unit=made.a1, terms=terms, during=(DAYS[0], None), reason="批复"
        )
        n = {"所长": 0, "副所长": 1, "社区民警": 2}[kind]
        officer = made.officers[made.a1.code][n]
        go(officer, made.a1, DAYS[0], established=row)
    side = read(made.county_a, DAYS).whole[-1].stations
    assert (side.leading, side.meant) == (
        {"所长": 1, "副所长": 1},
        {"所长": 2, "副所长": 2},
    )
    assert (side.leaders, side.others, side.approved) == (2, 10, 6)
    layers = pyramid(side)
    assert [(one.name, one.held, one.meant) for one in layers][-1] == ("", 10, 2)
    assert layers[-1].width == 100 and layers[0].x == 45


def residents(made: Force, *rows: tuple[Any, int, int]) -> None:
    counts = [Count(station, year, number) for station, year, number in rows]
    load_residents(by=None, counts=counts, today=TODAY)


def community(made: Force, station: Any, n: int) -> None:
    for officer in made.officers[station.code][:n]:
        go(officer, station, DAYS[0], post="社区民警")


def test_residents_stand_until_there_is_another_figure(made: Force) -> None:
    community(made, made.a1, 2)
    community(made, made.a2, 1)
    residents(made, (made.a1, 2024, 5000), (made.a1, 2026, 7001))
    reading = read(made.county_a, DAYS)
    in_2025, in_2026 = reading.whole[0].urban, reading.whole[-1].urban
    # The officer of 津堰, whose residents nobody has counted, looks after none of them.
    assert (in_2025.residents, in_2025.officers, in_2025.per_officer) == (5000, 2, 2500)
    assert (in_2026.residents, in_2026.per_officer) == (7001, 3501)
    assert (reading.uncounted, reading.unknown) == (1, 1)
    assert reading.whole[-1].rural.per_officer is None
    assert Area(10, 0).per_officer is None


def test_the_worst_comes_first_and_the_unknown_last(made: Force) -> None:
    community(made, made.a1, 1)
    community(made, made.a2, 2)
    residents(made, (made.a1, 2026, 3100), (made.a2, 2026, 9000))
    for n in range(3):
        go(made.officers[made.b1.code][n], made.public_order_b, DAYS[3])
    reading = read(made.city, DAYS)
    rows = bureau_rows(reading, FLOORS)
    assert [row.bureau for row in rows] == [made.county_b, made.county_a]
    assert (rows[0].now.share, rows[0].moved) == (Fraction(1, 2), -50)
    own = station_rows(read(made.county_a, DAYS), FLOORS)
    assert [row.station for row in own] == [made.a2, made.a1, made.unknown]
    assert (own[0].area.per_officer, own[0].year, own[2].times) == (4500, 2026, None)


def figures(hq: int, stations: int) -> Figures:
    sides = Side(there=hq), Side(there=stations)
    return Figures(TODAY, *sides, 1, Area(), Area())


@pytest.mark.parametrize(
    ("hq", "stations", "state", "to_floor"),
    [
        (0, 0, "unknown", 0),
        (60, 39, "below", 1),
        (60, 40, "between", 0),
        (55, 45, "reached", 0),
        (7, 3, "below", 1),
    ],
)
def test_a_share_is_measured_exactly(
    hq: int, stations: int, state: str, to_floor: int
) -> None:
    found = figures(hq, stations)
    assert (FLOORS.state(found), found.missing(40)) == (state, to_floor)


def test_a_line_has_gaps_where_nothing_is_known() -> None:
    whole = [figures(0, 0), figures(6, 4), figures(0, 0), figures(4, 4)]
    wanted = Wanted("x", lambda f: f.share and 100 * f.share, lambda v: v < 45)
    drawn = chart(whole, [wanted], {"底线": 40})
    (line,) = drawn.lines
    assert [dot.beyond for dot in line.dots] == [True, False]
    assert line.strokes == [] and line.dots[0].y > line.dots[1].y
    assert drawn.rules[0].y == line.dots[0].y
    assert not chart([figures(0, 0)], [wanted], {}).known


def told(act: Any, **given: Any) -> set[str]:
    with pytest.raises(ValidationError) as error:
        act(**given)
    return set(error.value.message_dict)


def test_residents_are_entered_put_right_and_audited(made: Force) -> None:
    given = {"by": made.personnel_admin, "today": TODAY}
    row = count_residents(count=Count(made.a1, 2026, 12000), version=0, **given)
    later = count_residents(count=Count(made.a1, 2026, 12500), version=1, **given)
    assert later.pk == row.pk and Residents.objects.get().number == 12500
    event = AuditEvent.objects.filter(action="residents.count").latest("pk")
    assert (event.detail["before"], event.detail["number"]) == (12000, 12500)
    stale = Count(made.a1, 2026, 1)
    assert told(count_residents, count=stale, version=1, **given) == {"state"}
    for year, number, field in (
        (1999, 1, "year"),
        (2027, 1, "year"),
        (2026, -1, "number"),
        (2026, 10_000_001, "number"),
    ):
        bad = Count(made.a1, year, number)
        assert told(count_residents, count=bad, **given) == {field}
        rows = {"counts": [bad], "by": None, "today": TODAY}
        assert told(load_residents, **rows) == {f"rows[0].{field}"}
    for by, station in ((made.chief_a1, made.a1), (made.personnel_admin, made.b1)):
        with pytest.raises(PermissionDenied):
            count_residents(by=by, count=Count(station, 2026, 1), today=TODAY)


def test_its_cost_grows_with_nothing(
    made: Force, django_assert_num_queries: Any
) -> None:
    def look(days: list[dt.date]) -> Reading:
        with django_assert_num_queries(4):
            return read(made.city, days)

    look(DAYS)
    lend(made)
    community(made, made.a2, 3)
    residents(made, *[(made.a1, year, 9000) for year in range(2020, 2027)])
    look(month_ends(TODAY, 24))

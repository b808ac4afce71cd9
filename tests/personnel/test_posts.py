"""The establishment: posts over time, and figures on any day."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from organization.models import AuditEvent, Bureau, Department, Station
from personnel import services
from personnel.establishment import key_of, roll, strengths, table, under
from personnel.models import Officer, Post, Posting
from tests.factories import Force, force, station

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = (dt.date(2026, month, 1) for month in (5, 6, 7))
COMMUNITY = services.Terms("社区民警", 4)


@pytest.fixture
def made() -> Force:
    return force()


def post(made: Force, terms: services.Terms = COMMUNITY, **more: Any) -> Post:
    given: dict[str, Any] = {"unit": made.a1, "during": (MAY, None), "reason": "批复"}
    return services.add_post(by=made.personnel_admin, terms=terms, **given | more)


def told(act: Any, **given: Any) -> set[str]:
    with pytest.raises(ValidationError) as error:
        act(**given)
    return set(error.value.message_dict)


def place(made: Force, n: int, at: Post) -> Posting:
    """The n-th officer of 柳堰 fills the post from June on."""
    officer = made.officers[made.a1.code][n]
    services.end_posting(by=None, posting=officer.postings.get(), on=JUNE)
    return services.post_officer(
        by=None, officer=officer, unit=made.a1, during=(JUNE, None), established=at
    )


def test_a_post_is_added_with_its_reason(made: Force) -> None:
    row = post(made)
    assert (row.kind, row.approved, row.during.lower) == ("社区民警", 4, MAY)
    event = AuditEvent.objects.get(action="post.add")
    assert (event.reason, event.unit_code) == ("批复", made.a1.code)


@pytest.mark.parametrize(
    ("terms", "more", "field"),
    [
        (services.Terms("", 4), {}, "kind"),
        (services.Terms("长" * 41, 4), {}, "kind"),
        (services.Terms("内勤", 0), {}, "approved"),
        (services.Terms("内勤", 1000), {}, "approved"),
        (services.Terms("内勤", 1, category="x"), {}, "category"),
        (COMMUNITY, {"reason": " "}, "reason"),
        (COMMUNITY, {"during": (JULY, JUNE)}, "until"),
    ],
)
def test_bad_posts_are_told_by_field(
    made: Force, terms: services.Terms, more: dict[str, Any], field: str
) -> None:
    assert told(post, made=made, terms=terms, **more) == {field}
    assert not Post.objects.exists()


def test_only_the_personnel_office_of_the_bureau_keeps_posts(made: Force) -> None:
    for by, unit in ((made.chief_a1, made.a1), (made.personnel_admin, made.b1)):
        with pytest.raises(PermissionDenied):
            services.add_post(
                by=by, unit=unit, terms=COMMUNITY, during=(MAY, None), reason="x"
            )


def test_a_change_keeps_what_the_post_was_before(made: Force) -> None:
    row = post(made)
    place(made, 0, row)
    by = made.personnel_admin
    more = services.Terms("社区民警", 6)
    later = services.change_post(
        by=by, post=row, terms=more, on=JULY, reason="增编", version=1
    )
    assert later.first_id == row.pk != later.pk
    for day, approved in ((JUNE, 4), (JULY, 6)):
        found = roll(made.a1, day).posts
        assert [(one.post.approved, len(one.holders)) for one in found] == [
            (approved, 1)
        ]
    with pytest.raises(ValidationError):
        services.change_post(
            by=by, post=row, terms=COMMUNITY, on=JULY, reason="x", version=1
        )


def test_a_post_that_begins_on_the_day_is_corrected_in_place(made: Force) -> None:
    row = post(made)
    more = services.Terms("社区民警", 5)
    given = {"by": made.personnel_admin, "post": row, "reason": "更正"}
    assert services.change_post(terms=more, on=MAY, **given).pk == row.pk
    assert told(services.change_post, terms=more, on=MAY, **given) == {"approved"}
    early = MAY - dt.timedelta(days=1)
    assert told(services.change_post, terms=COMMUNITY, on=early, **given) == {"on"}


def test_a_closed_post_is_gone_from_its_day_on(made: Force) -> None:
    row = post(made)
    given = {"by": made.personnel_admin, "post": row, "reason": "撤销"}
    assert told(services.close_post, on=MAY, **given) == {"on"}
    services.close_post(on=JULY, **given)
    assert roll(made.a1, JUNE).posts and not roll(made.a1, JULY).posts
    assert told(services.close_post, on=JULY, **given) == {"on"}


def test_a_post_is_filled_in_its_own_unit_only(made: Force) -> None:
    officer = services.register_officer(by=None, police_number="770001", name="甲")
    given = {"by": None, "officer": officer, "during": (JUNE, None)}
    there = {"unit": made.a2, "established": post(made)}
    assert told(services.post_officer, **given, **there) == {"post"}


def test_vacancies_and_surplus_at_any_date(made: Force) -> None:
    """柳堰 has six officers for eight places, 津堰 six for five."""
    post(made, services.Terms("社区民警", 8), during=(MAY, None))
    post(made, services.Terms("社区民警", 5), unit=made.a2)
    found = table(made.county_a, JUNE)
    lines = {line.unit: line for line in found.units}
    assert (lines[made.a1].vacancies, lines[made.a1].over) == (2, 0)
    assert (lines[made.a2].vacancies, lines[made.a2].over) == (0, 1)
    assert (found.total.vacancies, found.total.over) == (2, 1)
    assert found.total.figures.rolls == 12
    before = table(made.county_a, MAY - dt.timedelta(days=1))
    assert not before.total.figures.established and not before.total.vacancies


def test_who_is_lent_stays_on_the_rolls(made: Force) -> None:
    post(made)
    officer = made.officers[made.a1.code][0]
    services.second(by=None, officer=officer, to=made.a2, first=JUNE, end=JULY)
    figures = {line.unit: line.figures for line in table(made.county_a, JUNE).units}
    home, away = figures[made.a1], figures[made.a2]
    assert (home.rolls, home.there, home.lent) == (6, 5, 1)
    assert (away.rolls, away.there, away.borrowed) == (6, 7, 1)
    back = {line.unit: line.figures for line in table(made.county_a, JULY).units}
    assert (back[made.a1].there, back[made.a1].lent) == (6, 0)
    assert [row.officer for row in roll(made.a2, JUNE).guests] == [officer]


def test_who_is_lent_goes_on_filling_the_post(made: Force) -> None:
    row = post(made)
    officer = place(made, 0, row).officer
    services.second(
        by=None,
        officer=officer,
        to=made.a2,
        first=JULY,
        end=JULY + dt.timedelta(days=30),
    )
    (filled,) = roll(made.a1, JULY).posts
    assert [holder.officer for holder in filled.holders] == [officer]


def test_a_city_sums_up_its_counties(made: Force) -> None:
    post(made)
    found = table(made.city, JUNE)
    assert [line.unit for line in found.below] == [made.county_a, made.county_b]
    assert [line.figures.rolls for line in found.below] == [12, 6]
    assert found.below[1].unset == found.below[1].units


def test_what_is_added_up_is_what_each_unit_has(made: Force) -> None:
    """Against the figures of every unit by itself, on days before and after moves."""
    dice = random.Random(17)
    units = [made.a1, made.a2, made.b1, made.public_order, made.public_order_b]
    for unit in units[:4]:
        terms = services.Terms("内勤", dice.randint(1, 9))
        services.add_post(
            by=None, terms=terms, unit=unit, during=(MAY, None), reason="批复"
        )
    for officers in made.officers.values():
        for officer in officers:
            (before,) = officer.postings.all()
            on = MAY + dt.timedelta(days=dice.randrange(1, 40))
            services.end_posting(by=None, posting=before, on=on)
            kind = dice.choice(["permanent", "loan", "secondment", "acting"])
            where = {"unit": dice.choice(units), "during": (on, None), "kind": kind}
            services.post_officer(by=None, officer=officer, **where)
    for day in (MAY, MAY + dt.timedelta(days=20), JULY):
        for bureau in (made.city, made.county_a, made.county_b):
            check_added_up(bureau, day)


def check_added_up(bureau: Bureau, day: dt.date) -> None:
    inside = {"bureau__path__startswith": bureau.path}
    every = [
        *Department.objects.filter(**inside, external=False),
        *Station.objects.filter(**inside),
    ]
    figures = strengths(day, under(bureau))
    known = {unit: figures[key_of(unit)] for unit in every}
    found = table(bureau, day)
    assert {line.unit for line in found.units} == {
        unit for unit in every if unit.bureau == bureau
    }
    assert all(line.figures == known[line.unit] for line in found.units)
    for line in (*found.below, found.total):
        some = [
            one
            for unit, one in known.items()
            if line is found.total or unit.bureau == line.unit
        ]
        assert (line.units, line.unset) == (
            len(some),
            sum(not one.established for one in some),
        )
        for name in ("approved", "there", "lent", "borrowed", "rolls"):
            told = getattr(line.figures, name)
            assert told == sum(getattr(one, name) for one in some), name
        assert line.over == sum(one.over for one in some)
        short = sum(one.vacancies for one in some if one.established)
        assert line.vacancies == short


def test_auxiliaries_are_not_counted_among_officers(made: Force) -> None:
    helper = services.register_officer(
        by=None, police_number="F001", name="辅", category=Officer.Category.AUXILIARY
    )
    services.post_officer(by=None, officer=helper, unit=made.a1, during=(MAY, None))
    assert roll(made.a1, JUNE).figures.there == 6
    assert helper in [row.officer for row in roll(made.a1, JUNE).others]


def test_the_table_costs_the_same_for_any_number_of_units(
    made: Force, django_assert_max_num_queries: Any
) -> None:
    costs = []
    for n in (10, 40):
        for k in range(n):
            unit = station(made.county_a, 10 + n + k, f"第{n + k}派出所", "")
            post(made, unit=unit)
        with django_assert_max_num_queries(8) as caught:
            found = table(made.county_a, JUNE)
        costs.append(len(caught))
    assert costs[0] == costs[1] and len(found.units) > 50

"""What is due: rules by example, then against a count of every single day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from budget.amounts import rounded
from budget.entitlement import NormFact, Stay, entitlements, reckon
from budget.services.norms import NormTerms, set_norm
from organization.models import Station
from tests.budget.world import NOW, told, yuan
from tests.factories import force

YEAR = 2026
DAY = dt.timedelta(days=1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def norm(
    amount: str | int, first: str = "2020-01-01", end: str = "", **more: Any
) -> NormFact:
    given = {"rank": (1, 1), "staff": "police", "daily": False} | more
    last = day(end) if end else None
    return NormFact(amount=yuan(amount), first=day(first), end=last, **given)


def stay(first: str = "2020-01-01", end: str = "", staff: str = "police") -> Stay:
    return Stay(staff, day(first), day(end) if end else None)


def test_heads_of_new_years_day_by_default() -> None:
    stays = [stay(), stay(end="2026-01-02"), stay("2026-01-02"), stay(end="2026-01-01")]
    found = reckon([norm(16000)], stays, YEAR)
    assert (found.amount, found.heads) == (yuan("32000.00"), 2)
    (share,) = found.shares
    assert (share.heads, share.days) == (2, None)


def test_days_where_the_norm_says_so() -> None:
    stays = [stay(), stay("2026-07-01"), stay(end="2026-02-01")]
    found = reckon([norm(16000, daily=True)], stays, YEAR)
    days = 365 + 184 + 31
    (share,) = found.shares
    assert share.days == days
    assert found.amount == rounded(Fraction(16000 * days, 365))


def test_auxiliaries_have_their_own_and_without_a_norm_nothing_is_due() -> None:
    stays = [stay(), stay(staff="auxiliary")]
    both = [norm(16000), norm(6000, staff="auxiliary", rank=(1, 2))]
    assert reckon(both, stays, YEAR).amount == 22000
    assert reckon(both[:1], stays, YEAR).amount == 16000
    assert reckon([], stays, YEAR) == reckon([norm(1, "2027-01-01")], stays, YEAR)


def test_the_nearest_and_latest_norm_counts() -> None:
    city, county = norm(16000), norm(12000, rank=(2, 2))
    later = norm(13000, "2026-01-01", rank=(2, 3))
    assert reckon([county, city], [stay()], YEAR).amount == 12000
    assert reckon([city, later, county], [stay()], YEAR).amount == 13000
    # One that begins within the year counts day by day where none stood before it.
    begins = norm(7300, "2026-12-02")
    assert reckon([begins], [stay()], YEAR).amount == 7300 * 30 / 365


@pytest.mark.parametrize(
    ("exact", "fen"),
    [("1/200", "0.01"), ("49/10000", "0.00"), ("100/3", "33.33"), ("200/3", "66.67")],
)
def test_a_line_is_rounded_half_up_to_the_fen(exact: str, fen: str) -> None:
    assert rounded(Fraction(exact)) == Decimal(fen)


def counted(norms: list[NormFact], stays: list[Stay], year: int) -> Fraction:
    """Every day of every head, one after the other."""
    total, first = Fraction(0), dt.date(year, 1, 1)
    length = (dt.date(year + 1, 1, 1) - first).days
    for staff in ("police", "auxiliary"):
        ours = [one for one in norms if one.staff == staff]
        here = [one for one in stays if one.staff == staff]

        def at(when: dt.date, ours: list[NormFact] = ours) -> NormFact | None:
            covering = [
                one
                for one in ours
                if one.first <= when and (one.end is None or when < one.end)
            ]
            return sorted(covering, key=lambda one: one.rank)[-1] if covering else None

        opening = at(first)
        for n in range(length):
            today = first + n * DAY
            when = first if opening and not opening.daily else today
            in_force = opening if opening and not opening.daily else at(today)
            heads = sum(
                1
                for one in here
                if one.first <= when and (one.end is None or when < one.end)
            )
            total += Fraction(in_force.amount if in_force else 0) * heads / length
    return total


def test_it_equals_a_count_of_every_day() -> None:
    random = Random(6)

    def some(of: int = 1095) -> dt.date:
        return dt.date(2023, 1, 1) + random.randrange(of) * DAY

    for n in range(60):
        norms = [
            NormFact(
                (random.randint(1, 3), k),
                random.choice(("police", "auxiliary")),
                Decimal(random.randrange(0, 2_000_000)) / 100,
                first := some(),
                None if random.random() < 0.4 else first + random.randint(1, 500) * DAY,
                random.random() < 0.6,
            )
            for k in range(random.randint(0, 6))
        ]
        stays = [
            Stay(
                random.choice(("police", "auxiliary")),
                first := some(),
                None if random.random() < 0.5 else first + random.randint(1, 400) * DAY,
            )
            for _k in range(random.randint(0, 8))
        ]
        found = reckon(norms, stays, 2024)
        exact = counted(norms, stays, 2024)
        apart = abs(Fraction(found.amount) - exact)
        assert apart <= Fraction(len(found.shares), 200), n  # half a fen for each line
        assert found.amount == sum(one.amount for one in found.shares)


@pytest.mark.django_db
def test_norms_are_told_seen_and_read_by_place(
    django_assert_num_queries: Any,
) -> None:
    made = force()
    terms = NormTerms("police", yuan(9000), day("2020-01-01"), None, "year_start", "文")
    given = {"by": made.finance, "bureau": made.county_a, "now": NOW}
    with pytest.raises(PermissionDenied):
        set_norm(terms=terms, **given | {"bureau": made.county_b})
    for field, value in (
        *(("amount", None), ("amount", yuan(-1)), ("amount", yuan("1.001"))),
        *(("basis", " "), ("staff", "x"), ("counting", "x"), ("first", None)),
        ("end", day("2020-01-01")),
    ):
        bad = NormTerms(**vars(terms) | {field: value})
        assert set(told(set_norm, terms=bad, **given)) == {field}
    set_norm(by=None, bureau=made.city, terms=terms, now=NOW)
    own = NormTerms(**vars(terms) | {"amount": yuan(16000)})
    set_norm(terms=own, **given)
    stations = list(Station.objects.select_related("bureau"))
    with django_assert_num_queries(1):
        found = entitlements(stations, YEAR)
    at = {one.code: found[one.pk].amount for one in stations}
    assert (at[made.a1.code], at[made.b1.code]) == (96000, 54000)
    assert at[made.unknown.code] == 0

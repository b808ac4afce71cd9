"""Quarters, months, years and own days: read, written, moved."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from coordination.ratios import period as periods
from coordination.ratios.period import containing, own, quarters, read

DAY = dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2024Q1", "2024-01-01", "2024-03-31"),
        ("2024Q4", "2024-10-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02-28..2024-03-01", "2024-02-28", "2024-03-01"),
    ],
)
def test_an_address_is_read_and_written_alike(key: str, first: str, last: str) -> None:
    found = read(key)
    assert found is not None and found.key == key
    assert (str(found.first), str(found.last)) == (first, last)
    assert found.before.end == found.first and found.after.first == found.end
    assert found.before.after == found


@pytest.mark.parametrize(
    "text",
    [
        *("", "2024Q5", "2024-13", "1999", "2101Q1", "20240", "２０２４", "..", "x..y"),
        *("2024-02-30..2024-03-01", "2024-03-01..2024-02-01", "2020-01-01..2024-01-01"),
        "2024-01-01..9999-12-31",
    ],
)
def test_nonsense_is_no_period(text: str) -> None:
    assert read(text) is None


def test_the_longest_is_three_years() -> None:
    last = DAY + dt.timedelta(days=periods.LONGEST - 1)
    assert read(own(DAY, last).key) is not None
    assert read(own(DAY, last + dt.timedelta(days=1)).key) is None


def test_quarters_end_with_that_of_the_period() -> None:
    found = quarters(containing(DAY, "year"), 8)
    assert [one.key for one in (found[0], found[-1])] == ["2023Q1", "2024Q4"]
    assert all(a.end == b.first for a, b in pairwise(found))

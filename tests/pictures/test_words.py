"""Dates, hours and money in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from organization.templatetags import formats

DAY = date(2026, 6, 12)


def both(call, *arguments, **more) -> tuple[str, str]:
    with translation.override("zh-hans"):
        chinese = call(*arguments, **more)
    with translation.override("en"):
        return chinese, call(*arguments, **more)


def test_days():
    assert both(formats.full_day, DAY, year=False) == ("6月12日（周五）", "Fri 12 June")
    assert both(formats.month_day, DAY, year=True) == ("2026年6月12日", "12 June 2026")
    assert both(formats.cell_day, DAY) == ("6/12", "12 Jun")


def test_stored_utc_is_shown_as_local_time():
    moment = datetime(2026, 6, 12, 10, 0, tzinfo=UTC)
    assert formats.clock(moment) == "18:00"
    assert formats.as_date(datetime(2026, 6, 12, 17, 0, tzinfo=UTC)) == date(
        2026, 6, 13
    )


def test_half_open_end_shows_its_last_day():
    assert formats.last_day(datetime(2026, 6, 13)) == DAY
    assert formats.last_day(datetime(2026, 6, 12, 18)) == DAY
    assert formats.last_day(DAY) == DAY


def test_spans():
    year = formats.timezone.localdate().year
    start, end = datetime(year, 6, 3), datetime(year, 6, 13)
    assert both(formats.span, start, end) == ("6月3日至12日", "3–12 June")
    assert both(formats.span, start, datetime(year, 7, 2)) == (
        "6月3日至7月1日",
        "3 June – 1 July",
    )
    assert both(formats.span, start, datetime(year, 6, 4)) == ("6月3日", "3 June")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (25, "25"),
        (Decimal("25.04"), "25"),
        (25.25, "25.3"),
        (0, "0"),
        (-3, "−3"),
        (1234.5, "1,234.5"),
    ],
)
def test_hours(value, written):
    assert formats.hours(value) == written


def test_shortfall_is_never_made_smaller():
    assert formats.short_hours(Decimal("25.01")) == "25.1"
    assert formats.short_hours(25.0000000001) == "25"


def test_unknown_is_not_zero():
    assert both(formats.hours, None) == ("？", "?")


def test_yuan():
    assert formats.yuan(Decimal("12800")) == "12,800.00"
    assert formats.yuan(Decimal("-3.5")) == "−3.50"
    assert formats.yuan(None) == ""

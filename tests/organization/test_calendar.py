import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from organization import services
from organization.calendar import WorkCalendar
from organization.models import AuditEvent, CalendarYear, WorkdayOverride

pytestmark = pytest.mark.django_db

# Working days and make-up workdays a year, as two independent libraries agree on
# them (PyPI chinesecalendar 1.11.0 and holidays 0.109, State Council notices).
PUBLISHED = {
    2020: (249, 6),
    2021: (250, 7),
    2022: (249, 7),
    2023: (249, 7),
    2024: (251, 8),
    2025: (248, 5),
    2026: (248, 6),
}


def calendar(year):
    start, end = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    known = WorkCalendar.load(start, end)
    days = list(known.workdays(start, end))
    return known, days


def test_working_days_and_make_up_workdays_of_every_published_year():
    services.seed_calendar(by=None, years=PUBLISHED)
    counted = {}
    for year in PUBLISHED:
        known, days = calendar(year)
        counted[year] = (len(days), sum(known.is_makeup(day) for day in days))
    assert counted == PUBLISHED


def test_the_days_of_national_day_2026():
    services.seed_calendar(by=None, years=[2026])
    known, days = calendar(2026)
    assert known.is_makeup(dt.date(2026, 9, 20))
    assert known.is_makeup(dt.date(2026, 10, 10))
    assert not set(days) & {dt.date(2026, 10, n) for n in range(1, 8)}
    assert known.holiday_name(dt.date(2026, 10, 1)) == "国庆节"
    assert known.holiday_name(dt.date(2026, 10, 7)) == "国庆节假期"


def test_a_year_without_a_notice_is_provisional():
    services.seed_calendar(by=None, years=[2026, 2027])
    known, _days = calendar(2027)
    assert not known.is_provisional(dt.date(2026, 12, 31))
    assert known.is_provisional(dt.date(2027, 1, 1))
    assert not any(
        known.is_makeup(row.day)
        for row in WorkdayOverride.objects.filter(day__year=2027)
    )


def test_seeding_again_leaves_days_kept_by_hand():
    assert services.seed_calendar(by=None, years=[2026, 2027]) == 2
    day = dt.date(2027, 1, 2)
    services.set_day(by=None, day=day, is_workday=True, name="调休上班日")
    services.publish_year(by=None, year=2027, source="国办发明电〔2026〕9号")
    assert services.seed_calendar(by=None, years=[2026, 2027]) == 0
    known, _days = calendar(2027)
    assert known.is_makeup(day)
    assert not known.is_provisional(day)
    assert AuditEvent.objects.filter(action="calendar.seed").count() == 1


def test_a_day_can_be_set_and_cleared():
    day = dt.date(2026, 6, 3)
    services.set_day(by=None, day=day, is_workday=False, name="临时放假")
    services.set_day(by=None, day=day, is_workday=False, name="停工")
    assert WorkdayOverride.objects.get(day=day).name == "停工"
    services.clear_day(by=None, day=day)
    assert calendar(2026)[0].is_workday(day)


@pytest.mark.parametrize(
    ("act", "given", "field"),
    [
        ("seed_calendar", {"years": [1950]}, "years"),
        ("publish_year", {"year": 2026, "source": "国办"}, "year"),
        (
            "set_day",
            {"day": dt.date(2026, 6, 3), "is_workday": True, "name": " "},
            "name",
        ),
    ],
)
def test_bad_calendar_input_is_told(act, given, field):
    with pytest.raises(ValidationError) as told:
        getattr(services, act)(by=None, **given)
    assert set(told.value.message_dict) == {field}
    assert not CalendarYear.objects.exists()

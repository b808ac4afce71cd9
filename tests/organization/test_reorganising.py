"""Units are renamed, closed and merged; code and history stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from organization import services
from organization.models import AuditEvent, Station
from tests.factories import Force, force

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 7, 1)


@pytest.fixture
def made() -> Force:
    return force()


def close(made: Force, **more: Any) -> Station:
    found: Station = services.close_unit(
        by=None,
        **({"unit": made.unknown, "on": ON, "into": made.a1, "reason": "撤并"} | more),
        today=ON,
    )
    return found


def test_a_station_is_merged_and_the_day_corrected(made: Force) -> None:
    assert close(made).merged_into == made.a1
    again = close(made, on=dt.date(2026, 8, 1), into=None)
    assert (again.code, again.closed_on) == (made.unknown.code, dt.date(2026, 8, 1))
    first, second = AuditEvent.objects.filter(action="station.close").order_by("pk")
    assert first.detail["into"] == made.a1.code
    assert second.detail["before"] == "2026-07-01" and second.reason == "撤并"


def test_what_cannot_succeed_and_what_needs_a_reason(made: Force) -> None:
    gone = services.create_station(
        by=None, bureau=made.county_a, code="990101510900", name="旧所"
    )
    close(made, unit=gone, into=None)
    gone.refresh_from_db()
    for more, field in (
        ({"into": made.unknown}, "merged_into"),
        ({"into": made.public_order}, "merged_into"),
        ({"into": gone}, "merged_into"),
        ({"reason": " "}, "reason"),
    ):
        with pytest.raises(ValidationError) as told:
            close(made, **more)
        assert field in told.value.message_dict
    assert Station.objects.get(pk=made.unknown.pk).closed_on is None


def test_names_change_and_places_do_not(made: Force) -> None:
    values = {"name": "柳堰中心派出所", "rural": True}
    row = services.change_unit(by=None, unit=made.a1, values=values, reason="更名")
    assert (row.code, row.name, row.pinyin[:3]) == (made.a1.code, row.name, "lyz")
    trail = AuditEvent.objects.get(action="station.change")
    assert trail.detail["changed"]["name"] == ["柳堰派出所", "柳堰中心派出所"]
    services.change_unit(by=None, unit=row, values=values, reason="再次")
    assert AuditEvent.objects.filter(action="station.change").count() == 1
    office = made.coordination_office
    for unit, wrong in ((made.a1, {"name": ""}), (office, {"external": True})):
        with pytest.raises(ValidationError):
            services.change_unit(by=None, unit=unit, values=wrong, reason="误")
    with pytest.raises(ValueError, match="code"):
        services.change_unit(by=None, unit=row, values={"code": "1"}, reason="误")

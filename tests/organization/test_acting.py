"""Who acts for a chief: for some days, one at a time, ended by himself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organization.models import AuditEvent, Membership, Role, User
from organization.permissions import may
from organization.services import end_acting, name_deputy
from tests.factories import Force, appoint, force, person

TODAY = timezone.localdate()


def day(ahead: int) -> dt.date:
    return TODAY + dt.timedelta(days=ahead)


@pytest.fixture
def made(db: None) -> Force:
    return force()


def name(made: Force, first: int = 0, days: int = 3, **more: Any) -> Membership:
    said = {
        "by": made.chief_a1,
        "station": made.a1,
        "deputy": made.officer_a1,
        "during": (day(first), day(first + days)),
        "today": TODAY,
    }
    return name_deputy(**said | more)


def rights(user: User, made: Force) -> bool:
    return may(User.objects.get(pk=user.pk), "objection.file", made.a1)


def test_a_right_over_units_is_none_over_nothing(made: Force) -> None:
    """No unit named is no unit that one heads; who may anywhere needs none."""
    assert may(made.chief_a1, "objection.file", made.a1)
    assert not may(made.chief_a1, "objection.file")
    assert not may(made.leader, "personnel.view")
    assert may(made.audit_admin, "audit.view")


def test_the_deputy_has_his_rights_and_he_keeps_them(made: Force) -> None:
    assert not rights(made.officer_a1, made)
    row = name(made)
    assert rights(made.officer_a1, made) and rights(made.chief_a1, made)
    assert row.acting and row.acting_for == made.chief_a1
    event = AuditEvent.objects.filter(action="role.grant").latest("pk")
    assert event.actor == made.chief_a1
    assert event.detail["acting_for"] == "chief_a1"


@pytest.mark.parametrize(("first", "days"), [(1, 3), (-3, 3)])
def test_rights_begin_and_end_with_the_day(made: Force, first: int, days: int) -> None:
    row = name(made, 1, 3)
    during = DateRange(day(first), day(first + days))
    Membership.objects.filter(pk=row.pk).update(during=during)
    assert not rights(made.officer_a1, made)


def test_ended_today_the_rights_are_gone(made: Force) -> None:
    row = name(made)
    Membership.objects.filter(pk=row.pk).update(during=DateRange(day(-1), day(3)))
    row.refresh_from_db()
    end_acting(by=made.chief_a1, membership=row, today=TODAY)
    assert not rights(made.officer_a1, made)
    row.refresh_from_db()
    assert row.during.upper == TODAY
    with pytest.raises(ValidationError):
        end_acting(by=made.chief_a1, membership=row, today=TODAY)


@pytest.mark.parametrize("first", [0, 5])
def test_what_did_not_begin_before_today_goes_with_a_trace(
    made: Force, first: int
) -> None:
    row = name(made, first)
    end_acting(by=made.chief_a1, membership=row, today=TODAY)
    assert not Membership.objects.filter(acting=True).exists()
    assert AuditEvent.objects.filter(action="role.cancel").count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"during": (day(3), day(3))}, "during"),
        ({"during": (day(3), None)}, "during"),
        ({"during": (day(-1), day(3))}, "during"),
        ({"deputy": "chief_a1"}, "deputy"),
        ({"deputy": "officer_b"}, "deputy"),
        ({"deputy": "chief_a2"}, "deputy"),
        ({"by": "officer_a1", "deputy": "chief_a1"}, "during"),
    ],
)
def test_bad_input(made: Force, more: dict[str, Any], field: str) -> None:
    made.personas["officer_b"] = appoint(
        person("officer_b"), Role.STATION_OFFICER, made.b1
    )
    said = {k: getattr(made, v) if isinstance(v, str) else v for k, v in more.items()}
    with pytest.raises(ValidationError) as refused:
        name(made, **said)
    assert field in refused.value.message_dict
    assert not Membership.objects.filter(acting=True).exists()


def test_one_at_a_time(made: Force) -> None:
    other = appoint(person("other"), Role.STATION_OFFICER, made.a1)
    name(made, 2, 3)
    with pytest.raises(ValidationError) as refused:
        name(made, 4, 3, deputy=other)
    assert "during" in refused.value.message_dict
    assert name(made, 5, 3, deputy=other)


def test_two_at_once_the_database_refuses(made: Force) -> None:
    """The check beforehand is for people; of two at once the second one fails."""
    other = appoint(person("other"), Role.STATION_OFFICER, made.a1)
    row = name(made, 2, 3)
    with pytest.raises(IntegrityError, match="one_deputy"), transaction.atomic():
        Membership.objects.create(
            user=other,
            role=row.role,
            station=made.a1,
            acting=True,
            acting_for=made.chief_a1,
            during=row.during,
        )


def test_who_only_acts_names_nobody(made: Force) -> None:
    other = appoint(person("other"), Role.STATION_OFFICER, made.a1)
    name(made, 0, 5)
    with pytest.raises(ValidationError):
        name(made, 0, 2, by=made.officer_a1, deputy=other)


def test_an_equal_has_the_rights_already(made: Force) -> None:
    instructor = appoint(person("instructor"), Role.STATION_CHIEF, made.a1)
    with pytest.raises(ValidationError) as refused:
        name(made, deputy=instructor)
    assert "deputy" in refused.value.message_dict

"""How long a bureau may recall a task, set by the operator."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from organization import services
from organization.models import AuditEvent, Bureau

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return services.create_bureau(
        by=None, code="990100000000", name="砚川市公安局", level="city"
    )


def test_an_hour_unless_it_is_set(bureau: Bureau) -> None:
    assert bureau.recall_minutes == 60
    call_command("set_recall_minutes", bureau.code, "15")
    bureau.refresh_from_db()
    assert bureau.recall_minutes == 15
    event = AuditEvent.objects.get(action="bureau.recall_minutes")
    assert event.detail == {"before": 60, "minutes": 15}


@pytest.mark.parametrize("minutes", ["-1", "1441"])
def test_within_a_day(bureau: Bureau, minutes: str) -> None:
    with pytest.raises(CommandError):
        call_command("set_recall_minutes", "--", bureau.code, minutes)
    bureau.refresh_from_db()
    assert bureau.recall_minutes == 60
    with pytest.raises(ValidationError) as caught:
        services.create_bureau(
            by=None,
            code="990101000000",
            name="望津分局",
            level="county",
            parent=bureau,
            recall_minutes=int(minutes),
        )
    assert "recall_minutes" in caught.value.message_dict


def test_an_unknown_bureau(bureau: Bureau) -> None:
    with pytest.raises(CommandError, match="000000000000"):
        call_command("set_recall_minutes", "000000000000", "15")

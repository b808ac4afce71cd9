"""Chiefs ask for officers, and read the answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from desk.models import InboxItem
from personnel.services import requesting
from tests.factories import Force, force
from tests.personnel.test_orders import told

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def made() -> Force:
    return force()


def test_a_chief_asks_for_people_and_reads_the_answer(made: Force) -> None:
    given = {"by": made.chief_a1, "station": made.a1, "now": NOW}
    row = requesting.ask_for_officers(kind="社区民警", number=2, reason="缺编", **given)
    assert InboxItem.objects.get(kind="posting_request").recipient == (
        made.personnel_admin
    )
    answer = {"by": made.personnel_admin, "request": row, "now": NOW}
    assert "answer" in told(requesting.answer_request, taken=True, answer=" ", **answer)
    requesting.answer_request(taken=False, answer="今年无新警", **answer)
    assert InboxItem.objects.filter(kind="posting_request_declined").exists()
    assert "state" in told(requesting.answer_request, taken=True, answer="x", **answer)
    with pytest.raises(PermissionDenied):
        requesting.ask_for_officers(
            by=made.chief_a2,
            station=made.a1,
            kind="内勤",
            number=1,
            reason="x",
            now=NOW,
        )


@pytest.mark.parametrize(
    ("more", "field"),
    [({"kind": ""}, "kind"), ({"number": 0}, "number"), ({"reason": ""}, "reason")],
)
def test_bad_requests_are_told_by_field(
    made: Force, more: dict[str, Any], field: str
) -> None:
    given = {"kind": "内勤", "number": 1, "reason": "缺", "now": NOW} | more
    found = told(
        requesting.ask_for_officers, by=made.chief_a1, station=made.a1, **given
    )
    assert set(found) == {field}

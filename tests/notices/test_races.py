"""Many at the same moment, each over a connection of its own."""

from __future__ import annotations

from functools import partial

import pytest

from tasking.models import Notice, NoticeReading, NoticeReceipt
from tasking.services.answering_notices import understand
from tests.coordination.racing import together
from tests.coordination.racing import told as became
from tests.factories import appoint, force, person
from tests.notices.world import NOW, asking, read, told

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 10


def test_no_receipt_is_lost_or_double() -> None:
    """Twenty at once: ten of one station, each twice; then all say «understood»."""
    made = force()
    row = told(made, said=asking())
    people = [
        appoint(person(f"reader{n}"), "station_officer", made.a1)
        for n in range(READERS)
    ]
    together(*(partial(read, user, row) for user in people * 2))
    assert NoticeReading.objects.count() == READERS
    receipt = NoticeReceipt.objects.get(notice=row, station=made.a1)

    def says(n: int) -> str:
        user = people[n]
        return became(lambda: understand(by=user, receipt=receipt, now=NOW))

    said = together(*(partial(says, n) for n in range(READERS)))
    assert sorted(said) == ["done"] + ["state"] * (READERS - 1)
    assert NoticeReading.objects.count() == READERS
    assert Notice.objects.get().version == 1

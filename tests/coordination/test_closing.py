"""A station closes when nothing is left that only it could end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.closing import still_open
from organization.services import close_unit
from personnel.services import asking_leave, rosters
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, force
from tests.personnel.tables import judged, told, workbook

pytestmark = pytest.mark.django_db
TODAY, ON = NOW.date(), dt.date(2026, 7, 1)


@pytest.fixture
def made() -> Force:
    made = force()
    chief, officer = made.chief_a2, made.officers[made.a2.code][3]
    send(made, "public_order", task("六月清查", 2, "2026-06-20 18:00"), made.a2)
    for hours in (300, 310):
        late = task("七月清查", hours, "2026-07-03 18:00", release="2026-07-01 08:00")
        send(made, "narcotics", late, made.a2)
    check(made.a2)
    asking_leave.ask_leave(
        by=chief,
        officer=officer,
        kind="annual",
        during=(dt.date(2026, 8, 1), dt.date(2026, 8, 5)),
        reason="探亲",
        now=NOW,
    )
    rosters.set_roster(
        by=chief, station=made.a2, officers=[officer], pattern="day", during=(ON, None)
    )
    return made


def test_all_of_it_is_named_and_where_it_goes(made: Force) -> None:
    found = {
        each.kind: each for each in still_open({made.a2.pk: ON}, TODAY)[made.a2.pk]
    }
    settle = {kind for kind, each in found.items() if not each.goes}
    assert settle == {"tasks", "conflicts", "postings", "leave"}
    assert set(found) - settle == {"roles", "rosters"}
    assert "× 2" in found["tasks"].some, "what is due before is not counted"
    with pytest.raises(ValidationError) as refused:
        close_unit(
            by=None, unit=made.a2, on=ON, into=made.a1, reason="撤并", today=TODAY
        )
    assert len(refused.value.message_dict["closed_on"]) == 4
    later = still_open({made.a2.pk: dt.date(2026, 9, 1)}, TODAY)[made.a2.pk]
    assert "tasks" not in {each.kind for each in later}
    overdue = still_open({made.a2.pk: dt.date(2026, 9, 1)}, dt.date(2026, 8, 1))
    assert "tasks" in {each.kind for each in overdue[made.a2.pk]}


def test_a_table_says_so_too(made: Force) -> None:
    stations = [
        ["机构代码", "机构名称", "所属公安局代码", "撤销日期", "并入机构"],
        [made.a2.code, "津堰派出所", "990101000000", "2026-07-01", made.a1.code],
    ]
    words = told(judged("force", workbook(stations=stations)))[2]
    for word in ("仍有6人", "未办结任务：2项（禁毒大队 × 2）", "冲突", "待审批"):
        assert word in words, words


def test_the_number_of_statements_does_not_grow(made: Force) -> None:
    counts = []
    for stations in ([made.a2], made.stations):
        with CaptureQueriesContext(connection) as asked:
            still_open({station.pk: ON for station in stations}, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8

"""The page of alert levels: what one does is seen before it is announced or ended."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from personnel import services
from personnel.models import AlertLevel
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client
from tests.pages.test_rosters import TODAY, day, url

DAY = dt.timedelta(days=1)
GIVEN = {"level": "1", "bound": "", "first": day(1), "last": day(3), "reason": "安保"}
ASKED = urlencode({"level": 1, "first": day(1), "last": day(3), "bound": "100"})


def test_a_leader_sees_what_a_level_does_then_announces_it_and_ends_it(
    force: Force,
) -> None:
    leader, chief = client(force.leader), client(force.chief_a1)
    for bad in (
        {"level": ""},
        {"first": ""},
        {"last": day(-1)},
        {"reason": ""},
        {"bound": "101"},
        {"bound": "x"},
    ):
        assert leader.post(url("alerts"), GIVEN | bad).status_code == 422
    shown = leader.post(url("alerts"), GIVEN)
    assert shown.status_code == 200 and not AlertLevel.objects.exists()
    assert shown.context["asked"] == ASKED
    other = GIVEN | {"seen": ASKED, "level": "2"}
    assert leader.post(url("alerts"), other).status_code == 200
    assert not AlertLevel.objects.exists(), "what was shown is announced, nothing else"
    assert leader.post(url("alerts"), GIVEN | {"seen": ASKED}).status_code == 302
    row = AlertLevel.objects.get()
    assert (row.level, row.bound_share) == (1, Decimal(1))
    seen = words(chief.get(url("alerts")))
    assert "一级" in seen and "安保" in seen and "100%" in seen and "部署" not in seen
    assert leader.post(url("alerts"), GIVEN).status_code == 422, "one at a time"
    ends = url("end_alert", row.pk)
    assert leader.get(ends).status_code == 200
    assert leader.post(ends, {"on": "", "reason": "x"}).status_code == 422
    assert leader.post(ends, {"on": day(4), "reason": "x"}).status_code == 422
    over = {"on": day(2), "reason": "安保结束"}
    assert leader.post(ends, over).status_code == 200
    over["seen"] = urlencode({"on": day(2)})
    assert leader.post(ends, over).status_code == 302
    row.refresh_from_db()
    assert row.last.isoformat() == day(1)


def test_nothing_is_reckoned_that_could_not_be_announced(force: Force) -> None:
    """Also where somebody writes the address himself: years at every station."""
    leader, to = client(force.leader), reverse("coordination:alert_effect")
    given = {"level": "1", "first": day(1), "bound": "100"}
    assert leader.get(to, given | {"last": day(90)}).status_code == 200
    assert leader.get(to, given | {"last": day(900)}).status_code == 422


def test_the_chief_reads_who_is_on_leave_while_a_level_holds(force: Force) -> None:
    one, two, elsewhere = (
        force.officers[force.a1.code][1],
        force.officers[force.a1.code][2],
        force.officers[force.a2.code][3],
    )
    for officer, first, end in ((one, 2, 5), (two, 4, 5), (elsewhere, 1, 3)):
        days = (TODAY + first * DAY, TODAY + end * DAY)
        services.record_leave(by=None, officer=officer, kind="annual", during=days)
    client(force.leader).post(url("alerts"), GIVEN | {"seen": ASKED})
    seen = words(client(force.chief_a1).get(url("alerts")))
    assert "期间休假" in seen and one.name in seen
    assert two.name not in seen and elsewhere.name not in seen
    assert "期间休假" not in words(client(force.officer_a1).get(url("alerts")))


def test_what_it_does_is_shown_to_who_may_announce(force: Force) -> None:
    leader = client(force.leader)
    to = reverse("coordination:alert_effect")
    seen = words(leader.get(f"{to}?{ASKED}"))
    assert "望津分局" in seen and "3个所" in seen
    assert leader.get(to, {"level": "1", "first": "x"}).status_code == 422
    client(force.leader).post(url("alerts"), GIVEN | {"seen": ASKED})
    row = AlertLevel.objects.get()
    ends = reverse("coordination:alert_end_effect", args=[row.pk])
    assert "望津分局" in words(leader.get(ends, {"on": day(2)}))
    assert leader.get(ends).status_code == 422

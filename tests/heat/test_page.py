"""The heat map: its page, its parts, who sees what, and what it costs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.heat import drawing
from coordination.models import DirtyStation
from organization.models import Station, User
from tests.coordination.world import check, send, task
from tests.factories import Force, bureau, department, force
from tests.pages.test_directives import client, day

pytestmark = pytest.mark.django_db
NOW = timezone.now
PLACE = (13 + timezone.localdate().weekday()) // 7  # of a due a fortnight ahead


@pytest.fixture
def made(db: None) -> Force:
    """治安 and 禁毒 ask more of 柳堰 than it has, 治安 a little of 津堰."""
    made = force()
    send(made, "public_order", task("旅馆业检查", 700, day(14)), made.a1, now=NOW())
    send(made, "public_order", task("走访", 4, day(14)), made.a2, now=NOW())
    send(made, "narcotics", task("禁毒宣传", 300, day(14)), made.a1, now=NOW())
    check(*made.stations, now=NOW())
    return made


def page(user: User | Client, target: str = "", **query: Any) -> str:
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    visitor = user if isinstance(user, Client) else client(user)
    answer = visitor.get("/heat/", query, headers=headers)
    assert answer.status_code == 200
    assert "as" in query or "HX-Target" in answer.headers["Vary"]
    return answer.content.decode()


def row(text: str, name: str) -> str:
    rows = re.findall(r"<tr[^>]*><th scope=\"row\">.*?</tr>", text, re.S)
    (found,) = [one for one in rows if name in one]
    return found


def test_the_office_sees_every_station_and_how_many_do_not_fit(made: Force) -> None:
    text = page(made.coordinator)
    assert text.count('<td class="bad"') == 1 and "缺" in row(text, made.a1.label)
    assert row(text, made.unknown.label).count("？") == 12
    assert "1周" in row(text, made.a1.label)
    assert "无数据" in row(text, made.unknown.label)
    assert made.b1.label not in text and "<em" in text
    (foot,) = re.findall(r'<tr class="foot">.*?</tr>', text, re.S)
    assert re.findall(r"<td>(\d*)</td>", foot).count("1") == 1
    assert page(made.coordinator, weeks=26).count('scope="col"') == 28


def test_a_cell_says_its_hours_whose_they_are_and_where_to_read_on(made: Force) -> None:
    place = f"{made.a1.code}.{PLACE}"
    line = page(made.coordinator, "heat-cell", at=place)
    assert line.lstrip().startswith("<div") and "要做1,000小时" in line
    assert "治安管理大队 700" in line and "禁毒大队 300" in line
    assert "/conflicts/" in line and f"/stations/{made.a1.code}/workload/" in line
    whole = page(made.coordinator, at=place)
    assert line.strip() in whole and "sel" in row(whole, made.a1.label)
    for odd in (
        f"{made.b1.code}.{PLACE}",
        f"{made.a1.code}.99",
        f"{made.a1.code}.00099",
        f"{made.a1.code}.{'9' * 5000}",
        "x",
        ".",
        f"{made.a1.code}.²",
    ):
        assert "选一格" in page(made.coordinator, "heat-cell", at=odd)


def test_a_department_sees_its_own_hours_and_those_of_others_together(
    made: Force,
) -> None:
    line = page(made.staff_narcotics, "heat-cell", at=f"{made.a1.code}.{PLACE}")
    assert "禁毒大队" not in line and "治安" not in line and "/workload/" not in line
    assert re.search(r"本部门\s*300", line) and re.search(r"其他部门\s*700", line)
    ours = page(made.staff_narcotics, mine="1")
    assert "缺" in row(ours, made.a1.label) and made.a2.label not in ours
    own = page(made.staff_narcotics, department=made.narcotics.code, mine="1")
    assert re.search(r">300<", row(own, made.a1.label)) and made.a2.label not in own
    answer = client(made.staff_narcotics).get(
        "/heat/", {"department": made.public_order.code}
    )
    assert answer.status_code == 404


def test_stations_whose_figures_are_the_last_ones(made: Force) -> None:
    DirtyStation.objects.create(station_id=made.a2.pk)
    text = page(made.coordinator)
    assert "复核中" in row(text, made.a2.label)
    assert "复核中" not in row(text, made.a1.label)
    line = page(made.coordinator, "heat-cell", at=f"{made.a2.code}.{PLACE}")
    assert "复核中" in line and "治安" not in line


def test_areas_fold_away_and_open_in_place(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "FOLDED_ABOVE", 1)
    code = made.county_a.code
    folded = page(made.coordinator)
    assert row(folded, made.county_a.label).count("<td") == 13
    assert made.a1.label not in folded and '<td class="bad' in folded
    assert made.a1.label in page(made.coordinator, open=code)
    part = page(made.coordinator, f"area-{code}", open=code)
    assert part.strip().startswith(f'<tbody id="area-{code}"') and "<form" not in part
    assert made.a1.label in part and 'name="open"' in part
    assert made.a1.label not in page(made.coordinator, f"area-{code}")
    for odd in ("nowhere", "", "%00"):
        told = {"HX-Target": f"area-{odd}", "HX-Target-URI-AutoEncoded": "true"}
        headers = {"HX-Request": "true"} | told
        answer = client(made.coordinator).get("/heat/", headers=headers)
        assert answer.status_code == 404


def test_filters_and_what_cannot_be_used(made: Force) -> None:
    text = page(made.coordinator, short="1", bureau=made.county_a.code)
    assert made.a1.label in text and made.a2.label not in text
    assert page(made.coordinator, weeks="9", at="\0.1")
    for query in ({"bureau": "nowhere"}, {"bureau": "\0"}, {"department": "x"}):
        assert client(made.coordinator).get("/heat/", query).status_code == 404
    assert client(made.coordinator).post("/heat/").status_code == 405
    assert client(made.chief_a1).get("/heat/").status_code == 403


def test_the_list_taken_out_has_the_figures_of_the_page(made: Force) -> None:
    answer = client(made.coordinator).get("/heat/", {"as": "csv", "short": "1"})
    head, *lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 and made.a1.code in lines[0] and "放不下" in lines[0]
    assert head.count(",") == lines[0].count(",") == 11


def test_more_stations_cost_no_more_queries(made: Force) -> None:
    office, asked = client(made.coordinator), []
    page(office)
    for more in (7, 1_000):
        Station.objects.bulk_create(
            Station(code=f"S{more}-{n}", name=f"所{n}", bureau=made.county_a)
            for n in range(more)
        )
        for query in ({}, {"at": f"{made.a1.code}.{PLACE}"}):
            with CaptureQueriesContext(connection) as found:
                page(office, department=made.narcotics.code, **query)
            asked.append(len(found))
    assert asked[:2] == asked[2:] and max(asked) <= 15, asked


def test_who_leads_a_province_chooses_among_departments_near(made: Force) -> None:
    top = bureau("980000000000", "云岭省公安厅", "province", "Yunling")
    city = bureau("980100000000", "远山市公安局", "city", "Yuanshan", top)
    county = bureau("980101000000", "远山分局", "county", "Yuanshan Branch", city)
    far = department(county, 1, "远山禁毒大队", "禁毒", "Narcotics")
    made.leader.memberships.update(bureau=top)
    assert far.label not in page(made.leader)
    for query in ({"bureau": city.code}, {"department": far.code}):
        assert far.label in page(made.leader, **query)


def test_too_many_for_one_picture(made: Force, monkeypatch: pytest.MonkeyPatch) -> None:
    from coordination.heat import reading

    monkeypatch.setattr(reading, "MOST", 2)
    assert "<table" not in page(made.coordinator)
    taken = page(made.coordinator, **{"as": "csv"})
    assert "请选一个公安局" in taken and "as=xlsx" not in taken
    api = client(made.coordinator).get("/api/v1/heat/")
    assert api.status_code == 400 and "bureau" in api.content.decode()

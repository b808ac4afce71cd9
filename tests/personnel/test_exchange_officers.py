"""What officers hold and how they are reached, out and in as a table."""

from __future__ import annotations

import datetime as dt

import pytest

from organization.models import AuditEvent
from personnel import services
from personnel.exchange import book
from personnel.exchange.reach import Reach
from personnel.exchange.telling import changes
from personnel.models import Contact, Officer
from tests.factories import Force, force
from tests.personnel.tables import cells, entered, establish, judged, told, workbook

pytestmark = pytest.mark.django_db
HELD = "警号,姓名,资格和技能\n010001,王建军,"
DAY = dt.date


@pytest.fixture
def made() -> Force:
    return force()


def held() -> dict[str, list[tuple[dt.date, dt.date | None]]]:
    found: dict[str, list[tuple[dt.date, dt.date | None]]] = {}
    officer = Officer.objects.get(police_number="010001")
    for row in officer.attainments.select_related("ability").order_by("during"):
        found.setdefault(row.ability.code, []).append((row.during.lower, row.last))
    return found


def test_what_is_held_is_prolonged_and_never_taken_away(made: Force) -> None:
    services.enter_catalogue(by=None)
    entered("officers", HELD + "持枪证 2027-06-30；无人机\n")
    began = DAY(2026, 6, 1)
    assert held() == {"firearm": [(began, DAY(2027, 6, 30))], "drone": [(began, None)]}
    entered("officers", HELD + "firearm 2028-06-30\n")
    assert held()["firearm"] == [(began, DAY(2028, 6, 30))]
    assert "drone" in held()


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("firearm 2021-01-01至2027-06-30", [(DAY(2021, 1, 1), DAY(2027, 6, 30))]),
        ("持枪证 2021年1月1日 — 2027年6月30日", [(DAY(2021, 1, 1), DAY(2027, 6, 30))]),
        ("firearm 2021.1.1-2027.6.30", [(DAY(2021, 1, 1), DAY(2027, 6, 30))]),
        ("firearm 2021-01-01起", [(DAY(2021, 1, 1), None)]),
        ("firearm 2019-05-05", [(DAY(2019, 5, 5), DAY(2019, 5, 5))]),
    ],
)
def test_days_as_people_write_them(
    made: Force, cell: str, found: list[tuple[dt.date, dt.date | None]]
) -> None:
    services.enter_catalogue(by=None)
    entered("officers", f"{HELD}{cell}\n")
    assert held() == {"firearm": found}


def test_a_period_is_put_right_and_another_begun(made: Force) -> None:
    services.enter_catalogue(by=None)
    entered("officers", HELD + "firearm 2020-01-01~2022-12-31\n")
    entered("officers", HELD + "firearm 2019-07-01~2022-12-31\n")
    first = (DAY(2019, 7, 1), DAY(2022, 12, 31))
    assert held()["firearm"] == [first]
    entered("officers", HELD + "firearm 2023-05-01~2026-04-30\n")
    assert held()["firearm"] == [first, (DAY(2023, 5, 1), DAY(2026, 4, 30))]
    for cell, words in (
        ("firearm 2022-12-31~2026-04-30", "2022-12-31"),
        ("firearm 2023-04-30", "才具备"),
        ("firearm 2027-01-01~2026-01-01", "早于"),
        ("潜水证", "潜水证"),
        ("firearm 五月", "不是日期"),
    ):
        assert words in told(judged("officers", f"{HELD}{cell}\n"))[2], cell


def test_contact_data_are_masked_by_role_and_stay(made: Force) -> None:
    establish(made)
    for by, phone, kin in (
        (made.personnel_admin, "13800000001", "王秀英"),
        (made.system_admin, "****0001", "****"),
    ):
        raw = book.present("force", Reach.of(by, "force"))
        line = next(row for row in cells(raw)["民警"] if row[0] == "010001")
        assert (line[5], line[7]) == (phone, kin)
        counts = judged("force", raw, by).counts
        assert {act for one in counts.values() for act in one} == {"same"}


CONTACT = ["警号", "姓名", "电话", "紧急联系人"]


def test_contact_data_change_in_the_hands_of_who_reads_them(made: Force) -> None:
    establish(made)
    line = ["010001", "王建军", "139 0000 0009", "王秀英"]
    other = workbook(民警=[CONTACT, line])
    assert "政工" in told(judged("force", other, made.system_admin))[2]
    found = entered("force", other, made.personnel_admin)
    assert changes(found.entries["officers"][0]) == [["电话", "****0001", "****0009"]]
    contact = Contact.objects.get(officer__police_number="010001")
    assert (contact.phone, contact.address) == ("13900000009", "柳堰路1号")
    trail = AuditEvent.objects.get(action="contact.set_many")
    assert "139" not in str(trail.detail)
    for number, cells_, words in (
        ("010001", ["****0009", "王秀英"], "隐去"),
        ("010002", ["一三八", ""], "电话"),
        ("029999", ["", "****"], "隐去"),
    ):
        wrong = workbook(民警=[CONTACT, [number, "赵新", *cells_]])
        assert words in told(judged("force", wrong, made.personnel_admin))[2]
    new = workbook(民警=[CONTACT, ["029999", "赵新", "13800000003", ""]])
    entered("force", new, made.system_admin)
    assert Contact.objects.get(officer__police_number="029999").phone[-1] == "3"

"""The calendar's pages: looked at, taken away, judged, put in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import DirtyStation
from desk.sheets.writing import xlsx_bytes
from organization.models import AuditEvent, CalendarYear, WorkdayOverride
from organization.services import seed_calendar
from organization.services.calendar_year import kept_days
from tests import factories

pytestmark = pytest.mark.django_db
NOTICE = "国办发明电〔2027〕1号"
HEAD = "日期,类型,名称\n"
GOOD = HEAD + "2027-10-01,放假,国庆节\n2027-10-02,放假,国庆节\n2027-10-09,上班,\n"


@pytest.fixture
def made() -> factories.Force:
    return factories.force()


@pytest.fixture
def admin(made: factories.Force) -> Client:
    return client(made, "en")


def client(made: factories.Force, language: str) -> Client:
    caller = Client(headers={"Accept-Language": language})
    caller.force_login(made.personas["system_admin"])
    return caller


def check(admin: Client, content: str | bytes, **changes: Any) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(changes.pop("name", "days.csv"), raw)
    data = {"year": 2027, "status": "published", "source": NOTICE, "file": file}
    return admin.post(reverse("desk:calendar_check"), data | changes)


def apply(admin: Client, judged: Any) -> Any:
    data = {"year": judged.context["year"], "sealed": judged.context["sealed"]}
    return admin.post(reverse("desk:calendar_apply"), data)


def told(answer: Any) -> list[tuple[int | None, str]]:
    return [(one.row, one.column) for one in answer.context["problems"]]


def test_nothing_is_written_before_somebody_says_so(admin: Client) -> None:
    seed_calendar(by=None, years=[2027])
    before = kept_days(2027)
    judged = check(admin, GOOD)
    assert judged.status_code == 200
    assert kept_days(2027) == before
    assert CalendarYear.objects.get(pk=2027).status == "provisional"
    changed = {one.day for one in judged.context["changes"]}
    assert dt.date(2027, 10, 9) in changed and dt.date(2027, 1, 1) in changed


def test_a_judged_file_replaces_the_year(made: factories.Force, admin: Client) -> None:
    seed_calendar(by=None, years=[2026, 2027])
    next_door = kept_days(2026)
    DirtyStation.objects.all().delete()
    done = apply(admin, check(admin, GOOD))
    assert done.status_code == 302
    assert kept_days(2027) == {
        dt.date(2027, 10, 1): (False, "国庆节"),
        dt.date(2027, 10, 2): (False, "国庆节"),
        dt.date(2027, 10, 9): (True, "调休上班日"),
    }
    assert kept_days(2026) == next_door
    row = CalendarYear.objects.get(pk=2027)
    assert (row.status, row.source) == ("published", NOTICE)
    trail = AuditEvent.objects.get(action="calendar.replace")
    assert trail.actor == made.personas["system_admin"]
    assert trail.detail["year"] == 2027 and trail.detail["changed"]
    dirty = set(DirtyStation.objects.values_list("station_id", flat=True))
    assert dirty == {station.pk for station in made.stations}


def test_applying_twice_changes_nothing_more(admin: Client) -> None:
    judged = check(admin, GOOD)
    apply(admin, judged)
    ids = set(WorkdayOverride.objects.values_list("pk", flat=True))
    DirtyStation.objects.all().delete()
    assert apply(admin, judged).status_code == 302
    assert set(WorkdayOverride.objects.values_list("pk", flat=True)) == ids
    assert AuditEvent.objects.filter(action="calendar.replace").count() == 1
    assert not DirtyStation.objects.exists()


def test_days_that_stay_are_not_touched(admin: Client) -> None:
    apply(admin, check(admin, GOOD))
    kept = WorkdayOverride.objects.get(day=dt.date(2027, 10, 1)).pk
    apply(admin, check(admin, GOOD.replace("国庆节\n2027-10-09", "改名\n2027-10-09")))
    assert WorkdayOverride.objects.get(day=dt.date(2027, 10, 1)).pk == kept
    assert WorkdayOverride.objects.get(day=dt.date(2027, 10, 2)).name == "改名"


def test_a_year_somebody_changed_meanwhile(admin: Client) -> None:
    first, second = check(admin, GOOD), check(admin, HEAD + "2027-05-03,放假,劳动节\n")
    apply(admin, second)
    late = apply(admin, first)
    assert late.status_code == 409
    assert list(kept_days(2027)) == [dt.date(2027, 5, 3)]


def test_only_what_this_person_judged_is_applied(made: Any, admin: Client) -> None:
    judged = check(admin, GOOD)
    for sealed in ("", "x", judged.context["sealed"] + "x"):
        answer = admin.post(reverse("desk:calendar_apply"), {"sealed": sealed})
        assert answer.status_code == 409
    second = factories.appoint(factories.person("second"), "system_admin", made.city)
    other = Client()
    other.force_login(second)
    assert apply(other, judged).status_code == 409
    assert not WorkdayOverride.objects.exists()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("2027-02-30,放假,春节", [(2, "日期")]),
        ("明天,放假,春节", [(2, "日期")]),
        ("2026-10-01,放假,国庆节", [(2, "日期")]),
        ("2027-10-01,放假,国庆节\n2027/10/1,放假,国庆节", [(3, "日期")]),
        ("2027-10-08,上班,", [(2, "类型")]),
        ("2027-10-01,也许,国庆节", [(2, "类型")]),
        ("2027-10-01,,国庆节", [(2, "类型")]),
        ("2027-10-01,放假,", [(2, "名称")]),
        (f"2027-10-01,放假,{'长' * 61}", [(2, "名称")]),
        ("", [(None, "")]),
        ("2027-13-01,放假,x\n\n2027-10-01,放假,\n=1+1,班,", [(2, "日期")]),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_wrong_is_told_row_by_row(
    made: Any, rows: str, expected: list[Any], language: str
) -> None:
    answer = check(client(made, language), HEAD + rows + "\n")
    assert answer.status_code == 422
    assert told(answer)[: len(expected)] == expected
    assert "sealed" not in answer.context
    assert not WorkdayOverride.objects.exists()
    assert not CalendarYear.objects.exists()


def test_every_wrong_row_is_told_at_once(admin: Client) -> None:
    rows = "2027-13-01,放假,x\n2027-10-08,上班,\n2026-01-01,放假,元旦\n"
    answer = check(admin, HEAD + rows)
    assert told(answer) == [(2, "日期"), (3, "类型"), (4, "日期")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("日期,名称\n2027-10-01,国庆节\n", "a.csv"),
        (GOOD, "a.xlsx"),
        (GOOD, "a.pdf"),
        ("", "a.csv"),
        (b"\xff\xff\xff", "a.csv"),
    ],
)
def test_files_that_are_no_calendar(admin: Client, content: Any, name: str) -> None:
    answer = check(admin, content, name=name)
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": " "}, "source"),
        ({"status": "maybe"}, "status"),
        ({"file": ""}, "file"),
    ],
)
def test_what_a_year_rests_on(admin: Client, changes: Any, field: str) -> None:
    answer = check(admin, GOOD, **changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_body_beyond_every_limit_is_not_read(admin: Client) -> None:
    answer = check(admin, b"x" * (17 * 2**20))
    assert answer.status_code == 413
    assert "together may hold 16 MB" in answer.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_as_excel_and_wps_save_it(admin: Client, encoding: str) -> None:
    assert check(admin, GOOD.encode(encoding)).status_code == 200


def test_a_workbook_in_english(admin: Client) -> None:
    rows = [[dt.date(2027, 10, 1), "holiday", "National Day"]]
    book = xlsx_bytes("x", ["Date", "Kind", "Name"], rows, (9, 9, 9))
    judged = check(admin, book, name="Days.XLSX")
    assert judged.status_code == 200, told(judged)
    apply(admin, judged)
    assert kept_days(2027) == {dt.date(2027, 10, 1): (False, "National Day")}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("year", [2020, 2023, 2026, 2027])
def test_the_table_taken_away_changes_nothing(
    admin: Client, kind: str, year: int
) -> None:
    seed_calendar(by=None, years=[year])
    url = reverse("desk:calendar_file")
    table = admin.get(url, {"year": year, "as": kind})
    assert f'filename="calendar-{year}.{kind}"' in table["Content-Disposition"]
    judged = check(admin, table.content, name=f"x.{kind}", year=year)
    assert judged.status_code == 200, told(judged)
    assert judged.context["changes"] == []


def test_the_page_of_a_year(made: factories.Force, admin: Client) -> None:
    seed_calendar(by=None, years=[2026, 2027])
    page = admin.get(reverse("desk:calendar"), {"year": 2026})
    assert page.context["shown"]["workdays"] == 248
    assert page.context["shown"]["makeup"] == 6
    assert "2026: 248 working days" in page.content.decode()
    later = admin.get(reverse("desk:calendar"), {"year": 2027})
    assert "provisional" in later.content.decode()
    none = admin.get(reverse("desk:calendar"), {"year": timezone.localdate().year + 9})
    assert none.status_code == 200 and "not entered" in none.content.decode()


@pytest.mark.parametrize("year", ["1999", "2101", "x", "9" * 40, "二〇二六", "-1"])
def test_what_is_no_year_is_not_there(admin: Client, year: str) -> None:
    for name in ("calendar", "calendar_file"):
        assert admin.get(reverse(f"desk:{name}"), {"year": year}).status_code == 404


def test_no_other_file_is_there(admin: Client) -> None:
    assert admin.get(reverse("desk:calendar_file"), {"as": "pdf"}).status_code == 404


def test_the_page_costs_the_same_for_many_years(admin: Client) -> None:
    counts = []
    for years in ([2026], range(2015, 2029)):
        seed_calendar(by=None, years=years)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            admin.get(reverse("desk:calendar"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"],
)
def test_a_body_of_which_only_the_length_came_is_too_large(
    admin: Client, kind: str
) -> None:
    """So the front end of a site without nginx hands it on."""
    told = {"CONTENT_LENGTH": str(17 * 2**20)}
    door = reverse("desk:calendar_check")
    answer = admin.generic("POST", door, b"x", kind, **told)
    assert answer.status_code == 413
    assert "together may hold 16 MB" in answer.content.decode()


def test_a_document_of_which_only_the_length_came_is_too_large(admin: Client) -> None:
    told = {"CONTENT_LENGTH": str(17 * 2**20)}
    door, kind = "/api/v1/views/", "application/json"
    answer = admin.generic("POST", door, b"x", kind, **told)
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"

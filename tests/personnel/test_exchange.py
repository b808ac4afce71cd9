"""Tables in: what is read, what is refused line by line, what comes of it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import Workbook, load_workbook

from organization.models import Bureau, Department, Membership, Station, User
from personnel import services
from personnel.exchange import book
from personnel.exchange.judging import judge
from personnel.exchange.reach import Reach
from personnel.exchange.reading import read_file
from personnel.exchange.sheets import KINDS, SHEETS
from personnel.models import Leave, Officer, Post, Posting
from personnel.services import entering
from personnel.services.entering import enter
from tests.factories import Force, force
from tests.personnel.tables import (
    TODAY,
    cells,
    entered,
    establish,
    judged,
    told,
    workbook,
)

pytestmark = pytest.mark.django_db
EVERYTHING = Reach(None)


@pytest.fixture
def made() -> Force:
    return force()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_goes_out_comes_in_unchanged(made: Force, language: str) -> None:
    establish(made)
    for kind in KINDS:
        with translation.override(language):
            raw = book.present(kind, EVERYTHING)
        found = judged(kind, raw)
        verdicts = {act for one in found.counts.values() for act in one}
        assert verdicts == {"same"}, (kind, found.counts, told(found))
        enter(by=None, judged=found, reason="原样")
        with translation.override(language):
            assert cells(book.present(kind, EVERYTHING)) == cells(raw)


def test_a_force_taken_out_founds_the_same_force(made: Force) -> None:
    establish(made)
    Post.objects.latest("pk").delete()  # its twin: of two alike one is a slip
    raw = book.present("force", EVERYTHING)
    for kind in (Leave, Posting, Post, Officer):
        kind.objects.all().delete()
    for station in made.stations:
        station.regimes.all().delete()
    User.objects.update(is_active=False)
    Membership.objects.all().delete()
    for unit in (Station, Department):
        unit.objects.all().delete()
    for bureau in Bureau.objects.order_by("-level"):
        bureau.delete()
    found = entered("force", raw)
    assert {act for one in found.counts.values() for act in one} == {"new"}
    assert cells(book.present("force", EVERYTHING)) == cells(raw)


def test_bureaus_are_founded_from_the_top_down_however_many_there_are(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bureau written before the one above it would stand under none."""
    monkeypatch.setattr(entering, "PART", 1)
    rows = [
        ("code", "name", "level", "parent"),
        ("990300000000", "新区分局", "county", "990200000000"),
        ("990200000000", "新市公安局", "city", ""),
    ]
    with translation.override("zh-hans"):
        title = str(SHEETS["bureaus"].title)
    entered("force", workbook(**{title: rows}))
    below = Bureau.objects.get(code="990300000000")
    assert below.parent == Bureau.objects.get(code="990200000000")


def test_headings_of_a_sheet_are_told_apart_in_both_languages() -> None:
    for sheets in KINDS.values():
        for sheet in sheets:
            names = [n for f in sheet.fields for n in {f.name, *f.column().titles}]
            assert len(names) == len(set(names)), sheet.name


OFFICERS = "警号,姓名,人员类别,警衔\n"
WRONG_OFFICERS = {
    "019998,": "必填",
    "12,赵新": "4至12位",
    "1.23457E+17,赵新": "截断",
    "123456789012345000,赵新": "截断",
    "019998,赵新,特工": "不在可选范围",
    "10001,王建军": "010001",
    "010002,李志刚\n010002,李志刚": "与第2行重复",
}


@pytest.mark.parametrize(("line", "words"), WRONG_OFFICERS.items())
def test_wrong_lines_about_officers(made: Force, line: str, words: str) -> None:
    found = told(judged("officers", OFFICERS + line + "\n"))
    assert list(found) == [line.count("\n") + 2]
    assert words in "".join(found.values()), found


def test_names_and_numbers_as_people_write_them(made: Force) -> None:
    lines = "０１０００１,王 建　军,民警,一级警司\n 010002 ,李志刚,民警,一级警司\n"
    for encoding in ("utf-8-sig", "gb18030"):
        with translation.override("zh-hans"):
            tables = read_file(
                "officers", "民警.CSV", (OFFICERS + lines).encode(encoding)
            )
        found = judge(tables, EVERYTHING, TODAY)
        assert found.counts == {"officers": {"same": 2}}, told(found)


def test_what_a_file_does_not_name_stays(made: Force) -> None:
    entered("officers", "姓名,警号\n王建国,010001\n")
    officer = Officer.objects.get(police_number="010001")
    assert (officer.name, officer.rank) == ("王建国", "一级警司")
    assert Officer.objects.count() == 18
    entered("officers", "姓名,警号,警衔,人员类别\n王建国,010001,,\n")
    officer.refresh_from_db()
    assert (officer.rank, officer.category) == ("", "police")


POSTINGS = "警号,姓名,机构代码,起始日,截止日,占用编制岗位\n"
A1, A2 = "990101510100", "990101510200"
WRONG_POSTINGS = {
    f"010001,王建军,{A1},2026-05-01,,": "已有其他岗位",
    f"010009,,{A1},2026-05-01,,": "没有警号",
    f"010001,李志刚,{A1},2020-01-01,,": "是王建军",
    "010001,王建军,990101510111,2026-05-01,,": "是否为990101510100",
    "010001,王建军,柳堰派出所,2026-05-01,,": "是否为990101510100",
    f"010001,王建军,{A1},2020-01-01,2019-12-31,": "早于",
    f"010001,王建军,{A1},2020-01-01,六月三日,": "不是日期",
    f"010001,王建军,{A1},2020-01-01,43831,": "2020-01-01",
    f"010001,王建军,{A1},2020-01-01,,档案员": "没有“档案员”",
    f"010001,王建军,{A1},2020-01-01,,所长": "2020-01-01",
    "010001,王建军,990101000000,2026-05-01,,": "不是公安局",
}


@pytest.mark.parametrize(("line", "words"), WRONG_POSTINGS.items())
def test_wrong_lines_about_postings(made: Force, line: str, words: str) -> None:
    services.add_post(
        by=None,
        unit=made.a1,
        terms=services.Terms("所长", 1),
        during=(dt.date(2024, 1, 1), None),
        reason="编制批复",
    )
    found = told(judged("postings", f"{POSTINGS}{line}\n"))
    assert words in found.get(2, ""), found


def test_two_lines_that_overlap_name_each_other(made: Force) -> None:
    officer = services.register_officer(by=None, police_number="029999", name="赵新")
    first = f"{officer.police_number},,{A1},2026-01-01,2026-06-30,\n"
    second = f"{officer.police_number},,{A2},2026-06-30,,\n"
    found = told(judged("postings", POSTINGS + first + second))
    assert "第3行" in found[2] and "第2行" in found[3]
    moved = second.replace("06-30", "07-01")
    entered("postings", POSTINGS + first + moved)
    assert [p.unit.code for p in officer.postings.order_by("during")] == [A1, A2]


def test_a_posting_is_ended_and_another_begun_in_one_file(made: Force) -> None:
    lines = f"010001,,{A1},2020-01-01,2026-06-30,\n010001,,{A2},2026-07-01,,\n"
    found = entered("postings", POSTINGS + lines)
    assert found.counts == {"postings": {"changed": 1, "new": 1}}
    kept = Officer.objects.get(police_number="010001").postings.order_by("during")
    assert [row.during.upper for row in kept] == [dt.date(2026, 7, 1), None]
    entered("postings", f"{POSTINGS}010001,,{A1},2026-07-01,,\n")
    assert kept.last().unit.code == A1, "another unit needs no other name beside it"


def test_cells_that_spreadsheets_spoil(made: Force) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "民警"
    sheet.append(["2026年民警花名册"])
    sheet.append(["警号", "姓名", "警衔"])
    sheet.append([10002, "李志刚", "一级警司"])
    sheet["A3"].number_format = "000000"
    sheet.append(["010003", '=CONCATENATE("张","海涛")', "一级警司"])
    sheet.append(["010004", "刘振华", "一级警司"])
    sheet.append(["010005", "陈晓明", None])
    sheet.append([123456789012345678, "陈晓明", ""])
    sheet.merge_cells("C5:C6")
    stream = io.BytesIO()
    book.save(stream)
    found = told(judged("officers", stream.getvalue()))
    assert {n: w[:6] for n, w in found.items()} == {
        4: "单元格是公式",
        6: "单元格已合并",
        7: "“12345",
    }


def test_a_hidden_sheet_is_not_read_unseen(made: Force) -> None:
    book = load_workbook(
        io.BytesIO(workbook(officers=[["警号", "姓名"]], 其他=[["x"]]))
    )
    book["officers"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(ValidationError, match="已隐藏"):
        judged("officers", stream.getvalue())


def test_stations_merge_and_keep_code_and_history(made: Force) -> None:
    people = made.officers[A2]
    moved = [["警号", "机构代码", "起始日", "截止日"]]
    for officer in people:
        moved += [[officer.police_number, A2, "2020-01-01", "2026-06-30"]]
        moved += [[officer.police_number, A1, "2026-07-01", None]]
    stations = [
        ["机构代码", "机构名称", "所属公安局代码", "撤销日期", "并入机构"],
        [A2, "津堰派出所", "990101000000", "2026-07-01", A1],
    ]
    left = told(judged("force", workbook(stations=stations)))
    assert "仍有6人" in left[2]
    found = entered("force", workbook(stations=stations, postings=moved))
    (follows,) = found.entries["stations"][0].beside
    assert follows[0] == "角色" and "所长" in follows[1]
    station, on = Station.objects.get(code=A2), dt.date(2026, 7, 1)
    assert (station.closed_on, station.merged_into) == (on, made.a1)
    assert station.postings.count() == 6, "what was done there stays there"
    assert not Posting.objects.filter(station=station, during__endswith=None).exists()
    assert not Membership.objects.filter(station=station, during__contains=on).exists()


def test_what_a_force_cannot_be(made: Force) -> None:
    head = ["机构代码", "机构名称", "所属公安局代码", "撤销日期", "并入机构"]
    stations = [
        head,
        ["99010151", "新所", "990101000000", None, None],
        [made.public_order.code, "新所", "990101000000", None, None],
        ["990101510900", "柳 堰派出所", "990101000000", None, None],
        ["990101511000", "新所", "990101000009", None, None],
        [A1, "柳堰派出所", "990102000000", None, None],
        [A2, "津堰派出所", "990101000000", "2026-07-01", A2],
        ["990101511100", "另一所", "990101000000", None, A1],
    ]
    found = told(judged("force", workbook(stations=stations)))
    words = ["12位", "已", "仅空格不同", "没有代码", "隶属", "同类", "撤销日期"]
    for number, word in enumerate(words, 2):
        assert word in found.get(number, ""), (number, word, found.get(number))


def test_nobody_reaches_beyond_the_own_bureau(made: Force) -> None:
    admin = made.personnel_admin
    b1 = made.b1.code
    lines = f"010001,,{b1},2026-07-01,,\n030001,,{b1},2020-01-01,2026-06-30,\n"
    found = told(judged("postings", POSTINGS + lines, admin))
    assert "管理范围" in found[2] and "其他公安局" in found[3]
    found = told(judged("officers", OFFICERS + "030001,改名,,\n", admin))
    assert found and "改名" not in found[2]
    mine = cells(book.present("force", Reach.of(admin, "force")))
    numbers = {row[0] for row in mine["民警"][1:]}
    assert "010001" in numbers and "030001" not in numbers


def test_what_a_post_asks_for(made: Force) -> None:
    services.enter_catalogue(by=None)
    head = "机构代码,岗位,起始日,编制数,必备资格,优先条件及分值\n"
    line = f"{A1},社区民警,2026-01-01,6,"
    raw = f"{head}{line}执法资格（基本级）,无人机 20\n"
    entered("posts", raw)
    post = Post.objects.get()
    assert (post.required, post.desired) == (["law-1"], {"drone": 20})
    assert judged("posts", raw).counts == {"posts": {"same": 1}}
    for cell, words in (
        ("无人机,", "资格"),
        (",无人机 500", "100"),
        (",无人机", "分值"),
    ):
        assert words in told(judged("posts", f"{head}{line}{cell}\n"))[2]


def test_residents_by_station_and_year(made: Force) -> None:
    head = ["机构代码", "年份", "人口数"]
    sheet = [head, [A1, 2024, "４1000"], [A1, 2025, 42000]]
    entered("force", workbook(实有人口=sheet))
    entered("force", workbook(实有人口=[head, [A1, 2025, 43000], [A1, 2026, 43500]]))
    found = made.a1.residents.order_by("year").values_list("year", "number")
    assert list(found) == [(2024, 41000), (2025, 43000), (2026, 43500)]
    wrong = [head, [A1, 2027, 1], [A1, 2026, 10**7 + 1], [made.narcotics.code, 2026, 1]]
    words = told(judged("force", workbook(实有人口=wrong)))
    for number, word in enumerate(("2000", "1000", "派出所"), 2):
        assert word in words.get(number, ""), words


def test_what_an_admin_takes_out_comes_in_unchanged(made: Force) -> None:
    establish(made)
    officer = made.officers[A1][1]
    gone = officer.postings.get()
    services.end_posting(by=None, posting=gone, on=dt.date(2026, 1, 1))
    services.post_officer(
        by=None, officer=officer, unit=made.b1, during=(dt.date(2026, 1, 1), None)
    )
    admin = made.personnel_admin
    for kind in KINDS:
        found = judged(kind, book.present(kind, Reach.of(admin, kind)), admin)
        assert {act for one in found.counts.values() for act in one} == {"same"}
    lines = f"{officer.police_number},,{A1},2020-01-01,2025-06-30,\n"
    assert "其他公安局" in told(judged("postings", POSTINGS + lines, admin))[2]

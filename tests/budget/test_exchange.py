"""A file of money: judged line by line, written as a whole or not at all."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from budget.exchange.sheets import ALLOCATIONS
from budget.models import Disbursement, Entry, FeeIncome, Line, MoneyFile, Norm
from budget.services import entering
from budget.services.allocating import allocate
from budget.services.closing import close_year
from budget.services.files import judge_again
from budget.services.taking_back import take_back
from desk.models import InboxItem
from organization.models import AuditEvent, Membership, Role
from organization.services.reorganising import close_unit
from personnel.services.importing import cancel_import, confirm_import
from tests.budget.files import (
    HEADS,
    allocation,
    applied,
    book,
    fee,
    handed_in,
    norm,
    payment,
    work,
    wrong,
)
from tests.budget.world import (
    NOW,
    YEAR,
    allocated,
    chain,
    last_day,
    prepared,
    second,
)
from tests.factories import Force, appoint, person
from tests.personnel.tables import workbook

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_a_workbook_of_all_four_tables_is_written_as_a_whole(made: Force) -> None:
    other = second(made)
    raw = book(
        norms=[norm()],
        allocations=[allocation(made), allocation(made, 500.5, document="2号")],
        payments=[payment(made, "１，２００元"), payment(made, 300.5, purpose="油料")],
        fees=[fee(made, 500)],
    )
    row = handed_in(made, raw)
    assert (row.state, wrong(row)) == ("judged", {})
    assert row.total("new") == 6 and not Line.objects.exists()
    applied(made, row)
    assert (row.state, row.content) == ("applied", None)
    assert chain(Line.objects.get()) == (1500, 0, 0, 0)
    paid = Disbursement.objects.order_by("pk").values_list("amount", "released_at")
    assert list(paid) == [(Decimal("1200.00"), None), (Decimal("300.50"), None)]
    assert Norm.objects.filter(basis="省厅标准").count() == 1
    assert FeeIncome.objects.get().collected == 500
    (letter,) = InboxItem.objects.filter(kind__startswith="money_release")
    assert (letter.recipient, letter.facts["count"]) == (other, 2)
    acts = AuditEvent.objects.filter(actor=made.finance).values_list(
        "action", flat=True
    )
    assert sorted(acts).count("money.allocate") == 2
    assert {"import.hand_in", "import.confirm", "import.apply"} < set(acts)


def test_the_same_once_more_is_left_out_unless_it_is_ticked(made: Force) -> None:
    raw = book(
        allocations=[allocation(made)], payments=[payment(made)], fees=[fee(made)]
    )
    applied(made, handed_in(made, raw))
    with pytest.raises(ValidationError) as refused:
        handed_in(made, raw)
    assert "same" in refused.value.message_dict
    row = handed_in(made, raw, same=True)
    assert row.total("same") == 3 and not row.can_apply
    same = row.lines.get(sheet="allocations")
    by = f"{made.finance.name} {TODAY}"
    assert same.changes == [["已有相同记录", "", by]]
    file = MoneyFile.objects.get(file=row)
    judge_again(by=made.finance, file=file)
    work(row)
    assert wrong(row) == {} and (row.total("new"), row.total("same")) == (2, 1)
    (line,) = row.lines.filter(sheet="allocations")
    assert ["再录入一次", "", "已勾选确认"] in line.changes
    with pytest.raises(ValidationError):
        judge_again(by=made.finance, file=file)
    assert AuditEvent.objects.filter(action="import.again").count() == 1
    applied(made, row)
    assert chain(Line.objects.get()) == (2000, 0, 0, 0)
    assert Disbursement.objects.count() == 2
    take_back(by=made.finance, entry=Entry.objects.last(), reason="重复", now=NOW)
    anew = handed_in(made, raw, same=True)
    assert anew.total("same") == 3, "one of two is still there"


ROWS: dict[str, Callable[..., list[Any]]] = {
    "allocations": allocation,
    "payments": payment,
    "fees": fee,
    "norms": lambda made, **more: norm(**more),
}
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("allocations", {"amount": "1.6万元"}, "“1.6万元”不是有效金额"),
    ("allocations", {"amount": "12,5"}, "不是有效金额"),
    ("allocations", {"amount": "-5"}, "大于零"),
    ("allocations", {"amount": 0}, "大于零"),
    ("allocations", {"amount": "1.005"}, "两位小数"),
    ("allocations", {"amount": 16000.125}, "两位小数"),
    ("allocations", {"amount": 1e15}, "超出"),
    ("allocations", {"amount": True}, "True"),
    ("allocations", {"amount": dt.date(2026, 1, 1)}, "是日期"),
    ("allocations", {"amount": None}, "必填"),
    ("allocations", {"amount": "=500+500"}, "公式"),
    ("allocations", {"station": "无此所"}, "没有"),
    ("allocations", {"station": "990102510100"}, "没有"),
    ("allocations", {"year": 1999}, "年"),
    ("allocations", {"year": "二〇二六"}, "整数"),
    ("allocations", {"category": "吃饭"}, "吃饭"),
    ("allocations", {"document": " "}, "必填"),
    ("allocations", {"document": "号" * 201}, "200"),
    ("payments", {"amount": 1001}, "1,000.00"),
    ("payments", {"category": "vehicles"}, "尚未"),
    ("payments", {"year": YEAR - 1}, "已结账"),
    ("payments", {"mode": "现金"}, "现金"),
    ("fees", {"collected": "-1"}, "负"),
    ("fees", {"month": 13}, "月份"),
    ("fees", {"year": YEAR + 1}, "尚未开始"),
    ("norms", {"amount": -1}, "负"),
    ("norms", {"first": "某日"}, "日期"),
    ("norms", {"last": dt.date(YEAR - 1, 1, 1)}, "早于"),
]


def test_each_bad_cell_is_told_by_row_and_in_words(made: Force) -> None:
    allocated(made)
    allocated(made, year=YEAR - 1)
    close_year(by=made.finance, bureau=made.county_a, year=YEAR - 1, now=last_day(YEAR))
    sheets: dict[str, list[list[Any]]] = {}
    expected = {}
    for sheet, more, words in BAD:
        rows = sheets.setdefault(sheet, [])
        rows.append(ROWS[sheet](made, **({"document": "9号"} | more)))
        expected[(sheet, len(rows) + 1)] = words
    row = handed_in(made, book(**sheets))
    said = wrong(row)
    assert set(said) == set(expected)
    assert [at for at, words in expected.items() if words not in said[at]] == []
    assert not row.can_apply


def test_stations_are_those_of_the_bureau_that_are_open(made: Force) -> None:
    at_city = appoint(person("city_finance"), Role.FINANCE, made.city)
    close_unit(by=None, unit=made.unknown, on=TODAY, reason="撤并", today=TODAY)
    rows = [
        allocation(made, station=made.a1.name),
        allocation(made, station=made.b1.code),
        allocation(made, station=made.unknown.code),
        [*allocation(made, document="3号"), made.a2.name],
    ]
    raw = workbook(allocations=[[*HEADS["allocations"], "station_name"], *rows])
    row = handed_in(made, raw, by=at_city)
    assert [line for _sheet, line in wrong(row)] == [3, 4, 5]
    told = "\n".join(wrong(row).values())
    assert "不属于本局" in told and "撤销" in told and made.a1.code in told
    ours = handed_in(made, raw)
    assert "本局没有这个派出所" in wrong(ours)[("allocations", 3)]


def test_sums_run_on_from_row_to_row(made: Force) -> None:
    """What is prepared, released, allocated by the file, and prepared above it."""
    prepared(made, allocated(made), 300)
    raw = book(
        allocations=[allocation(made, 100, document="2号")],
        payments=[
            payment(made, 500, purpose="一月"),
            payment(made, "300.01", purpose="二月"),
            payment(made, 300, purpose="三月"),
            payment(made, 500, purpose="一月"),
        ],
    )
    row = handed_in(made, raw)
    assert set(wrong(row)) == {("payments", 3), ("payments", 5)}
    assert "300.00" in wrong(row)[("payments", 3)]
    assert "第2行" in wrong(row)[("payments", 5)]


def test_cells_that_are_merged_are_told(made: Force) -> None:
    rows = [allocation(made, 5), allocation(made, 6)]
    found = load_workbook(io.BytesIO(book(allocations=rows)))
    found.worksheets[0].merge_cells("E2:E3")
    stream = io.BytesIO()
    found.save(stream)
    said = wrong(handed_in(made, stream.getvalue()))
    assert list(said) == [("allocations", 3)] and "合并" in said[("allocations", 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_one_table_as_text(made: Force, encoding: str) -> None:
    text = f"经费下达表\n年份,派出所,金额,文号\n{YEAR},{made.a1.name},“16,000”,1号\n"
    raw = text.replace("“", '"').replace("”", '"').encode(encoding)
    row = handed_in(made, raw, "下达.csv")
    assert (row.problem, wrong(row)) == ("", {})
    applied(made, row)
    assert chain(Line.objects.get()) == (16000, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.csv", "甲,乙\n1,2\n".encode(), "表头"),
        ("a.csv", b"", "空"),
        ("a.xlsx", b"PK", "工作簿"),
        ("a.xlsx", workbook(other=[["甲"]]), "经费标准"),
    ],
)
def test_a_file_that_cannot_be_used(
    made: Force, name: str, raw: bytes, words: str
) -> None:
    row = handed_in(made, raw, name)
    assert row.state == "unusable" and words in row.problem, row.problem


def test_one_bad_row_of_two_thousand_and_nothing_is_written(made: Force) -> None:
    lines = [f"{made.a1.code},{YEAR},{n}.00,{n}号" for n in range(1, 2001)]
    lines[1233] = lines[1233].replace(".00", ".005")
    text = "\n".join(["station,year,amount,document", *lines])
    row = handed_in(made, text.encode(), "a.csv")
    assert row.counts == {"allocations": {"new": 1999, "bad": 1}}
    assert list(wrong(row)) == [("allocations", 1235)]
    with pytest.raises(ValidationError):
        confirm_import(by=made.finance, row=row, mark=row.mark)
    assert not Entry.objects.exists()


def test_what_is_no_longer_true_is_told_and_nothing_is_written(made: Force) -> None:
    line = allocated(made)
    row = handed_in(made, book(payments=[payment(made, 900)], fees=[fee(made, 1)]))
    confirm_import(by=made.finance, row=row, mark=row.mark)
    prepared(made, line, 300)
    work(row)
    assert (row.state, row.moved) == ("judged", True)
    assert "700.00" in wrong(row)[("payments", 2)]
    assert not FeeIncome.objects.exists()


def test_it_is_stopped_and_whose_right_is_gone_writes_nothing(made: Force) -> None:
    row = handed_in(made, book(allocations=[allocation(made)]))
    confirm_import(by=made.finance, row=row, mark=row.mark)
    cancel_import(by=made.finance, row=row)
    work(row)
    assert row.state == "judged" and not Entry.objects.exists()
    confirm_import(by=made.finance, row=row, mark=row.mark)
    Membership.objects.filter(user=made.finance).update(role=Role.LEADER)
    work(row)
    assert row.state == "unusable" and "没有此项权限" in row.problem
    with pytest.raises(PermissionDenied):
        handed_in(made, b"x", by=made.leader)
    assert not Entry.objects.exists()


def test_an_amount_is_the_shortest_number_that_the_cell_can_be() -> None:
    read = ALLOCATIONS.field("amount").read
    assert read(0.1) == Decimal("0.1") and read(16000) == 16000
    assert read(0.1 + 0.2) == Decimal("0.30000000000000004")
    assert read("￥１６，０００．５０元") == Decimal("16000.50")


def test_a_file_is_judged_in_as_many_statements_whatever_it_holds(made: Force) -> None:
    counts = []
    for n in (10, 150):
        rows = [allocation(made, 5, document=f"{n}-{k}号") for k in range(n)]
        paid = [payment(made, 1, purpose=f"{n}-{k}") for k in range(n // 2)]
        with CaptureQueriesContext(connection) as caught:
            row = handed_in(made, book(allocations=rows, payments=paid))
        assert row.can_apply
        counts.append(len(caught))
    assert counts[1] <= counts[0]


def test_what_a_service_refuses_at_the_last_moment_stands_beside_its_line(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = handed_in(made, book(allocations=[allocation(made), allocation(made, 20)]))

    def refuses(**given: Any) -> None:
        if given["amount"] == 20:
            raise ValidationError({"amount": ["刚才还不是这样。"]})
        allocate(**given)

    monkeypatch.setattr(entering, "STEP", 1)
    monkeypatch.setattr(entering, "allocate", refuses)
    applied(made, row)
    assert wrong(row) == {("allocations", 3): "刚才还不是这样。"}
    assert row.state != "applied" and not Entry.objects.exists()

"""Pages about what a station spent and what tasks cost it."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from budget.models import Expense
from coordination import spent_tables
from coordination.costs import last_said, read_costs
from coordination.models import CostPayment, ExpenseCause
from coordination.views import paying
from organization.models import User
from tasking.models import Directive
from tests.budget import spending
from tests.budget.spending import TODAY, reimbursed
from tests.budget.test_counts import MOST
from tests.budget.world import YEAR, allocated, confirm, released
from tests.coordination.costing import at, ordered, paid_for, said, spent
from tests.copying import copies
from tests.factories import Force
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client, queries

pytestmark = pytest.mark.django_db
TYPED = {
    "amount": "1,200.50",
    "purpose": "打印耗材",
    "kind": "office",
    "category": "running",
    "spent_on": TODAY.isoformat(),
    "document": "凭证1号",
    "paid": "funds",
}
HEADS = [
    "支出日期",
    "用途",
    "支出类别",
    "金额",
    "事由",
    "凭证号",
    "任务文号",
    "同一凭证",
]


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


def home(force: Force) -> str:
    return url("expenses", force.a1.code)


def test_a_row_is_entered_with_its_paper_and_its_task(force: Force) -> None:
    row, officer = at(ordered(force), force.a1), client(force.officer_a1)
    task_page = officer.get(url("assignment", row.pk)).content.decode()
    assert f"{home(force)}?assignment={row.pk}#enter" in task_page
    shown = officer.get(f"{home(force)}?assignment={row.pk}").content.decode()
    assert f'<option value="{row.pk}" selected>' in shown
    paper = SimpleUploadedFile("发票.txt", b"x")
    typed = TYPED | {"assignment": row.pk, "evidence": paper}
    assert officer.post(home(force), typed)["Location"] == f"{home(force)}?year={YEAR}"
    made = Expense.objects.get()
    assert made.cause.assignment == row and str(made.amount) == "1200.50"
    page = officer.get(home(force))
    assert "超出到账经费1,200.50元" in words(page) and "旅馆业检查" in words(page)
    file = url("expense_file", made.pk, made.files.get().pk)
    assert officer.get(file).content == b"x"
    assert "本所已支出1,200.50元" in words(officer.get(url("assignment", row.pk)))
    money = reverse("budget:station", args=[force.a1.code])
    assert "1,200.50" in words(client(force.finance).get(money))


def test_what_is_wrong_stands_beside_its_field(force: Force) -> None:
    chief = client(force.chief_a1)
    chief.post(home(force), TYPED)
    for field, value in (
        *(("amount", "-1"), ("amount", "1.005"), ("spent_on", f"{YEAR - 1}-05-01")),
        *(("spent_on", "2999-01-01"), ("purpose", ""), ("kind", "x")),
        *(("document", "凭证1号"), ("assignment", "999")),
    ):
        typed = TYPED | {"document": "凭证9号"} | {field: value}
        refused = chief.post(home(force), typed)
        assert refused.status_code == 422, field
        assert f'id="id_{field}_error"' in refused.content.decode(), field
        assert ("同一凭证的另一部分" in words(refused)) is (field == "document")
    assert Expense.objects.count() == 1
    part = TYPED | {"part": "on", "amount": "7"}
    assert [chief.post(home(force), part).status_code for _ in "12"] == [302, 422]
    assert client(force.chief_a1, "en").get(home(force)).status_code == 200


def test_it_is_taken_back_and_repaid_on_the_page(force: Force) -> None:
    chief = client(force.chief_a1)
    row = spending.spent(force, 200, paid="advance")
    paid = reimbursed(force)
    page = words(chief.get(home(force)))
    assert "垫付200.00元尚未报销" in page and "可冲抵500.00元" in page
    to = url("repay_expenses", force.a1.code)
    assert chief.post(to, {"disbursement": paid.pk}).status_code == 422
    assert chief.post(to, {"disbursement": "x", "expenses": row.pk}).status_code == 422
    assert chief.post(to, {"disbursement": 0, "expenses": row.pk}).status_code == 404
    done = {"disbursement": paid.pk, "expenses": [row.pk]}
    assert chief.post(to, done).status_code == 302
    assert "已报销" in words(chief.get(home(force)))
    back = url("take_back_spent", row.pk)
    assert chief.post(back, {"reason": "重复"}).status_code == 422
    undo = url("undo_repaid", row.repayments.get().pk)
    assert chief.post(undo).status_code == 302
    assert chief.post(undo).status_code == 422
    assert chief.get(back).status_code == 200
    assert chief.post(back, {"reason": ""}).status_code == 422
    assert chief.post(back, {"reason": "重复"}).status_code == 302
    assert chief.post(back, {"reason": "重复"}).status_code == 422
    assert "已冲正" in words(chief.get(home(force)))


def table(*rows: list[Any]) -> SimpleUploadedFile:
    book, content = Workbook(), io.BytesIO()
    for row in (HEADS, *rows):
        book.worksheets[0].append(row)
    book.save(content)
    return SimpleUploadedFile("支出.xlsx", content.getvalue())


def line(document: str, amount: Any = 300, **more: Any) -> list[Any]:
    given = {"kind": "差旅费", "task": "", "part": ""} | more
    first = [TODAY.isoformat(), "公用经费", given["kind"], amount, "出差"]
    return [*first, document, given["task"], given["part"]]


def test_what_a_spreadsheet_reckoned_is_not_rounded() -> None:
    """As in every table of money: the service refuses more than two decimals."""
    amount = next(one for one in spent_tables.columns() if one.name == "amount")
    assert amount.read(0.1 + 0.2) == Decimal("0.30000000000000004")
    assert amount.read("１，２００.50元") == Decimal("1200.50")


def test_a_table_is_judged_first_and_entered_as_it_was(force: Force) -> None:
    row, chief = ordered(force), client(force.chief_a1)
    to = url("import_expenses", force.a1.code)
    spending.spent(force, 1, "旧")
    wrong = [line("甲", -3), line("旧"), line("乙", kind="x"), line("丙", task="?")]
    wrong += [line("戊", part="部分"), line("己", 16.125)]
    rounded = line(12345678901234567890)
    refused = chief.post(to, {"file": table(*wrong, rounded)})
    assert refused.status_code == 422
    assert [one.row for one in refused.context["problems"]] == [*range(2, 9)]
    assert chief.post(to, {}).status_code == 422
    good = table(line("甲", "300元", task=row.number), line("甲", 7, part="是"))
    judged = chief.post(to, {"file": good})
    assert judged.status_code == 200 and "307.00" in words(judged)
    assert Expense.objects.count() == 1
    sealed = {"sealed": judged.context["sealed"]}
    apply = url("apply_expenses", force.a1.code)
    assert client(force.officer_a1).post(apply, sealed).status_code == 409
    assert chief.post(apply, sealed).status_code == 302
    assert chief.post(apply, sealed).status_code == 409, "handed in twice"
    assert Expense.objects.get(amount=300).cause.assignment.directive == row
    out = chief.get(url("expenses_file", force.a1.code) + "?kind=travel")
    cells = list(load_workbook(io.BytesIO(out.content)).worksheets[0].values)
    assert [cell[3] for cell in cells[1:]] == [7, 300]
    again = SimpleUploadedFile("支出.xlsx", out.content)
    assert chief.post(to, {"file": again}).status_code == 422
    empty = chief.get(url("expenses_file", force.a1.code) + "?empty=1")
    heads = next(load_workbook(io.BytesIO(empty.content)).worksheets[0].values)
    assert {"凭证号", "任务文号", "支付方式"} <= set(heads)


def test_what_is_entered_does_not_come_again_by_file(force: Force) -> None:
    chief, to = client(force.chief_a1), url("import_expenses", force.a1.code)
    chief.post(home(force), TYPED | {"document": "凭证 77"})
    out = chief.get(url("expenses_file", force.a1.code)).content
    again = SimpleUploadedFile("支出.xlsx", out)
    assert chief.post(to, {"file": again}).status_code == 422
    parts = chief.post(to, {"file": table(line("凭证77", 8, part="是"))})
    apply, sealed = url("apply_expenses", force.a1.code), parts.context["sealed"]
    done = [chief.post(apply, {"sealed": sealed}).status_code for _ in "12"]
    assert done == [302, 409], "a part that is sent twice is one"
    assert Expense.objects.count() == 2


def test_a_cost_is_asked_tried_and_kept_with_the_task(force: Force) -> None:
    told = {"cost_each": "300", "cost_origin": "open"}
    tried = client(force.staff).post(url("preview_fragment"), form_of(force, **told))
    assert "每所约300.00元" in words(tried) and "合计600.00元" in words(tried)
    assert post(force.staff, form_of(force, **told)).status_code == 302
    row = Directive.objects.get()
    found = last_said(row)
    assert found and (found.each, found.origin) == (300, "open")
    for user, where in (
        (force.chief_a1, url("assignment", at(row, force.a1).pk)),
        (force.chief_a1, url("workload", force.a1.code)),
        (force.staff, url("directive", row.pk)),
    ):
        page = words(client(user).get(where))
        assert "每所约300.00元" in page and "未落实来源" in page
    for wrong in ({"cost_each": "1.005"}, {"cost_each": "x"}, {"cost_fund": "文"}):
        refused = post(force.staff, form_of(force, **wrong))
        assert refused.status_code == 422 and "id_cost_each_error" in str(
            refused.content
        )
    hidden = form_of(force, reserved="on", title="", cost_each="5")
    refused = post(force.staff, hidden)
    assert refused.status_code == 422
    part = re.search(r'<details[^>]*id="costs"[^>]*>', refused.content.decode())
    assert part and " hidden" not in part[0], "what is wrong there is seen"
    assert Directive.objects.count() == 1


def test_a_draft_keeps_what_was_said(force: Force) -> None:
    draft = form_of(force, act="draft", cost_each="80", cost_origin="running")
    post(force.staff, draft)
    row = Directive.objects.get()
    page = client(force.staff).get(url("edit_draft", row.pk)).content.decode()
    assert 'name="cost_each" value="80.00"' in page
    to = url("directive_cost", row.pk)
    office = client(force.staff)
    bad = {"cost_each": "5", "cost_origin": "with_it"}
    assert "id_cost_fund_error" in office.post(to, bad).content.decode()
    assert office.post(to, bad | {"cost_fund": "专项"}).status_code == 302
    assert "现行" in words(office.get(to)) and row.costs.count() == 2
    assert office.post(to, {"cost_each": ""}).status_code == 302
    assert last_said(row) is None


def test_tasks_with_costs_are_listed_the_least_funded_first(force: Force) -> None:
    small, large = ordered(force, "小任务"), ordered(force, "大任务", who="narcotics")
    said(force, small, 10), said(force, large, 500)
    spent(force, small, 25, "甲")
    office = client(force.finance)
    page = office.get(url("task_costs"))
    titles = [row.title for row in page.context["page"]]
    assert titles == ["大任务", "小任务"] and "1,035.00元未落实" in words(page)
    code = force.public_order.code
    narrowed = office.get(url("task_costs") + f"?department={code}&year={YEAR}")
    assert [row.title for row in narrowed.context["page"]] == ["小任务"]
    assert narrowed.context["whole"].unfunded == 35
    one = office.get(url("task_cost", small.pk))
    assert "柳堰" in words(one) and "津堰" in words(one)
    assert "津堰" not in words(client(force.chief_a1).get(url("task_cost", small.pk)))
    book = load_workbook(io.BytesIO(office.get(url("task_costs_file")).content))
    tasks, departments = (list(sheet.values) for sheet in book.worksheets)
    assert [row[-1] for row in tasks[1:]] == [1000, 35, 1035]
    assert [row[-1] for row in departments[1:]] == [1000, 35]
    assert client(force.finance, "en").get(url("task_costs")).status_code == 200


def test_finance_names_the_task_a_payment_is_for(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, paid = ordered(force), released(force, allocated(force))
    office, to = client(force.finance), url("paid_task", paid.pk)
    said(force, row)
    assert (
        to
        in office.get(reverse("budget:disbursement", args=[paid.pk])).content.decode()
    )
    assert office.post(to, {"directive": "999"}).status_code == 422
    assert office.post(to, {"directive": row.pk}).status_code == 302
    late = office.post(to, {"directive": "", "version": "0"})
    assert late.status_code == 422 and "您写的是“不属于具体任务”" in words(late)
    assert CostPayment.objects.standing().get().directive == row, "not the last wins"
    confirm(force, paid, 400)
    page = office.get(url("task_cost", row.pk))
    assert page.context["row"].sums.unfunded == 300
    monkeypatch.setattr(paying, "MOST", 1)
    said(force, ordered(force, "以后的任务"))
    kept = office.get(to).content.decode()
    assert f'<option value="{row.pk}" selected>' in kept, "however old it is"
    assert office.post(to, {"directive": ""}).status_code == 302
    assert not CostPayment.objects.standing().exists()


def asked(user: User, to: str) -> list[str]:
    """From where each statement of a page reads, or how it begins where it reads from
    nowhere, once the page has been opened before."""
    made = client(user)
    made.get(to)
    with CaptureQueriesContext(connection) as caught:
        assert made.get(to).status_code == 200
    # A plan that is made anew on this connection has another number.
    said = [re.sub(r"kept_\d+", "kept", one["sql"]) for one in caught]
    return [" ".join(re.findall(r'FROM "?(\w+)', sql)[:3]) or sql[-90:] for sql in said]


def test_pages_cost_the_same_with_many_rows(force: Force) -> None:
    row = ordered(force)
    said(force, row)
    paid = reimbursed(force)
    paid_for(force, row, paid)
    first = spent(force, row, 1, "甲")
    saying, held = row.costs.get(), at(row, force.a1)
    cause = ExpenseCause.objects.get(expense=first)

    def more(count: int) -> None:
        made = copies(row, count, number=lambda n: f"副本{count}-{n}")
        copies(saying, count, directive_id=lambda n: made[n].pk)
        tasks = copies(held, count, directive_id=lambda n: made[n].pk)
        rows = copies(first, count, paid=lambda n: "advance")
        copies(
            cause,
            count,
            expense_id=lambda n: rows[n].pk,
            assignment_id=lambda n: tasks[n].pk,
        )

    pages = [
        (force.chief_a1, home(force)),
        (force.finance, url("task_costs")),
        (force.finance, url("paid_task", paid.pk)),
    ]
    more(10)
    few = [asked(user, to) for user, to in pages]
    more(990)
    assert [asked(user, to) for user, to in pages] == few
    assert max(map(len, few)) <= MOST
    assert len(read_costs(force.finance, YEAR)) == 1001


def test_a_bureau_reads_its_stations_the_worst_first(force: Force) -> None:
    spending.spent(force, 700, paid="advance")
    reimbursed(force, 501)
    to = reverse("budget:bureau_expenses", args=[force.county_a.code])
    few = queries(force.leader, to)
    page = client(force.leader).get(to)
    assert "1个所超出到账经费199.00元" in words(page)
    assert page.context["rows"][0][0] == force.a1
    copies(Expense.objects.get(), 100, document=lambda n: f"甲{n}")
    assert queries(force.leader, to) == few <= MOST
    book = client(force.finance).get(f"{to[:-1]}.xlsx")
    rows = list(load_workbook(io.BytesIO(book.content)).worksheets[0].values)
    assert rows[-1][4:] == (70700, 0, 70199, 70700, 70700)

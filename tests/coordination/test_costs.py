"""What a task costs stations: said, spent, paid for, unfunded, and who sees it."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from budget.services.spending import take_back_expense
from coordination.cost_sheets import sheets
from coordination.costs import (
    by_department,
    last_said,
    read_costs,
    read_stations,
    together,
)
from coordination.forms.stored import initial_of
from coordination.models import CostPayment, ExpenseCause
from coordination.services.costing import (
    Caused,
    Cost,
    causes_at,
    name_paid_task,
    payable,
    say_cost,
    spend,
)
from coordination.services.issuing import issue
from coordination.services.recalling import correct, recall
from organization.models import AuditEvent
from tasking.models import Directive
from tests.budget.spending import reimbursed, spending
from tests.budget.world import NOW, YEAR, allocated, confirm, released, told, yuan
from tests.coordination.costing import (
    at,
    listed,
    ordered,
    paid_for,
    said,
    spent,
    sums,
)
from tests.coordination.world import task
from tests.factories import Force

pytestmark = pytest.mark.django_db


def test_what_is_said_last_counts_and_nothing_said_is_nothing(force: Force) -> None:
    row = ordered(force)
    given = {"by": force.staff, "directive": row, "now": NOW}
    assert say_cost(cost=Cost(), **given) is None and last_said(row) is None
    said(force, row, 300)
    assert say_cost(cost=Cost(yuan(300)), **given) is None, "the same is no new row"
    said(force, row, 250, origin="with_it", fund="砚公财〔2026〕9号")
    found = last_said(row)
    assert found and (found.each, found.fund) == (250, "砚公财〔2026〕9号")
    assert say_cost(cost=Cost(), **given) and last_said(row) is None
    assert row.costs.count() == 3
    assert AuditEvent.objects.filter(action="directive.cost").count() == 3
    for statement in ("DELETE FROM", "UPDATE"):
        more = " SET each = 1" if statement == "UPDATE" else ""
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(f"{statement} coordination_directivecost{more}")


@pytest.mark.parametrize(
    ("cost", "field"),
    [
        *((Cost(Decimal("-1")), "each"), (Cost(Decimal("1.005")), "each")),
        *((Cost(Decimal(1), "with_it"), "fund"), (Cost(Decimal(1), "x"), "origin")),
        *((Cost(fund="x"), "each"), (Cost(Decimal(1), fund="x" * 121), "fund")),
    ],
)
def test_a_cost_that_cannot_be_is_told(force: Force, cost: Cost, field: str) -> None:
    row = ordered(force)
    found = told(say_cost, by=force.staff, directive=row, cost=cost, now=NOW)
    assert set(found) == {field} and not row.costs.exists()


def test_only_its_department_says_what_a_task_costs(force: Force) -> None:
    row = ordered(force)
    for user in (force.staff_narcotics, force.chief_a1, force.finance, force.leader):
        with pytest.raises(PermissionDenied):
            say_cost(by=user, directive=row, cost=Cost(yuan(1)), now=NOW)


def test_unfunded_is_counted_station_by_station(force: Force) -> None:
    row = ordered(force)
    said(force, row, 300)
    assert sums(force.staff, row) == (2, 600, 0, 0, 0, 600)
    first = spent(force, row, 450, "甲")
    assert sums(force.staff, row) == (2, 600, 450, 0, 0, 750)
    paid = reimbursed(force, 500, 400)
    paid_for(force, row, paid)
    assert sums(force.staff, row) == (2, 600, 450, 500, 400, 350)
    confirm(force, paid, 100)
    assert sums(force.staff, row)[-1] == 300, "a surplus pays nobody else"
    take_back_expense(by=force.chief_a1, expense=first, reason="重录", now=NOW)
    assert sums(force.staff, row) == (2, 600, 0, 500, 500, 300)
    assert [one.station for one in read_stations(force.staff, row.pk)] == [
        force.a2,
        force.a1,
    ]
    recall(by=force.staff, directive=row, reason="误发", now=NOW)
    assert sums(force.staff, row) == (1, 0, 0, 500, 500, 0)


def test_whose_costs_one_sees(force: Force) -> None:
    own, other = ordered(force), ordered(force, "毒品清查", force.a1, who="narcotics")
    said(force, own), said(force, other, 80)
    ordered(force, "不花钱的任务")
    both = ["旅馆业检查", "毒品清查"]
    for user in (force.finance, force.leader, force.internal_auditor):
        assert listed(user) == both
    assert listed(force.staff) == both[:1] and listed(force.staff_narcotics) == both[1:]
    assert sums(force.chief_a1, own) == (1, 300, 0, 0, 0, 300)
    assert listed(force.chief_a1) == both and listed(force.chief_a2) == both[:1]
    for user in (force.chief_b1, force.staff_b, force.coordinator, force.stranger):
        assert listed(user) == [] and sums(user, own) == ()
    departments = by_department(read_costs(force.leader, YEAR))
    assert [(one.department, one.tasks) for one in departments] == [
        (force.public_order, 1),
        (force.narcotics, 1),
    ]
    whole = together(read_costs(force.leader, YEAR))
    assert whole.unfunded == sum(one.sums.unfunded for one in departments) == 680
    assert read_costs(force.leader, YEAR - 1) == []


def secret(force: Force) -> Directive:
    due = timezone.localdate(NOW) + dt.timedelta(days=9)
    content = replace(
        task("", 1, due.isoformat()), reserved=True, intent="抓捕", standard=""
    )
    return issue(
        by=force.staff,
        requester=force.public_order,
        content=content,
        stations=[force.a1],
        now=NOW,
        reason="x",
    ).directive


def test_what_must_stay_secret_has_no_cost(force: Force) -> None:
    row = secret(force)
    cost = {"by": force.staff, "directive": row, "cost": Cost(yuan(5)), "now": NOW}
    assert set(told(say_cost, **cost)) == {"each"}
    assert say_cost(**cost | {"cost": Cost()}) is None
    caused = Caused(spending(5), at(row, force.a1))
    by = {"by": force.chief_a1, "station": force.a1, "now": NOW}
    assert set(told(spend, caused=caused, **by)) == {"assignment"}
    assert not causes_at(force.a1, since=NOW).exists()
    paid = released(force, allocated(force))
    pays = {"by": force.finance, "disbursement": paid, "now": NOW}
    assert set(told(name_paid_task, directive=row, **pays)) == {"directive"}
    bare = spend(caused=Caused(spending(3, "无任务")), **by)
    for table, values in (
        ("expensecause (expense_id, assignment_id)", (bare.pk, at(row, force.a1).pk)),
        (
            "costpayment (disbursement_id, directive_id, said_by_id, said_at)",
            (paid.pk, row.pk, force.finance.pk, NOW),
        ),
    ):
        holes = ", ".join(["%s"] * len(values))
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(
                f"INSERT INTO coordination_{table} VALUES ({holes})", values
            )
    Directive.objects.filter(pk=row.pk).update(reserved=False, title="抓捕行动")
    row.refresh_from_db()
    said(force, row), spent(force, row, 7, "甲")
    Directive.objects.filter(pk=row.pk).update(reserved=True, title="")
    for user in (force.staff, force.leader, force.finance, force.chief_a1):
        assert listed(user) == [], "not even for its own department"


def test_a_cause_is_a_task_of_the_station_itself(force: Force) -> None:
    row = ordered(force, "旅馆业检查", force.a2)
    caused = Caused(spending(5), at(row, force.a2))
    by = {"by": force.chief_a1, "station": force.a1, "now": NOW}
    assert set(told(spend, caused=caused, **by)) == {"assignment"}
    assert not ExpenseCause.objects.exists()


def test_a_payment_is_for_one_task_at_a_time(force: Force) -> None:
    first, second = ordered(force), ordered(force, "毒品清查", who="narcotics")
    paid = released(force, allocated(force))
    given = {"by": force.finance, "disbursement": paid, "now": NOW}
    assert set(told(name_paid_task, directive=first, **given)) == {"directive"}
    said(force, first), said(force, second)
    assert set(payable(force.a1)) == {first, second}
    with pytest.raises(PermissionDenied):
        name_paid_task(**given | {"by": force.chief_a1}, directive=first)
    made = name_paid_task(directive=first, **given)
    assert name_paid_task(directive=first, **given) == made
    name_paid_task(directive=second, **given)
    assert CostPayment.objects.standing().get().directive == second
    assert name_paid_task(directive=None, **given) is None
    assert CostPayment.objects.count() == 2
    assert not CostPayment.objects.standing().exists()


RECOUNT = """
SELECT coalesce(sum(greatest(0, greatest(said, spent) - sure)), 0) FROM (
    SELECT a.id,
        coalesce((SELECT each FROM coordination_directivecost c
            WHERE c.directive_id = a.directive_id ORDER BY id DESC LIMIT 1), 0) AS said,
        coalesce((SELECT sum(e.amount) FROM budget_expense e
            JOIN coordination_expensecause c ON c.expense_id = e.id
            WHERE c.assignment_id = a.id AND e.takes_back_id IS NULL
                AND e.id NOT IN (SELECT takes_back_id FROM budget_expense
                    WHERE takes_back_id IS NOT NULL)), 0) AS spent,
        coalesce((SELECT sum(n.amount) FROM budget_entry n
            JOIN coordination_costpayment p ON p.disbursement_id = n.disbursement_id
            JOIN budget_line l ON l.id = n.line_id
            WHERE p.ended_at IS NULL AND p.directive_id = a.directive_id
                AND l.station_id = a.station_id AND n.kind = 'confirm'), 0) AS sure
    FROM tasking_assignment a) every"""


def test_a_workbook_says_on_which_day_it_was_issued_here(force: Force) -> None:
    said(force, ordered(force))
    (one,) = read_costs(force.finance, YEAR)
    early = dt.datetime(2026, 4, 30, 23, tzinfo=dt.UTC)  # 1 May, seven in the morning
    rows = list(sheets([replace(one, issued_at=early)])[0].rows)
    assert rows[1][3] == dt.date(2026, 5, 1)


def test_a_cost_cleared_in_a_correction_does_not_come_back(force: Force) -> None:
    row = ordered(force)
    said(force, row, 300, origin="with_it", fund="专项")
    recall(by=force.staff, directive=row, reason="范围有误", now=NOW)
    made, _fresh = correct(by=force.staff, directive=row)
    assert initial_of(made)["cost_each"] == 300
    say_cost(by=force.staff, directive=made, cost=Cost(), now=NOW)
    assert "cost_each" not in initial_of(made) and last_said(made) is None
    assert made.costs.get().fund == ""


def test_naming_no_task_where_none_was_named_is_no_act(force: Force) -> None:
    paid = released(force, allocated(force))
    given = {"by": force.finance, "disbursement": paid, "now": NOW}
    assert name_paid_task(directive=None, **given) is None
    assert not AuditEvent.objects.filter(action="disbursement.task").exists()


@pytest.mark.parametrize("seed", range(2))
def test_the_sums_are_a_recount_of_the_rows(force: Force, seed: int) -> None:
    luck = random.Random(seed)
    tasks = [ordered(force, f"任务{n}") for n in range(3)]
    line, rows = allocated(force, 9000), []

    def act(n: int) -> None:
        what, row = luck.randrange(5), luck.choice(tasks)
        if what == 0:
            said(force, row, luck.randrange(1, 400))
        elif what == 1 or not rows:
            rows.append(spent(force, row, luck.randrange(1, 400), f"凭证{n}"))
        elif what == 2:
            gone = rows.pop(luck.randrange(len(rows)))
            take_back_expense(by=force.chief_a1, expense=gone, reason="x", now=NOW)
        else:
            paid = released(force, line, luck.randrange(1, 300))
            confirm(force, paid, luck.randrange(1, int(paid.amount) + 1))
            if payable(force.a1).filter(pk=row.pk).exists():
                paid_for(force, row, paid)

    for n in range(16):
        act(n)
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT)
        (wanted,) = cursor.fetchone()
    assert together(read_costs(force.leader, YEAR)).unfunded == wanted

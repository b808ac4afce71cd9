"""The chain holds: through the services with words, against raw SQL by the database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.utils import timezone

from budget.models import ClosedYear, Delivery, Disbursement, Entry, Leg, Line
from budget.services import allocating, arriving, disbursing
from budget.services.taking_back import take_back
from desk.models import InboxItem
from organization.models import AuditEvent, Role, Station, User
from organization.permissions import POLICY
from organization.services import name_deputy
from organization.services.reorganising import close_unit
from tests.budget.world import (
    NOW,
    YEAR,
    allocated,
    chain,
    confirm,
    paid,
    prepared,
    released,
    second,
    told,
    yuan,
)
from tests.factories import Force

pytestmark = pytest.mark.django_db


def kinds(user: User) -> set[str]:
    return set(InboxItem.objects.filter(recipient=user).values_list("kind", flat=True))


def test_money_is_followed_until_the_station_says_it_arrived(made: Force) -> None:
    line = allocated(made)
    row = prepared(made, line)
    other = second(made)
    assert chain(line) == (1000, 0, 0, 0)
    assert not Disbursement.objects.visible_to(made.chief_a1).exists()
    disbursing.release(by=other, disbursement=row, now=NOW)
    assert chain(line) == (1000, 600, 0, 0)
    assert kinds(made.chief_a1) == {"money_confirm"}
    assert Disbursement.objects.to_confirm_by(made.chief_a1).get() == row
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}
    arriving.receive(amount=yuan(200), **station)
    assert chain(line) == (1000, 600, 200, 0)
    arriving.confirm(amount=yuan(350), **station)
    assert chain(line) == (1000, 600, 350, 350)
    arriving.confirm(amount=yuan(250), **station)
    assert chain(line) == (1000, 600, 600, 600)
    assert not Disbursement.objects.to_confirm_by(made.chief_a1).exists()
    assert kinds(made.chief_a1) == set()
    sums = Leg.objects.values("entry").annotate(total=Sum("amount"))
    assert {one["total"] for one in sums} == {Decimal(0)}
    acts = AuditEvent.objects.filter(action__startswith="money.").order_by("pk")
    assert [one.action.partition(".")[2] for one in acts] == [
        *("allocate", "disburse", "receive", "receive", "confirm"),
        *("receive", "confirm"),
    ]


def test_two_persons_let_money_go(made: Force) -> None:
    row = prepared(made, allocated(made))
    with pytest.raises(PermissionDenied):
        disbursing.release(by=made.finance, disbursement=row, now=NOW)
    with pytest.raises(DatabaseError, match="needs_two"), transaction.atomic():
        Disbursement.objects.filter(pk=row.pk).update(
            released_by=row.prepared_by, released_at=NOW
        )
    other = second(made)
    disbursing.release(by=other, disbursement=row, now=NOW)
    again = told(disbursing.release, by=other, disbursement=row, now=NOW)
    assert set(again) == {"state"}


@pytest.mark.parametrize(
    ("amount", "word"),
    [
        *((None, "填写"), (Decimal(0), ""), (Decimal(-1), ""), (Decimal("NaN"), "")),
        *((Decimal("1.005"), ""), (Decimal(10) ** 12, "")),
    ],
)
def test_what_is_no_amount_is_told(made: Force, amount: Any, word: str) -> None:
    """Negative, of three decimals, of nothing, beyond what is stored."""
    given = {"by": made.finance, "station": made.a1, "document": "x", "now": NOW}
    purpose = allocating.Purpose(YEAR)
    found = told(allocating.allocate, purpose=purpose, amount=amount, **given)
    assert set(found) == {"amount"}
    assert not Line.objects.exists()


def test_no_step_is_larger_than_the_one_before(made: Force) -> None:
    line = allocated(made)
    payment = disbursing.Payment(yuan(1001), "quota", "x")
    office = {"by": made.finance, "now": NOW}
    assert set(told(disbursing.prepare, line=line, payment=payment, **office)) == {
        "amount"
    }
    # Both were prepared while there was enough for each.
    first, late = prepared(made, line, 600), prepared(made, line, 600)
    disbursing.release(by=second(made), disbursement=first, now=NOW)
    found = told(disbursing.release, by=second(made), disbursement=late, now=NOW)
    assert "400.00" in found["amount"][0]
    station = {"by": made.chief_a1, "disbursement": first, "now": NOW}
    assert "600.00" in told(arriving.receive, amount=yuan(601), **station)["amount"][0]
    assert set(told(arriving.confirm, amount=yuan(601), **station)) == {"amount"}
    arriving.confirm(amount=yuan(600), **station)
    assert set(told(arriving.confirm, amount=yuan(1), **station)) == {"amount"}
    assert set(told(arriving.confirm, amount=yuan(1), version=1, **station)) == {
        "state"
    }


def test_nobody_else_confirms(made: Force) -> None:
    row = paid(made)
    given = {"disbursement": row, "amount": yuan(1), "now": NOW}
    for name in (
        *("finance", "leader", "internal_auditor", "head", "personnel_admin"),
        *("officer_a1", "chief_a2", "chief_b1", "system_admin", "stranger"),
    ):
        for act in (arriving.receive, arriving.confirm):
            with pytest.raises(PermissionDenied):
                act(by=getattr(made, name), **given)
    for user in (made.finance, second(made), made.officer_a1, made.chief_a2):
        for kind in ("receive", "confirm", "return"):
            with pytest.raises(DatabaseError, match="only the station"):
                raw(line=row.line_id, kind=kind, paid=row.pk, by=user.pk)
    assert chain(row.line) == (1000, 600, 0, 0)


def test_who_acts_for_the_chief_confirms(made: Force) -> None:
    """The policy and the trigger name the same role."""
    assert POLICY["money.confirm"].roles == (Role.STATION_CHIEF,)
    row, today = paid(made), timezone.localdate(NOW)
    name_deputy(
        by=made.chief_a1,
        station=made.a1,
        deputy=made.officer_a1,
        during=(today, today + dt.timedelta(days=3)),
        today=today,
    )
    deputy = User.objects.get(pk=made.officer_a1.pk)
    arriving.confirm(by=deputy, disbursement=row, amount=yuan(600), now=NOW)
    assert chain(row.line) == (1000, 600, 600, 600)


def test_what_was_not_needed_returns_and_goes_out_again(made: Force) -> None:
    row = paid(made)
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}
    arriving.receive(amount=yuan(500), **station)
    confirm(made, row, 300)
    back = {"reason": "采购节余", **station}
    assert "200.00" in told(arriving.give_back, amount=yuan(201), **back)["amount"][0]
    assert set(told(arriving.give_back, amount=yuan(9), **back | {"reason": ""})) == {
        "reason"
    }
    arriving.give_back(amount=yuan(200), **back)
    assert chain(row.line) == (1000, 400, 300, 300)
    assert kinds(made.finance) == {"money_returned"}
    released(made, row.line, 600)
    assert chain(row.line) == (1000, 1000, 300, 300)


def test_a_counter_entry_is_bounded_by_what_rests_on_it(made: Force) -> None:
    line = allocated(made)
    row = released(made, line, 600)
    confirm(made, row, 300)
    steps = {one.kind: one for one in Entry.objects.filter(line=line)}
    office = {"by": made.finance, "reason": "录入有误", "now": NOW}
    own = office | {"by": made.chief_a1}
    assert "400.00" in told(take_back, entry=steps["allocate"], **office)["reason"][0]
    assert "300.00" in told(take_back, entry=steps["disburse"], **office)["reason"][0]
    assert "0.00" in told(take_back, entry=steps["receive"], **own)["reason"][0]
    for name in ("receive", "confirm"):
        with pytest.raises(PermissionDenied):
            take_back(entry=steps[name], **office)
    with pytest.raises(PermissionDenied):
        take_back(entry=steps["disburse"], **own)
    assert set(told(take_back, entry=steps["confirm"], **own | {"reason": " "})) == {
        "reason"
    }
    for name, by in (
        *(("confirm", own), ("receive", own)),
        *(("disburse", office), ("allocate", office)),
    ):
        made_back = take_back(entry=steps[name], **by)
        assert set(told(take_back, entry=steps[name], **by)) == {"state"}
        assert set(told(take_back, entry=made_back, **by)) == {"state"}
    assert chain(line) == (0, 0, 0, 0)
    assert "money_taken_back" in kinds(made.chief_a1) & kinds(made.finance)


def test_prepared_money_may_be_cancelled(made: Force) -> None:
    row = prepared(made, allocated(made))
    office = {"by": made.finance, "disbursement": row, "now": NOW}
    assert set(told(disbursing.cancel, reason="", **office)) == {"reason"}
    with pytest.raises(PermissionDenied):
        disbursing.cancel(reason="x", **office | {"by": made.chief_a1})
    disbursing.cancel(reason="金额有误", **office)
    gone = office | {"by": second(made)}
    assert set(told(disbursing.release, **gone)) == {"state"}
    assert set(told(disbursing.cancel, reason="x", **office)) == {"state"}


def raw(*, line: int, kind: str, paid: int | None, by: int, **more: Any) -> None:
    """An entry by hand, past the services."""
    given = {"amount": 1, "note": "x", "back": None} | more
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            "INSERT INTO budget_entry (line_id, kind, amount, disbursement_id,"
            " takes_back_id, note, by_id, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                *(line, kind, given["amount"], paid, given["back"]),
                *(given["note"], by, NOW),
            ],
        )


def test_the_chain_holds_against_raw_sql(made: Force) -> None:
    row = paid(made)
    confirm(made, row, 300)
    other = allocated(made, station=made.a2)
    step = {one.kind: one.pk for one in Entry.objects.filter(line=row.line)}
    at = {"line": row.line_id, "paid": row.pk, "by": made.chief_a1.pk}
    for more in (
        {"kind": "confirm", "amount": 301},
        {"kind": "receive", "amount": 301},
        {"kind": "return", "amount": 1},
        {"kind": "confirm", "amount": 0},
        {"kind": "confirm", "amount": -5},
        {"kind": "disburse", "amount": 600},
        {"kind": "allocate", "amount": 5},
        {"kind": "allocate", "paid": None, "note": ""},
        {"kind": "receive", "line": other.pk},
        {"kind": "counter", "amount": 300},
        {"kind": "counter", "amount": 299, "back": step["confirm"]},
        {"kind": "counter", "amount": 300, "back": step["confirm"], "note": ""},
        {"kind": "counter", "amount": 300, "back": step["receive"]},
        {"kind": "counter", "amount": 600, "back": step["disburse"]},
        {"kind": "counter", "amount": 1000, "back": step["allocate"], "paid": None},
    ):
        with pytest.raises(DatabaseError):
            raw(**at | more)
    assert chain(row.line) == (1000, 600, 300, 300)
    for kind in ("receive", "confirm"):  # what can be borne is booked
        raw(**at | {"kind": kind, "amount": 300})
    assert chain(row.line) == (1000, 600, 600, 600)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budget_entry SET amount = 1",
        "DELETE FROM budget_entry",
        "UPDATE budget_leg SET amount = 1",
        "DELETE FROM budget_leg",
        "INSERT INTO budget_leg (entry_id, place, amount)"
        " SELECT id, 'budget', 7 FROM budget_entry LIMIT 1",
        "UPDATE budget_balance SET confirmed = disbursed",
        "DELETE FROM budget_balance",
        "UPDATE budget_delivery SET confirmed = disbursed",
        "UPDATE budget_line SET year = year + 1",
        "UPDATE budget_disbursement SET amount = 1",
        "UPDATE budget_disbursement SET released_at = NULL, released_by_id = NULL",
        "DELETE FROM budget_disbursement",
        "SET ROLE yipan_web; UPDATE budget_balance SET confirmed = disbursed",
        "SET ROLE yipan_worker; TRUNCATE budget_entry CASCADE",
        "SET ROLE yipan_web; INSERT INTO budget_leg (entry_id, place, amount)"
        " SELECT id, 'budget', 7 FROM budget_entry LIMIT 1",
    ],
)
def test_nothing_is_rewritten(made: Force, statement: str) -> None:
    row = paid(made)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as c:
        c.execute(statement)
    assert chain(row.line) == (1000, 600, 0, 0)


def test_the_application_may_book(made: Force) -> None:
    """Web adds an entry without the right to touch the sums that follow."""
    row = paid(made)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL wall.open_lifted = '1'")
        cursor.execute("SET ROLE yipan_web")
        confirm(made, row, 20)
        cursor.execute("RESET ROLE")
    assert Delivery.objects.get(pk=row.pk).confirmed == 20


def test_a_closed_year_gets_no_more(made: Force) -> None:
    line = allocated(made)
    open_one, row = prepared(made, line, 100), released(made, line, 600)
    ClosedYear.objects.create(bureau=made.county_a, year=YEAR, closed_at=NOW)
    office = {"by": made.finance, "now": NOW}
    payment = disbursing.Payment(yuan(1), "quota", "x")
    assert set(told(disbursing.prepare, line=line, payment=payment, **office)) == {
        "amount"
    }
    release = {"disbursement": open_one, "now": NOW}
    assert "amount" in told(disbursing.release, by=second(made), **release)
    purpose = {"purpose": allocating.Purpose(YEAR), "station": made.a1}
    more = {"amount": yuan(1), "document": "x", **purpose, **office}
    assert set(told(allocating.allocate, **more)) == {"year"}
    with pytest.raises(DatabaseError, match="the year is closed"):
        raw(line=line.pk, kind="allocate", paid=None, by=made.finance.pk)
    confirm(made, row, 600)
    assert chain(line) == (1000, 600, 600, 600)


def test_nothing_goes_to_a_station_that_is_closed(made: Force) -> None:
    """Nobody is left there who could say that it arrived."""
    home, today = made.unknown, timezone.localdate(NOW)
    line = allocated(made, station=home)
    waiting = prepared(made, line, 100)
    close_unit(by=None, unit=home, on=today, reason="撤并", today=today)
    line, home = Line.objects.get(), Station.objects.get(pk=home.pk)
    office: dict[str, Any] = {"by": made.finance, "now": NOW}
    given = {"purpose": allocating.Purpose(YEAR), "amount": yuan(1), "document": "x"}
    payment = disbursing.Payment(yuan(1), "quota", "x")
    release = {"by": second(made), "disbursement": waiting, "now": NOW}
    for found in (
        told(allocating.allocate, station=home, **given, **office),
        told(disbursing.prepare, line=line, payment=payment, **office),
        told(disbursing.release, **release),
    ):
        assert set(found) == {"state"} and "撤销" in found["state"][0]
    disbursing.cancel(disbursement=waiting, reason="撤并", **office)
    assert chain(line) == (1000, 0, 0, 0)

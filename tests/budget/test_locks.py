"""What ADR 37 promises, asked of the database itself, past the services."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from budget.models import ClosedYear, Dispute, Entry, Line
from budget.services import arriving
from budget.services.closing import close_year, correct_statement
from budget.services.disputing import dispute
from budget.services.holding import hold_lines
from budget.services.taking_back import take_back
from organization.models import Membership, Role, User
from organization.services import end_role
from tests.budget.test_fees import enter
from tests.budget.test_ledger import raw
from tests.budget.test_statements import norm
from tests.budget.world import (
    NOW,
    YEAR,
    allocated,
    chain,
    confirm,
    last_day,
    paid,
    prepared,
    released,
    second,
    told,
    yuan,
)
from tests.coordination.racing import Runner, together, until, waiting
from tests.coordination.racing import told as outcome
from tests.factories import Force, appoint, force, person
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def sql(statement: str, *given: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, given)


def chief_too(user: User, made: Force) -> User:
    return appoint(user, Role.STATION_CHIEF, made.a1)


@pytest.mark.parametrize("level", ["county_a", "city"])
def test_who_keeps_the_money_confirms_for_no_station(made: Force, level: str) -> None:
    """Though he heads one: as little by raw SQL as through the service."""
    row = paid(made)
    both = person("both", "兼")
    appoint(both, Role.FINANCE, getattr(made, level))
    chief_too(both, made)
    confirm(made, row, 100)
    word = Entry.objects.get(line=row.line, kind="confirm")
    at = {"line": row.line_id, "paid": row.pk, "by": both.pk}
    for kind in ("receive", "confirm", "return"):
        with pytest.raises(DatabaseError, match="who keeps the money"):
            raw(**at, kind=kind)
    with pytest.raises(DatabaseError, match="who keeps the money"):
        raw(**at, kind="counter", back=word.pk, amount=100)
    assert chain(row.line) == (1000, 600, 100, 100)


def test_who_keeps_the_money_is_not_asked_to_answer_for_a_station(made: Force) -> None:
    """The page offers what he may do: ask the station again."""
    paid(made)
    both = chief_too(appoint(person("both", "兼"), Role.FINANCE, made.county_a), made)
    page = client(both).get(reverse("budget:station", args=[made.a1.code]))
    assert page.context["keeps"] and not page.context["confirms"]


def test_a_keeper_of_another_bureau_heads_a_station(made: Force) -> None:
    row = paid(made)
    far = appoint(person("far", "外"), Role.FINANCE, made.county_b)
    chief_too(far, made)
    raw(line=row.line_id, paid=row.pk, kind="receive", by=far.pk)
    assert chain(row.line) == (1000, 600, 1, 0)


def test_who_paid_it_out_and_then_became_chief(made: Force) -> None:
    """He kept the money when it went out, and heads the station by now."""
    row, other = paid(made), second(made)
    for user in (made.finance, other):
        keeps = Membership.objects.get(user=user, role=Role.FINANCE)
        yesterday = timezone.localdate(NOW) - DAY
        end_role(by=None, membership=keeps, on=yesterday)
        chief_too(user, made)
        with pytest.raises(DatabaseError, match="only the station"):
            raw(line=row.line_id, paid=row.pk, kind="receive", by=user.pk)
    raw(line=row.line_id, paid=row.pk, kind="receive", by=made.chief_a1.pk)


def test_only_the_station_raises_a_dispute_and_ends_it(made: Force) -> None:
    row = paid(made)
    raised = (
        "INSERT INTO budget_dispute (disbursement_id, reason, raised_by_id, raised_at,"
        " answer) VALUES (%s, 'x', %s, %s, '')"
    )
    for user in (made.finance, made.chief_a2, made.officer_a1):
        with pytest.raises(DatabaseError, match="only the station"):
            sql(raised, row.pk, user.pk, NOW)
    dispute(by=made.chief_a1, disbursement=row, reason="未见", now=NOW)
    ended = "UPDATE budget_dispute SET closed_by_id = %s, closed_at = %s"
    for user in (made.finance, made.chief_a2):
        with pytest.raises(DatabaseError, match="only the station"):
            sql(ended, user.pk, NOW)
    for act in ("UPDATE budget_dispute SET reason = 'y'", "DELETE FROM budget_dispute"):
        with pytest.raises(DatabaseError, match="dispute"):
            sql(act)
    sql(ended, made.chief_a1.pk, NOW)
    with pytest.raises(DatabaseError, match="not rewritten"):
        sql("UPDATE budget_dispute SET closed_at = NULL, closed_by_id = NULL")
    assert Dispute.objects.get().closed_by == made.chief_a1


def test_norms_fees_and_closed_years_are_only_added_to(made: Force) -> None:
    norm(made, 200)
    enter(made, 500, 500)
    ClosedYear.objects.create(bureau=made.county_a, year=YEAR, closed_at=NOW)
    for table, column in (
        *(("norm", "amount"), ("feeincome", "collected"), ("closedyear", "year")),
    ):
        for act in ("UPDATE budget_{} SET {} = {} + 1", "DELETE FROM budget_{}"):
            with pytest.raises(DatabaseError, match="append_only"):
                sql(act.format(table, column, column))


def test_a_closed_year_is_closed_to_raw_sql(made: Force) -> None:
    line = allocated(made)
    waiting = prepared(made, line, 100)
    ClosedYear.objects.create(bureau=made.county_a, year=YEAR, closed_at=NOW)
    other = second(made)
    with pytest.raises(DatabaseError, match="the year is closed"), transaction.atomic():
        sql(
            "UPDATE budget_disbursement SET released_by_id = %s, released_at = %s",
            *(other.pk, NOW),
        )
        raw(line=line.pk, kind="disburse", paid=waiting.pk, by=other.pk, amount=100)
    elsewhere = (
        "INSERT INTO budget_line (station_id, bureau_id, year, category, source)"
        " VALUES (%s, %s, %s, 'cases', 'bureau')"
    )
    with pytest.raises(DatabaseError, match="own bureau books it"):
        sql(elsewhere, made.a1.pk, made.county_b.pk, YEAR)
    assert chain(line) == (1000, 0, 0, 0)


def test_confirming_twice_and_for_another_station(made: Force) -> None:
    row = paid(made)
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}
    arriving.confirm(amount=yuan(600), version=2, **station)
    again = told(arriving.confirm, amount=yuan(600), version=2, **station)
    assert set(again) == {"state"}, "it was looked at before"
    assert set(told(arriving.confirm, amount=yuan(600), **station)) == {"amount"}
    neighbour = released(made, allocated(made, station=made.a2))
    with pytest.raises(DatabaseError, match="only the station"):
        raw(
            line=neighbour.line_id,
            kind="confirm",
            paid=neighbour.pk,
            by=made.chief_a1.pk,
        )
    assert chain(neighbour.line) == (1000, 600, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_word_and_its_ground_taken_back_at_once() -> None:
    """The bureau takes the payment back while the station confirms it: one of them is
    told, whoever comes first, and nothing is confirmed that was not disbursed."""
    made = force()
    row = paid(made)
    sent = Entry.objects.get(line=row.line, kind="disburse")
    undo = {"by": made.finance, "entry": sent, "reason": "误", "now": NOW}
    word = {"by": made.chief_a1, "disbursement": row, "amount": yuan(600), "now": NOW}
    said = together(
        lambda: outcome(lambda: take_back(**undo)),
        lambda: outcome(lambda: arriving.confirm(**word)),
    )
    assert said in (["done", "amount"], ["reason", "done"])
    ends = {"done": (1000, 0, 0, 0), "reason": (1000, 600, 600, 600)}
    assert chain(row.line) == ends[said[0]]


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_comes_too_early_waits_for_the_close() -> None:
    """It holds the station that the closed year's statement names."""
    made = force()
    row = paid(made)
    given = {"by": made.finance, "year": YEAR, "now": last_day(YEAR)}
    with transaction.atomic():
        hold_lines(Line.objects.filter(pk=row.line_id))
        early = partial(correct_statement, station=made.a1, reason="早", **given)
        late = Runner(lambda: outcome(early))
        until(lambda: waiting() == 1)
        close_year(bureau=made.county_a, **given)
    assert late.done() == "reason", "nothing is different"

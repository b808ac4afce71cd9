"""Statements: frozen, the same bytes again, corrected beside what stood before."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from budget.models import ClosedYear, Statement
from budget.services.closing import close_year, correct_statement
from budget.services.disbursing import cancel
from budget.services.disputing import dispute
from budget.services.norms import NormTerms, set_norm
from budget.statement import canonical, differences, facts_of
from tests.budget.world import (
    NOW,
    YEAR,
    allocated,
    confirm,
    last_day,
    paid,
    prepared,
    released,
    told,
    yuan,
)
from tests.factories import SINCE, Force

pytestmark = pytest.mark.django_db


def norm(made: Force, amount: int) -> None:
    terms = NormTerms("police", yuan(amount), SINCE, None, "year_start", "会议纪要")
    set_norm(by=made.finance, bureau=made.county_a, terms=terms, now=NOW)


def close(made: Force) -> Statement:
    close_year(by=made.finance, bureau=made.county_a, year=YEAR, now=last_day(YEAR))
    return Statement.objects.get(station=made.a1)


def test_a_year_is_frozen_and_read_again_bit_for_bit(made: Force) -> None:
    norm(made, 200)
    row = paid(made)
    confirm(made, row, 400)
    late = released(made, row.line, 100)
    dispute(by=made.chief_a1, disbursement=late, reason="未见", now=NOW)
    released(made, allocated(made, 50, category="cases"), 50)
    frozen = close(made)
    facts = frozen.facts
    assert [facts[name] for name in ("entitled", "disbursed", "confirmed")] == [
        *("1200.00", "700.00", "400.00")
    ]
    assert (facts["gap"], facts["only_on_paper"]) == ("800.00", "300.00")
    assert (facts["heads"], facts["per_head"]) == ("6.00", "66.67")
    assert [one["reason"] for one in facts["disputes"]] == ["未见"]
    assert [one["left"] for one in facts["unanswered"]] == ["200.00", "50.00"]
    assert {one["category"] for one in facts["lines"]} == {"running", "cases"}
    assert frozen.digest == hashlib.sha256(frozen.body.encode()).hexdigest()
    assert canonical(json.loads(frozen.body)) == frozen.body
    assert canonical(facts_of([made.a1], YEAR)[made.a1.pk]) == frozen.body
    assert Statement.objects.count() == 3 and ClosedYear.objects.count() == 1


def test_what_changes_later_is_a_new_version_with_the_difference(made: Force) -> None:
    norm(made, 200)
    row = paid(made)
    frozen = close(made)
    office = {"by": made.finance, "station": made.a1, "year": YEAR, "now": NOW}
    assert set(told(correct_statement, reason="x", **office)) == {"reason"}
    norm(made, 300)  # also for what is past
    confirm(made, row, 600)
    assert set(told(correct_statement, reason=" ", **office)) == {"reason"}
    again = correct_statement(reason="标准调整，所里补确认", **office)
    assert again.version == 2
    assert Statement.objects.get(pk=frozen.pk).body == frozen.body
    found = {one.name: one for one in differences(frozen.facts, again.facts)}
    assert found["entitled"].by == 600 and found["confirmed"].by == 600
    assert found["unanswered"].before == 1 and found["unanswered"].after == 0
    assert "gap" not in found  # 1,200 less nothing, 1,800 less 600


def test_another_purpose_also_shows_what_is_different(made: Force) -> None:
    row = released(made, allocated(made, 50, category="cases"), 50)
    dispute(by=made.chief_a1, disbursement=row, reason="未见", now=NOW)
    frozen = close(made)
    confirm(made, row, 20)
    office = {"by": made.finance, "station": made.a1, "year": YEAR, "now": NOW}
    again = correct_statement(reason="所里补确认", **office)
    found = differences(frozen.facts, again.facts)
    cases = ("cases", "bureau")
    assert [(one.name, one.line, one.by) for one in found] == [
        *(("received", cases, 20), ("confirmed", cases, 20))
    ]
    confirm(made, row, 30)
    last = correct_statement(reason="已补足", **office)
    counted = {one.name: one for one in differences(again.facts, last.facts)}
    assert "disputes" not in counted and counted["disputes_open"].after == 0


def test_without_a_norm_nothing_is_said_to_be_missing(made: Force) -> None:
    paid(made)
    facts = close(made).facts
    assert (facts["entitled"], facts["gap"], facts["per_head"]) == (None, None, None)
    norm(made, 0)  # nothing is meant to come, and that is known
    facts = facts_of([made.a1], YEAR)[made.a1.pk]
    assert (facts["entitled"], facts["gap"]) == ("0.00", "0.00")


def test_a_correction_is_of_one_moment(made: Force) -> None:
    """What it reads cannot move meanwhile: the lines are held."""
    row = paid(made)
    close(made)
    confirm(made, row, 600)
    office = {"by": made.finance, "station": made.a1, "year": YEAR, "now": NOW}
    with CaptureQueriesContext(connection) as caught:
        correct_statement(reason="补", **office)
    said = [one["sql"] for one in caught if "budget_line" in one["sql"]]
    assert "FOR UPDATE" in said[0]


def test_who_closes_and_when(made: Force) -> None:
    given = {"bureau": made.county_a, "year": YEAR}
    early = last_day(YEAR) - dt.timedelta(days=1)
    office = {"by": made.finance, **given}
    assert set(told(close_year, now=early, **office)) == {"year"}
    for name in ("leader", "internal_auditor", "chief_a1"):
        with pytest.raises(PermissionDenied):
            close_year(by=getattr(made, name), now=last_day(YEAR), **given)
    more = {"by": made.finance, "station": made.a1, "year": YEAR, "now": NOW}
    assert set(told(correct_statement, reason="x", **more)) == {"state"}
    waiting = prepared(made, allocated(made))
    assert "1" in told(close_year, now=last_day(YEAR), **office)["year"][0]
    cancel(by=made.finance, disbursement=waiting, reason="跨年", now=NOW)
    close(made)
    assert set(told(close_year, now=last_day(YEAR), **office)) == {"year"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budget_statement SET body = '{}'",
        "DELETE FROM budget_statement",
        "DELETE FROM budget_closedyear",
        "INSERT INTO budget_statement (station_id, year, version, body, digest, reason,"
        " made_at) SELECT station_id, year, 2, body || ' ', digest, 'x', made_at"
        " FROM budget_statement LIMIT 1",
    ],
)
def test_a_statement_is_not_rewritten(made: Force, statement: str) -> None:
    close(made)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as c:
        c.execute(statement)

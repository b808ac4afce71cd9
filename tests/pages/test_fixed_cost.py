"""Pages cost as many statements for a thousand rows as for ten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import AdmissionCase, Objection, ObjectionEntry
from coordination.services import admitting
from coordination.services.checking_many import check_many
from coordination.services.negotiation.delegating import delegate
from coordination.services.objecting import object_to
from organization.models import Role, Station, User
from tasking.models import Assignment, Directive, DirectiveTarget
from tests.coordination.pieces import admission
from tests.coordination.world import check
from tests.copying import copies
from tests.factories import Force, appoint, person
from tests.pages.composing import form_of
from tests.pages.test_admission import piece
from tests.pages.test_directives import client, issued, queries
from tests.pages.test_emergency import given

FEW, MANY = 10, 1000
MOST = 15


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


def cost(user: User, path: str, more: Callable[[int], object]) -> int:
    """Statements of a page with ten rows; AssertionError where a thousand take more."""
    more(FEW)
    few = queries(user, path)
    more(MANY - FEW)
    many = queries(user, path)
    assert many <= few, (few, many)
    return few


def like(row: Directive, count: int) -> list[Directive]:
    return copies(row, count, number=lambda n: f"副本{row.pk}-{n}")


def placed(force: Force, count: int) -> list[Station]:
    """Stations of the county, checked, about which nothing is known but their place."""
    known = Station.objects.count()
    made = copies(
        force.unknown,
        count,
        code=lambda n: f"99010160{known + n:04}",
        name=lambda n: f"新{known + n}派出所",
        short_name=lambda n: f"新{known + n}",
    )
    seen = Station.objects.values_list("pk", flat=True)
    check_many(list(seen), now=timezone.now(), compare=False)
    return made


def test_the_queue_of_the_office(force: Force) -> None:
    case = piece(force)

    check(force.a1, force.a2, now=timezone.now())

    def more(count: int) -> None:
        row = case.directive
        each = like(row, count)
        DirectiveTarget.objects.bulk_create(
            DirectiveTarget(directive=d, station=s)
            for d in each
            for s in (force.a1, force.a2)
        )
        before = AdmissionCase.objects.count()
        copies(
            case,
            count,
            directive_id=lambda n: each[n].pk,
            number=lambda n: f"准{before + n}号",
        )

    assert cost(force.coordinator, url("admission"), more) <= MOST


def test_a_piece_with_many_words(force: Force) -> None:
    case = piece(force)
    now = timezone.now()
    admitting.comment(by=force.coordinator, case=case, reason="请补依据", now=now)
    entry = case.entries.get(act="comment")
    path = url("admission_case", case.pk)
    assert cost(force.coordinator, path, lambda n: copies(entry, n)) <= 30


def test_a_piece_for_many_stations(force: Force) -> None:
    case = piece(force)

    def more(count: int) -> None:
        DirectiveTarget.objects.bulk_create(
            DirectiveTarget(directive_id=case.directive_id, station=each)
            for each in placed(force, count)
        )

    for path, most in (
        (url("admission"), MOST),
        (url("admission_case", case.pk), 30),
        (url("directive", case.directive_id), MOST),
    ):
        assert cost(force.coordinator, path, more) <= most, path


def test_a_draft_for_many_stations(force: Force) -> None:
    """The tree of stations is drawn whole while it is small, else opened by steps."""
    data = form_of(force, stations=[force.a1.pk], act="draft")
    assert client(force.staff).post(url("compose"), data).status_code == 302
    row = Directive.objects.latest("pk")

    def more(count: int) -> None:
        DirectiveTarget.objects.bulk_create(
            DirectiveTarget(directive=row, station=each)
            for each in placed(force, count)
        )

    assert cost(force.staff, url("edit_draft", row.pk), more) <= MOST


def test_opinions_and_one_with_many_steps(force: Force) -> None:
    row = issued(force).assignments.get(station=force.a1)
    now = timezone.now()
    said = object_to(by=force.chief_a1, assignment=row, text="人手不够", now=now)

    def more(count: int) -> None:
        each = like(row.directive, count)
        owed: list[Assignment] = copies(row, count, directive_id=lambda n: each[n].pk)
        copies(said, count, assignment_id=lambda n: owed[n].pk)

    assert cost(force.staff, url("opinions"), more) <= MOST
    assert Objection.objects.count() == MANY + 1
    step = ObjectionEntry.objects.get(objection=said)
    path = url("objection", said.pk)
    assert cost(force.staff, path, lambda n: copies(step, n)) <= MOST


def test_emergencies(force: Force) -> None:
    order = given(force)

    def more(count: int) -> None:
        each = like(order.directive, count)
        copies(order, count, directive_id=lambda n: each[n].pk)

    assert cost(force.coordinator, url("emergencies"), more) <= MOST


def test_delegations(force: Force) -> None:
    deputy = appoint(person("deputy"), Role.DEPARTMENT_STAFF, force.public_order)
    today = timezone.localdate()
    row = delegate(
        by=force.staff,
        unit=force.public_order,
        deputy=deputy,
        first=today,
        last=today,
        now=timezone.now(),
    )
    one = dt.timedelta(days=1)
    known = 0

    def more(count: int) -> None:
        nonlocal known
        begins = today - (known + count) * one
        copies(
            row,
            count,
            during=lambda n: DateRange(begins + n * one, begins + (n + 1) * one),
        )
        known += count

    path = url("delegations")
    assert cost(force.staff, path, more) <= MOST
    assert len(client(force.staff).get(path).context["rows"]) == 1


@pytest.mark.parametrize("mode", ["off", "gate"])
def test_the_composer_with_many_stations(force: Force, mode: str) -> None:
    admission(force, mode)
    at, path, costs = client(force.staff), url("compose"), []
    chosen: list[Any] = [force.a1.pk, force.a2.pk]
    for count in (FEW, MANY - FEW):
        chosen += [one.pk for one in placed(force, count)]
        data = form_of(force, stations=chosen, act="try")
        at.post(path, data)
        with CaptureQueriesContext(connection) as caught:
            assert at.post(path, data).status_code == 200
        costs.append(len(caught))
    assert costs[1] <= costs[0] <= 30

"""A task that a bureau below passes on asks by the form of the one above."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organization.models import Department, Role, User
from tasking.models import Directive, ReportForm, TaskForm
from tasking.services.report_forms import (
    carry_form,
    drop_form,
    form_of,
    pass_form_on,
)
from tests.factories import Force, appoint, department, person
from tests.forms.asking import MONTHLY, asked, at, draft, reported, sent
from tests.pages.test_directives import client


def passed_on(force: Force, above: Directive) -> Directive:
    """By the county b, to its station; still a draft."""
    return draft(force.staff_b, force.public_order_b, force.b1, parent=above)


@pytest.fixture
def city(force: Force) -> User:
    """Who drafts in the department of the city bureau."""
    home = department(force.city, 9, "治安管理支队", "治安", "Public Order")
    user = person("staff_city")
    appoint(user, Role.DEPARTMENT_STAFF, home)
    return user


@pytest.fixture
def above(force: Force, city: User) -> Directive:
    home = Department.objects.get(bureau=force.city)
    row = draft(city, home, force.a1, force.b1)
    asked(city, row)
    return sent(city, row)


def test_it_asks_by_the_very_version_and_its_stations_see_the_form(
    force: Force, above: Directive
) -> None:
    row = passed_on(force, above)
    held, given = form_of(row), form_of(above)
    assert held is not None and given is not None
    assert held.form == given.form and held.set_by == force.staff_b
    assert (held.remind_before, held.remind_after) == (2, 1)
    part = at(sent(force.staff_b, row), force.b1)
    page = client(force.chief_b1).get(
        reverse("coordination:assignment", args=[part.pk])
    )
    assert "治安情况月报表" in page.content.decode()


def test_both_departments_read_what_was_answered(
    force: Force, above: Directive, city: User
) -> None:
    row = sent(force.staff_b, passed_on(force, above))
    reported(force.chief_b1, at(row, force.b1))
    for who, directive, stations in (
        (city, above, {force.a1, force.b1}),
        (force.staff_b, row, {force.b1}),
    ):
        url = reverse("coordination:collation", args=[directive.pk])
        answer = client(who).get(url)
        lines = answer.context["page"].object_list
        assert {line.station for line in lines} == stations
        (found,) = [line for line in lines if line.station == force.b1]
        assert found.answer is not None and found.cells[0].text == "12"
        part = reverse("coordination:answers_at", args=[found.assignment.pk])
        assert (part in answer.content.decode()) == (who == force.staff_b)


def test_the_table_costs_the_same_however_many_pass_it_on(
    force: Force, above: Directive, city: User
) -> None:
    url, visitor = reverse("coordination:collation", args=[above.pk]), client(city)

    def cost() -> int:
        visitor.get(url)
        with CaptureQueriesContext(connection) as queries:
            visitor.get(url)
        return len(queries)

    before = cost()
    reported(force.chief_b1, at(sent(force.staff_b, passed_on(force, above)), force.b1))
    assert cost() == before <= 15


def test_its_own_form_stays_and_what_is_dropped_does_not_come_back(
    force: Force, above: Directive
) -> None:
    own = draft(force.staff_b, force.public_order_b, force.b1)
    asked(force.staff_b, own, MONTHLY[1:3], title="自己的报表")
    own = draft(
        force.staff_b, force.public_order_b, force.b1, directive=own, parent=above
    )
    held = form_of(own)
    assert held is not None and held.form.title == "自己的报表"
    other = passed_on(force, above)
    drop_form(by=force.staff_b, directive=other)
    draft(force.staff_b, force.public_order_b, force.b1, directive=other, parent=above)
    assert not TaskForm.objects.filter(directive=other).exists()


def test_what_is_changed_of_it_below_is_no_version_of_the_one_above(
    force: Force, above: Directive, city: User
) -> None:
    row = passed_on(force, above)
    changed = asked(force.staff_b, row, MONTHLY[1:4], title="改过的报表").form
    given = form_of(above)
    assert given is not None and changed.department == force.public_order_b
    assert (changed.family, changed.number) == (changed.pk, 1)
    assert ReportForm.objects.filter(family=given.form.family).count() == 1
    again = draft(city, given.form.department, force.a1)
    carried = carry_form(by=city, source=above, to=again)
    assert carried is not None and carried.form == given.form
    sent(force.staff_b, row)
    answer = client(city).get(reverse("coordination:collation", args=[above.pk]))
    assert [line.station for line in answer.context["page"]] == [force.a1]


def test_reserved_strength_passes_nothing_on(force: Force, above: Directive) -> None:
    given = {"by": force.staff_b, "source": above}
    assert pass_form_on(to=Directive(reserved=True), **given) is None
    above.reserved = True
    assert pass_form_on(to=Directive(), **given) is None

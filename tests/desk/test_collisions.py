"""Two people change one thing: both values beside the field, and one more press."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organization.models import User
from personnel.models import Contact, Officer
from personnel.services.history import Reach, set_contact
from tasking.content import Override, Targets
from tasking.models import Directive, PlanItem
from tasking.planning import year_of
from tasking.services import directives, plans
from tests.coordination.world import send, task
from tests.factories import Force, force

HOUR = 60_000
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def made(db: None) -> Force:
    return force()


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


def item(made: Force) -> PlanItem:
    now = timezone.now()
    year = year_of(timezone.localdate(now))
    plan = plans.begin_plan(by=made.chief_a1, station=made.a1, year=year, now=now)
    first, last = dt.date(year, 3, 1), dt.date(year, 9, 1)
    said = plans.Planned("visits", "入户走访", 20 * HOUR, "week", first, last)
    return plans.add_item(by=made.chief_a1, plan=plan, said=said)


def meanwhile(made: Force, row: PlanItem, hours: int) -> None:
    said = plans.Planned(
        row.kind, row.title, hours * HOUR, row.per, row.first, row.last
    )
    plans.change_item(by=made.chief_a1, item=row, said=said)


def test_a_form_that_comes_too_late_shows_both_values(made: Force) -> None:
    row, client = item(made), at(made.chief_a1)
    typed = {"title": "走访", "kind": "visits", "hours": "10", "per": "week"}
    typed |= {"first": str(row.first), "last": str(row.last), "version": "1"}
    meanwhile(made, row, 12)
    url = reverse("coordination:change_plan_item", args=[row.pk])
    answer = client.post(url, typed)
    said = text(answer)
    assert answer.status_code == 422 and PlanItem.objects.get().units == 12 * HOUR
    assert f"{made.chief_a1.name}" in said and "改为“12”，您写的是“10”" in said
    assert said.count('class="yp-clash"') == 1, "nobody else changed the name"
    assert 'name="version" value="2"' in said and 'value="10"' in said
    assert client.post(url, typed | {"version": "2"}).status_code == 302
    assert PlanItem.objects.get().units == 10 * HOUR


def test_one_value_where_it_stands(made: Force) -> None:
    row, client = item(made), at(made.chief_a1)
    url = f"{reverse('coordination:plan_field', args=[row.pk])}?field=hours"
    field = text(client.get(url, headers=HTMX))
    assert "<form" in field and 'value="20"' in field and "<html" not in field
    assert "<html" in text(client.get(url)), "without script it is a page"
    meanwhile(made, row, 12)
    late = client.post(url, {"hours": "10", "version": "1"}, headers=HTMX)
    assert late.status_code == 422 and "改为“12”，您写的是“10”" in text(late)
    done = client.post(url, {"hours": "10", "version": "2"}, headers=HTMX)
    assert done.status_code == 200 and "10 h" in text(done) and "撤销" in text(done)
    assert PlanItem.objects.get().units == 10 * HOUR
    assert PlanItem.objects.get().title == "入户走访", "the rest is as it was"
    bad = client.post(url, {"hours": "x", "version": "3"}, headers=HTMX)
    assert bad.status_code == 422 and 'aria-invalid="true"' in text(bad)
    assert client.post(url, {}).status_code == 422
    assert client.get(url.replace("hours", "units")).status_code == 404
    left = client.get(f"{url}&leave=1", headers=HTMX)
    assert "10 h" in text(left) and "<form" not in text(left)


def test_how_far_a_task_is(made: Force) -> None:
    due = timezone.localdate() + dt.timedelta(days=9)
    sent = send(made, "public_order", task("摸排", 8, str(due)), made.a1).directive
    row, chief = sent.assignments.get(), at(made.chief_a1)
    url = reverse("coordination:hours_left", args=[row.pk])
    assert url in text(chief.get(reverse("coordination:assignment", args=[row.pk])))
    named = f"{url}?field=remaining_hours"
    done = chief.post(named, {"remaining_hours": "5", "version": "1"}, headers=HTMX)
    assert done.status_code == 200 and "5小时" in text(done) and "撤销" in text(done)
    row.refresh_from_db()
    assert (row.remaining_units, row.version) == (5 * HOUR, 2)
    late = chief.post(named, {"remaining_hours": "3", "version": "1"}, headers=HTMX)
    said = text(late)
    assert late.status_code == 422 and "您 " in said and "您写的是“3”" in said
    assert "改为“5”" in said, "the trail says to what"
    assert chief.post(named, {"remaining_hours": "x"}).status_code == 422
    assert at(made.staff).get(named).status_code == 403
    assert at(made.chief_a2).get(named).status_code == 404


def test_a_drafts_estimate(made: Force) -> None:
    due = timezone.localdate() + dt.timedelta(days=9)
    row = directives.draft(
        by=made.staff,
        requester=made.public_order,
        content=task("摸排", 8, str(due)),
        targets=Targets((made.a1.pk,), {made.a1.pk: Override(effort_units=HOUR)}),
    )
    client = at(made.staff)
    url = reverse("coordination:draft_field", args=[row.pk])
    page = text(client.get(reverse("coordination:directive", args=[row.pk])))
    assert f"{url}?field=effort_hours" in page and f"{url}?field=due" in page
    hours = f"{url}?field=effort_hours"
    done = client.post(hours, {"effort_hours": "12", "version": "1"}, headers=HTMX)
    assert done.status_code == 200 and "12 h" in text(done)
    row.refresh_from_db()
    assert (row.effort_units, row.version) == (12 * HOUR, 2)
    assert row.targets.get().effort_units == HOUR, "its stations keep their own"
    late = client.post(hours, {"effort_hours": "10", "version": "1"}, headers=HTMX)
    assert late.status_code == 422 and "改为“12”，您写的是“10”" in text(late)
    day = {"due": "2026-13-40", "version": "2"}
    assert client.post(f"{url}?field=due", day, headers=HTMX).status_code == 422
    Directive.objects.update(state=Directive.State.SUBMITTED)
    sent = client.post(hours, {"effort_hours": "9", "version": "2"}, headers=HTMX)
    assert sent.status_code == 422 and "已" in text(sent)


def test_an_officers_telephone(made: Force) -> None:
    officer = Officer.objects.filter(postings__station=made.a1).first()
    assert officer is not None
    set_contact(by=None, officer=officer, reach=Reach(phone="13800000001"))
    client = at(made.personnel_admin)
    url = f"{reverse('personnel:contact_field', args=[officer.pk])}?field=phone"
    page = text(client.get(reverse("personnel:officer", args=[officer.pk])))
    assert "13800000001" in page and url in page
    done = client.post(url, {"phone": "13800000002", "version": "1"})
    assert done.status_code == 302
    assert Contact.objects.get(officer=officer).phone == "13800000002"
    late = client.post(url, {"phone": "13800000003", "version": "1"}, headers=HTMX)
    said = text(late)
    assert late.status_code == 422, "the trail says that it was changed, not to what"
    assert "现在是“13800000002”，您写的是“13800000003”" in said


def test_whoever_was_signed_out_is_back_at_the_form(client: Client) -> None:
    page = reverse("coordination:compose")
    answer = client.post(
        reverse("coordination:read_inbox"),
        headers={"Referer": f"http://testserver{page}"},
    )
    assert answer["Location"] == f"/sign-in/?next={page}"
    foreign = {"Referer": "https://elsewhere.example/trap/"}
    answer = client.post(reverse("coordination:read_inbox"), headers=foreign)
    assert "elsewhere" not in answer["Location"]

"""Pages of visits, occasions and no-blame notes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from organization.models import User
from personnel import services
from personnel.models import DueVisit, NoBlameNote, Occasion, Officer
from personnel.services import care, occasions
from tests.factories import Force, person
from tests.pages.composing import words
from tests.pages.test_directives import client

TODAY = timezone.localdate()


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


@pytest.fixture
def listed(force: Force) -> Force:
    occasions.adopt_usual(by=None, bureau=force.county_a)
    return force


def officer(force: Force, n: int = 1) -> Officer:
    return force.officers[force.a1.code][n]


def enter(force: Force, by: User | None = None, **more: str) -> Any:
    form = {
        "officer": officer(force).police_number,
        "occasion": str(Occasion.objects.get(name="结婚").pk),
        "happened_on": TODAY.isoformat(),
        "about": "下月婚礼",
    }
    return client(by or force.chief_a1).post(url("new_visit"), form | more)


def test_a_visit_from_the_event_to_the_note(listed: Force) -> None:
    own = person("own", "李志刚")
    services.link_account(by=None, officer=officer(listed), user=own)
    assert enter(listed)["Location"] == url("visits")
    row = DueVisit.objects.get()
    chief, to = client(listed.chief_a1), url("visit", row.pk)
    page = words(chief.get(url("visits")))
    assert "1次必访待办" in page and "李志刚" in page
    assert "下月婚礼" in words(chief.get(to))
    assert client(own).get(to).status_code == 404
    form = {"visited_on": TODAY.isoformat(), "note": "已送祝福", "version": "1"}
    assert chief.post(url("pay_visit", row.pk), form)["Location"] == to
    assert chief.post(url("pay_visit", row.pk), form).status_code == 422
    assert "已送祝福" in words(client(listed.personnel_admin).get(to))
    seen = words(client(own).get(to))
    assert "已看望" in seen and "祝福" not in seen and "婚礼" not in seen
    assert "您本人" in words(client(own).get(url("visits"), {"show": "settled"}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("officer", ""),
        ("officer", "没有此人"),
        ("occasion", ""),
        ("occasion", "999999"),
        ("happened_on", ""),
        ("happened_on", "前天"),
        ("happened_on", "2199-01-01"),
    ],
)
def test_bad_input_stands_beside_its_field(
    listed: Force, field: str, value: str
) -> None:
    refused = enter(listed, **{field: value})
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert not DueVisit.objects.exists()


def test_an_overdue_visit_is_said_in_words(listed: Force) -> None:
    enter(listed)
    past = timezone.now() - dt.timedelta(days=2)
    DueVisit.objects.update(due=past)
    page = client(listed.chief_a1).get(url("visits"))
    assert "1次必访已超期" in words(page) and "超期" in words(page)
    dropped = {"reason": "", "version": "1"}
    to = url("drop_visit", DueVisit.objects.get().pk)
    refused = client(listed.chief_a1).post(to, dropped)
    assert refused.status_code == 422
    assert 'id="drop-reason_error"' in refused.content.decode()


def test_the_list_of_occasions_is_adopted_and_changed(force: Force) -> None:
    at, to = client(force.personnel_admin), url("occasions", force.county_a.code)
    assert "尚无必访事项清单" in words(at.get(to))
    at.post(url("adopt_occasions", force.county_a.code))
    assert "必访事项10项" in words(at.get(to))
    again = at.post(url("adopt_occasions", force.county_a.code))
    assert again.status_code == 422 and "已有清单" in words(again)
    bad = {"name": "结婚", "days": "三", "visitor": "chief"}
    refused = at.post(url("add_occasion", force.county_a.code), bad)
    assert 'id="id_days_error"' in refused.content.decode()
    row = Occasion.objects.get(name="结婚")
    good = {"name": "结婚", "days": "5", "visitor": "leader", "version": "1"}
    change = url("change_occasion", row.pk)
    assert at.post(change, good)["Location"] == to
    assert at.post(change, good).status_code == 422
    row.refresh_from_db()
    assert (row.days, row.active) == (5, False)


def test_a_note_is_read_by_two_and_taken_away_by_its_writer(force: Force) -> None:
    own = person("own", "李志刚")
    services.link_account(by=None, officer=officer(force), user=own)
    form = {"happened_on": TODAY.isoformat(), "what": "漏登一户", "learned": "当日清"}
    assert client(own).post(url("notes"), form)["Location"] == url("notes")
    for user in (own, force.chief_a1):
        assert "漏登一户" in words(client(user).get(url("notes")))
    for user in (force.personnel_admin, force.leader, force.audit_admin):
        assert "漏登一户" not in words(client(user).get(url("notes")))
    bad = client(force.chief_a1).post(url("notes"), form | {"officer": "没有此人"})
    assert 'id="id_officer_error"' in bad.content.decode()
    assert client(force.stranger).post(url("notes"), form).status_code == 422
    remove = url("remove_note", NoBlameNote.objects.get().pk)
    assert client(force.chief_a1).post(remove).status_code == 403
    assert client(own).post(remove).status_code == 422, "it says what it does"
    assert client(own).post(remove, {"sure": "1"}).status_code == 302
    assert not NoBlameNote.objects.exists()


def test_the_list_costs_the_same_at_any_length(
    listed: Force, django_assert_max_num_queries: Any
) -> None:
    at, costs = client(listed.personnel_admin), []
    at.get(url("visits"))
    occasion = Occasion.objects.get(name="结婚")
    for n in (2, 12):
        for k in range(n):
            person_n = officer(listed, k % 6)
            event = care.Event(person_n, occasion, TODAY)
            care.raise_visit(by=None, event=event, now=timezone.now())
        with django_assert_max_num_queries(15) as caught:
            at.get(url("visits"))
        costs.append(len(caught))
    assert costs[0] == costs[1]

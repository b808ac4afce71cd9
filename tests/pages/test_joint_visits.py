"""Inspections that could be one: the office's page, and a proposal in one click."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from coordination.models import DuplicatePair, JoinOffer, JointVisits, OwedTime
from coordination.services.extending import Terms, accept
from tasking.services.protected import protect
from tests.coordination.test_duplicates import form
from tests.coordination.world import send
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, day


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


@pytest.fixture
def pair(force: Force) -> DuplicatePair:
    """治安 in a week, 禁毒 three days later, at two stations."""
    now = timezone.now()
    for who, ahead in (("public_order", 7), ("narcotics", 10)):
        times = {"release": f"{day(ahead)} 09:00", "due": f"{day(ahead)} 11:00"}
        said = {"kind": "inspection", "officers": 1} | times
        content = form("到所检查", "接处警", None, **said)
        send(force, who, content, force.a1, force.a2, now=now)
    return DuplicatePair.objects.get()


def test_the_office_sees_them_station_by_station(
    force: Force, pair: DuplicatePair, django_assert_max_num_queries: Any
) -> None:
    office = client(force.coordinator)
    with django_assert_max_num_queries(15):
        page = office.get(url("joint_visits"))
    text = words(page)
    assert "2个所有1组检查可以合并" in text and "不超过10个工作日" in text
    assert len(page.context["places"]) == 2
    one = office.get(url("visit", pair.pk))
    assert "提请双方" in words(one) and not one.context["ways"]
    asked = office.post(url("suggest_visit", pair.pk), follow=True)
    assert "已提请" in words(asked)
    assert "此前已提请" in words(
        office.post(url("suggest_visit", pair.pk), follow=True)
    )
    letters = force.staff.inbox.filter(kind="visit_suggested")
    assert letters.get().url == url("visit", pair.pk)


def test_proposed_in_a_click_at_a_time_that_suits_both(
    force: Force, pair: DuplicatePair
) -> None:
    own = client(force.staff_narcotics)
    page = own.get(url("visit", pair.pk))
    (way,) = page.context["ways"]
    assert way.kept == pair.first and len(way.times) == 5
    start = way.times[0].found.start.isoformat()
    assert f'value="{start}"' in page.content.decode()
    sent = {"kept": way.kept.pk, "start": start, "reason": "一起去"}
    done = own.post(url("visit", pair.pk), sent, follow=True)
    assert "已" in words(done) and JoinOffer.objects.get().start is not None
    again = own.post(url("visit", pair.pk), sent)
    assert again.status_code == 422
    owner = client(force.staff)
    shown = words(owner.get(url("duplicates")))
    assert "拟于" in shown
    offer = JoinOffer.objects.get()
    taken = {"version": offer.version, "reason": "同意"}
    owner.post(url("accept_offer", offer.pk), taken)
    pair.refresh_from_db()
    assert pair.state == "joined"
    assert "两次检查已合并" in words(owner.get(url("visit", pair.pk)))


def test_at_their_own_time_it_is_agreed_at_once(
    force: Force, pair: DuplicatePair
) -> None:
    own = client(force.staff_narcotics)
    bad = own.post(url("visit", pair.pk), {"kept": pair.first_id, "start": "soon"})
    assert bad.status_code == 422 and "请选择时间" in words(bad)
    none = own.post(url("visit", pair.pk), {"kept": "", "start": "theirs"})
    assert none.status_code == 422
    sent = {"kept": pair.first_id, "start": "theirs"}
    own.post(url("visit", pair.pk), sent)
    pair.refresh_from_db()
    assert (pair.state, pair.kept) == ("joined", pair.first)
    assert not JoinOffer.objects.exists()


def test_no_visit_begins_in_the_past_or_in_years(
    force: Force, pair: DuplicatePair
) -> None:
    """As it is offered, and as it is accepted later on."""
    own = client(force.staff_narcotics)
    for start in ("2020-01-01T09:00", "2500-01-01T09:00", "9999-12-31T23:59-12:00"):
        page = own.post(url("visit", pair.pk), {"kept": pair.first_id, "start": start})
        assert page.status_code == 422 and not JoinOffer.objects.exists()
    start = f"{day(2)}T09:00"
    own.post(url("visit", pair.pk), {"kept": pair.first_id, "start": start})
    made, late = JoinOffer.objects.get(), timezone.now() + dt.timedelta(days=3)
    with pytest.raises(ValidationError, match="已"):
        accept(by=force.staff, offer=made, now=late, terms=Terms(reason="同意"))
    assert JoinOffer.objects.open().exists()


def test_no_visit_moves_into_protected_time(force: Force, pair: DuplicatePair) -> None:
    """That takes two names, and neither department has them to give."""
    begins = timezone.make_aware(dt.datetime.fromisoformat(f"{day(8)} 09:00"))
    hours = {"start": begins, "end": begins + dt.timedelta(hours=3)}
    protect(by=None, station=force.a1, title="社区日", officers=99, **hours)
    start = {"kept": pair.first_id, "start": begins.isoformat()}
    client(force.staff_narcotics).post(url("visit", pair.pk), start)
    offer = JoinOffer.objects.get()
    sent = {"version": offer.version, "reason": "同意"}
    page = client(force.staff).post(url("accept_offer", offer.pk), sent)
    pair.refresh_from_db()
    assert page.status_code == 422 and "保障时段，请另提时间" in words(page)
    assert (pair.state, OwedTime.objects.count()) == ("offered", 0)
    assert not pair.kept.assignments.filter(release=begins).exists()


def test_the_leader_says_how_near(force: Force, pair: DuplicatePair) -> None:
    leader, to = client(force.leader), url("visit_reach", force.county_a.code)
    assert 'name="days"' in leader.get(url("joint_visits")).content.decode()
    assert leader.post(to, {"days": "很多"}).status_code == 422
    assert leader.post(to, {"days": "99"}).status_code == 422
    assert leader.post(to, {"days": "1", "version": "0"}).status_code == 302
    assert JointVisits.objects.get().days == 1
    assert leader.post(to, {"days": "9", "version": "0"}).status_code == 422
    assert "没有可以合并" in words(leader.get(url("joint_visits")))


def test_other_pairs_are_shown_where_they_belong(force: Force) -> None:
    now = timezone.now()
    for who in ("public_order", "narcotics"):
        content = form("旅馆报表", "旅馆数 床位数", 4, due=day(9), release=day(1))
        send(force, who, content, force.a1, now=now)
    other = DuplicatePair.objects.get()
    page = client(force.staff).get(url("visit", other.pk))
    assert page.status_code == 302 and page["Location"] == url("duplicates")
    assert client(force.coordinator).post(url("suggest_visit", other.pk)).status_code
    assert not force.staff.inbox.filter(kind="visit_suggested").exists()

"""The thread of a proposal, the plan by hand, the list, and who answers for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict, Proposal
from coordination.services.fixing import fixes
from coordination.services.negotiation import proposing
from coordination.services.negotiation.drafting import Wish, own_plan
from organization.models import Station
from tasking.models import Assignment
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.negotiation.world import order, party
from tests.pages.composing import words
from tests.pages.test_directives import client, day


def short(force: Force, station: Station | None = None, much: float = 60) -> Conflict:
    """治安 and 禁毒 ask for more than four days hold, from today."""
    place = station or force.a1
    now = timezone.now()
    for who, title, hours in (
        ("public_order", "夏季清查", 200 + much),
        ("narcotics", "禁毒走访", 60),
    ):
        send(force, who, task(title, hours, day(3)), place, now=now)
    check(place, now=now)
    return Conflict.objects.get(station=place, kind="deadline")


def proposed(force: Force, conflict: Conflict, ahead: int = 40) -> Proposal:
    wish = Wish(due=timezone.now() + dt.timedelta(days=ahead))
    rows = Assignment.objects.filter(station=conflict.station)
    plan = own_plan(conflict, {row.pk: wish for row in rows})
    return proposing.propose(
        by=force.coordinator, conflict=conflict, plan=plan, now=timezone.now()
    )


def thread(proposal: Proposal) -> str:
    return reverse("coordination:proposal", args=[proposal.pk])


def act(user: Any, name: str, proposal: Proposal, **data: Any) -> Any:
    url = reverse(f"coordination:{name}_proposal", args=[proposal.pk])
    return client(user).post(url, data)


def test_the_answer_comes_first(force: Force) -> None:
    proposal = proposed(force, short(force))
    text = words(client(force.chief_a1).get(thread(proposal)))
    assert all(name in text for name in ("治安管理大队", "禁毒大队", "复核可行"))
    assert "前答复" in text and "逾期未答复的，自动提请局领导审定" in text
    assert "提出方案" in text


def test_own_dates_typed_by_hand_go_out_when_they_settle_it(force: Force) -> None:
    conflict = short(force)
    url = reverse("coordination:own_plan", args=[conflict.pk])
    page = client(force.chief_a1).get(url)
    assert page.status_code == 200 and "禁毒走访" in words(page)
    row = order("夏季清查")
    typed = {f"wish-{row.pk}-due": day(4), f"wish-{row.pk}-effort": "260"}
    other = order("禁毒走访")
    typed |= {f"wish-{other.pk}-due": day(2), f"wish-{other.pk}-effort": "60"}
    few = client(force.chief_a1).post(url, typed)
    assert few.status_code == 422 and "仍缺" in words(few)
    assert f'value="{day(4)}"' in few.content.decode(), "what was typed stays"
    typed[f"wish-{row.pk}-due"] = day(40)
    done = client(force.chief_a1).post(url, typed)
    assert done["Location"] == thread(Proposal.objects.get())
    change = Proposal.objects.get().plan["stations"][0]["changes"]
    assert [(c["kind"], c["demand"]) for c in change] == [("shift", str(row.pk))]


def test_a_ranked_plan_is_put_forward_by_its_name(force: Force) -> None:
    conflict = short(force)
    url = reverse("coordination:propose", args=[conflict.pk])
    gone = client(force.chief_a1).post(url, {"plan": "0" * 16})
    assert gone["Location"] == reverse("coordination:conflict", args=[conflict.pk])
    assert not Proposal.objects.exists()
    offers = fixes([conflict], now=timezone.now()).offers
    chosen = next(offer for offer in offers if offer.plan.settles)
    ways = reverse("coordination:fixes", args=[conflict.pk])
    page = client(force.chief_a1).get(ways).content.decode()
    assert f'name="plan" value="{chosen.digest}"' in page
    done = client(force.chief_a1).post(url, {"plan": chosen.digest})
    found = Proposal.objects.get()
    assert done["Location"] == thread(found)
    assert found.method == chosen.plan.method


def test_bad_dates_stand_beside_their_field(force: Force) -> None:
    conflict = short(force)
    url = reverse("coordination:own_plan", args=[conflict.pk])
    row = order("夏季清查")
    bad = client(force.chief_a1).post(
        url, {f"wish-{row.pk}-due": "明天", f"wish-{row.pk}-effort": "很多"}
    )
    text = words(bad)
    assert bad.status_code == 422 and "不是日期" in text
    assert not Proposal.objects.exists()


def test_the_last_yes_on_the_page_carries_it_out(force: Force) -> None:
    proposal = proposed(force, short(force))
    seen = {"act": "accept", "seen": 1}
    for user in (force.chief_a1, force.staff, force.staff_narcotics):
        done = act(user, "answer", proposal, **seen)
        assert done.status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "applied"
    late = act(force.staff, "answer", proposal, **seen)
    assert late.status_code == 422 and "会商已结束" in words(late)


def test_a_no_without_a_reason_is_sent_back(force: Force) -> None:
    proposal = proposed(force, short(force))
    bare = act(force.staff, "answer", proposal, act="decline", seen=1)
    assert bare.status_code == 422 and "请说明理由" in words(bare)
    act(force.staff, "answer", proposal, act="decline", seen=1, text="有部署")
    text = words(client(force.coordinator).get(thread(proposal)))
    assert "由基础管控中心居间协调" in text and "有部署" in text


def test_an_answer_to_another_plan_is_told(force: Force) -> None:
    proposal = proposed(force, short(force))
    stale = act(force.staff, "answer", proposal, act="accept", seen=7)
    assert stale.status_code == 422 and "已被他人修改" in words(stale)
    assert party(proposal, force.public_order).answer == "waiting"


def test_a_counter_is_answered_at_once(force: Force) -> None:
    proposal = proposed(force, short(force))
    row = order("禁毒走访")
    data = {"act": "counter", "seen": 1, f"wish-{row.pk}-effort": "60"}
    data[f"wish-{row.pk}-due"] = str(timezone.localdate())  # no day holds 60 hours
    act(force.staff_narcotics, "answer", proposal, **data)
    text = words(client(force.staff_narcotics).get(thread(proposal)))
    assert "禁毒大队建议" in text and "最早可行是" in text


def test_the_office_and_the_leader_have_their_own_desks(force: Force) -> None:
    proposal = proposed(force, short(force))
    office = words(client(force.coordinator).get(thread(proposal)))
    assert "由您居间协调" in office and "审定施行" not in office
    leader = words(client(force.leader).get(thread(proposal)))
    assert "审定施行" in leader and "由您居间协调" not in leader
    done = act(force.leader, "decide", proposal, act="order", text="按方案办", seen=1)
    assert done.status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "decided"


def test_a_lender_reads_no_titles_of_the_other_station(force: Force) -> None:
    """津堰 sees dates and whose tasks they are, not what they are called."""
    proposal = proposed(force, short(force))
    other = proposal.parties.create(
        station=force.a2,
        part="lends",
        asked_at=timezone.now(),
        due_at=timezone.now() + dt.timedelta(days=1),
    )
    assert other.answer == "waiting"
    text = words(client(force.chief_a2).get(thread(proposal)))
    assert "禁毒走访" not in text and "禁毒大队的一项任务" in text


def test_the_list_and_the_menu_count_what_waits_for_me(force: Force) -> None:
    proposed(force, short(force))
    for user, count in ((force.staff, 1), (force.chief_a2, 0)):
        page = client(user).get(reverse("coordination:proposals"))
        menu = {entry.url: entry.count for entry in page.context["nav"]}
        assert menu[reverse("coordination:proposals")] == count
        assert page.context["waiting"] == count
    past = client(force.staff).get(reverse("coordination:proposals") + "?past=1")
    assert past.context["rows"] == []


def test_a_leader_leaves_it_as_it_is_from_the_conflict(force: Force) -> None:
    conflict = short(force)
    url = reverse("coordination:accept_risk", args=[conflict.pk])
    client(force.leader).post(url, {"text": "", "until": day(5)})
    conflict.refresh_from_db()
    assert conflict.state == "open"
    client(force.leader).post(url, {"text": "先保重点", "until": day(5)})
    page = client(force.chief_a1).get(
        reverse("coordination:conflict", args=[conflict.pk])
    )
    assert "先保重点" in words(page)


def test_the_conflict_leads_to_its_thread(force: Force) -> None:
    conflict = short(force)
    url = reverse("coordination:conflict", args=[conflict.pk])
    assert "自拟方案" in words(client(force.chief_a1).get(url))
    proposal = proposed(force, conflict)
    assert thread(proposal) in client(force.chief_a1).get(url).content.decode()


def test_a_chief_names_a_deputy_and_takes_it_back(force: Force) -> None:
    url = reverse("coordination:delegations")
    data = {"deputy": force.officer_a1.pk, "first": day(0), "last": day(2)}
    bad = client(force.chief_a1).post(url, data | {"deputy": force.staff.pk})
    assert bad.status_code == 422
    assert client(force.chief_a1).post(url, data).status_code == 302
    assert "officer_a1" in words(client(force.chief_a1).get(url))
    from coordination.models import Delegation

    end = reverse("coordination:end_delegation", args=[Delegation.objects.get().pk])
    assert client(force.officer_a1).post(end).status_code == 403
    client(force.chief_a1).post(end)
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_reads_in_both_languages(force: Force, language: str) -> None:
    proposal = proposed(force, short(force))
    page = client(force.staff, language).get(thread(proposal))
    assert page.status_code == 200


def queries(user: Any, url: str) -> int:
    browser = client(user)
    browser.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    return len(caught)


def test_more_tasks_and_more_threads_cost_no_more_queries(force: Force) -> None:
    conflict = short(force)
    proposal = proposed(force, conflict)
    few = queries(force.coordinator, thread(proposal))
    few_rows = queries(force.coordinator, reverse("coordination:proposals"))
    other = short(force, force.a2)
    for n in range(12):
        send(
            force,
            "narcotics",
            task(f"零星任务{n}", 1, day(3)),
            force.a2,
            now=timezone.now(),
        )
    check(force.a2, now=timezone.now())
    many = proposed(force, other)
    assert queries(force.coordinator, thread(many)) <= few
    assert queries(force.coordinator, reverse("coordination:proposals")) == few_rows

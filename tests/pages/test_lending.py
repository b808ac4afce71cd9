"""Who is lent: named by the lending chief or by the leader, ticked in advance."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict, Proposal, ProposalParty
from coordination.services.fixing import fixes
from coordination.services.negotiation import brokering, proposing
from organization.models import User
from personnel import services as personnel
from personnel.models import Posting
from tests.coordination.world import check, send
from tests.factories import Force
from tests.negotiation.appointments import event
from tests.negotiation.world import state
from tests.pages.test_fixes_apart import clash
from tests.pages.test_working import client, day, monday


@pytest.fixture
def proposal(force: Force) -> Proposal:
    """津堰 is asked for two officers for a Wednesday."""
    return lending(force, clash(force))


def lending(force: Force, conflict: Conflict) -> Proposal:
    offers = fixes([conflict], now=timezone.now()).offers
    plan = next(each.plan for each in offers if each.plan.method == "lend")
    return proposing.propose(
        by=force.chief_a1, conflict=conflict, plan=plan, now=timezone.now()
    )


def submitted(force: Force, proposal: Proposal) -> Proposal:
    return brokering.submit(
        by=force.coordinator, proposal=proposal, text="报请审定", now=timezone.now()
    )


def page(user: User, proposal: Proposal) -> str:
    url = reverse("coordination:proposal", args=[proposal.pk])
    return client(user).get(url).content.decode()


def ticked(text: str) -> list[str]:
    boxes = re.findall(r'<input type="checkbox" name="officers[^>]+>', text)
    chosen = "".join(box for box in boxes if "checked" in box)
    return re.findall(r'value="(\d+)"', chosen)


def numbers(force: Force) -> list[str]:
    return [o.police_number for o in force.officers[force.a2.code]]


def decide(force: Force, proposal: Proposal, *officers: str, **more: str) -> Any:
    url = reverse("coordination:decide_proposal", args=[proposal.pk])
    named = {f"officers_{force.a2.pk}": list(officers)}
    said = {"act": "order", "text": "按方案办"} | named | more
    return client(force.leader).post(url, said)


def test_those_who_are_missed_least_are_ticked(force: Force) -> None:
    """The first is named elsewhere that week, the second is on leave that day."""
    wednesday = monday() + 2
    first, second, *rest = numbers(force)
    content = event("约谈", day(wednesday, "15:00"), day(wednesday, "16:00"), 0, first)
    send(force, "narcotics", content, force.a2, now=timezone.now())
    start = timezone.localdate() + timezone.timedelta(days=wednesday)
    personnel.record_leave(
        by=None,
        officer=force.officers[force.a2.code][1],
        kind="annual",
        during=(start, start + timezone.timedelta(days=1)),
    )
    proposal = lending(force, clash(force))
    text = page(force.chief_a2, proposal)
    assert ticked(text) == rest[:2]
    assert "另有指定参加的安排1小时" in text and second not in text
    assert ticked(page(force.leader, submitted(force, proposal))) == rest[:2]


def test_who_is_barred_there_is_neither_shown_nor_taken(force: Force) -> None:
    """A limit entered after the chief has named him stops the plan, without a word
    of the ground."""
    who, today = force.officers[force.a2.code][0], timezone.localdate()
    proposal = lending(force, clash(force))
    assert who.police_number in page(force.chief_a2, proposal)
    personnel.record_limit(
        by=None,
        row=personnel.NewLimit(
            who, "family", "unit", (today, None), "配偶在该所", unit=force.a1
        ),
    )
    text = page(force.chief_a2, proposal)
    assert who.police_number not in text and "配偶" not in text
    submitted(force, proposal)
    refused = decide(force, proposal, *numbers(force)[:2])
    assert refused.status_code == 422 and state(proposal) == "submitted"
    assert "家庭" not in refused.content.decode()
    assert decide(force, proposal, *numbers(force)[1:3]).status_code == 302


def test_the_leader_names_them_and_the_thread_says_so(
    force: Force, proposal: Proposal
) -> None:
    submitted(force, proposal)
    chosen = numbers(force)[2:4]
    assert decide(force, proposal, *chosen).status_code == 302
    assert state(proposal) == "decided"
    lent = Posting.objects.filter(kind="secondment", station=force.a1)
    assert {p.officer.police_number for p in lent} == set(chosen)
    text = page(force.leader, proposal)
    assert text.count(chosen[0]) >= 2, "beside the answer and in what happened"
    check(force.a1, force.a2, now=timezone.now())
    assert not Conflict.objects.open().exists()


@pytest.mark.parametrize("wrong", ["none", "few", "elsewhere", "invented"])
def test_bad_names_stand_beside_the_field(
    force: Force, proposal: Proposal, wrong: str
) -> None:
    submitted(force, proposal)
    own, other = numbers(force), force.officers[force.a1.code][0].police_number
    named = {
        "none": [],
        "few": own[:1],
        "elsewhere": [own[0], other],
        "invented": [own[0], "999999"],
    }[wrong]
    answer = decide(force, proposal, *named)
    text = answer.content.decode()
    assert answer.status_code == 422 and 'class="yp-error"' in text
    assert state(proposal) == "submitted"
    assert not Posting.objects.filter(kind="secondment").exists()
    assert set(ticked(text)) == {n for n in named if n in own}, "as it was sent"
    assert not ProposalParty.objects.exclude(officers=[]).exists()


def test_what_the_chief_named_is_not_asked_again(
    force: Force, proposal: Proposal
) -> None:
    party = proposal.parties.get(station=force.a2)
    ProposalParty.objects.filter(pk=party.pk).update(officers=numbers(force)[:2])
    assert not ticked(page(force.leader, submitted(force, proposal)))
    assert decide(force, proposal).status_code == 302


def test_the_lending_chief_names_them(force: Force, proposal: Proposal) -> None:
    url = reverse("coordination:answer_proposal", args=[proposal.pk])
    few = client(force.chief_a2).post(url, {"act": "accept"})
    assert few.status_code == 422 and "yp-error" in few.content.decode()
    chosen = ticked(page(force.chief_a2, proposal))
    done = client(force.chief_a2).post(url, {"act": "accept", "officers": chosen})
    assert done.status_code == 302 and state(proposal) == "applied"
    assert chosen[0] in page(force.chief_a1, proposal)


def test_who_refuses_names_nobody(force: Force, proposal: Proposal) -> None:
    submitted(force, proposal)
    assert decide(force, proposal, act="refuse").status_code == 302
    assert state(proposal) == "declined"

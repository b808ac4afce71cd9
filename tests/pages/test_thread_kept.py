"""A finished thread stays as it was; what the system does is said to be its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.fixes import keeping
from coordination.models import Proposal, ProposalEntry
from coordination.services.negotiation.clocks import hear_silence
from coordination.thread.log import log_lines
from coordination.thread.proving import check as proved
from coordination.thread.reading import read_thread
from organization.models import Bureau
from tasking.models import Assignment
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, day
from tests.pages.test_thread import act, proposed, short, thread


@pytest.fixture
def done(force: Force) -> Proposal:
    """Ordered by the leader, then found settled by a check."""
    proposal = proposed(force, short(force))
    act(force.leader, "decide", proposal, act="order", text="按方案办", seen=1)
    check(force.a1, now=timezone.now())
    proposal.refresh_from_db()
    return proposal


def shown(force: Force, proposal: Proposal) -> dict[str, Any]:
    page = client(force.coordinator).get(thread(proposal)).context
    found = page["check"]
    return {
        "curve": str(found.curve),
        "sums": found.sums,
        "balances": page["balances"],
        "changes": page["changes"],
        "fine": page["fine"],
        "entries": page["entries"],
    }


def test_the_proof_is_that_of_the_moment_it_was_carried_out(
    force: Force, done: Proposal
) -> None:
    found = shown(force, done)
    assert found["curve"].startswith("<svg") and found["sums"]
    worst = min(found["sums"], key=lambda each: each.left_before)
    assert worst.left_before < 0 <= min(s.left_after for s in found["sums"])
    text = words(client(force.chief_a1).get(thread(done)))
    assert "施行时的验算" in text and "改前缺口" in text


def test_whatever_changes_later_it_stays_as_it_is(force: Force, done: Proposal) -> None:
    before = shown(force, done)
    now = timezone.now()
    send(force, "narcotics", task("加码", 300, day(2)), force.a1, now=now)
    Assignment.objects.filter(directive__title="夏季清查").update(remaining_units=1)
    check(force.a1, now=now)
    assert shown(force, done) == before


def test_what_was_kept_cannot_be_changed(done: Proposal) -> None:
    with pytest.raises(Exception, match="append_only"):
        ProposalEntry.objects.filter(proposal=done).update(detail={})


def test_a_proof_is_read_as_it_was_written(force: Force, done: Proposal) -> None:
    kept = done.entries.get(act="order").detail["proof"]
    assert keeping.written(keeping.read(kept)) == kept


def test_a_thread_carried_out_before_proofs_were_kept(force: Force) -> None:
    proposal = proposed(force, short(force))
    plan = {"plan": proposal.plan}
    Proposal.objects.filter(pk=proposal.pk).update(
        state="applied", closed_at=timezone.now()
    )
    ProposalEntry.objects.create(
        proposal=proposal, at=timezone.now(), act="apply", detail=plan
    )
    page = client(force.coordinator).get(thread(proposal))
    assert page.status_code == 200 and not page.context["check"].curve


def test_what_a_check_found_is_the_systems_word(force: Force, done: Proposal) -> None:
    first = shown(force, done)["entries"][0]
    assert first["system"] and "冲突已消除" in first["act"]
    assert first["at"] == done.conflict.settled_at


@pytest.mark.parametrize(
    ("rule", "said"), [("agrees", "无意见"), ("escalates", "上报")]
)
def test_silence_is_noted_by_the_system(force: Force, rule: str, said: str) -> None:
    Bureau.objects.filter(pk=force.county_a.pk).update(silence_rule=rule)
    proposal = proposed(force, short(force))
    late = timezone.now() + dt.timedelta(days=30)
    hear_silence(by=None, now=late)
    reading = read_thread(proposal, user=force.coordinator, now=late)
    lines = [e for e in log_lines(reading) if said in e["act"]]
    assert lines and all(e["system"] and not e["who"] and e["unit"] for e in lines)
    text = words(client(force.coordinator).get(thread(proposal)))
    assert "系统" in text


def test_what_follows_from_the_last_consent_is_the_systems(force: Force) -> None:
    proposal = proposed(force, short(force))
    for user in (force.staff, force.staff_narcotics, force.chief_a1):
        act(user, "answer", proposal, act="accept", seen=1)
    entry = proposal.entries.get(act="apply")
    assert entry.by is not None and entry.by_system
    assert not proposal.entries.filter(act="accept").first().by_system


def test_a_log_of_any_length_costs_as_many_statements(force: Force) -> None:
    proposal, costs = proposed(force, short(force)), []
    office, url = client(force.coordinator), thread(proposal)
    for count in (10, 990):
        ProposalEntry.objects.bulk_create(
            ProposalEntry(
                proposal=proposal, at=timezone.now(), by=force.staff, act="remind",
                unit_code=force.narcotics.code,
            )
            for _n in range(count)
        )  # fmt: skip
        with CaptureQueriesContext(connection) as found:
            assert office.get(url).status_code == 200
        costs.append(len(found))
    assert costs[0] == costs[1] <= 20, costs


def test_a_list_of_any_length_costs_as_many_statements(force: Force) -> None:
    proposal, costs = proposed(force, short(force)), []
    fields = {f.attname: getattr(proposal, f.attname) for f in Proposal._meta.fields}
    closed = {"state": "withdrawn", "closed_at": timezone.now()}
    office, url = client(force.coordinator), reverse("coordination:proposals")
    for count in (10, 990):
        made = [Proposal(**(fields | closed | {"id": None})) for _n in range(count)]
        for row in Proposal.objects.bulk_create(made):
            row.conflicts.add(proposal.conflict_id)
        with CaptureQueriesContext(connection) as found:
            assert len(office.get(url, {"past": 1}).context["rows"]) >= 10
        costs.append(len(found))
    assert costs[0] == costs[1] <= 15, costs
    assert proved(
        read_thread(proposal, user=force.coordinator, now=timezone.now())
    ).curve

"""Recalling a task from its page, and what the people it concerns read."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tasking.models import Directive
from tasking.services import acts
from tests.factories import Force, appoint, person
from tests.pages.composing import words
from tests.pages.test_directives import act, client, issued, refreshed

State = Directive.State


def page(row: Directive) -> str:
    return reverse("coordination:directive", args=[row.pk])


def older(row: Directive, minutes: int) -> None:
    """As if it had been issued so long ago."""
    then = timezone.now() - dt.timedelta(minutes=minutes)
    Directive.objects.filter(pk=row.pk).update(issued_at=then)


def signed(force: Force) -> Directive:
    row = issued(force)
    mine = row.assignments.get(station=force.a1)
    acts.acknowledge(by=force.chief_a1, assignment=mine, now=timezone.now())
    return row


def test_the_trace_stays_and_the_correction_is_linked(force: Force) -> None:
    row = signed(force)
    assert "/recall/" in client(force.staff).get(page(row)).content.decode()
    done = act(force.staff, "recall_directive", row.pk, reason="范围有误")
    assert done["Location"] == page(row)
    shown = client(force.staff).get(page(row))
    text = words(shown)
    assert "已收回" in text and "staff" in text and "范围有误" in text
    assert "1个所已签收" in text
    assert "/withdraw/" not in shown.content.decode()
    made = act(force.staff, "correct_directive", row.pk)
    draft = Directive.objects.get(replaces=row)
    assert made["Location"] == page(draft) and draft.state == State.DRAFT
    assert page(row) in client(force.staff).get(page(draft)).content.decode()
    again = client(force.staff).get(page(row)).content.decode()
    assert page(draft) in again and "/correct/" not in again


def test_the_station_owes_nothing_and_reads_why(force: Force) -> None:
    row = signed(force)
    act(force.head, "recall_directive", row.pk, reason="范围有误")
    ledger = reverse("coordination:workload", args=[force.a1.code])
    at = client(force.chief_a1)
    assert "旅馆业检查" not in words(at.get(ledger))
    inbox = words(at.get(reverse("coordination:inbox")))
    assert "旅馆业检查" in inbox and "范围有误" in inbox and "收回" in inbox
    mine = row.assignments.get(station=force.a1)
    own = words(at.get(reverse("coordination:assignment", args=[mine.pk])))
    assert "已收回" in own and "范围有误" in own
    other = words(client(force.chief_a2).get(reverse("coordination:inbox")))
    assert "旅馆业检查" not in other
    author = words(client(force.staff).get(reverse("coordination:inbox")))
    assert "head" in author and "范围有误" in author


def test_after_the_time_it_is_only_withdrawn(force: Force) -> None:
    row = issued(force)
    older(row, 61)
    shown = client(force.staff).get(page(row))
    assert "/recall/" not in shown.content.decode()
    assert "/withdraw/" in shown.content.decode()
    assert "可以收回" in words(shown) and "仍可撤回" in words(shown)
    refused = act(force.staff, "recall_directive", row.pk, reason="发错")
    assert refused.status_code == 422 and "仍可撤回" in refused.context["problem"]


@pytest.mark.parametrize("reason", ["", "  ", "长" * 2001])
def test_it_takes_a_reason(force: Force, reason: str) -> None:
    row = issued(force)
    refused = act(force.staff, "recall_directive", row.pk, reason=reason)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert 'id="recall-error"' in text and reason in text
    row.refresh_from_db()
    assert row.state == State.ISSUED


def test_who_sees_the_button(force: Force) -> None:
    row = issued(force)
    colleague = appoint(person("colleague"), "department_staff", force.public_order)
    text = client(colleague).get(page(row)).content.decode()
    assert "/recall/" not in text and "/withdraw/" in text
    assert act(colleague, "recall_directive", row.pk, reason="x").status_code == 403
    assert "/recall/" in client(force.head).get(page(row)).content.decode()
    url = reverse("coordination:recall_directive", args=[row.pk])
    assert client(force.staff).get(url).status_code == 405
    early = act(force.staff, "correct_directive", row.pk)
    assert early.status_code == 422


def test_the_author_reads_what_the_leader_wants(force: Force) -> None:
    force.county_a.approver_required = True
    force.county_a.save(update_fields=["approver_required"])
    row = issued(refreshed(force))
    act(force.leader, "send_back_directive", row.pk, reason="标准不清")
    inbox = client(force.staff).get(reverse("coordination:inbox"))
    assert "标准不清" in words(inbox)
    letter = re.search(r"/inbox/\d+/open/", inbox.content.decode())
    assert letter and client(force.staff).post(letter[0])["Location"] == page(row)
    other = issued(refreshed(force))
    act(force.leader, "approve_directive", other.pk)
    other.refresh_from_db()
    assert other.number in words(client(force.staff).get("/inbox/"))
    english = words(client(force.staff, "en").get("/inbox/"))
    assert "approved" in english and "sent" in english

"""A leader sends a task back; its author reads why, changes it, and sends it again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from organization.models import AuditEvent
from tasking.models import Directive
from tests.factories import Force
from tests.pages.composing import form_of
from tests.pages.test_directives import act, client, issued, refreshed

State = Directive.State


def submitted(force: Force) -> Directive:
    force.county_a.approver_required = True
    force.county_a.save(update_fields=["approver_required"])
    row = issued(refreshed(force))
    assert row.state == State.SUBMITTED
    return row


def test_it_goes_back_with_a_reason_and_comes_again(force: Force) -> None:
    row = submitted(force)
    page = reverse("coordination:directive", args=[row.pk])
    assert "/send-back/" in client(force.leader).get(page).content.decode()
    assert "/send-back/" not in client(force.staff).get(page).content.decode()
    done = act(force.leader, "send_back_directive", row.pk, reason=" 标准不清 ")
    assert done["Location"] == page
    row.refresh_from_db()
    assert (row.state, row.conflict_reason) == (State.RETURNED, "上级要求")
    event = AuditEvent.objects.get(action="directive.send_back")
    assert (event.actor, event.reason) == (force.leader, "标准不清")
    assert "标准不清" in client(force.staff).get(page).content.decode()
    url = reverse("coordination:edit_draft", args=[row.pk])
    again = form_of(force, version=str(row.version), standard="逐户登记并拍照")
    assert client(force.staff).post(url, again)["Location"] == page
    row.refresh_from_db()
    assert (row.state, row.standard) == (State.SUBMITTED, "逐户登记并拍照")
    assert "标准不清" not in client(force.staff).get(page).content.decode()
    assert act(force.leader, "approve_directive", row.pk).status_code == 302


def test_the_last_reason_is_shown(force: Force) -> None:
    row = submitted(force)
    act(force.leader, "send_back_directive", row.pk, reason="第一次")
    Directive.objects.update(state=State.SUBMITTED)
    act(force.leader, "send_back_directive", row.pk, reason="第二次")
    url = reverse("coordination:directive", args=[row.pk])
    text = client(force.staff).get(url).content.decode()
    assert "第二次" in text and "第一次" not in text


@pytest.mark.parametrize("reason", ["", "  ", "长" * 2001])
def test_it_takes_a_reason(force: Force, reason: str) -> None:
    row = submitted(force)
    refused = act(force.leader, "send_back_directive", row.pk, reason=reason)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert 'id="send-back-error"' in text and reason in text
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


def test_it_goes_back_once(force: Force) -> None:
    row = submitted(force)
    act(force.leader, "send_back_directive", row.pk, reason="改")
    again = act(force.leader, "send_back_directive", row.pk, reason="再改")
    assert again.status_code == 422 and again.context["problem"]
    late = act(force.leader, "approve_directive", row.pk)
    assert late.status_code == 422


def test_what_is_issued_is_not_sent_back(force: Force) -> None:
    row = issued(force)
    refused = act(force.leader, "send_back_directive", row.pk, reason="改")
    assert refused.status_code == 422
    row.refresh_from_db()
    assert row.state == State.ISSUED


def test_who_may_send_it_back(force: Force) -> None:
    row = submitted(force)
    for outsider in ("stranger", "staff_narcotics", "chief_b1", "chief_a1"):
        user = force.personas[outsider]
        answer = act(user, "send_back_directive", row.pk, reason="改")
        assert answer.status_code == 404, outsider
    for other in ("staff", "head", "coordinator"):
        user = force.personas[other]
        answer = act(user, "send_back_directive", row.pk, reason="改")
        assert answer.status_code == 403, other
    url = reverse("coordination:send_back_directive", args=[row.pk])
    assert client(force.leader).get(url).status_code == 405

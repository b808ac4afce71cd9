"""Taking back what somebody else was told of: as long as nobody has read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import Proposal
from coordination.services.due_jobs import JOBS, OLD
from coordination.services.negotiation import standing
from desk.models import InboxItem, OutgoingMail, Undoable
from desk.services import bulk
from desk.stale import Overtaken
from organization.models import AuditEvent, User
from personnel.models import Contact, Officer
from personnel.services.former_contact import put_contact_back
from personnel.services.history import Reach, set_contact
from tasking.models import Directive
from tests.coordination.world import send, task
from tests.desk.test_undoing import back, signed_in
from tests.factories import Force, force
from tests.pages.test_thread import act, proposed, short

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db: None) -> Force:
    return force()


def withdrawn(made: Force) -> tuple[Client, Proposal]:
    row = proposed(made, short(made))
    assert act(made.coordinator, "withdraw", row, text="另有安排").status_code == 302
    row = Proposal.objects.select_related("conflict").get()
    assert (row.state, row.conflict.state) == ("withdrawn", "open")
    return signed_in(made.coordinator), row


def test_a_withdrawn_plan_stands_again(made: Force) -> None:
    office, row = withdrawn(made)
    told = InboxItem.objects.filter(kind="proposal_withdrawn")
    assert told.exists()
    assert "已撤销" in back(office)
    row = Proposal.objects.select_related("conflict").get()
    assert (row.state, row.closed_at, row.conflict.state) == ("open", None, "proposed")
    assert not told.exists(), "as if nothing had been"
    assert row.entries.last().act == "take_back"
    asked = row.parties.filter(answer="waiting")
    assert asked.exists() and row.due_at == min(one.due_at for one in asked)
    assert "已经撤销" in back(office)


def test_not_once_somebody_has_read_of_it_or_gone_on(made: Force) -> None:
    office, row = withdrawn(made)
    letter = InboxItem.objects.filter(kind="proposal_withdrawn").earliest("pk")
    sent = OutgoingMail.objects.create(
        item=letter, address="a@b.cn", next_try_at=timezone.now()
    )
    for what, change in (
        (sent, {"sent_at": timezone.now()}),
        (letter, {"read_at": timezone.now()}),
    ):
        rows = type(what).objects.filter(pk=what.pk)
        rows.update(**change)
        assert "已有人看到" in back(office)
        rows.update(**dict.fromkeys(change))
    proposed(made, row.conflict)
    assert "没有撤销" in back(office), "another plan is under way"
    given: dict[str, Any] = {"proposal": row, "now": timezone.now()}
    with pytest.raises(PermissionDenied):
        standing.stand_again(by=made.staff_narcotics, version=row.version, **given)
    with pytest.raises(Overtaken):
        standing.stand_again(by=made.coordinator, version=row.version - 1, **given)


def reminded(made: Force, name: str, place: str = "") -> tuple[Client, str]:
    """Those of two stations, and the page of what was done."""
    given: dict[str, Any] = {"query": "", "ticked": None, "now": timezone.now()}
    run = bulk.begin(by=made.staff, name=name, place=place, **given)
    client = signed_in(made.staff)
    page = reverse("desk:bulk_run", args=[run.pk])
    client.post(reverse("desk:commit_bulk", args=[run.pk]))
    return client, page


def sent(made: Force) -> Directive:
    due = timezone.localdate() + dt.timedelta(days=20)
    content = task("摸排", 8, str(due))
    return send(made, "public_order", content, made.a1, made.a2).directive


def letters(user: User) -> int:
    return user.inbox.filter(facts__again="yes").count()


@pytest.mark.parametrize("name", ["parts_remind", "tasks_remind"])
def test_reminders_nobody_has_read(made: Force, name: str) -> None:
    row = sent(made)
    place = str(row.pk) if name == "parts_remind" else ""
    client, page = reminded(made, name, place)
    assert letters(made.chief_a1) == letters(made.chief_a2) == 1
    assert "撤销" in client.get(page).content.decode()
    made.chief_a2.inbox.filter(facts__again="yes").update(read_at=timezone.now())
    said = back(client)
    assert "已撤销" in said and "1条提醒" in said
    assert (letters(made.chief_a1), letters(made.chief_a2)) == (0, 1)
    after = client.get(page).content.decode().partition("<main")[2]
    assert "<h1>" in after and "：已撤销" in after and 'data-yp-key="Z"' not in after
    again = reminded(made, name, place)[1]
    assert again != page and letters(made.chief_a1) == 1, "may be reminded again"
    made.chief_a1.inbox.update(read_at=timezone.now())
    assert "没有撤销" in back(client)


def test_contact_data(made: Force) -> None:
    officer = Officer.objects.filter(postings__station=made.a1).first()
    assert officer is not None
    set_contact(by=None, officer=officer, reach=Reach(phone="13800000001"))
    client = signed_in(made.personnel_admin)
    url = reverse("personnel:contact_field", args=[officer.pk])
    client.post(f"{url}?field=phone", {"phone": "13800000002", "version": "1"})
    kept = Undoable.objects.get()
    told = f"{kept.facts} {kept.words} {AuditEvent.objects.latest('pk').detail}"
    assert "1380" not in told, "what it was is kept nowhere but with what it is"
    assert "已撤销" in back(client)
    row = Contact.objects.get(officer=officer)
    assert (row.phone, row.version, row.former) == ("13800000001", 3, None)
    page = reverse("personnel:set_contact", args=[officer.pk])
    client.post(page, {"phone": "13800000003", "version": "3"})
    set_contact(by=None, officer=officer, reach=Reach(phone="13800000004"))
    assert "没有撤销" in back(client) and not Contact.objects.get().former
    client.post(page, {"phone": "13800000005", "version": "5"})
    with pytest.raises(PermissionDenied):
        put_contact_back(by=made.chief_a1, officer=officer.pk, version=6)
    Contact.objects.update(former_until=timezone.now())
    forget, _again = JOBS[OLD]
    forget(timezone.now() + dt.timedelta(seconds=1))
    assert Contact.objects.get().former is None

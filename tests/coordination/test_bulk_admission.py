"""The office admits several pieces: each tried out, each by its own right, one undo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from coordination.models import AdmissionCase
from coordination.services.ordering import Order
from coordination.tallies import tallies
from desk.models import BulkRun, InboxItem, Undoable
from desk.services import bulk, take_back
from organization.models import AuditEvent
from tasking.content import Content, Targets
from tests.coordination.pieces import admission, state
from tests.coordination.test_bulk import begun, done, due, outcomes, signed_in
from tests.coordination.world import send, task
from tests.factories import Force, force

MUCH = 900  # hours that fit nowhere


@pytest.fixture
def made(db: None) -> Force:
    return force()


def asked(title: str, hours: float) -> Content:
    return replace(task(title, hours, due(5)), basis="望公治〔2026〕41号")


def piece(made: Force, title: str, hours: float = 5, **more: Any) -> AdmissionCase:
    content = asked(title, hours)
    given = {"now": timezone.now(), "reason": "", **more}
    sent = send(made, "public_order", content, made.a1, made.a2, **given)
    return AdmissionCase.objects.get(directive=sent.directive)


def admitted(made: Force, run: BulkRun) -> dict[str, str]:
    return done(made.coordinator, run)


def notes(run: BulkRun) -> dict[str, tuple[str, str]]:
    return {row.label: (row.outcome, row.note) for row in run.rows.all()}


def test_what_fits_is_admitted_and_the_rest_left_to_its_page(made: Force) -> None:
    admission(made, "gate")
    one, two = piece(made, "甲"), piece(made, "乙", MUCH)
    three = piece(made, "丙", MUCH, reason="上级要求")
    with pytest.raises(PermissionDenied):
        begun(made.staff, "pieces_admit")
    client = signed_in(made.coordinator)
    page = client.get("/admission/")
    assert [act.name for act in page.context["bulk"]] == ["pieces_admit"]
    ticked = {"act": "pieces_admit", "list": "admission", "all": "1"}
    shown = client.get(client.post("/bulk/", ticked)["Location"])
    run = BulkRun.objects.get()
    assert "准入2件任务？" in shown.content.decode()
    told = notes(run)
    assert [told[title][0] for title in "甲乙丙"] == ["will", "out", "will"]
    assert "2个放得下" in told["甲"][1] and "2个放不下" in told["乙"][1]
    assert admitted(made, run) == {"甲": "done", "乙": "out", "丙": "done"}
    assert state(one) == state(three) == ("admitted", "issued")
    assert state(two)[0] == "waiting" and one.directive.number in outcomes(run)["甲"][1]
    logged = AuditEvent.objects.filter(action="admission.admit", actor=made.coordinator)
    assert logged.count() == 2
    with pytest.raises(ValidationError, match="下发"):
        take_back(by=made.coordinator, act=Undoable.objects.get(), now=timezone.now())
    assert state(one) == ("admitted", "issued")


def test_together_they_may_not_fit(made: Force) -> None:
    """The largest that fits alone, where twice as much was too much."""
    admission(made, "gate")
    now, targets = timezone.now(), Targets((made.a1.pk, made.a2.pk))
    for hours in (800, 400, 200, 100, 50, 25):
        order = Order(asked("甲", hours), targets, made.public_order.code, now)
        if not tallies({1: order}, now)[1].short:
            break
    for title in "甲乙":
        piece(made, title, hours)
    run = begun(made.coordinator, "pieces_admit")
    assert {outcome for outcome, _note in notes(run).values()} == {"will"}
    found = outcomes(bulk.commit(by=made.coordinator, run=run, now=timezone.now()))
    assert [found[title][0] for title in "甲乙"] == ["done", "refused"]
    assert "放不下" in found["乙"][1]


def test_all_of_them_are_taken_back_before_anybody_read_of_it(made: Force) -> None:
    admission(made, "gate", approver_required=True)
    cases = [piece(made, "甲"), piece(made, "乙", MUCH), piece(made, "丙")]
    run = begun(made.coordinator, "pieces_admit")
    assert "报领导签批" in notes(run)["乙"][1], (
        "the leader decides on what does not fit"
    )
    assert set(admitted(made, run).values()) == {"done"}
    assert [state(case) for case in cases] == [("signature", "admitted")] * 3
    told = InboxItem.objects.filter(kind__in=("admission_signature", "admission_admit"))
    matter = f"admission:{cases[2].pk}"
    told.filter(matter=matter).update(read_at=timezone.now())
    given = {"act": Undoable.objects.get(), "now": timezone.now()}
    assert "1件" in take_back(by=made.coordinator, **given)
    assert [state(case) for case in cases] == [
        *[("waiting", "submitted")] * 2,
        ("signature", "admitted"),
    ]
    assert set(told.values_list("matter", flat=True)) == {matter}
    again = begun(made.coordinator, "pieces_admit")
    assert set(admitted(made, again).values()) == {"done"}


def test_one_piece_is_taken_back_on_its_own_page_too(made: Force) -> None:
    """As long as nobody has read of it; what goes out at once offers nothing."""
    admission(made, "gate", approver_required=True)
    case, client = piece(made, "甲"), signed_in(made.coordinator)
    page = f"/admission/{case.pk}/"
    told = client.post(f"{page}admit/", {"version": case.version}, follow=True)
    assert state(case) == ("signature", "admitted")
    offered = Undoable.objects.get()
    assert reverse("desk:undo", args=[offered.pk]) in told.content.decode()
    assert client.post(reverse("desk:undo", args=[offered.pk])).url == page
    assert state(case) == ("waiting", "submitted")
    case.refresh_from_db()
    client.post(f"{page}admit/", {"version": case.version})
    InboxItem.objects.filter(matter=f"admission:{case.pk}").update(
        read_at=timezone.now()
    )
    late = Undoable.objects.latest("pk")
    answer = client.post(reverse("desk:undo", args=[late.pk]), follow=True)
    assert "没有撤销" in answer.content.decode() and state(case)[0] == "signature"


def test_a_piece_that_goes_out_at_once_cannot_be_taken_back(made: Force) -> None:
    admission(made, "gate")
    case = piece(made, "甲")
    client = signed_in(made.coordinator)
    done = client.post(f"/admission/{case.pk}/admit/", {"version": case.version})
    assert done.status_code == 302 and state(case) == ("admitted", "issued")
    assert not Undoable.objects.exists()

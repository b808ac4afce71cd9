"""The pages of stations' opinions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coordination.models import Objection
from coordination.services.deciding import answer
from coordination.services.objecting import escalate, object_to
from organization.models import User
from tasking.models import Assignment
from tests.coordination.opinions import PDF, keep
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, day, issued

S = Objection.State


def tasked(force: Force, title: str = "旅馆业检查", hours: float = 10) -> Assignment:
    return issued(force, title, hours).assignments.get(station=force.a1)


def filed(force: Force, row: Assignment | None = None) -> Objection:
    assignment = row or tasked(force)
    now = timezone.now()
    return object_to(by=force.chief_a1, assignment=assignment, text="人手不够", now=now)


def url(name: str, pk: int) -> str:
    return reverse(f"coordination:{name}", args=[pk])


def say(user: User, row: Assignment, **data: Any) -> Any:
    body = {"text": "六月已有三项，人手不够", "asked_due": day(20)} | data
    return client(user).post(url("object_to", row.pk), body)


def test_the_form_shows_the_figures_before_they_are_sent(force: Force) -> None:
    row = tasked(force, hours=900)
    check(force.a1, now=timezone.now())
    text = words(client(force.chief_a1).get(url("object_to", row.pk)))
    assert "所附测算依据" in text and "缺" in text and "请继续执行" in text
    assert not Objection.objects.exists()


def test_a_chief_gives_an_opinion_with_evidence(force: Force) -> None:
    row = tasked(force)
    done = say(force.chief_a1, row, evidence=[SimpleUploadedFile("排班.pdf", PDF)])
    made = Objection.objects.get()
    assert done["Location"] == url("objection", made.pk)
    text = words(client(force.staff).get(done["Location"]))
    assert "排班.pdf" in text and "人手不够" in text
    assert "待治安管理大队答复" in text
    file = made.files.get()
    link = reverse("coordination:objection_file", args=[made.pk, file.pk])
    answered = client(force.staff).get(link)
    assert answered.content == PDF
    assert answered["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "a\0b"),
        ("asked_due", "明天"),
        ("asked_due", "2020-01-01"),
        ("asked_hours", "三"),
        ("asked_hours", "-1"),
        ("evidence", SimpleUploadedFile("a.exe", b"MZ")),
    ],
)
def test_bad_input_stands_beside_its_field(
    force: Force, field: str, value: Any
) -> None:
    refused = say(force.chief_a1, tasked(force), **{field: value})
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert not Objection.objects.exists()


def test_a_second_one_leads_to_the_first(force: Force) -> None:
    row = filed(force)
    again = client(force.chief_a1).get(url("object_to", row.assignment_id))
    assert again["Location"] == url("objection", row.pk)


def test_the_department_answers_on_the_page(force: Force) -> None:
    row = filed(force)
    at = client(force.staff)
    assert 'name="act"' in at.get(url("objection", row.pk)).content.decode()
    silent = at.post(url("answer_objection", row.pk), {"act": "keep", "version": "1"})
    assert silent.status_code == 422 and "请说明理由" in words(silent)
    data = {"act": "change", "due": day(25), "reason": "顺延", "version": "1"}
    done = at.post(url("answer_objection", row.pk), data)
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == S.CHANGED
    text = words(client(force.chief_a1).get(url("objection", row.pk)))
    assert "顺延" in text and "已调整时限或工时" in text
    stale = at.post(url("answer_objection", row.pk), data)
    assert stale.status_code == 422


def test_kept_taken_further_referred_decided(force: Force) -> None:
    row, now = filed(force), timezone.now()
    answer(by=force.staff, objection=row, said=keep(), now=now)
    steps = (
        (force.chief_a1, "escalate_objection", {"reason": "仍做不完"}),
        (force.coordinator, "refer_objection", {"reason": "谈不拢"}),
        (force.leader, "decide_objection", {"act": "uphold", "reason": "免了"}),
    )
    for user, act, data in steps:
        page = client(user).get(url("objection", row.pk)).content.decode()
        assert url(act, row.pk) in page
        assert client(user).post(url(act, row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.state == S.UPHELD
    assert row.assignment.state == Assignment.State.WITHDRAWN


@pytest.mark.parametrize("name", ["answer", "decide", "refer", "escalate"])
def test_only_posts_change_anything(force: Force, name: str) -> None:
    row = filed(force)
    assert client(force.staff).get(url(f"{name}_objection", row.pk)).status_code == 405


def test_the_task_shows_it_to_both_sides(force: Force) -> None:
    row = filed(force)
    for user in (force.chief_a1, force.staff, force.leader):
        page = client(user).get(url("assignment", row.assignment_id)).content.decode()
        assert url("objection", row.pk) in page


def test_the_directive_shows_the_answer_and_its_reason(force: Force) -> None:
    row, now = filed(force), timezone.now()
    answer(by=force.staff, objection=row, said=keep("全市统一"), now=now)
    task_page = url("directive", row.assignment.directive_id)
    for user in (force.staff, force.leader, force.chief_a1):
        page = client(user).get(task_page)
        assert url("objection", row.pk) in page.content.decode()
        assert "全市统一" in words(page)
    other = client(force.chief_a2).get(task_page).content.decode()
    assert url("objection", row.pk) not in other


def test_the_button_is_the_chiefs(force: Force) -> None:
    row = tasked(force)
    button = url("object_to", row.pk)
    page = client(force.chief_a1).get(url("assignment", row.pk)).content.decode()
    assert button in page and 'data-yp-key="O"' in page
    for user in (force.staff, force.officer_a1, force.leader):
        page = client(user).get(url("assignment", row.pk)).content.decode()
        assert button not in page


def test_the_list_puts_the_shortest_clock_first(force: Force) -> None:
    later = filed(force)
    now = timezone.now()
    soon = send(
        force, "public_order", task("急件", 1, str(now.date() + dt.timedelta(2))),
        force.a1, now=now,
    )  # fmt: skip
    first = filed(force, soon.directive.assignments.get())
    page = client(force.staff).get(reverse("coordination:opinions"))
    assert [line["row"].pk for line in page.context["rows"]] == [first.pk, later.pk]
    assert "2条意见待您办理" in words(page)


def test_letters_say_what_became_of_it(force: Force) -> None:
    row, now = filed(force), timezone.now()
    answer(by=force.staff, objection=row, said=keep(), now=now)
    row.refresh_from_db()
    escalate(by=force.chief_a1, objection=row, reason="仍不行", now=now)
    inbox = reverse("coordination:inbox")
    assert "提请协调" in words(client(force.coordinator).get(inbox))
    assert "维持原安排" in words(client(force.chief_a1).get(inbox))
    english = words(client(force.staff, "en").get(inbox))
    assert "has an opinion on" in english


def test_the_list_costs_the_same_at_any_length(
    force: Force, django_assert_max_num_queries: Any
) -> None:
    at = client(force.staff)
    counts = []
    for more in (1, 9):
        for n in range(more):
            filed(force, tasked(force, f"检查{more}{n}"))
        with django_assert_max_num_queries(15) as caught:
            at.get(reverse("coordination:opinions"))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_english(force: Force) -> None:
    row = filed(force)
    text = words(client(force.chief_a1, "en").get(url("objection", row.pk)))
    assert "Public Order is to answer" in text and "carry on" in text.lower()


def test_who_may_not_read_the_opinion_is_not_led_to_it(force: Force) -> None:
    """The auditor sees the task and not what is said about it."""
    row = filed(force)
    task_page = url("assignment", row.assignment_id)
    shown = client(force.internal_auditor).get(task_page)
    assert shown.status_code == 200
    assert url("objection", row.pk) not in shown.content.decode()

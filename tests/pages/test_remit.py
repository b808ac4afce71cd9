"""The pages of out-of-remit reports."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import RemitReport
from coordination.services.remitting import Asked, report
from tasking.models import Assignment
from tests.coordination.opinions import PDF, upload
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, issued

FORM = {
    "requester": "柳堰街道办事处",
    "matter": "代收水费",
    "basis": "街道会议纪要",
    "hours": "12",
    "text": "不属公安机关职责",
}
LIST = "coordination:remit_reports"


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


def reported(force: Force, n: int = 0) -> RemitReport:
    asked = Asked("街道", f"代收水费{n}", "", None, "不属职责")
    now = timezone.now()
    return report(by=force.chief_a1, station=force.a1, asked=asked, now=now)


def test_a_chief_reports_what_was_asked_by_word_of_mouth(force: Force) -> None:
    at = client(force.chief_a1)
    assert url("report_other", force.a1.code) in at.get(reverse(LIST)).content.decode()
    done = at.post(url("report_other", force.a1.code), FORM)
    row = RemitReport.objects.get()
    assert done["Location"] == url("remit_report", row.pk)
    assert row.effort_units == 12 * 60_000 and row.assignment is None
    assert "代收水费" in words(client(force.leader).get(reverse(LIST)))


def test_a_task_on_the_ledger_fills_the_form(force: Force) -> None:
    task = issued(force).assignments.get(station=force.a1)
    at = client(force.chief_a1)
    page = at.get(url("assignment", task.pk)).content.decode()
    assert url("report_task", task.pk) in page
    form = at.get(url("report_task", task.pk)).content.decode()
    assert "治安管理大队" in form and "旅馆业检查" in form
    at.post(url("report_task", task.pk), FORM)
    row = RemitReport.objects.get()
    assert row.assignment == task
    decide = {"confirmed": "yes", "reason": "确非职责", "version": "1"}
    page = client(force.leader).get(url("remit_report", row.pk)).content.decode()
    assert 'name="confirmed"' in page
    client(force.leader).post(url("answer_report", row.pk), decide)
    task.refresh_from_db()
    assert task.state == Assignment.State.WITHDRAWN
    shown = words(client(force.chief_a1).get(url("assignment", task.pk)))
    assert "已确认，不再执行" in shown and "确非职责" in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [("requester", ""), ("matter", "长" * 121), ("hours", "三"), ("text", "a\0")],
)
def test_bad_input_stands_beside_its_field(
    force: Force, field: str, value: str
) -> None:
    data = FORM | {field: value}
    refused = client(force.chief_a1).post(url("report_other", force.a1.code), data)
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert not RemitReport.objects.exists()


def test_files_come_along_and_are_given_back(force: Force) -> None:
    at = client(force.chief_a1)
    place = url("report_other", force.a1.code)
    assert 'type="file"' in at.get(place).content.decode()
    bad = at.post(place, FORM | {"evidence": [upload(), upload("a.exe")]})
    assert bad.status_code == 422 and "evidence_error" in bad.content.decode()
    assert not RemitReport.objects.exists()
    at.post(place, FORM | {"evidence": [upload(), upload("街道来函.pdf")]})
    row = RemitReport.objects.get()
    page = client(force.leader).get(url("remit_report", row.pk))
    assert "街道来函.pdf" in words(page)
    file = row.files.get(name="排班表.pdf")
    to = url("remit_file", row.pk, file.pk)
    assert to in page.content.decode()
    assert client(force.leader).get(to).content == PDF
    assert client(force.staff_b).get(to).status_code == 404


@pytest.mark.parametrize(
    "data", [{}, {"confirmed": "yes"}, {"confirmed": "maybe", "reason": "x"}]
)
def test_an_answer_says_what_and_why(force: Force, data: dict[str, Any]) -> None:
    row = reported(force)
    refused = client(force.leader).post(url("answer_report", row.pk), data)
    assert refused.status_code == 422
    row.refresh_from_db()
    assert row.state == "reported"


def test_the_register_costs_the_same_at_any_length(
    force: Force, django_assert_max_num_queries: Any
) -> None:
    at = client(force.coordinator)
    costs = []
    for n in (1, 9):
        for k in range(n):
            reported(force, 10 * n + k)
        with django_assert_max_num_queries(15) as caught:
            at.get(reverse(LIST))
        costs.append(len(caught))
    assert costs[0] == costs[1]


def test_english(force: Force) -> None:
    row = reported(force)
    text = words(client(force.leader, "en").get(url("remit_report", row.pk)))
    assert "the report takes effect" in text

"""One act on many rows: shown first, then done to these rows, each by its service."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.bulk import tasks
from coordination.services import issuing
from desk import jobs
from desk.bulk import acts as bulk_acts
from desk.models import BulkRow, BulkRun, InboxItem, Job
from desk.services import bulk, cancel_job, forget_runs
from organization.models import AuditEvent, Membership, User
from tasking.models import Assignment, Directive
from tasking.services import acts
from tasking.services.reminding import remind
from tests.coordination.world import send, task
from tests.factories import Force, force
from tests.notices.world import message, told

SOON = 30  # days


@pytest.fixture
def made(db: None) -> Force:
    return force()


def due(days: int = SOON) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def sent(made: Force, title: str = "旅馆业检查", hours: float = 5) -> Directive:
    content = task(title, hours, due())
    stations = (made.a1, made.a2, made.unknown)
    now = timezone.now()
    return send(made, "public_order", content, *stations, now=now).directive


def begun(by: User, name: str, of: Directive | None = None, **more: Any) -> BulkRun:
    given = {"place": str(of.pk) if of else "", "query": "", "ticked": None, **more}
    return bulk.begin(by=by, name=name, now=timezone.now(), **given)


def outcomes(run: BulkRun) -> dict[str, tuple[str, str]]:
    return {row.label: (row.outcome, row.said) for row in run.rows.all()}


def done(by: User, run: BulkRun) -> dict[str, str]:
    bulk.commit(by=by, run=run, now=timezone.now())
    return {label: outcome for label, (outcome, _said) in outcomes(run).items()}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_chief_signs_for_many(made: Force) -> None:
    one, two = sent(made, "甲"), sent(made, "乙")
    mine = one.assignments.get(station=made.a1)
    acts.acknowledge(by=made.chief_a1, assignment=mine, now=timezone.now())
    run = begun(made.chief_a1, "ledger_sign", place=made.a1.code)
    assert run.state == "shown", "nothing is to be said"
    assert {r.label: r.outcome for r in run.rows.all()} == {"甲": "out", "乙": "will"}
    assert done(made.chief_a1, run) == {"甲": "out", "乙": "done"}
    row = two.assignments.get(station=made.a1)
    assert (row.state, row.version) == ("acknowledged", 2)
    logged = AuditEvent.objects.filter(action="assignment.acknowledge")
    assert logged.filter(subject_id=row.pk, actor=made.chief_a1).exists()
    with pytest.raises(ValidationError):
        bulk.commit(by=made.chief_a1, run=run, now=timezone.now())


def test_rows_are_those_that_were_shown(made: Force) -> None:
    """What was signed meanwhile is refused, what came meanwhile is left alone."""
    one, two = sent(made, "甲"), sent(made, "乙")
    run = begun(made.chief_a1, "ledger_sign", place=made.a1.code)
    three = sent(made, "丙")
    mine = one.assignments.get(station=made.a1)
    acts.progress(
        by=made.chief_a1, assignment=mine, remaining_units=1, now=timezone.now()
    )
    assert done(made.chief_a1, run) == {"甲": "refused", "乙": "done"}
    assert outcomes(run)["甲"][1], "and says why"
    states = Assignment.objects.filter(station=made.a1).values_list(
        "directive", "state"
    )
    assert dict(states)[three.pk] == "issued" and dict(states)[two.pk] != "issued"


def test_who_may_not_is_refused_before_and_row_by_row(made: Force) -> None:
    task_a = sent(made)
    with pytest.raises(PermissionDenied):
        begun(made.chief_a1, "parts_accept", task_a)
    with pytest.raises(PermissionDenied):
        begun(made.staff, "ledger_sign", place=made.a1.code)
    run = begun(made.staff, "parts_remind", task_a)
    with pytest.raises(BulkRun.DoesNotExist):
        bulk.commit(by=made.head, run=run, now=timezone.now())
    # The right was lost between the look and the act.
    Membership.objects.filter(user=made.staff).delete()
    staff = User.objects.get(pk=made.staff.pk)
    with pytest.raises(PermissionDenied):
        bulk.commit(by=staff, run=run, now=timezone.now())


def test_a_department_reminds_once_a_day(made: Force) -> None:
    directive = sent(made)
    row = directive.assignments.get(station=made.a2)
    acts.acknowledge(by=made.chief_a2, assignment=row, now=timezone.now())
    run = begun(made.staff, "parts_remind", directive)
    found = done(made.staff, run)
    assert found == {"柳堰派出所": "done", "津堰派出所": "out", "北埠派出所": "refused"}
    letters = InboxItem.objects.filter(recipient=made.chief_a1, facts__again="yes")
    assert letters.count() == 1 and letters.get().kind == "directive_sign"
    again = begun(made.staff, "parts_remind", directive)
    assert {r.label: r.outcome for r in again.rows.all()}["柳堰派出所"] == "out"
    first = directive.assignments.get(station=made.a1)
    with pytest.raises(ValidationError):
        remind(by=made.staff, assignment=first, now=timezone.now())
    tomorrow = timezone.now() + dt.timedelta(days=1)
    assert remind(by=made.head, assignment=first, now=tomorrow) == 1
    with pytest.raises(PermissionDenied):
        remind(by=made.staff_narcotics, assignment=first, now=tomorrow)
    acts.acknowledge(by=made.chief_a1, assignment=first, now=tomorrow)
    assert not letters.exists(), "signed for, it leaves"


def test_several_tasks_are_reminded_of_and_withdrawn(made: Force) -> None:
    one, two = sent(made, "甲"), sent(made, "乙")
    run = begun(made.staff, "tasks_remind")
    assert set(done(made.staff, run).values()) == {"done"}
    draft = begun(made.staff, "tasks_withdraw", query="state=issued")
    assert draft.state == "asked"
    with pytest.raises(ValidationError):
        bulk.commit(by=made.staff, run=draft, now=timezone.now())
    given = {"reason": "上级停办"}
    bulk.say(by=made.staff, run=draft, given=given, now=timezone.now())
    issuing.withdraw(by=made.head, directive=one, reason="早停", now=timezone.now())
    assert done(made.staff, draft) == {"甲": "refused", "乙": "done"}
    two.refresh_from_db()
    assert two.state == "withdrawn"


def test_reports_are_accepted_together(made: Force) -> None:
    directive, now = sent(made), timezone.now()
    for station, chief in ((made.a1, made.chief_a1), (made.a2, made.chief_a2)):
        row = directive.assignments.get(station=station)
        acts.report(by=chief, assignment=row, text="已办", now=now)
    run = begun(made.staff, "parts_accept", directive, query="show=reported")
    assert run.rows.count() == 2
    assert set(done(made.staff, run).values()) == {"done"}
    states = directive.assignments.values_list("state", flat=True)
    assert sorted(states) == ["accepted", "accepted", "issued"]


def test_another_due_is_shown_before_it_is_given(made: Force) -> None:
    """Where it does not fit a reason is asked for, by the rules of one row."""
    directive = sent(made, hours=200)
    run = begun(made.staff, "parts_redate", directive)
    near = timezone.now() + dt.timedelta(days=2)
    given = {"due": near.isoformat(), "reason": ""}
    bulk.say(by=made.staff, run=run, given=given, now=timezone.now())
    found = {r.label: (r.outcome, r.note) for r in run.rows.all()}
    assert found["柳堰派出所"][0] == "out" and found["柳堰派出所"][1]
    assert found["北埠派出所"][0] == "will", "nobody can say: it may be moved"
    given["reason"] = "专项行动提前"
    bulk.say(by=made.staff, run=run, given=given, now=timezone.now())
    assert set(done(made.staff, run).values()) == {"done"}
    dues = set(directive.assignments.values_list("due", flat=True))
    assert dues == {near}
    past = {"due": (timezone.now() - dt.timedelta(days=1)).isoformat(), "reason": "x"}
    late = begun(made.staff, "parts_redate", directive)
    bulk.say(by=made.staff, run=late, given=past, now=timezone.now())
    assert {r.outcome for r in late.rows.all()} == {"out"}
    with pytest.raises(ValidationError):
        bulk.commit(by=made.staff, run=late, now=timezone.now())


def test_only_what_was_ticked(made: Force) -> None:
    one, two = sent(made, "甲"), sent(made, "乙")
    mine = one.assignments.get(station=made.a1)
    given = {"place": made.a1.code, "ticked": [mine.pk, 10**9]}
    run = begun(made.chief_a1, "ledger_sign", **given)
    assert done(made.chief_a1, run) == {"甲": "done"}
    assert two.assignments.get(station=made.a1).state == "issued"
    for ticked in ([], [10**9]):
        with pytest.raises(ValidationError):
            begun(made.chief_a1, "ledger_sign", place=made.a1.code, ticked=ticked)


def test_matters_are_read_up_to_the_letter_that_was_seen(made: Force) -> None:
    one, _two = sent(made, "甲"), sent(made, "乙")
    run = begun(made.chief_a1, "inbox_read", query="about=directive")
    first = one.assignments.get(station=made.a1)
    remind(by=made.staff, assignment=first, now=timezone.now())
    assert set(done(made.chief_a1, run).values()) == {"done"}
    unread = InboxItem.objects.visible_to(made.chief_a1).unread()
    assert [item.facts.get("again") for item in unread] == ["yes"]


def many(monkeypatch: pytest.MonkeyPatch, name: str, at_once: int) -> None:
    """So few rows are done at once."""
    import dataclasses

    short = dataclasses.replace(bulk_acts.act(name), at_once=at_once)
    monkeypatch.setitem(bulk_acts._acts, name, short)


def test_many_rows_are_a_workers_and_can_be_stopped(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(monkeypatch, "ledger_sign", 1)
    monkeypatch.setattr("desk.bulk.running.PAUSE", 0)
    for title in "甲乙丙":
        sent(made, title)
    run = begun(made.chief_a1, "ledger_sign", place=made.a1.code)
    run = bulk.commit(by=made.chief_a1, run=run, now=timezone.now())
    job = Job.objects.get(kind="bulk")
    page = signed_in(made.chief_a1).get(f"/bulk/{run.pk}/")
    assert run.state == "running" and "every 1s" in page.content.decode()
    assert jobs.run(job.pk, now=timezone.now())
    assert {row.outcome for row in run.rows.all()} == {"done"}
    assert Job.objects.get().state == "done" and Job.objects.get().total == 3
    for title in "丁戊":
        sent(made, title)
    run = begun(made.chief_a1, "ledger_sign", place=made.a1.code, query="show=to_sign")
    run = bulk.commit(by=made.chief_a1, run=run, now=timezone.now())
    cancel_job(by=made.chief_a1, job=run.job)
    jobs.run(run.job.pk, now=timezone.now())
    run.refresh_from_db()
    assert run.state == "ended" and {r.outcome for r in run.rows.all()} == {"will"}
    assert Job.objects.latest("pk").state == "cancelled"
    page = signed_in(made.chief_a1).get(f"/bulk/{run.pk}/").content.decode()
    assert "commit" not in page, "what was stopped is begun anew from the list"


def test_one_task_of_many_stations_is_a_workers_too(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(made)
    what = replace(bulk_acts.act("tasks_remind"), reach_at_once=2)
    monkeypatch.setitem(bulk_acts._acts, "tasks_remind", what)
    run = begun(made.staff, "tasks_remind")
    assert set(done(made.staff, run).values()) == {"will"}
    run.refresh_from_db()
    assert run.job_id and jobs.run(run.job_id, now=timezone.now())
    assert [said for _outcome, said in outcomes(run).values()] == ["已催2个所"]


def test_so_many_are_reminded_part_by_part(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(made)
    monkeypatch.setattr(tasks, "MOST_REMINDED", 2)
    [row] = begun(made.staff, "tasks_remind").rows.all()
    assert row.outcome != "will" and "3" in row.note


def test_the_pages(made: Force) -> None:
    directive = sent(made)
    client, place = signed_in(made.staff), str(directive.pk)
    page = client.get(f"/directives/{place}/?show=to_sign").content.decode()
    assert 'value="parts_redate"' in page and 'name="row"' in page
    asked = {"act": "parts_redate", "place": place, "all": "1", "query": ""}
    url = client.post("/bulk/", asked)["Location"]
    assert client.get(url).status_code == 200
    assert client.post(f"{url}say/", {"due": ""}).status_code == 422
    assert client.post(f"{url}commit/").status_code == 409
    said = client.post(f"{url}say/", {"due": due(SOON + 5), "reason": ""})
    assert said.status_code == 302
    shown = client.get(url)
    assert shown.context["counts"]["will"] == 3
    assert client.post(f"{url}commit/").status_code == 302
    assert client.get(url).context["counts"]["done"] == 3
    assert client.post(f"{url}say/", {"due": due(), "reason": "x"}).status_code == 422
    text = client.get(f"{url}?as=csv").getvalue().decode("utf-8-sig")
    assert len(text.splitlines()) == 4 and "柳堰派出所" in text
    assert client.get("/bulk/").context["rows"]
    assert signed_in(made.head).get(url).status_code == 404
    assert signed_in(made.head).post(f"{url}commit/").status_code == 404
    none = client.post("/bulk/", {"act": "parts_remind", "place": place})
    assert none["Location"] == f"/directives/{place}/", "nothing was ticked"
    assert client.post("/bulk/", {"act": "nothing"})["Location"] == "/bulk/"
    assert client.post("/bulk/", {**asked, "place": "x"}).status_code == 404
    chief = signed_in(made.chief_b1)
    assert chief.post("/bulk/", asked).status_code == 403
    other = {"act": "ledger_sign", "place": made.a1.code, "all": "1"}
    assert chief.post("/bulk/", other).status_code == 404


def test_a_notice_is_understood_in_ones_own_name(made: Force) -> None:
    now = timezone.now()
    last = timezone.localdate() + dt.timedelta(days=9)
    one, two = (
        told(made, made.a1, said=message(last=last, **said), now=now)
        for said in (
            {"title": "甲", "todo": "清点装备", "due_on": last},
            {"title": "乙"},
        )
    )
    client = signed_in(made.chief_a1)
    run = begun(made.chief_a1, "notices_understand")
    assert {r.outcome for r in run.rows.all()} == {"out"}, "not opened"
    for row in (one, two):
        client.get(f"/notices/{row.pk}/")
    run = begun(made.chief_a1, "notices_understand")
    assert done(made.chief_a1, run) == {"甲": "done", "乙": "out"}
    assert one.receipts.get().understood_by == made.chief_a1


def test_as_many_queries_to_show_ten_rows_as_one(made: Force) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            begun(made.chief_a1, "ledger_sign", place=made.a1.code)
        return len(found)

    sent(made, "零")
    assert made.chief_a1.scope, "read once"
    few = count()
    for n in range(9):
        sent(made, f"任务{n}")
    assert count() == few


def test_runs_are_forgotten_and_the_rows_log_stays(made: Force) -> None:
    sent(made)
    run = begun(made.chief_a1, "ledger_sign", place=made.a1.code)
    done(made.chief_a1, run)
    assert forget_runs(before=timezone.now()) == 1
    assert not BulkRow.objects.exists()
    assert AuditEvent.objects.filter(action="assignment.acknowledge").exists()


def test_signs_no_database_keeps_are_no_error(made: Force) -> None:
    row, client = sent(made).assignments.get(station=made.a1), signed_in(made.chief_a1)
    given = {"act": "ledger_sign", "place": f"{made.a1.code}\0", "row": row.pk}
    answer = client.post("/bulk/", {**given, "query": "show=all\0"})
    assert answer.status_code == 302 and "/bulk/" in answer["Location"]

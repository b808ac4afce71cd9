"""What auditors read: acts, refusals, changes of rows, and how the seals stand."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk import jobs, work_shown
from desk.services import queue_job, record_run
from desk.work_shown import Shown
from organization import audit, trail_shown
from organization.models import AuditEvent, RowChange, SafetyRun, User
from organization.sealed.chain import code
from organization.services import issue_token, sealing
from tests.factories import Force, force

pytestmark = pytest.mark.django_db
ACTS = "/audit/"
CHANGES = "/audit/changes/"


@pytest.fixture
def made() -> Force:
    return force()


def client(user: User) -> Client:
    found = Client(REMOTE_ADDR="10.1.2.3")
    found.force_login(user)
    return found


def shown(made: Force, url: str, **given: object) -> list[AuditEvent]:
    answer = client(made.audit_admin).get(url, given)
    assert answer.status_code == 200
    return list(answer.context["page"])


def test_a_post_that_is_refused_is_on_record(made: Force) -> None:
    url = reverse("coordination:start_sweep")
    assert client(made.staff).post(url).status_code == 403
    (row,) = shown(made, ACTS, outcome="refused")
    assert (row.actor, row.action, row.address) == (
        made.staff,
        "request.refused",
        "10.1.2.3",
    )
    assert row.detail == {"method": "POST", "path": url, "status": 403}
    assert url in client(made.audit_admin).get(ACTS).content.decode()


def test_the_interface_refuses_on_record_too(made: Force) -> None:
    url = reverse("api:directive-list")
    token = issue_token(by=None, user=made.audit_admin)
    answer = Client().post(url, {}, headers={"authorization": f"Token {token}"})
    assert answer.status_code == 403
    (row,) = shown(made, ACTS, outcome="refused")
    assert (row.actor, row.detail["path"]) == (made.audit_admin, url)


def test_a_stranger_leaves_no_row_and_a_page_that_is_not_there_neither(
    made: Force,
) -> None:
    before = AuditEvent.objects.count()
    assert Client().post("/nowhere/").status_code == 404
    assert client(made.staff).get("/nowhere/").status_code == 404
    assert AuditEvent.objects.count() == before


def test_a_failed_sign_in_is_on_record_without_what_was_typed(made: Force) -> None:
    url = reverse("organization:sign_in")
    for name in (made.staff.username, "my secret password"):
        Client(REMOTE_ADDR="10.9.9.9").post(url, {"username": name, "password": "x"})
    unknown, known = shown(made, ACTS, outcome="failed")
    assert known.subject_id == made.staff.pk and known.address == "10.9.9.9"
    assert unknown.subject_id is None and "secret" not in str(unknown.detail)


def test_a_change_through_a_page_names_who_and_from_where(made: Force) -> None:
    url = reverse("coordination:make_calendar")
    assert client(made.staff).post(url, {"name": "手机"}).status_code == 200
    row = RowChange.objects.get(table_name="coordination_calendarfeed")
    assert (row.user, row.address) == (made.staff, "10.1.2.3")
    assert (row.changes["name"], row.changes["digest"]) == ("手机", "***")


def test_what_a_worker_does_is_done_in_the_name_of_who_asked(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def do(_job: object, _now: object) -> None:
        User.objects.filter(pk=made.staff.pk).update(name="甲")

    shown = Shown("x", lambda _jobs: {})
    monkeypatch.setitem(work_shown._shown, "named", shown)
    work = jobs.Work("named", do, "", shown)
    job = queue_job(by=made.leader, kind="named", content=b"", result={})
    assert work.run(job.pk, now=timezone.now())
    row = RowChange.objects.filter(table_name="organization_user").latest("pk")
    assert (row.row_id, row.user) == (str(made.staff.pk), made.leader)


def rename(made: Force) -> AuditEvent:
    made.a1.rural = True
    made.a1.save()
    return audit.record(
        "test.rural", by=made.leader, subject=made.a1, unit=made.a1.code
    )


def test_what_an_act_changed_is_one_click_away(made: Force) -> None:
    act = rename(made)
    page = client(made.audit_admin).get(ACTS, {"action": "test.rural"})
    assert f"{CHANGES}?act={act.pk}" in page.content.decode()
    of_act = shown(made, CHANGES, act=act.pk)
    assert of_act[0].changes == {"rural": [False, True]}
    of_row = shown(made, CHANGES, object=f"organization.station {made.a1.pk}")
    assert of_row[0] == of_act[0]
    answer = client(made.audit_admin).get(CHANGES, {"act": act.pk})
    assert answer.context["shown"][0].who == made.leader.name
    assert answer.context["shown"][0].text.endswith("农村: 否 → 是")
    assert 'title="rural"' in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"q": "nobody of that name"}, 0),
        ({"action": "test.rural"}, 1),
        ({"action": "test.rural", "object": "organization.station"}, 1),
        ({"object": "organization.station 99999999"}, 0),
        ({"action": "test.rural", "unit": "none"}, 0),
        ({"action": "test.rural", "unit": "one"}, 1),
        ({"action": "test.rural", "unit": "bureau"}, 1),
        ({"action": "test.rural", "unit": "other"}, 0),
        ({"action": "test.rural", "outcome": "done"}, 1),
        ({"action": "test.rural", "outcome": "failed"}, 0),
        ({"action": "test.rural", "since": "2999-01-01"}, 0),
        ({"action": "test.rural", "until": "2999-01-01"}, 1),
        ({"action": "test.rural", "until": "2000-01-01"}, 0),
        ({"action": "test.rural", "until": "not a day", "outcome": "x"}, 1),
        ({"action": "test.rural", "object": "a\0b " + "9" * 40}, 0),
    ],
)
def test_acts_are_narrowed(made: Force, given: dict[str, str], found: int) -> None:
    rename(made)
    units = {"one": made.a1.name, "bureau": made.county_a.name, "other": made.b1.name}
    given |= {"unit": units.get(given["unit"], "none")} if "unit" in given else {}
    answer = client(made.audit_admin).get(ACTS, given)
    assert answer.context["page"].paginator.count == found


def test_acts_and_objects_are_found_by_their_words_too(made: Force) -> None:
    act = audit.record("directive.draft", by=made.staff, subject=made.a1)
    audit.record("directive.issue", by=made.staff, subject=made.b1)
    for given in ({"action": "起草任务"}, {"object": f"派出所 {made.a1.pk}"}):
        assert shown(made, ACTS, **given)[0] == act
    page = client(made.audit_admin).get(ACTS, {"action": "directive.draft"})
    assert 'title="directive.draft">起草任务<' in page.content.decode()
    assert f">派出所 {made.a1.pk}<" in page.content.decode()
    assert not shown(made, ACTS, action="起草任务", object="派出所 99999999")


def test_changes_of_a_unit_are_those_of_its_acts(made: Force) -> None:
    rename(made)
    row = {"object": f"organization.station {made.a1.pk}", "operation": "U"}
    for unit, found in (
        (made.a1.code, 1),
        (made.a1.name, 1),
        (made.county_a.code, 1),
        (made.b1.code, 0),
        (made.county_b.name, 0),
        ("nowhere", 0),
    ):
        assert len(shown(made, CHANGES, **row, unit=unit)) == found


def test_values_are_told_as_people_read_them(made: Force) -> None:
    row = RowChange(
        table_name="tasking_assignment",
        operation="U",
        changes={
            "station_id": [made.a1.pk, made.b1.pk],
            "state": ["issued", "acknowledged"],
            "effort_units": [None, 90_000],
            "due": ["2026-06-12T10:00:00+00:00", "?"],
            "attendees": [["甲", "乙"], []],
            "gone": [1, 2],
        },
    )
    (found,) = trail_shown.dressed([row])
    assert found.text.splitlines() == [
        "参加人员: 甲，乙 → ",
        "完成时限: 2026-06-12 18:00 → ?",
        "预计工时: – → 1.5小时",
        "gone: 1 → 2",
        "状态: 待签收 → 已签收",
        f"派出所: {made.a1.label} → {made.b1.label}",
    ]


def test_changes_are_narrowed_and_bad_words_find_nothing_wrong(made: Force) -> None:
    rename(made)
    row = {"object": f"organization_station {made.a1.pk}"}
    assert len(shown(made, CHANGES, **row, operation="U")) == 1
    assert not shown(made, CHANGES, **row, operation="D")
    assert not shown(made, CHANGES, **row, since="2999-01-01")
    assert not shown(made, CHANGES, **row, q="nobody")
    assert not shown(made, CHANGES, **row, act=2**61)
    assert client(made.audit_admin).get(f"{CHANGES}?act=x&page=y").status_code == 200


def test_both_lists_are_taken_out_as_they_are_narrowed(made: Force) -> None:
    act = rename(made)
    visitor = client(made.audit_admin)
    for url, given in (
        ("/audit/list/", {"action": "test.rural"}),
        ("/audit/changes/list/", {"act": act.pk}),
    ):
        taken = visitor.get(url, {**given, "as": "csv"}).content.decode("utf-8-sig")
        _heads, *rows = csv.reader(io.StringIO(taken))
        assert len(rows) >= 1 and made.leader.name in rows[0][1]
        assert visitor.get(url, {**given, "as": "xlsx"}).status_code == 200
        assert visitor.get(url, given).status_code == 404


def test_the_seals_stand_above_the_list(made: Force) -> None:
    assert "尚未封存" in client(made.audit_admin).get(ACTS).content.decode()
    mark = sealing.Mark({"event": 2**40, "change": 2**40}, 0)
    (seal,) = sealing._sealed_until(mark, timezone.now())
    now = timezone.now()
    kind = SafetyRun.Kind.AUDIT
    record_run(kind=kind, started_at=now, now=now, facts={"seals": 1})
    page = client(made.audit_admin).get(CHANGES).content.decode()
    assert code(seal.number, seal.digest) in page and "与封存时一致" in page
    said = {"zh-hans": "第1号封存被篡改。"}
    record_run(kind=kind, started_at=now, now=now, facts={"said": said}, problem="x")
    page = client(made.audit_admin).get(ACTS).content.decode()
    assert "与封存时不一致" in page and "第1号封存被篡改。" in page


@pytest.mark.parametrize("url", [ACTS, CHANGES])
def test_the_pages_cost_the_same_however_much_there_is(made: Force, url: str) -> None:
    visitor = client(made.audit_admin)

    def cost() -> int:
        visitor.get(url)
        with CaptureQueriesContext(connection) as queries:
            visitor.get(url)
        return len(queries)

    rename(made)
    few = cost()
    for n in range(1_000):
        audit.record("test.many", by=made.leader, unit=made.a1.code, n=n)
    made.a1.rural = False
    made.a1.save()
    assert cost() == few <= 15

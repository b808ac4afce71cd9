"""Tasks: tried out, drafted, issued, approved, closed, withdrawn."""

import pytest

from organization.models import Bureau
from organization.services import create_group
from tasking.models import Assignment, Directive
from tests.api.conftest import day, problems, task
from tests.factories import appoint, department, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(made, as_user):
    return as_user(made.staff)


def test_issuing_answers_with_the_task_its_assignments_and_the_trial_run(made, staff):
    body = task(made, effort_hours="12.5", stations=[made.a1.code, made.a2.code])
    answer = staff.post("directives/", body)
    assert answer.status_code == 201, answer.content
    found = answer.json()
    rows = Assignment.objects.filter(directive=found["id"]).order_by("station__code")
    assert found["assignments"] == [row.pk for row in rows]
    assert found["stations"] == [made.a1.code, made.a2.code]
    assert found["state"] == "issued" and found["number"]
    assert found["effort_hours"] == 12.5
    assert found["due"].endswith("T00:00:00+08:00")
    assert answer["ETag"] == f'"{found["version"]}"'
    verdicts = [f["verdict"] for f in found["preview"]["stations"]]
    assert verdicts == ["fits", "fits"]


def test_a_due_date_is_the_end_of_its_day(made, staff):
    body = task(made, release=day(1), due=day(3))
    pk = staff.post("directives/", body | {"reason": "急"}).json()["id"]
    row = Directive.objects.get(pk=pk)
    shown = staff.get(f"directives/{pk}/").json()
    assert shown["release"] == f"{day(1)}T00:00:00+08:00"
    assert shown["due"] == f"{day(4)}T00:00:00+08:00"
    assert (row.due - row.release).days == 3


def test_a_time_without_offset_is_shanghai_time(made, staff):
    body = task(made, due=f"{day(3)}T18:00", reason="急")
    pk = staff.post("directives/", body).json()["id"]
    shown = staff.get(f"directives/{pk}/").json()
    assert shown["due"] == f"{day(3)}T18:00:00+08:00"


def test_hours_become_units_half_up(made, staff):
    pk = staff.post("directives/", task(made, effort_hours="0.000025")).json()["id"]
    assert Directive.objects.get(pk=pk).effort_units == 2  # 1.5 rounded half up


def test_the_preview_speaks_the_contract(made, staff):
    body = task(made, effort_hours=600, stations=[made.a1.code, made.unknown.code])
    answer = staff.post("directives/preview/", body)
    assert answer.status_code == 200, answer.content
    first, second = answer.json()["stations"]
    assert set(first) == {
        "station",
        "verdict",
        "window",
        "demand_hours",
        "capacity_hours",
        "shortfall_hours",
        "departments",
        "department_hours",
        "earliest_due",
    }
    assert (first["station"], first["verdict"]) == (made.a1.code, "conflict")
    assert first["window"] == [f"{day(1)}T00:00:00+08:00", f"{day(15)}T00:00:00+08:00"]
    assert (first["demand_hours"], first["capacity_hours"]) == (600, 480)
    assert first["shortfall_hours"] == 120
    assert first["departments"] == [made.public_order.code]
    assert first["department_hours"] == {made.public_order.code: 600}
    assert first["earliest_due"].endswith("+08:00")
    assert second["verdict"] == "unknown"
    assert second["window"] is None and second["demand_hours"] is None
    assert not Directive.objects.exists()


def test_issuing_into_a_conflict_takes_a_reason(made, staff):
    body = task(made, effort_hours=600)
    answer = staff.post("directives/", body)
    assert answer.status_code == 400
    assert "reason" in problems(answer)
    assert answer.json()["preview"]["stations"][0]["shortfall_hours"] == 120
    assert not Directive.objects.exists()
    again = staff.post("directives/", body | {"reason": "省厅统一部署"})
    assert again.status_code == 201
    assert again.json()["reason"] == "省厅统一部署"


def test_an_event_takes_start_and_end(made, staff):
    body = task(made, kind="meeting", start=f"{day(3)}T09:00", end=f"{day(3)}T11:00")
    for name in ("release", "due", "effort_hours"):
        del body[name]
    body |= {"officers": 2, "attendees": ["chief"], "reason": "急"}
    found = staff.post("directives/", body).json()
    assert found["start"] == f"{day(3)}T09:00:00+08:00"
    assert found["release"] is None and found["attendees"] == ["chief"]


@pytest.mark.parametrize("kind", ["meeting", "task"])
def test_each_kind_has_its_own_times(made, staff, kind):
    body = task(made, kind=kind, start=day(3), end=day(3), officers=1)
    found = problems(staff.post("directives/", body))
    wrong = {"release", "due", "effort_hours"}
    assert set(found) == (wrong if kind == "meeting" else {"start", "end", "officers"})


def test_groups_are_stations_by_name(made, staff):
    create_group(
        by=None,
        bureau=made.county_a,
        code="urban",
        name="城区所",
        stations=[made.a1, made.a2],
    )
    body = task(made, groups=["urban"])
    del body["stations"]
    found = staff.post("directives/", body).json()
    assert found["stations"] == [made.a1.code, made.a2.code]


def test_unknown_codes_are_named(made, staff):
    body = task(
        made, stations=[made.a1.code, "999"], groups=["no"], approver="x", parent=7
    )
    found = problems(staff.post("directives/", body))
    assert "999" in found["stations"] and made.a1.code not in found["stations"]
    assert "no" in found["groups"]
    assert {"approver", "parent"} <= set(found)


def above(made, as_user, **changes):
    """A task of the city bureau's own department, for another county."""
    office = department(made.city, 1, "治安管理支队", "治安", "Public Order")
    clerk = as_user(appoint(person("clerk"), "department_staff", office))
    body = task(made, department=office.code, stations=[made.b1.code], **changes)
    answer = clerk.post("directives/", body)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def test_a_county_relays_the_citys_task(made, staff, as_user):
    parent = above(made, as_user)
    assert staff.get(f"directives/{parent}/").status_code == 404
    answer = staff.post("directives/", task(made, parent=parent))
    assert answer.status_code == 201, answer.content
    assert Directive.objects.get(pk=answer.json()["id"]).parent_id == parent


@pytest.mark.parametrize("changes", [{"draft": True}, {"reserved": True, "title": ""}])
def test_what_is_not_out_or_secret_is_not_relayed(made, staff, as_user, changes):
    parent = above(made, as_user, **changes)
    answer = staff.post("directives/", task(made, parent=parent))
    assert "parent" in problems(answer)


def test_another_countys_task_is_not_relayed(made, staff, as_user):
    body = task(made, department=made.public_order_b.code, stations=[made.b1.code])
    parent = as_user(made.staff_b).post("directives/", body).json()["id"]
    assert "parent" in problems(staff.post("directives/", task(made, parent=parent)))


def test_a_station_of_another_bureau_is_unknown(made, staff):
    found = problems(staff.post("directives/", task(made, stations=[made.b1.code])))
    assert made.b1.code in found["stations"]


def test_a_department_out_of_sight_does_not_exist(made, staff):
    body = task(made, department=made.public_order_b.code)
    assert "department" in problems(staff.post("directives/", body))


def test_another_department_may_not_be_spoken_for(made, staff):
    body = task(made, department=made.narcotics.code)
    for path in ("directives/", "directives/preview/"):
        assert staff.post(path, body).status_code == 403
    assert staff.post("directives/", body | {"draft": True}).status_code == 403


@pytest.mark.parametrize("name", ["stranger", "finance", "coordinator", "audit_admin"])
def test_without_the_right_nothing_is_read(made, as_user, name):
    caller = as_user(getattr(made, name))
    assert caller.post("directives/", {}).status_code == 403
    assert caller.post("directives/preview/", {}).status_code == 403


def test_a_chief_keeps_the_own_plan(made, as_user):
    chief = as_user(made.chief_a1)
    answer = chief.post("directives/", task(made, department=made.a1.code))
    assert answer.status_code == 201, answer.content
    assert answer.json()["station"] == made.a1.code
    other = chief.post("directives/", task(made))
    assert other.status_code == 403


def test_the_approver_is_a_leader_of_the_bureau(made, staff):
    answer = staff.post("directives/", task(made, approver="leader"))
    assert answer.json()["approver"] == "leader"
    refused = staff.post("directives/", task(made, approver="head"))
    assert "approver" in problems(refused)


def test_behind_a_gate_it_is_held_back_until_a_leader_approves(made, staff, as_user):
    Bureau.objects.filter(pk=made.county_a.pk).update(admission="gate")
    bare = staff.post("directives/", task(made))
    assert set(problems(bare)) == {"basis"}, "a standard piece says on what it rests"
    answer = staff.post("directives/", task(made, basis="市局年度工作要点"))
    assert answer.status_code == 202
    pk = answer.json()["id"]
    assert answer.json()["state"] == "submitted"
    path = f"directives/{pk}/approve/"
    assert staff.post(path, If_Match=answer["ETag"]).status_code == 403
    leader = as_user(made.leader)
    done = leader.post(path, If_Match=answer["ETag"])
    assert done.status_code == 200, done.content
    assert done.json()["state"] == "issued" and done.json()["approver"] == "leader"
    assert len(done.json()["assignments"]) == 1


def draft(staff, made, **changes):
    answer = staff.post("directives/", task(made, draft=True, **changes))
    assert answer.status_code == 201, answer.content
    return answer


def test_a_draft_puts_nothing_on_anybody(made, staff, as_user):
    answer = draft(staff, made)
    assert answer.json()["state"] == "draft"
    assert answer.json()["stations"] == [made.a1.code]
    assert answer.json()["assignments"] == []
    path = f"directives/{answer.json()['id']}/"
    assert as_user(made.chief_a1).get(path).status_code == 404
    assert as_user(made.staff_narcotics).get(path).status_code == 404


def test_a_draft_is_changed_and_then_issued(made, staff):
    first = draft(staff, made)
    path = f"directives/{first.json()['id']}/"
    change = {"title": "清查网吧", "stations": [made.a2.code]}
    second = staff.patch(path, change, If_Match=first["ETag"])
    assert second.status_code == 200, second.content
    assert second.json()["title"] == "清查网吧"
    assert second.json()["intent"] == "摸清底数"
    assert second.json()["stations"] == [made.a2.code]
    third = staff.post(f"{path}issue/", If_Match=second["ETag"])
    assert third.status_code == 200, third.content
    assert third.json()["state"] == "issued"
    again = staff.patch(path, {"title": "x"}, If_Match=third["ETag"])
    assert again.status_code == 409 and "state" in problems(again)


def test_a_draft_that_becomes_a_meeting_forgets_its_hours(made, staff):
    first = draft(staff, made)
    path = f"directives/{first.json()['id']}/"
    change = {"kind": "meeting", "start": f"{day(2)}T09:00", "end": f"{day(2)}T10:00"}
    second = staff.patch(path, change | {"officers": 3}, If_Match=first["ETag"])
    assert second.json()["effort_hours"] is None
    assert second.json()["start"] == f"{day(2)}T09:00:00+08:00"


def issued(staff, made):
    answer = staff.post("directives/", task(made))
    return f"directives/{answer.json()['id']}/", answer["ETag"]


def test_withdrawing_takes_a_reason_and_stays_withdrawn(made, staff):
    path, tag = issued(staff, made)
    assert "reason" in problems(staff.post(f"{path}withdraw/", {}, If_Match=tag))
    done = staff.post(f"{path}withdraw/", {"reason": "重复布置"}, If_Match=tag)
    assert done.status_code == 200 and done.json()["state"] == "withdrawn"
    assert Assignment.objects.get().state == "withdrawn"
    again = staff.post(f"{path}withdraw/", {"reason": "再来"}, If_Match=done["ETag"])
    assert again.status_code == 409


def test_closing_once(made, staff):
    path, tag = issued(staff, made)
    done = staff.post(f"{path}close/", If_Match=tag)
    assert done.json()["state"] == "closed"
    assert staff.post(f"{path}close/", If_Match=done["ETag"]).status_code == 409


@pytest.mark.parametrize("act", ["withdraw", "close", "issue", "approve"])
def test_who_may_not_act_on_a_task(made, staff, as_user, act):
    path, _tag = issued(staff, made)
    assert as_user(made.stranger).post(f"{path}{act}/").status_code == 404
    assert as_user(made.staff_b).post(f"{path}{act}/").status_code == 404
    assert as_user(made.chief_a1).post(f"{path}{act}/").status_code == 403
    assert staff.get(f"{path}{act}/").status_code == 405


@pytest.mark.parametrize("act", ["withdraw", "close", "issue"])
def test_an_act_names_the_version_it_saw(made, staff, act):
    path, _tag = issued(staff, made)
    body = {"reason": "x"} if act == "withdraw" else {}
    assert staff.post(f"{path}{act}/", body).status_code == 428
    assert staff.post(f"{path}{act}/", body, If_Match='"77"').status_code == 412


def test_a_task_is_never_deleted_or_replaced(made, staff):
    path, tag = issued(staff, made)
    for method in ("put", "delete"):
        assert staff.send(method, path, {}, If_Match=tag).status_code == 405


def test_a_station_sees_only_its_own_part(made, staff, as_user):
    body = task(made, stations=[made.a1.code, made.a2.code])
    pk = staff.post("directives/", body).json()["id"]
    found = as_user(made.chief_a2).get(f"directives/{pk}/").json()
    assert found["stations"] == [made.a2.code]
    assert len(found["assignments"]) == 1


def test_reserved_strength_shows_no_title_and_no_sponsor(made, staff, as_user):
    answer = staff.post("directives/", task(made, title="", reserved=True))
    assert answer.status_code == 201, answer.content
    chief = as_user(made.chief_a1)
    (row,) = chief.results("assignments/")
    assert row["reserved"] and row["effort_hours"] == 40
    assert row["title"] is None and row["department"] is None
    assert chief.get(f"directives/{row['directive']}/").status_code == 404
    assert not chief.results(f"assignments/?department={made.public_order.code}")

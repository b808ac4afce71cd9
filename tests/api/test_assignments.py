"""An assignment's life through both doors: PATCH and the named acts."""

import pytest

from tests.api.conftest import day, problems, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(made, as_user):
    class People:
        staff = as_user(made.staff)
        chief = as_user(made.chief_a1)
        other_chief = as_user(made.chief_a2)
        other_staff = as_user(made.staff_narcotics)
        stranger = as_user(made.stranger)
        leader = as_user(made.leader)

    answer = People.staff.post("directives/", task(made))
    People.path = f"assignments/{answer.json()['assignments'][0]}/"
    return People


def step(caller, path, body, status=200):
    answer = caller.patch(path, body, If_Match=caller.tag(path))
    assert answer.status_code == status, answer.content
    return answer


def test_an_assignment_shows_its_work(made, people):
    found = people.chief.get(people.path).json()
    assert found["station"] == made.a1.code
    assert found["department"] == made.public_order.code
    assert found["title"] == "清查出租房屋"
    assert (found["effort_hours"], found["remaining_hours"]) == (40, 40)
    assert found["state"] == "issued" and not found["overdue"]
    assert found["acts"] == ["acknowledge", "progress", "report", "withdraw", "recall"]


def test_a_life_by_state(people):
    chief, staff, path = people.chief, people.staff, people.path
    assert step(chief, path, {"state": "acknowledged"}).json()["acknowledged_at"]
    found = step(chief, path, {"remaining_hours": 12.5}).json()
    assert (found["state"], found["remaining_hours"]) == ("in_progress", 12.5)
    found = step(chief, path, {"state": "reported", "report": "已完成"}).json()
    assert (found["report"], found["remaining_hours"]) == ("已完成", 0)
    back = {"state": "returned", "reason": "缺少照片", "remaining_hours": 3}
    assert step(staff, path, back).json()["remaining_hours"] == 3
    step(chief, path, {"state": "reported", "remaining_hours": 0})
    assert step(staff, path, {"state": "accepted"}).json()["acts"] == []


def test_a_life_by_act(people):
    chief, staff, path = people.chief, people.staff, people.path
    plan = [
        (chief, "acknowledge", {}, "acknowledged"),
        (chief, "progress", {"remaining_hours": "1.5", "note": "快了"}, "in_progress"),
        (chief, "report", {"report": "完成"}, "reported"),
        (staff, "return", {"reason": "不全"}, "returned"),
        (chief, "report", {}, "reported"),
        (staff, "accept", {}, "accepted"),
    ]
    for caller, act, body, state in plan:
        answer = caller.post(f"{path}{act}/", body, If_Match=caller.tag(path))
        assert answer.status_code == 200, answer.content
        assert answer.json()["state"] == state


ACTS = ["acknowledge", "progress", "report", "accept", "return", "redate"]
BODIES = {
    "progress": {"remaining_hours": 1},
    "return": {"reason": "不全"},
    "redate": {"due": day(20)},
}


@pytest.mark.parametrize("act", ACTS)
def test_who_may_not_act(people, act):
    path = f"{people.path}{act}/"
    for outsider in (people.stranger, people.other_chief, people.other_staff):
        assert outsider.post(path, BODIES.get(act)).status_code == 404
    right_side = people.chief if act in ("accept", "return", "redate") else people.staff
    assert right_side.post(path, BODIES.get(act)).status_code == 403
    assert people.leader.post(path, BODIES.get(act)).status_code == 403
    assert people.chief.get(path).status_code == 405


@pytest.mark.parametrize("act", ACTS)
def test_an_act_names_the_version_it_saw(people, act):
    caller = people.staff if act in ("accept", "return", "redate") else people.chief
    path, body = f"{people.path}{act}/", BODIES.get(act)
    assert caller.post(path, body).status_code == 428
    for stale in ('"77"', 'W/"1"', "1", ""):
        assert caller.post(path, body, If_Match=stale).status_code == 412


@pytest.mark.parametrize("match", ["*", '"7", "1"'])
def test_any_and_one_of_several_tags_match(people, match):
    answer = people.chief.post(f"{people.path}acknowledge/", If_Match=match)
    assert answer.status_code == 200


def test_a_patch_by_someone_without_any_right_is_refused_unread(people):
    assert people.leader.patch(people.path, {"x": 1}).status_code == 403
    assert people.stranger.patch(people.path, {}).status_code == 404


def test_the_wrong_side_may_not_take_the_step(people):
    step(people.staff, people.path, {"state": "acknowledged"}, 403)
    step(people.chief, people.path, {"state": "accepted"}, 403)
    step(people.chief, people.path, {"due": day(20)}, 403)


def test_what_is_done_is_done(people):
    step(people.chief, people.path, {"state": "acknowledged"})
    again = step(people.chief, people.path, {"state": "acknowledged"}, 409)
    assert "state" in problems(again)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "state"),
        ({"state": "asleep"}, "state"),
        ({"state": ["issued"]}, "state"),
        ({"state": "in_progress"}, "remaining_hours"),
        ({"remaining_hours": -1}, "remaining_hours"),
        ({"remaining_hours": "NaN"}, "remaining_hours"),
        ({"remaining_hours": True}, "remaining_hours"),
        ({"remaining_hours": 1e300}, "remaining_hours"),
        ({"remaining_hours": 30_001}, "remaining_hours"),
        ({"remaining_hours": None}, "remaining_hours"),
        ({"remaining_hours": 1, "reason": "x"}, "reason"),
        ({"state": "acknowledged", "due": "2030-01-01"}, "due"),
        ({"state": "reported", "remaining_hours": 5}, "remaining_hours"),
        ({"hours": 5}, "hours"),
    ],
)
def test_bad_input_is_told_beside_its_field(people, body, field):
    answer = step(people.chief, people.path, body, 400)
    assert field in problems(answer)
    assert people.chief.get(people.path).json()["version"] == 1


def test_a_department_moves_its_own_date(people):
    before = people.staff.get(people.path).json()
    found = step(people.staff, people.path, {"due": day(20)}).json()
    assert found["due"].startswith(day(21)) and found["release"] == before["release"]
    assert found["effort_hours"] == 40


def test_a_move_that_does_not_fit_takes_a_reason(people):
    answer = step(people.staff, people.path, {"effort_hours": 900}, 400)
    assert "reason" in problems(answer)
    assert answer.json()["preview"]["stations"][0]["verdict"] == "conflict"
    body = {"effort_hours": 900, "reason": "省厅要求"}
    assert step(people.staff, people.path, body).json()["remaining_hours"] == 900


def test_redating_through_its_own_route(people):
    path = f"{people.path}redate/"
    body = {"due": day(20), "release": None}
    answer = people.staff.post(path, body, If_Match=people.staff.tag(people.path))
    assert answer.status_code == 200, answer.content
    assert answer.json()["release"] is None

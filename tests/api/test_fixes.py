"""Ways out of clashes for other systems: read, proposed by name, refused."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coordination.models import Conflict, Proposal
from tests.coordination.world import send
from tests.negotiation.appointments import event
from tests.pages.test_fixes_apart import clash
from tests.pages.test_working import day, monday


@pytest.fixture
def conflict(made):
    return clash(made)


def plans(client, conflict):
    answer = client.get(f"conflicts/{conflict.pk}/fixes/")
    assert answer.status_code == 200, answer.content
    return {each["method"]: each for each in reversed(answer.json()["plans"])}


def test_the_plans_of_a_clash_are_read(conflict, made, as_user):
    found = plans(as_user(made.chief_a1), conflict)
    assert {"move", "fewer", "waive", "lend"} <= set(found)
    move = found["move"]["stations"][0]
    assert (move["before"]["beside"], move["after"]["beside"]) == (1, 0)
    (change,) = move["changes"]
    assert change["kind"] == "move" and change["start"] < change["due"]
    assert found["fewer"]["stations"][0]["changes"][0]["officers"] == 2
    assert found["move"]["settles"] and found["move"]["clears"]


def test_a_plan_is_proposed_by_its_name(conflict, made, as_user):
    chief = as_user(made.chief_a1)
    body = {"conflict": conflict.pk, "plan": plans(chief, conflict)["lend"]["plan"]}
    answer = chief.post("proposals/", body)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["method"] == "lend"
    assert {p["unit"] for p in told["parties"]} == {made.a1.code, made.a2.code}
    lender = as_user(made.chief_a2)
    path = f"proposals/{told['id']}/answer/"
    few = lender.post(path, {"answer": "accept"}, If_Match=answer["ETag"])
    assert few.status_code == 400 and "officers" in few.content.decode()
    named = [o.police_number for o in made.officers[made.a2.code][:2]]
    said = {"answer": "accept", "officers": named}
    done = lender.post(path, said, If_Match=answer["ETag"])
    assert done.json()["state"] == "applied"


def test_a_stale_name_both_or_neither_is_refused(conflict, made, as_user):
    chief = as_user(made.chief_a1)
    plan = plans(chief, conflict)["move"]["plan"]
    change = {"assignment": int(conflict.members[0]["assignment"]), "waive": True}
    wednesday = monday() + 2
    content = event("专项", day(wednesday, "13:30"), day(wednesday, "15:30"), 4)
    send(made, "narcotics", content, made.a1, now=timezone.now())
    for body in ({"plan": plan}, {"plan": plan, "changes": [change]}, {}):
        answer = chief.post("proposals/", {"conflict": conflict.pk} | body)
        assert answer.status_code == 400, answer.content
        assert "plan" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_the_author_needs_the_right(conflict, made, as_user):
    plan = plans(as_user(made.chief_a1), conflict)["move"]["plan"]
    body = {"conflict": conflict.pk, "plan": plan}
    assert as_user(made.officer_a1).post("proposals/", body).status_code == 403
    assert as_user(made.chief_a2).post("proposals/", body).status_code == 400
    stranger = as_user(made.stranger)
    assert stranger.get(f"conflicts/{conflict.pk}/fixes/").status_code == 404


def test_a_closed_thread_and_an_old_version_are_told(conflict, made, as_user):
    chief, staff = as_user(made.chief_a1), as_user(made.staff)
    plan = plans(chief, conflict)["move"]["plan"]
    answer = chief.post("proposals/", {"conflict": conflict.pk, "plan": plan})
    path = f"proposals/{answer.json()['id']}/answer/"
    done = staff.post(path, {"answer": "accept"}, If_Match=answer["ETag"])
    assert done.json()["state"] == "applied", done.content
    old = staff.post(path, {"answer": "accept"}, If_Match=answer["ETag"])
    assert old.status_code == 412
    late = staff.post(path, {"answer": "accept"}, If_Match=done["ETag"])
    assert late.status_code == 409
    assert not Conflict.objects.filter(state="open").exists()


def test_another_time_by_hand(conflict, made, as_user):
    chief, wednesday = as_user(made.chief_a1), monday() + 2
    pk = int(conflict.members[0]["assignment"])
    start, end = (day(wednesday, hour).replace(" ", "T") for hour in ("14:00", "16:00"))
    half = {"conflict": conflict.pk, "changes": [{"assignment": pk, "start": start}]}
    answer = chief.post("proposals/", half)
    assert answer.status_code == 400 and "end" in answer.content.decode()
    half["changes"][0]["end"] = end
    answer = chief.post("proposals/", half)
    assert answer.status_code == 201, answer.content
    (change,) = answer.json()["changes"]
    assert change["kind"] == "move" and change["start"].startswith(start)


def test_the_leader_names_who_is_lent(conflict, made, as_user):
    chief, leader = as_user(made.chief_a1), as_user(made.leader)
    plan = plans(chief, conflict)["lend"]["plan"]
    answer = chief.post("proposals/", {"conflict": conflict.pk, "plan": plan})
    path = f"proposals/{answer.json()['id']}/decide/"
    own = [o.police_number for o in made.officers[made.a2.code][:2]]
    other = made.officers[made.a1.code][0].police_number
    for named in ([own[0], other], own[:1], []):
        said = {"approve": True, "text": "按方案办", "officers": {made.a2.code: named}}
        wrong = leader.post(path, said, If_Match=answer["ETag"])
        assert wrong.status_code == 400 and "officers" in wrong.content.decode()
    said["officers"] = {made.a2.code: own}
    done = leader.post(path, said, If_Match=answer["ETag"])
    assert done.status_code == 200 and done.json()["state"] == "decided"


def test_an_end_before_the_start_is_refused(conflict, made, as_user):
    pk, wednesday = int(conflict.members[0]["assignment"]), monday() + 2
    late, early = (
        day(wednesday, hour).replace(" ", "T") for hour in ("16:00", "14:00")
    )
    change = {"assignment": pk, "start": late, "end": early}
    body = {"conflict": conflict.pk, "changes": [change]}
    answer = as_user(made.chief_a1).post("proposals/", body)
    assert answer.status_code == 400 and "plan" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_lender_asked_for_itself_meanwhile_lends_nothing(conflict, made, as_user):
    chief, lender = as_user(made.chief_a1), as_user(made.chief_a2)
    plan = plans(chief, conflict)["lend"]["plan"]
    answer = chief.post("proposals/", {"conflict": conflict.pk, "plan": plan})
    wednesday = monday() + 2
    content = event("津堰培训", day(wednesday, "09:00"), day(wednesday, "10:00"), 5)
    send(made, "public_order", content, made.a2, now=timezone.now())
    named = [o.police_number for o in made.officers[made.a2.code][:2]]
    path = f"proposals/{answer.json()['id']}/answer/"
    said = {"answer": "accept", "officers": named}
    done = lender.post(path, said, If_Match=answer["ETag"])
    assert done.status_code == 200 and done.json()["state"] == "stale"
    assert "lend" not in plans(chief, conflict)

"""Views of lists for other systems."""

from __future__ import annotations

from desk.models import ListChoice, SavedView
from tests.api.conftest import problems


def asked(**changes):
    body = {"list": "tasks", "name": "在办", "query": "sort=due&state=issued&page=3"}
    return body | changes


def test_kept_changed_copied_and_deleted(made, as_user):
    staff, head = as_user(made.staff), as_user(made.head)
    body = asked(reach="unit")
    first = staff.post("views/", body, Idempotency_Key="k")
    assert first.status_code == 201, first.content
    kept = first.json()
    assert kept["query"] == "state=issued&sort=due", "no page"
    assert kept["unit"] == made.public_order.code
    assert kept["url"] == f"/directives/?state=issued&sort=due&view={kept['id']}"
    again = staff.post("views/", body, Idempotency_Key="k")
    assert again.content == first.content and SavedView.objects.count() == 1
    one = f"views/{kept['id']}/"
    assert [v["name"] for v in head.get("views/?list=tasks").json()["results"]] == [
        "在办"
    ]
    assert not as_user(made.staff_narcotics).get("views/").json()["results"]
    assert as_user(made.staff_narcotics).get(one).status_code == 404
    change = {"name": "在办任务", "reach": "private"}
    assert staff.patch(one, change).status_code == 428
    assert staff.patch(one, change, If_Match='"7"').status_code == 412
    assert head.patch(one, change, If_Match=head.tag(one)).status_code == 403
    copy = head.post(f"{one}copy/", {})
    assert copy.status_code == 201 and copy.json()["owner"] == "head"
    assert head.post(f"{one}open-with/", {}).status_code == 204
    assert ListChoice.objects.get().view_id == kept["id"]
    done = staff.patch(one, change, If_Match=staff.tag(one))
    assert done.status_code == 200 and done.json()["name"] == "在办任务"
    assert head.get(one).status_code == 404
    assert staff.delete(one, If_Match=staff.tag(one)).status_code == 204
    assert staff.get(one).status_code == 404


def test_bad_input_is_told_by_field(made, as_user):
    staff = as_user(made.staff)
    for changes, field in (
        ({"list": "nothing"}, "list"),
        ({"name": " "}, "name"),
        ({"reach": "world"}, "reach"),
        ({"more": 1}, "more"),
    ):
        answer = staff.post("views/", asked(**changes))
        assert answer.status_code in (400, 422), answer.content
        assert field in problems(answer), answer.content
    assert staff.post("views/", asked(reach="bureau")).status_code == 403
    assert staff.get("views/?list=nothing").status_code in (400, 422)
    assert not SavedView.objects.exists()

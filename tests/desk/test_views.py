"""Views of lists: kept under a name, shared, changed by whose they are, never wider."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from desk.models import ListChoice, SavedView
from desk.services.choosing_lists import choose_columns, open_with
from desk.services.saving_views import (
    change_view,
    copy_view,
    delete_view,
    restore_view,
    save_view,
)
from organization.models import AuditEvent, User
from tests.factories import Force, force

LIST = "/directives/"


@pytest.fixture
def made(db: None) -> Force:
    return force()


def kept(by: User, name: str = "超期", **more: Any) -> SavedView:
    given = {"list_name": "tasks", "query": "state=issued&sort=due", **more}
    return save_view(by=by, name=name, **given)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names(user: User) -> set[str]:
    return {view.name for view in SavedView.objects.visible_to(user).alive()}


def test_who_finds_a_view(made: Force) -> None:
    kept(made.staff, "自己")
    kept(made.staff, "大队", reach="unit")
    kept(made.head, "全局", reach="bureau")
    assert names(made.staff) == {"自己", "大队", "全局"}
    assert names(made.head) == {"大队", "全局"}
    assert names(made.staff_narcotics) == names(made.chief_a1) == {"全局"}
    assert names(made.staff_b) == set(), "another bureau's people"
    with pytest.raises(PermissionDenied):
        kept(made.staff, "越权", reach="bureau")
    with pytest.raises(PermissionDenied):
        kept(made.system_admin, "越权", reach="unit")
    assert AuditEvent.objects.latest("pk").action == "view.save"


def test_bad_input_is_told_beside_its_field(made: Force) -> None:
    kept(made.staff)
    wrong = [
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"name": "超期"}, "name"),
        ({"name": "别名", "list_name": "nothing"}, "list"),
        ({"name": "别名", "reach": "world"}, "reach"),
        ({"name": "别名", "query": "q=" + "a" * 3000}, "query"),
    ]
    for given, field in wrong:
        with pytest.raises(ValidationError) as told:
            kept(made.staff, **given)
        assert list(told.value.message_dict) == [field], given
    assert names(made.staff) == {"超期"}


def test_only_words_of_the_list_are_kept(made: Force) -> None:
    query = "page=7&as=csv&csrf=1&sort=due&columns=due,task,nothing,due&state=issued"
    found = kept(made.staff, query=query).query
    assert found == "state=issued&sort=due&columns=due%2Ctask"


def test_whose_it_is_changes_it_and_others_copy_it(made: Force) -> None:
    view = kept(made.staff, reach="unit")
    for act in (
        lambda: change_view(by=made.head, view=view, name="改"),
        lambda: delete_view(by=made.head, view=view, now=timezone.now()),
    ):
        with pytest.raises(PermissionDenied):
            act()
    copy = copy_view(by=made.head, view=view)
    assert (copy.owner, copy.query, copy.reach) == (made.head, view.query, "private")
    assert copy_view(by=made.head, view=view).name == "超期 2"
    changed = change_view(by=made.staff, view=view, name="改", reach="private")
    assert names(made.head) == {"超期", "超期 2"}
    with pytest.raises(ValidationError, match=r"changed|修改"):
        change_view(by=made.staff, view=view, name="又改", version=changed.version - 1)


def test_what_is_deleted_is_brought_back(made: Force) -> None:
    view, now = kept(made.staff, reach="unit"), timezone.now()
    delete_view(by=made.staff, view=view, now=now)
    assert names(made.head) == names(made.staff) == set()
    with pytest.raises(ValidationError):
        delete_view(by=made.staff, view=view, now=now)
    again = kept(made.staff)
    with pytest.raises(ValidationError):
        restore_view(by=made.staff, view=view, now=now)
    delete_view(by=made.staff, view=again, now=now)
    restore_view(by=made.staff, view=view, now=now)
    assert names(made.head) == {"超期"}
    with pytest.raises(ValidationError):
        restore_view(by=made.staff, view=again, now=now + dt.timedelta(days=31))


def test_a_list_opens_with_the_view_one_chose(made: Force) -> None:
    view = kept(made.head, reach="unit")
    open_with(by=made.staff, list_name="tasks", view=view)
    client = signed_in(made.staff)
    first = client.get(LIST)
    assert first.status_code == 302
    assert first["Location"] == f"{LIST}?state=issued&sort=due&view={view.pk}"
    assert client.get(f"{LIST}?view=all").status_code == 200
    assert client.get(LIST, headers={"HX-Request": "true"}).status_code == 200
    assert signed_in(made.staff_narcotics).get(LIST).status_code == 200
    change_view(by=made.head, view=view, reach="private")
    assert client.get(LIST).status_code == 200, "out of sight"
    with pytest.raises(ValidationError):
        open_with(by=made.staff, list_name="officers", view=view)


def test_a_view_shows_nobody_more_than_he_sees(made: Force) -> None:
    """What the address names and the reader does not know is told, the rest shown."""
    department = made.narcotics.pk
    query = f"department={department}&state=issued"
    view = kept(made.leader, "禁毒", query=query, reach="bureau")
    page = signed_in(made.staff).get(f"{LIST}?{query}&view={view.pk}")
    assert page.status_code == 200 and page.context["seen"].of == view
    assert [str(department) in one for one in page.context["seen"].lost] == [True]
    assert str(department) in page.content.decode()
    gone = signed_in(made.staff).get(f"{LIST}?state=nothing")
    assert len(gone.context["seen"].lost) == 1


def test_columns_are_remembered_and_taken_out(made: Force) -> None:
    client = signed_in(made.staff)
    usual = client.get(LIST).context["seen"].keys
    choose_columns(by=made.staff, list_name="tasks", columns=["due", "task", "class"])
    assert client.get(LIST).context["seen"].keys == ["due", "task", "class"]
    taken = client.get(f"{LIST}?as=csv").getvalue().decode("utf-8-sig")
    assert taken.splitlines()[0] == "完成时限,任务,时限类别"
    address = f"{LIST}?columns=state,nothing,task&as=csv"
    taken = client.get(address).getvalue().decode("utf-8-sig")
    assert taken.splitlines()[0] == "状态,任务", "the address has the last word"
    choose_columns(by=made.staff, list_name="tasks", columns=[])
    assert client.get(LIST).context["seen"].keys == usual
    for name, columns in (("tasks", ["nothing"]), ("nothing", [])):
        with pytest.raises(ValidationError):
            choose_columns(by=made.staff, list_name=name, columns=columns)


def test_columns_are_chosen_without_script(made: Force) -> None:
    client, url = signed_in(made.staff), "/lists/tasks/columns/"
    page = client.get(f"{url}?state=issued")
    assert page.context["order"].keys[:2] == ("task", "state")
    form = page.content.decode().partition('id="columns"')[2]
    assert re.findall(r'<button[^>]*name="(\w+)"', form)[0] == "keep", "Enter keeps"
    form = {"order": ["task", "state", "due"], "show": ["task", "due"], "sort": "due"}
    moved = client.post(url, {**form, "up": "due"}).context["order"]
    assert moved.keys[:3] == ("task", "due", "state") and moved.shown == ["task", "due"]
    assert not ListChoice.objects.exists(), "nothing is kept before «keep»"
    assert client.post(url, {"order": ["task"], "keep": "1"}).status_code == 422
    done = client.post(url, {**form, "keep": "1"})
    assert done["Location"] == f"{LIST}?sort=due&columns=task%2Cdue"
    assert ListChoice.objects.get().columns == ["task", "due"]
    assert client.post(url, {**form, "reset": "1"})["Location"] == f"{LIST}?sort=due"
    assert ListChoice.objects.get().columns == []
    assert client.get("/lists/inbox/columns/").status_code == 200
    assert client.get("/lists/officers/columns/").status_code == 403
    assert client.get("/lists/nothing/columns/").status_code == 404


def test_the_pages(made: Force) -> None:
    client = signed_in(made.staff)
    form = {"list": "tasks", "query": "state=issued", "name": "在办", "shared": "unit"}
    done = client.post("/views/save/", form)
    view = SavedView.objects.get()
    assert done["Location"] == f"{LIST}?state=issued&view={view.pk}"
    again = client.post("/views/save/", form)
    assert again.status_code == 422 and again.context["form"].errors["name"]
    assert "在办" in client.get(LIST).content.decode()
    there = {"name": "在办二", "shared": "unit", "version": "1"}
    assert client.post(f"/views/{view.pk}/change/", there).status_code == 302
    assert client.post(f"/views/{view.pk}/change/", there).status_code == 422
    empty = client.post(f"/views/{view.pk}/change/", {"name": ""})
    assert empty.status_code == 422 and "在办二" in empty.content.decode()
    keep = {"name": "在办二", "query": "state=draft", "version": "2"}
    done = client.post(f"/views/{view.pk}/change/", keep)
    assert done["Location"] == f"{LIST}?state=draft&view={view.pk}"
    other = signed_in(made.head)
    assert other.post(f"/views/{view.pk}/copy/").status_code == 302
    assert other.post(f"/views/{view.pk}/delete/").status_code == 403
    assert signed_in(made.staff_b).post(f"/views/{view.pk}/copy/").status_code == 404
    client.post(f"/views/{view.pk}/open-with/")
    assert client.get(LIST).status_code == 302
    client.post("/lists/tasks/plain/")
    assert client.get(LIST).status_code == 200
    client.post(f"/views/{view.pk}/delete/")
    assert client.post(f"/views/{view.pk}/delete/").status_code == 404
    assert [one.name for one, _label in client.get("/views/").context["gone"]] == [
        "在办二"
    ]
    client.post(f"/views/{view.pk}/restore/")
    assert names(made.staff) == {"在办二"}


def test_a_view_changed_in_two_windows(made: Force) -> None:
    """Both values, and one more press keeps one's own."""
    client, view = signed_in(made.staff), kept(made.staff)
    url = f"/views/{view.pk}/change/"
    change_view(by=made.staff, view=view, name="到期", query="state=draft")
    typed = {"name": "超期", "query": "state=closed", "version": "1"}
    late = client.post(url, typed)
    said = late.content.decode()
    assert late.status_code == 422 and SavedView.objects.get().name == "到期"
    assert "您" in said and "现在是“到期”，您写的是“超期”" in said
    assert f"{LIST}?state=closed" in said and f"{LIST}?state=draft" in said
    assert 'name="version" value="2"' in said and 'value="state=closed"' in said
    assert client.post(url, typed | {"version": "2"}).status_code == 302
    assert SavedView.objects.get().query == "state=closed"


def test_fifty_views_and_no_more(made: Force) -> None:
    client, now = signed_in(made.staff), timezone.now()
    gone = kept(made.staff, "旧")
    delete_view(by=made.staff, view=gone, now=now)
    given = {"owner": made.staff, "list_name": "tasks"}
    SavedView.objects.bulk_create(SavedView(name=f"{n}", **given) for n in range(50))
    with pytest.raises(ValidationError, match="50"):
        kept(made.staff, "新")
    answer = client.post(f"/views/{gone.pk}/restore/", follow=True)
    assert "50" in answer.content.decode() and len(names(made.staff)) == 50
    endless = {"name": "长", "list": "tasks", "query": "&" * 7000}
    SavedView.objects.filter(name="7").delete()
    answer = client.post("/views/save/", endless)
    assert answer.status_code == 422 and "条件过长" in answer.content.decode()
    answer = client.get(f"{LIST}?{endless['query']}")
    assert answer.status_code == 400 and "无法识别" in answer.content.decode()


def test_as_many_queries_for_many_views(
    made: Force, django_assert_num_queries: Any
) -> None:
    client = signed_in(made.staff)

    def count(url: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    kept(made.head, "零", reach="unit")
    few = count(LIST), count("/views/")
    for n in range(30):
        kept(made.staff, f"视图{n}")
    assert (count(LIST), count("/views/")) == few
    assert few[0] <= 15


def test_who_has_left_a_unit_tells_its_people_nothing_more(made: Force) -> None:
    """What he changes or brings back is his alone; the rest stays theirs."""
    left, gone = kept(made.staff, "留下", reach="unit"), kept(made.staff, reach="unit")
    delete_view(by=made.staff, view=gone, now=timezone.now())
    made.staff.memberships.update(department=made.narcotics)
    moved = User.objects.get(pk=made.staff.pk)
    assert names(made.head) == {"留下"}
    restore_view(by=moved, view=gone, now=timezone.now())
    change_view(by=moved, view=left, name="新话")
    assert names(made.head) == set() and names(moved) == {"新话", "超期"}
    change_view(by=moved, view=left, reach="unit")
    assert names(made.staff_narcotics) == {"新话"}, "with his unit of now"

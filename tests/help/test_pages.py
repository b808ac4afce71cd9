"""The pages: raising with what may help first, the lists, the acts, the knowledge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organization.models import User
from tasking.models import Difficulty, Directive, KnowledgeArticle
from tests.factories import Force
from tests.help.world import TEXT, TITLE, answered, closed, published, raised
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
KEY = "7c6f2b0e-3d53-4a80-9a3c-0d5f6b9d0001"
S = Difficulty.State


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


def typed(force: Force, **changes: Any) -> dict[str, Any]:
    data = {
        "key": KEY,
        "title": TITLE,
        "text": TEXT,
        "category": "evidence",
        "urgency": "soon",
        "department": force.public_order.pk,
    } | changes
    return {name: value for name, value in data.items() if value is not None}


def raised_now(force: Force, **more: Any) -> Difficulty:
    return raised(force, now=timezone.now(), **more)


def test_it_is_raised_once_and_what_may_help_stands_in_the_way_once(
    force: Force,
) -> None:
    page = published(force)
    at = client(force.chief_a1)
    assert "提出诉求" in words(at.get(url("new_difficulty")))
    paper = SimpleUploadedFile("照片.txt", "证据".encode())
    stopped = at.post(url("new_difficulty"), typed(force, evidence=paper))
    said = words(stopped)
    assert stopped.status_code == 200 and not Difficulty.objects.exists()
    assert "有1条解答可能有用，尚未提交" in said and page.title in said
    assert stopped.context["files_lost"]
    assert "仍要提出" in said and TEXT in stopped.content.decode()
    paper = SimpleUploadedFile("照片.txt", "证据".encode())
    sent = typed(force, evidence=paper, act="anyway")
    done = at.post(url("new_difficulty"), sent, follow=True)
    row = Difficulty.objects.get()
    assert "治安管理大队应于" in words(done) and row.files.get().name == "照片.txt"
    again = at.post(url("new_difficulty"), typed(force, act="anyway"), follow=True)
    assert Difficulty.objects.count() == 1 and "未重复" in words(again)
    given = at.get(url("difficulty_file", row.pk, row.files.get().pk))
    assert given.content == "证据".encode()


def test_what_was_shown_while_typing_is_not_shown_again(force: Force) -> None:
    page = published(force)
    at = client(force.officer_a1)
    part = at.post(url("similar_answers"), {"title": TITLE, "text": ""})
    assert page.title in words(part) and f'value="k{page.pk} "' in part.content.decode()
    assert not words(at.post(url("similar_answers"), {"title": "x"})).strip()
    sent = typed(force, seen=f"k{page.pk} d7")
    assert at.post(url("new_difficulty"), sent).status_code == 302
    helped = at.post(url("article_helped", page.pk), {"key": KEY}, follow=True)
    assert "未提出诉求" in words(helped)
    page.refresh_from_db()
    assert page.helped == 1


def test_what_is_wrong_stands_beside_its_field(force: Force) -> None:
    at = client(force.chief_a1)
    wrong = typed(force, title="", category="", department=force.public_order_b.pk)
    answer = at.post(url("new_difficulty"), wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"department"}
    answer = at.post(url("new_difficulty"), typed(force, title="", category=""))
    assert set(answer.context["form"].errors) == {"title", "category"}
    assert not Difficulty.objects.exists()


def test_each_side_reads_its_list(force: Force) -> None:
    row = raised_now(force)
    raised_now(force, office=True, title="不知归谁管")
    chief = words(client(force.chief_a1).get(url("difficulties")))
    assert "2条诉求办理中" in chief and "尚未确定" in chief
    staff = words(client(force.staff).get(url("difficulties")))
    assert "1条诉求待答复" in staff and "不知归谁管" not in staff
    office = words(client(force.coordinator).get(url("difficulties")))
    assert "1条诉求待确定承办部门" in office
    answered(force, row, now=timezone.now())
    chief = words(client(force.chief_a1).get(url("difficulties")))
    assert "1条答复待所里评价，1条办理中" in chief
    closed(force, row)
    over = client(force.chief_a1).get(url("difficulties"), {"show": "over"})
    assert TITLE in words(over) and "已解决" in words(over)
    found = client(force.leader).get(url("difficulties"), {"q": "归谁"})
    assert "不知归谁管" in words(found) and TITLE not in words(found)
    few = words(client(force.leader).get(url("difficulties")))
    assert "近半年答复情况" in few and "数量少，不作判断" in few
    filtered = client(force.leader).get(url("difficulties"), {"category": "law"})
    assert "均未找到" in words(filtered)


def test_answered_on_its_page_and_closed_by_the_station(force: Force) -> None:
    row = raised_now(force)
    staff, chief = client(force.staff), client(force.chief_a1)
    empty = staff.post(url("answer_difficulty", row.pk), {"answer": " "})
    assert empty.status_code == 422 and empty.context["act_answer"].errors
    given = {"answer": "先拍照", "version": row.version}
    done = staff.post(url("answer_difficulty", row.pk), given, follow=True)
    assert "已答复，待所里评价" in words(done)
    stale = staff.post(url("note_difficulty", row.pk), {"text": "补充", "version": 1})
    assert stale.status_code == 422 and "已" in words(stale)
    assert chief.get(url("difficulty", row.pk)).context["act_say"]
    empty = chief.post(url("say_difficulty", row.pk), {})
    assert set(empty.context["act_say"].errors) == {"outcome", "words"}
    said = {"outcome": "not", "words": "没用"}
    again = chief.post(url("say_difficulty", row.pk), said, follow=True)
    assert "治安管理大队" in words(again)
    row.refresh_from_db()
    assert (row.state, row.level) == (S.ASKED, "office")
    back = chief.post(url("take_back_difficulty", row.pk), {"reason": "已解决"})
    assert back.status_code == 302
    late = chief.post(url("take_back_difficulty", row.pk), {"reason": "再"})
    assert late.status_code == 422


def test_visited_called_off_handed_on_and_joined_on_the_page(force: Force) -> None:
    row = raised_now(force)
    staff, today = client(force.staff), timezone.localdate()
    day = (today + dt.timedelta(days=2)).isoformat()
    wrong = staff.post(url("plan_guidance", row.pk), {"on": "31.2.", "who": ""})
    assert set(wrong.context["act_visit"].errors) == {"on"}
    plan = {"on": day, "who": "李志刚", "what": "演示"}
    planned = staff.post(url("plan_guidance", row.pk), plan, follow=True)
    assert "将上门指导" in words(planned) and "李志刚" in words(planned)
    off = staff.post(url("call_off_guidance", row.pk), {"reason": "任务冲突"})
    assert off.status_code == 302
    staff.post(url("plan_guidance", row.pk), plan | {"on": today.isoformat()})
    done = {"on": today.isoformat(), "done": "演示三次"}
    been = staff.post(url("record_guidance", row.pk), done, follow=True)
    assert "演示三次" in words(been)
    other = raised_now(force)
    shown = staff.get(url("difficulty", other.pk))
    assert shown.context["joinable"] == [row]
    for nonsense in ("x", "9" * 5000):
        none = staff.post(url("join_difficulty", other.pk), {"lead": nonsense})
        assert none.status_code == 422
    staff.post(url("join_difficulty", other.pk), {"lead": row.pk})
    other.refresh_from_db()
    assert other.answer == "演示三次"
    third = raised_now(force)
    to = {"department": force.narcotics.pk, "reason": "属禁毒职责"}
    gone = staff.post(url("hand_on_difficulty", third.pk), to, follow=True)
    assert "已转办，现由其他部门承办" in words(gone)


def test_the_leader_sets_the_terms(force: Force) -> None:
    at, to = client(force.leader), url("difficulty_terms", force.county_a.code)
    assert force.county_a.code in at.get(url("difficulties")).content.decode()
    assert at.get(to).status_code == 200
    wrong = at.post(to, {"urgent": "5", "soon": "3", "calm": "x", "version": "0"})
    assert wrong.status_code == 422 and "calm" in wrong.context["form"].errors
    given = {"urgent": "1", "soon": "2", "calm": "5", "version": "0"}
    assert at.post(to, given).status_code == 302
    stale = at.post(to, given)
    assert stale.status_code == 422


def test_an_answer_is_published_revised_and_outdated_on_the_page(force: Force) -> None:
    row = answered(force, raised_now(force), now=timezone.now())
    at = client(force.staff)
    start = at.get(f"{url('new_article')}?from={row.pk}")
    assert TITLE in start.content.decode() and "先全景后细目" in words(start)
    assert at.get(f"{url('new_article')}?from=99999").status_code == 404
    day = (timezone.localdate() + dt.timedelta(days=90)).isoformat()
    data = {
        "title": "火灾现场",
        "question": "怎样固定",
        "answer": "请教王建军",
        "category": "evidence",
        "look_again_on": day,
    }
    named = at.post(f"{url('new_article')}?from={row.pk}", data)
    assert named.status_code == 422 and 'value="王建军"' in named.content.decode()
    data["answer"] = "先拍照"
    made = at.post(f"{url('new_article')}?from={row.pk}", data, follow=True)
    page = KnowledgeArticle.objects.get()
    assert page.source == row and "先拍照" in words(made)
    listed = words(client(force.chief_a2).get(url("knowledge"), {"q": "拍照"}))
    assert "解答库共1条" in listed and "火灾现场" in listed
    revise = url("revise_article", page.pk)
    assert at.get(revise).status_code == 200
    assert at.post(revise, data | {"title": ""}).status_code == 422
    assert at.post(revise, data | {"title": "火灾现场取证"}).status_code == 302
    out = url("outdate_article", page.pk)
    assert at.post(out, {"reason": ""}).status_code == 422
    done = at.post(out, {"reason": "新规定"}, follow=True)
    assert "过时" in words(done) and "新规定" in words(done)
    gone = client(force.chief_a2).get(url("knowledge"))
    assert not gone.context["rows"]
    kept = client(force.chief_a2).get(url("knowledge"), {"show": "outdated"})
    assert len(kept.context["rows"]) == 1


def test_a_topic_becomes_a_draft_by_one_click(force: Force) -> None:
    for _n in range(5):
        raised_now(force)
    at = client(force.staff)
    page = words(at.get(url("trainings")))
    assert "遇到最多：现场与取证，1个所共5次" in page and "不足5次" in page
    wrong = at.post(url("draft_training"), {"topic": "category:law"})
    assert wrong.status_code == 422
    made = at.post(url("draft_training"), {"topic": "category:evidence"}, follow=True)
    assert "训练：现场与取证" in made.content.decode()
    row = Directive.objects.get(kind="training")
    assert row.purpose.difficulties.count() == 5
    assert "针对问题" in words(at.get(reverse("coordination:directive", args=[row.pk])))
    assert "起草时1个所共5条诉求" in words(at.get(url("trainings")))


def queries(user: User, address: str) -> int:
    at = client(user)
    at.get(address)
    with CaptureQueriesContext(connection) as found:
        assert at.get(address).status_code == 200
    return len(found)


def test_the_pages_ask_as_much_for_many_as_for_few(force: Force) -> None:
    row = answered(force, raised_now(force), now=timezone.now())
    raised_now(force)
    published(force)
    pages = [
        (force.chief_a1, url("difficulties")),
        (force.leader, url("difficulties")),
        (force.staff, url("difficulty", row.pk)),
        (force.chief_a1, url("knowledge")),
        (force.staff, url("trainings")),
    ]
    few = [queries(user, address) for user, address in pages]
    many_more(force, row)
    assert [queries(user, address) for user, address in pages] == few
    assert max(few) <= 15, few


def many_more(force: Force, like: Difficulty) -> None:
    """More of them, which the services would take too long to raise."""
    values = {
        field.attname: getattr(like, field.attname)
        for field in Difficulty._meta.concrete_fields
        if not field.primary_key
    }
    Difficulty.objects.bulk_create(Difficulty(**values) for _n in range(150))
    page = KnowledgeArticle.objects.get()
    same = {
        field.attname: getattr(page, field.attname)
        for field in KnowledgeArticle._meta.concrete_fields
        if not field.primary_key
    }
    KnowledgeArticle.objects.bulk_create(KnowledgeArticle(**same) for _n in range(50))

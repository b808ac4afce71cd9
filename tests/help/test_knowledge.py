"""Published answers, and earlier ones that are offered while somebody types."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.difficulties.rarity import Common
from coordination.difficulties.similar import similar
from organization.models import AuditEvent
from tasking.likeness import likeness, pairs_of
from tasking.models import Difficulty, KnowledgeArticle
from tasking.services import knowledge
from tests.factories import Force
from tests.help.world import NOW, TITLE, answered, closed, published, raised

pytestmark = pytest.mark.django_db


def test_pairs_pass_over_filling_and_measure_what_is_shared() -> None:
    assert not pairs_of("", "的 了 怎么办")
    assert pairs_of("请问如何固定证据") == pairs_of("怎么固定证据？")
    assert len(pairs_of("PGIS系统 PGIS")) == 2
    assert pairs_of("一二三四五六", most=2) == pairs_of("一二三")
    asked = pairs_of("电动车火灾证据")
    assert likeness(asked, pairs_of("电动车火灾现场的证据怎么取")) == 1 - 1 / len(asked)
    assert likeness(asked, pairs_of("旅馆登记")) == 0
    assert likeness(pairs_of("火灾"), pairs_of("火灾")) == 0, "one pair says nothing"


def test_what_helps_is_offered_and_nobody_learns_what_others_asked(
    force: Force,
) -> None:
    row = answered(force, raised(force))
    page = published(force)
    published(force, title="旅馆登记", question="境外人员", answer="三日内")
    for user, expected in (
        (force.chief_a1, {page.title, row.title}),
        (force.staff, {page.title, row.title}),
        (force.chief_a2, {page.title}),
        (force.chief_b1, set()),
    ):
        found = similar(user, "电动车火灾证据怎么固定")
        assert {one.title for one in found} == expected
    assert not similar(force.chief_a1, "火")
    assert not similar(force.chief_a1, "出入境证件办理流程")
    closed(force, row, "not")
    offered = {one.title for one in similar(force.staff, TITLE)}
    assert offered == {page.title}, "what did not help is offered no more"
    open_one = raised(force, title="电动车火灾证据")
    assert open_one.title not in {o.title for o in similar(force.staff, TITLE)}


def test_three_at_most_in_three_queries_however_many_there_are(force: Force) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert similar(force.chief_a1, TITLE)
        return len(queries)

    assert force.chief_a1.scope
    published(force)
    few = asked()
    pairs = pairs_of(TITLE)
    KnowledgeArticle.objects.bulk_create(
        KnowledgeArticle(
            department=force.public_order,
            category="evidence",
            title=f"{TITLE}{n}",
            question="问",
            answer="答",
            look_again_on=dt.date(2027, 1, 1),
            published_by=force.staff,
            published_at=NOW,
            pairs=pairs,
        )
        for n in range(300)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tasking_knowledgearticle")
    assert asked() == few == 3
    assert len(similar(force.chief_a1, TITLE)) == 3


def test_the_rarest_pairs_are_looked_for_until_enough_rows_are_found() -> None:
    common = Common({1: 9_000.0, 2: 200.0, 3: 90.0, 4: 8_000.0, 5: 7_000.0})
    assert common.telling([1, 2, 3, 9]) == [9, 3, 2]
    assert common.telling([1, 4, 5]) == [5, 4, 1], "a few, however common"
    assert Common().telling(list(range(60))) == list(range(60))


def test_a_page_and_its_source_are_offered_once(force: Force) -> None:
    row = answered(force, raised(force))
    page = published(force, source=row)
    assert [one.mark for one in similar(force.chief_a1, TITLE)] == [f"k{page.pk}"]


def test_no_station_is_named_and_people_are_looked_at_again(force: Force) -> None:
    row = answered(force, raised(force))
    with pytest.raises(ValidationError) as named:
        published(force, source=row, answer="柳堰派出所这样做过")
    assert set(named.value.message_dict) == {"answer"}
    with pytest.raises(ValidationError) as short:
        published(force, source=row, answer="柳堰所这样做过")
    assert set(short.value.message_dict) == {"words"} and "柳堰所" in str(short.value)
    with pytest.raises(ValidationError) as person:
        published(force, source=row, answer="请教王建军，属机密")
    assert set(person.value.message_dict) == {"words"}
    assert "王建军" in str(person.value) and "机密" in str(person.value)
    made = published(
        force, source=row, answer="请教王建军，属机密", words=("王建军", "机密")
    )
    assert set(made.words) == {"王建军", "机密"}
    for wrong in (
        {"title": ""},
        {"category": "?"},
        {"look_again_on": None},
        {"look_again_on": NOW.date()},
    ):
        with pytest.raises(ValidationError) as refused:
            published(force, **wrong)
        assert set(refused.value.message_dict) == set(wrong)
    with pytest.raises(ValidationError):
        published(force, source=raised(force))
    given = {"department": force.public_order, "now": NOW}
    with pytest.raises(PermissionDenied):
        said = knowledge.Said("标题", "问", "答", "law", dt.date(2027, 1, 1))
        knowledge.publish(by=force.chief_a1, said=said, **given)


def test_it_is_outdated_revised_and_looked_at_again(force: Force) -> None:
    page = published(force)
    given = {"article": page, "now": NOW}
    with pytest.raises(PermissionDenied):
        knowledge.mark_outdated(by=force.staff_narcotics, reason="旧", **given)
    knowledge.mark_outdated(by=force.head, reason="新规定已施行", **given)
    assert not similar(force.chief_a1, TITLE), "offered no longer"
    assert KnowledgeArticle.objects.visible_to(force.chief_a1).count() == 1
    with pytest.raises(ValidationError):
        knowledge.mark_outdated(by=force.head, reason="再次", **given)
    said = knowledge.Said(page.title, "问火灾", "答", "law", dt.date(2027, 1, 1))
    again = knowledge.revise(by=force.head, said=said, **given)
    assert again.outdated_at is None and again.version == 3
    rows = KnowledgeArticle.objects
    assert rows.to_look_at(dt.date(2027, 1, 1)).get() == page
    assert not rows.to_look_at(dt.date(2026, 12, 31))


def test_help_is_counted_once_for_a_form_and_without_a_name(force: Force) -> None:
    page = published(force)
    for key in ("one", "one", "two"):
        knowledge.count_help(by=force.officer_a1, article=page, key=key)
    page.refresh_from_db()
    assert page.helped == 2
    noted = AuditEvent.objects.filter(action="knowledge.helped")
    assert set(noted.values_list("actor", flat=True)) == {None}
    assert not Difficulty.objects.exists()

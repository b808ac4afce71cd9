"""Everything one may see is found in one place, the nearest first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.finding.acts import acts, matching
from coordination.finding.frames import Frame, _made, asked
from coordination.finding.lately import lately
from coordination.finding.search import BY_NAME, KINDS, MOST, Group, rows_of, search
from organization.models import RowChange, Station, User
from organization.models.spelling import Initials, Pieces
from organization.sought import Sought
from tasking.models import Assignment, Directive
from tasking.models.party import joined_directives
from tests.coordination.world import check, send, task
from tests.factories import Force

URGENT = "严查酒驾专项行动"


def titles(user: User, text: str) -> dict[str, list[str]]:
    found = search(user, Sought.of(text))
    return {g.kind.name: [hit.line.title for hit in g.hits] for g in found}


def groups(user: User, text: str) -> dict[str, Group]:
    return {one.kind.name: one for one in search(user, Sought.of(text))}


@pytest.mark.parametrize(
    "typed",
    [
        "柳堰派出所",
        "lypcs",
        "ly pcs",
        "liuyan",
        "ly派出所",
        "柳堰pcs",
        "990101510100",
    ],
)
def test_a_station_is_found_however_it_is_typed(force: Force, typed: str) -> None:
    assert force.a1.code == "990101510100"
    for user in (force.staff, force.leader, force.chief_a1):
        assert titles(user, typed)["station"][:1] == ["柳堰派出所"], user


def test_a_task_is_found_by_title_pinyin_and_number(force: Force) -> None:
    row = send(force, "public_order", task(URGENT, 2, "2026-06-05 18:00"), force.a1)
    number = row.directive.number
    for typed in ("酒驾", "ycjj", "yanchajiujia", "酒驾 专项", number):
        assert titles(force.staff, typed)["task"] == [URGENT], typed
        assert titles(force.chief_a1, typed)["assignment"] == [URGENT], typed
        assert "task" not in titles(force.chief_a1, typed), "theirs is the work"
        assert "task" not in titles(force.staff_narcotics, typed)
    assert groups(force.staff, number)["task"].hits[0].how_near == "exact"


def test_the_nearest_come_first_and_the_own_before_others(force: Force) -> None:
    names = ("例会纪要", "所长例会", "安全会议例行通知")
    for name in names:
        send(force, "public_order", task(name, 1, "2026-06-05 18:00"), force.a1)
    assert titles(force.staff, "例会")["task"] == ["例会纪要", "所长例会"]
    near = [h.how_near for h in groups(force.staff, "lihui")["task"].hits]
    assert near == ["initials", "inside"]
    assert titles(force.chief_a2, "堰派出所")["station"] == ["津堰派出所"]
    assert next(iter(titles(force.staff, "派出所"))) == "station"


def test_conflicts_people_and_departments(force: Force) -> None:
    for who in ("public_order", "narcotics"):
        send(force, who, task("大清查", 400, "2026-06-03 18:00"), force.a1)
    check(force.a1)
    assert titles(force.leader, "柳堰 时限")["conflict"] == ["柳堰派出所"]
    assert "conflict" not in titles(force.chief_a2, "柳堰")
    assert titles(force.chief_a1, "wjj")["officer"] == ["王建军"]
    assert titles(force.chief_a1, "jianjun")["officer"] == ["王建军"]
    assert "officer" not in titles(force.staff, "王建军")
    assert titles(force.staff, "jddd")["department"] == ["禁毒大队"]
    assert search(force.stranger, Sought.of("柳堰")) == []


def many(force: Force, numbers: range) -> None:
    """So many more tasks at a station, and stations, in one statement each."""
    row = Directive.objects.get(title=URGENT)
    work = Assignment.objects.get(directive=row)
    made = Directive.objects.bulk_create(
        Directive(**_plain(row), title=f"{URGENT}{n}", number=f"多〔2026〕{n}号")
        for n in numbers
    )
    Assignment.objects.bulk_create(
        Assignment(**_plain(work, "directive"), directive=one) for one in made
    )
    names = {f"9901016{n:05}": f"多福{n}派出所" for n in numbers}
    Station.objects.bulk_create(
        Station(code=code, name=name, short_name=name, bureau=force.county_a)
        for code, name in names.items()
    )


def _plain(row: Directive | Assignment, *but: str) -> dict[str, object]:
    left = {"id", "title", "number", *but}
    fields = [one for one in row._meta.concrete_fields if one.name not in left]
    return {one.attname: getattr(row, one.attname) for one in fields}


def test_one_statement_for_ten_and_for_a_thousand(force: Force) -> None:
    send(force, "public_order", task(URGENT, 2, "2026-06-05 18:00"), force.a1)
    users, taken = (force.staff, force.leader, force.chief_a1), []
    for numbers in (range(10), range(10, 1000)):
        many(force, numbers)
        for user in users:
            somebody = User.objects.get(pk=user.pk)
            with CaptureQueriesContext(connection) as queries:
                found = groups(somebody, "ycjj")
            assert len(next(iter(found.values())).hits) == 5
            taken.append(len(queries))
    assert taken[:3] == taken[3:], "roles, the answer; of a department what it joined"
    assert max(taken) <= 3
    some = groups(force.staff, "多福")["station"]
    assert (some.total, some.more) == (MOST, True)
    exact = groups(force.staff, "多〔2026〕7号")["task"].hits[0]
    assert exact.how_near == "exact", "however many there are besides"
    rows = rows_of(BY_NAME["task"], force.staff, Sought.of("酒驾"))
    assert rows is not None and len(rows) == 1001, "all of them on their page"


def test_large_tables_are_asked_by_their_index(force: Force) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")  # of few rows as good
    for name in ("task", "station", "officer"):
        kind = BY_NAME[name]
        rows = kind.rows(force.leader)
        assert rows is not None
        every = kind.lines(rows.model._base_manager.all(), force.leader)
        frame = Frame(kind, *every.query.sql_with_params())
        for text in ("柳堰", "lypcs", "ly派出所"):
            found = frame.having(Sought.of(text).candidates())
            plan = str(asked(f"EXPLAIN {found.sql}", found.values))
            assert f"{rows.model._meta.model_name}_pieces" in plan, text


def test_what_is_kept_of_a_search_says_nothing_that_could_change(force: Force) -> None:
    """It outlives the request: roles, what was joined and the day are all it knows."""
    today = timezone.localdate()
    for user in (force.staff, force.leader, force.chief_a1, force.personnel_admin):
        assert user.scope.grants and joined_directives(user) is not None
        for kind in KINDS:
            with CaptureQueriesContext(connection) as queries:
                frame = _made(kind, user)
            assert len(queries) == 0, kind.name
            days = [v for v in frame.values if isinstance(v, dt.date)] if frame else []
            assert set(days) <= {today}, f"{kind.name}: a moment is in it"


def test_what_was_opened_lately_is_told_by_what_one_may_see(force: Force) -> None:
    row = send(force, "public_order", task(URGENT, 2, "2026-06-05 18:00"), force.a1)
    paths = [
        "/nowhere/",
        f"/stations/{force.a2.code}/workload/",
        f"/directives/{row.directive.pk}/",
        f"/directives/{row.directive.pk}/",
        f"/stations/{force.a1.code}/workload/",
        "/search/",
        f"/directives/{'9' * 40}/",
        "\0",
    ]
    told = [hit.line.title for _kind, hit in lately(force.leader, paths)]
    assert told == ["津堰派出所", URGENT, "柳堰派出所"], "in their order, once"
    assert [hit.line.title for _k, hit in lately(force.chief_a1, paths)] == [
        "柳堰派出所"
    ]
    assert lately(force.stranger, paths) == []


def test_pages_and_acts_are_those_of_the_role(force: Force) -> None:
    def labels(user: User, text: str) -> list[str]:
        return [one.label for one in matching(acts(user), Sought.of(text))]

    for typed in ("qcrw", "起草", "新建任务"):
        assert labels(force.staff, typed) == ["起草任务"], typed
        assert labels(force.chief_a1, typed) == []
    assert labels(force.chief_a1, "qingjia") == ["申请休假"]
    assert labels(force.leader, "请假") == []
    keys = [one.keys for one in acts(force.staff) if one.keys]
    assert "n" in keys and "g t" in keys and len(set(keys)) == len(keys)


def test_the_pieces_a_table_keeps_are_those_of_its_words(force: Force) -> None:
    """Kept by the database, they follow a name that is written past the model."""
    Station.objects.filter(pk=force.a1.pk).update(name="石桥派出所", name_en="Shiqiao")
    ground = BY_NAME["station"].ground
    reckoned = Pieces(*map(F, ground.texts), *(Initials(F(s)) for s in ground.spelt))
    assert ground.kept
    rows = Station.objects.annotate(kept=ground.pieces(), made=reckoned)
    assert rows.count() > 1
    for row in rows:
        assert row.kept == row.made, row
    assert "石桥派出所" in titles(force.leader, "石桥")["station"]


def test_a_unit_is_read_without_its_pieces(force: Force) -> None:
    with CaptureQueriesContext(connection) as queries:
        list(Station.objects.select_related("bureau"))
    assert "pieces" not in queries[0]["sql"]


def test_what_is_noted_of_a_renamed_station_is_its_name(force: Force) -> None:
    Station.objects.filter(pk=force.a1.pk).update(name="石桥派出所")
    last = RowChange.objects.filter(table_name="organization_station").latest("pk")
    assert set(last.changes) == {"name"}

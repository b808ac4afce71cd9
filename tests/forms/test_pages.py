"""Report forms on their pages: written, filled in, read together."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tasking.asking.reading import read_fields
from tasking.models import (
    Assignment,
    Directive,
    FormAnswer,
    FormLook,
    FormReuse,
    TaskForm,
)
from tasking.services.report_forms import seen_as
from tests.factories import Force
from tests.forms.asking import (
    LATER,
    SOUND,
    asked,
    at,
    draft,
    line,
    monthly,
    numbered,
    reported,
    sent,
)
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def url(name: str, *args: Any) -> str:
    return reverse(f"coordination:{name}", args=args)


def book(*sheets: list[list[object]]) -> SimpleUploadedFile:
    made, out = Workbook(), BytesIO()
    for n, rows in enumerate(sheets):
        sheet = made.active if n == 0 else made.create_sheet("1 检查场所")
        for cells in rows:
            sheet.append(cells)
    made.save(out)
    return SimpleUploadedFile("表.xlsx", out.getvalue(), XLSX)


def rows_of(answer: Any) -> list[list[object]]:
    sheet = load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def typed(**values: str) -> dict[str, str]:
    plain = {f"a-{key}": str(v) for key, v in SOUND.items() if key not in ("f10",)}
    return plain | {f"a-{key}": value for key, value in values.items()}


def test_a_form_is_written_on_the_draft_from_the_composer(force: Force) -> None:
    made = post(force.staff, form_of(force, act="form"))
    row = Directive.objects.latest("pk")
    assert made["Location"] == url("directive_form", row.pk) and row.state == "draft"
    visitor, page = client(force.staff), url("directive_form", row.pk)
    assert "需要各所填报哪些数据" in words(visitor.get(page))
    lines = {"f1-label": "出租房数", "f1-kind": "whole", "f1-required": "1"}
    lines |= {"f2-label": "检查数", "f2-kind": "whole", "f2-not_more_than": "没有"}
    given = {"title": "出租房", "before": "2", "after": "1", "seen": "", **lines}
    refused = visitor.post(page, given | {"act": "save"})
    assert refused.status_code == 422 and "不是本表的其他填报项" in words(refused)
    more = visitor.post(page, given | {"act": "more"})
    assert more.status_code == 200 and not TaskForm.objects.exists()
    kept = visitor.post(page, given | {"f2-not_more_than": "出租房数", "f2-place": "0"})
    assert kept.status_code == 302
    form = TaskForm.objects.get(directive=row).form
    assert [one.label for one in form.fields] == ["检查数", "出租房数"]
    assert visitor.post(page, given).status_code == 422  # it was changed meanwhile
    file = rows_of(visitor.get(url("directive_form_file", row.pk)))
    assert file[0][:2] == ["填报项", "类型"] and file[1][0] == "检查数"


def test_a_workbook_takes_the_place_of_the_form(force: Force) -> None:
    row = draft(force.staff, force.public_order, force.a1)
    held = asked(force.staff, row)
    visitor, page = client(force.staff), url("directive_form", row.pk)
    head: list[object] = ["填报项", "类型", "必填", "选项（用；分隔）"]
    given = {"act": "upload", "title": "简表", "before": "1", "after": "0"}
    bad = book([head, ["类别", "选项", "是", "甲"], ["户数", "整数", "是", None]])
    wrong = visitor.post(page, given | {"seen": seen_as(held), "file": bad})
    assert wrong.status_code == 422 and "至少列出两个" in words(wrong)
    good = book(
        [head, ["类别", "选项", "是", "甲；乙"], ["警情总数", "整数", "是", None]]
    )
    done = visitor.post(page, given | {"seen": seen_as(held), "file": good})
    assert done.status_code == 302
    form = TaskForm.objects.get(directive=row).form
    assert [one.key for one in form.fields] == ["f12", "f1"]
    drop = visitor.post(page, {"act": "drop", "seen": seen_as(form.tasks.get())})
    assert drop.status_code == 302 and not TaskForm.objects.exists()
    choose = {"act": "choose", "form": form.pk, "seen": ""}
    assert visitor.post(page, choose).status_code == 302 and form.tasks.count() == 1
    library = words(visitor.get(url("report_forms")))
    assert "1张报表" in library and "简表" in library


def test_a_station_fills_it_in_halfway_and_hands_it_in(force: Force) -> None:
    row = at(monthly(force, force.a1), force.a1)
    visitor, page = client(force.chief_a1), url("answer_form", row.pk)
    assert "治安情况月报表：11项" in words(visitor.get(page))
    ledger = words(visitor.get(url("workload", force.a1.code)))
    assert "填报表" in ledger
    kept = visitor.post(page, {"act": "save", "seen": "0", "a-f2": "5"})
    assert kept.status_code == 302 and "暂存，尚未上报" in words(visitor.get(page))
    slow = visitor.post(page, {"act": "save", "seen": "0", "a-f2": "6"})
    assert slow.status_code == 422 and force.chief_a1.name in words(slow)
    wrong = visitor.post(page, typed(f1="13") | {"act": "report", "seen": "1"})
    assert wrong.status_code == 422 and "合计应为12" in words(wrong)
    plain = visitor.post(url("report", row.pk), {"text": "好"})
    assert plain.status_code == 422 and "请先填报" in words(plain)
    lines = {"t-f10-0-0": "金都", "t-f10-0-1": "2026-06-02", "t-f10-0-2": "2"}
    sent_in = typed() | lines | {"act": "report", "seen": "1"}
    done = visitor.post(page, sent_in)
    assert done["Location"] == url("answers_at", row.pk)
    assert FormAnswer.objects.get().values["f10"] == [["金都", "2026-06-02", 2]]
    shown = words(visitor.get(done["Location"]))
    assert "已于" in shown and "金都" in shown
    assert visitor.post(page, sent_in).status_code == 302  # it is reported already
    assert FormAnswer.objects.count() == 1


def test_a_filled_workbook_fills_the_page_and_tells_by_row(force: Force) -> None:
    row = at(monthly(force, force.a1), force.a1)
    visitor, page = client(force.officer_a1), url("answer_form", row.pk)
    table = rows_of(visitor.get(url("answer_form_file", row.pk)))
    head = table[0]
    assert (head[0], head[3:]) == ("填报项", ["填报", "超出范围的原因"])
    assert "警情总数" in [one[0] for one in table[1:]]
    filled = [head, ["警情总数", "", "", "１２起", ""], ["刑事警情", "", "", "五", ""]]
    filled += [["检查日期", "", "", "2026年6月3日", ""], ["没有的", "", "", 1, ""]]
    places = [["名称", "日期", "人数"], ["金都", "六月", 2], ["银座", "2026/6/2", "３"]]
    wrong = visitor.post(page, {"act": "upload", "file": book(filled, places)})
    assert wrong.status_code == 422 and not FormAnswer.objects.exists()
    told = {(one.row, one.column) for one in wrong.context["rows"]}
    assert told == {(3, "刑事警情"), (5, "没有的"), (2, "检查场所 日期")}
    filled[2][3], filled[4] = "５", ["破案数", "", "", "3", ""]
    places[1][1] = "2026-06-01"
    fine = visitor.post(page, {"act": "upload", "file": book(filled, places)})
    assert fine.status_code == 200 and 'value="2026-06-03"' in fine.content.decode()
    assert 'value="银座"' in fine.content.decode() and not FormAnswer.objects.exists()
    none = visitor.post(page, {"act": "upload"})
    assert none.status_code == 422


def test_last_time_stands_beside_and_is_taken_over(force: Force) -> None:
    first = monthly(force, force.a1)
    reported(force.chief_a1, at(first, force.a1))
    form = TaskForm.objects.get(directive=first).form
    later = draft(force.staff, force.public_order, force.a1, due="2026-07-10")
    client(force.staff).post(
        url("directive_form", later.pk), {"act": "choose", "form": form.pk, "seen": ""}
    )
    row = at(sent(force.staff, later), force.a1)
    visitor, page = client(force.chief_a1), url("answer_form", row.pk)
    assert "上期：8.50" in words(visitor.get(page)).replace(" ", "")
    taken = visitor.post(page, {"act": "last", "a-f2": "9", "seen": "0"})
    text = taken.content.decode()
    assert 'value="8.50"' in text and 'name="a-f2"' in text and 'value="9"' in text
    reported(force.chief_a1, row, f1="14", f2="7")
    seen = client(force.staff).get(f"{url('collation', later.pk)}?compare=1")
    assert "+2" in words(seen)


@pytest.fixture
def half(force: Force) -> Directive:
    """津堰 has reported, 柳堰 has not."""
    row = monthly(force, force.a1, force.a2)
    many = {"f1": "600", "f2": "593", "f4": "1"}
    reported(force.chief_a2, at(row, force.a2), notes={"f1": "集中受理"}, **many)
    return row


def test_the_table_says_who_is_missing_and_adds_up(
    force: Force, half: Directive
) -> None:
    visitor, page = client(force.staff), url("collation", half.pk)
    answer = visitor.get(page)
    text = words(answer)
    assert "2个所中1个已报" in text and "1个所填报超出范围" in text
    assert text.index("柳堰派出所") < text.index("津堰派出所") and "集中受理" in text
    file = rows_of(visitor.get(f"{page}?as=xlsx"))
    csv = visitor.get(f"{page}?as=csv").getvalue().decode("utf-8-sig")
    gb = visitor.get(f"{page}?as=gb18030").getvalue().decode("gb18030")
    assert csv == gb and "柳堰派出所" in words(visitor.get(f"{page}?as=print"))
    reported(force.chief_a1, at(half, force.a1))
    sums = visitor.get(page).context["sums"]
    assert [str(one.text) for one in sums[:3]] == ["612", "598", "14"]
    assert file[1][0] == "柳堰派出所" and file[2][3:6] == [600, 593, 7]
    assert "集中受理" in csv and csv.count("\r\n") == len(file)
    only = visitor.get(f"{page}?show=beyond&q=津堰")
    chips = only.content.decode()
    assert 'href="?q=%E6%B4%A5%E5%A0%B0&amp;show=missing"' in chips, "what is searched"
    assert "柳堰派出所" not in words(only) and only.context["sums"][0].text == "600"
    assert visitor.get(page).context["made"].counts["new"] == 0
    before = LATER - dt.timedelta(minutes=1)
    for looked, new in ((before, 2), (LATER, 0)):
        seen = visitor.post(url("collation_seen", half.pk), {"at": looked.isoformat()})
        assert seen.status_code == 302
        assert visitor.get(page).context["made"].counts["new"] == new
    back = client(force.chief_a1).get(page)
    assert back.status_code == 403
    assert client(force.staff_narcotics).get(page).status_code == 404
    assert client(force.leader).get(page).status_code == 200


def test_as_many_questions_for_one_station_as_for_three(force: Force) -> None:
    spent = []
    for stations in ((force.a1,), (force.a1, force.a2)):
        row = monthly(force, *stations)
        for station in stations:
            chief = force.chief_a1 if station == force.a1 else force.chief_a2
            reported(chief, at(row, station))
        visitor, page = client(force.staff), url("collation", row.pk)
        visitor.get(page)
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get(page).status_code == 200
        spent.append(len(seen))
    assert spent[0] == spent[1] <= 15


def test_what_is_known_is_read_and_not_asked(force: Force, half: Directive) -> None:
    row = draft(force.staff, force.public_order, force.a2, title="破案统计")
    lines = [
        {"label": "本月破案", "kind": "whole", "item": "破案数", "required": "1"},
        {"label": "走访户数", "kind": "whole", "required": "1"},
    ]
    held = asked(force.staff, row, lines)
    visitor, page = client(force.staff), url("directive_form", row.pk)
    shown = visitor.get(page)
    assert "已有1个拟派的所填报过" in words(shown)
    given = {"source": half.pk, "seen": seen_as(held)}
    assert visitor.post(url("reuse_answers", row.pk), given).status_code == 302
    reuse = FormReuse.objects.get()
    assert (reuse.keys, reuse.stations) == (["f4"], [force.a2.pk])
    form = TaskForm.objects.get(directive=row).form
    assert [one.label for one in form.fields] == ["走访户数"]
    again = visitor.post(url("reuse_answers", row.pk), given)
    assert again.status_code == 422
    saved = words(client(force.coordinator).get(url("duplicates")))
    assert "1" in saved and "治安" in saved


def test_a_label_is_corrected_on_the_form_s_page(force: Force, half: Directive) -> None:
    form = TaskForm.objects.get(directive=half).form
    visitor, page = client(force.staff), url("correct_form", form.pk, "f2")
    assert visitor.post(page, {"label": "", "version": 1}).status_code == 422
    assert visitor.post(page, {"label": "刑案数", "version": 1}).status_code == 302
    assert "刑案数" in words(visitor.get(url("report_form", form.pk)))
    assert "刑案数" in words(visitor.get(url("collation", half.pk)))
    assert Assignment.objects.filter(directive=half).count() == 2


def test_a_mark_from_before_all_time_is_made_now(force: Force, half: Directive) -> None:
    visitor, page = client(force.staff), url("collation", half.pk)
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "近来"):
        sent_in = visitor.post(url("collation_seen", half.pk), {"at": moment})
        assert sent_in.status_code == 302 and visitor.get(page).status_code == 200
    assert FormLook.objects.get().at.year > 2000


@pytest.mark.parametrize(
    "more",
    [
        {"least": "1e-99999"},
        {"most": "1_000"},
        {"decimals": "0033"},
        {"kind": "date", "least": "0001-01-01"},
    ],
)
def test_bounds_are_plain_numbers_and_days(more: dict[str, str]) -> None:
    lines = numbered([line("面积", more.pop("kind", "number"), **more)])
    with pytest.raises(ValidationError) as refused:
        read_fields(lines, known=(), first=1)
    assert set(refused.value.message_dict) == {f"rows[1].{name}" for name in more}

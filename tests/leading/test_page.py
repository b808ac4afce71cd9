"""The leaders' page: the same figures as the pages they open, kept bit for bit."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.leading.facts import canonical, digest_of, facts_of
from coordination.models import LeadersSnapshot
from coordination.ratios.sources import HOUR
from coordination.services.keeping_page import keep_page
from organization.models import AuditEvent, Bureau, Department, Station, User
from tasking.services import acts
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, day

MOST = 15
"""Nine of these are those of money and people, which read a whole bureau."""


def page(user: User, code: str, **query: str) -> Any:
    return client(user).get(reverse("coordination:leaders_page", args=[code]), query)


def crowded(force: Force) -> None:
    """柳堰 cannot make what 治安 and 禁毒 ask; 津堰 has a task past its date."""
    now = timezone.now()
    send(force, "public_order", task("甲", 300, day(4)), force.a1, now=now)
    send(force, "narcotics", task("乙", 200, day(5)), force.a1, now=now)
    early = now - dt.timedelta(days=9)
    send(force, "narcotics", task("丙", 5, day(-2)), force.a2, now=early)
    check(force.a1, force.a2, force.unknown, now=now)


@pytest.fixture
def busy(force: Force) -> Force:
    crowded(force)
    return force


def test_one_sentence_and_five_blocks(busy: Force) -> None:
    at = client(busy.leader)
    assert at.get(reverse("coordination:leaders"))["Location"].endswith(
        reverse("coordination:leaders_page", args=[busy.county_a.code])
    )
    text = words(page(busy.leader, busy.county_a.code))
    assert "3个所里1个放不下" in text and "1项任务超期" in text
    for title in ("哪里过重", "谁在布置", "避免了的", "落实到所的", "超期的"):
        assert title in text
    assert "王建军" not in text and "砚台山" not in text


def test_every_figure_is_that_of_the_rows_it_opens(busy: Force) -> None:
    answer = page(busy.leader, busy.county_a.code)
    figures = answer.context["page"].figures
    at = client(busy.leader)
    found = re.findall(r'href="([^"]+/rows/[^"]+)"', answer.content.decode())
    assert len(found) >= 9
    rows = reverse("coordination:leaders_rows", args=[busy.county_a.code])
    for nonsense in ({"of": "owed", "department": "\0"}, {"week": "9999-12-31"}):
        assert at.get(rows, {"of": "windows"} | nonsense).status_code == 200
    seen = {}
    for url in {one.replace("&amp;", "&") for one in found}:
        opened = at.get(url)
        assert opened.status_code == 200, url
        seen[url.partition("?")[2]] = opened.context
    assert seen["of=short"]["page"].paginator.count == figures["short"] == 1
    assert total(seen["of=short"]) == figures["deficit"]
    assert total(seen["of=owed"]) == figures["owed"] == 500 * HOUR
    for one in answer.context["page"].facts["departments"]:
        each = seen[f"of=owed&department={one['code']}"]
        assert total(each) == one["units"], one
    assert seen["of=unknown"]["page"].paginator.count == figures["unknown"] == 1
    assert seen["of=is_late"]["count"] == figures["late"] == 1
    weeks = [query for query in seen if query.startswith("of=windows&week")]
    assert weeks and sum(total(seen[one]) for one in weeks) > 0


def total(context: Any) -> int:
    """Of the first sum of a list, in thousandths of an officer-second."""
    _label, hours = context["totals"][0]
    return round(hours * HOUR)


def test_other_pages_say_the_same(busy: Force) -> None:
    figures = page(busy.leader, busy.county_a.code).context["page"].figures
    at, code = client(busy.leader), busy.county_a.code
    board = words(at.get(reverse("coordination:board")))
    hours = f"{Decimal(figures['deficit']) / HOUR:.1f}".rstrip("0").rstrip(".")
    assert f"{figures['short']}个所放不下，共缺{hours}小时" in board
    year = at.get(reverse("budget:bureau", args=[code])).context["shown"].whole
    assert figures["confirmed"] == str(year.figures.confirmed)
    assert figures["due"] == (None if year.entitled is None else str(year.entitled))
    structure = at.get(reverse("personnel:bureau_structure", args=[code]))
    side = structure.context["shown"].now.stations
    for name in ("approved", "rolls", "on_post", "lent"):
        assert figures[name] == getattr(side, name), name


def test_the_office_reads_it_without_money_and_people(busy: Force) -> None:
    code = busy.county_a.code
    keep_page(by=busy.leader, bureau=busy.county_a, now=timezone.now())
    kept = reverse("coordination:kept_page", args=[LeadersSnapshot.objects.get().pk])
    for answer in (page(busy.coordinator, code), client(busy.coordinator).get(kept)):
        text = words(answer)
        assert "1个放不下" in text and "元" not in text and "缺编" not in text
        assert "留存本页" not in text
    words_of_money = reverse("coordination:leaders_rows", args=[code]) + "?of=words"
    assert client(busy.coordinator).get(words_of_money).status_code == 403
    assert client(busy.leader).get(words_of_money).status_code == 200
    wrong = reverse("coordination:leaders_rows", args=[code]) + "?of=nothing"
    assert client(busy.leader).get(wrong).status_code == 404


def test_a_kept_page_reads_the_same_whatever_is_renamed(busy: Force) -> None:
    keep = reverse("coordination:keep_leaders_page", args=[busy.county_a.code])
    assert client(busy.leader).get(keep).status_code == 405
    assert client(busy.coordinator).post(keep).status_code == 403
    kept = client(busy.leader).post(keep)["Location"]
    row = LeadersSnapshot.objects.get()
    assert AuditEvent.objects.filter(action="leaders.keep", subject_id=row.pk).exists()
    assert digest_of(row.body) == row.digest and canonical(row.facts) == row.body
    before = client(busy.leader).get(kept)
    assert "今日各项数据相同" in words(before)
    for units in (Station.objects, Department.objects, Bureau.objects):
        units.update(name="改名", name_en="Renamed")
    task_ = busy.a2.assignments.get()
    acts.report(by=busy.chief_a2, assignment=task_, text="x", now=timezone.now())
    after = client(busy.leader).get(kept)
    assert blocks(after) == blocks(before)
    text = words(after)
    assert "柳堰派出所" in text and "今日有2项数据不同" in text
    late = after.context["blocks"][4].rows[0]
    assert (late.text, late.later) == ("1", "0")


def blocks(answer: Any) -> list[tuple[str, str]]:
    """All that was kept: labels and figures."""
    tables = [
        (block.rows, *(table.rows for table in block.tables))
        for block in answer.context["blocks"]
    ]
    return [(str(r.label), r.text) for some in tables for rows in some for r in rows]


def test_what_was_kept_is_not_rewritten(busy: Force) -> None:
    row = keep_page(by=busy.leader, bureau=busy.county_a, now=timezone.now())
    for change in (lambda: row.delete(), lambda: row.save(update_fields=["body"])):
        with pytest.raises(InternalError), transaction.atomic():
            change()
    for user, bureau in (
        (busy.coordinator, busy.county_a),
        (busy.leader, busy.county_b),
        (busy.staff, busy.county_a),
    ):
        with pytest.raises(PermissionDenied):
            keep_page(by=user, bureau=bureau, now=timezone.now())


def test_more_rows_cost_no_more_queries(force: Force) -> None:
    at, path = (
        client(force.leader),
        reverse("coordination:leaders_page", args=[force.county_a.code]),
    )
    costs = []
    for _again in range(2):
        crowded(force)
        at.get(path)
        with CaptureQueriesContext(connection) as seen:
            at.get(path)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= MOST, costs


def test_an_empty_bureau_has_a_page(force: Force) -> None:
    facts = facts_of(force.county_b, now=timezone.now())
    assert facts["figures"]["owed"] == 0 and facts["stations"] == []
    text = words(page(force.leader, force.county_a.code))
    assert "可判断的派出所均能按期完成" in text

"""What serves another department ends: it is told, and on its own again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.models import DuplicatePair
from coordination.services import issuing, joining
from coordination.services.extending import Terms, accept
from coordination.services.recalling import recall
from coordination.services.serving import issue_again
from tasking.models import Directive
from tasking.services import acts
from tests.coordination.test_duplicates import form
from tests.coordination.test_join_offers import offer
from tests.coordination.world import NOW, send
from tests.factories import Force, appoint, person


@pytest.fixture
def pair(force: Force) -> DuplicatePair:
    content = form("旅馆业报表", "旅馆数 从业人员数 床位数", 6)
    send(force, "public_order", content, force.a1, force.a2)
    content = form("旅馆涉毒情况", "从业人员 床位 涉毒线索数", 4.5)
    send(force, "narcotics", content, force.a1, force.a2)
    return DuplicatePair.objects.get()


@pytest.fixture
def folded(force: Force, pair: DuplicatePair) -> Directive:
    accept(by=force.staff, offer=offer(force, pair), now=NOW)
    return Directive.objects.get(pk=pair.second_id)


def withdraw(force: Force, pair: DuplicatePair) -> None:
    kept = Directive.objects.get(pk=pair.first_id)
    issuing.withdraw(by=force.staff, directive=kept, reason="停办", now=NOW)


def take_back(force: Force, pair: DuplicatePair) -> None:
    kept = Directive.objects.get(pk=pair.first_id)
    recall(by=force.staff, directive=kept, reason="错发", now=NOW)


@pytest.mark.parametrize("end", [withdraw, take_back])
def test_told_once_and_drafted_as_it_was(
    force: Force, pair: DuplicatePair, folded: Directive, end: Any
) -> None:
    end(force, pair)
    letter = force.staff_narcotics.inbox.get(kind="duplicate_ended")
    assert letter.url == f"/directives/{folded.pk}/" and letter.facts["stations"] == 2
    assert not force.staff.inbox.filter(kind="duplicate_ended").exists()
    made, fresh = issue_again(by=force.staff_narcotics, directive=folded)
    assert fresh and made.state == "draft" and made.replaces == folded
    assert (made.title, made.data_items, made.effort_units) == (
        folded.title,
        ["从业人员", "床位", "涉毒线索数"],
        270_000,
    )
    targets = set(made.targets.values_list("station", flat=True))
    assert targets == {force.a1.pk, force.a2.pk}
    assert issue_again(by=force.staff_narcotics, directive=folded) == (made, False)


def test_while_it_is_served_there_is_nothing_to_ask(
    force: Force, folded: Directive
) -> None:
    with pytest.raises(ValidationError) as error:
        issue_again(by=force.staff_narcotics, directive=folded)
    assert "state" in error.value.message_dict


def test_others_do_not_ask_in_its_name(
    force: Force, pair: DuplicatePair, folded: Directive
) -> None:
    withdraw(force, pair)
    for by in (force.staff, force.coordinator, force.chief_a1, force.staff_b):
        with pytest.raises(PermissionDenied):
            issue_again(by=by, directive=folded)


def test_what_was_reported_there_is_served(
    force: Force, pair: DuplicatePair, folded: Directive
) -> None:
    row = pair.first.assignments.get(station=force.a1)
    acts.report(by=force.chief_a1, assignment=row, text="已报", now=NOW)
    acts.accept(by=force.staff, assignment=row, now=NOW)
    withdraw(force, pair)
    made, _fresh = issue_again(by=force.staff_narcotics, directive=folded)
    assert [row.station for row in made.targets.all()] == [force.a2]


def test_what_was_given_away_in_part_comes_back_alone(force: Force) -> None:
    send(force, "public_order", form("旅馆业报表", "旅馆 人员 床位", 6), force.a1)
    content = form("旅馆涉毒情况", "人员 床位 线索 毒品", 8)
    send(force, "narcotics", content, force.a1)
    pair = DuplicatePair.objects.get()
    made = offer(force, pair)
    accept(by=force.staff, offer=made, now=NOW, terms=Terms(items=("线索",)))
    withdraw(force, pair)
    again, _fresh = issue_again(by=force.staff_narcotics, directive=pair.second)
    assert again.data_items == ["人员", "床位", "线索"] and again.effort_units is None


def test_folded_on_into_a_third_tells_the_first(force: Force) -> None:
    """禁毒 is served by 治安, whose task goes into that of 刑侦."""
    for who in ("public_order", "narcotics"):
        send(force, who, form("旅馆统计", "旅馆 床位"), force.a1)
    first = DuplicatePair.objects.get()
    values = {"kept": first.first_id, "reason": "", "now": NOW}
    joining.join(by=force.staff_narcotics, pair=first, **values)
    content = form("旅馆统计", "旅馆 床位")
    clerk = appoint(person("clerk"), "department_staff", force.criminal)
    issuing.issue(
        by=clerk,
        requester=force.criminal,
        content=content,
        stations=[force.a1],
        now=NOW,
    )
    pair = DuplicatePair.objects.open().get()
    values["kept"] = pair.second_id
    joining.join(by=force.staff, pair=pair, **values)
    assert force.staff_narcotics.inbox.filter(kind="duplicate_ended").count() == 1

"""One decides to join, one that they are two, at the same moment: one of them wins."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from coordination.models import DuplicatePair
from coordination.services import issuing, joining
from coordination.services.finding_duplicates import look
from tasking.models import DirectiveParty
from tests import factories
from tests.coordination.racing import together
from tests.coordination.world import NOW, send, task
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def force(transactional_db: None) -> Force:
    return factories.force()


@pytest.fixture
def pair(force: Force) -> DuplicatePair:
    for who in ("public_order", "narcotics"):
        content = task(
            "旅馆统计", 4, "2026-06-12", kind="report", data_items=("旅馆", "房")
        )
        send(force, who, content, force.a1, force.a2)
    return DuplicatePair.objects.get()


def outcome(act: Any, **values: Any) -> str:
    try:
        act(**values, now=NOW)
    except ValidationError as error:
        return ",".join(error.message_dict)
    return "done"


def join(force: Force, pair: DuplicatePair) -> str:
    by = force.staff_narcotics
    return outcome(joining.join, by=by, pair=pair, kept=pair.first_id, reason="")


def dismiss(force: Force, pair: DuplicatePair) -> str:
    return outcome(joining.dismiss, by=force.coordinator, pair=pair, reason="口径不同")


@pytest.mark.parametrize("other", [dismiss, join])
def test_one_decision_stands(force: Force, pair: DuplicatePair, other: Any) -> None:
    said = together(lambda: join(force, pair), lambda: other(force, pair))
    assert sorted(said) == ["done", "state"]
    pair.refresh_from_db()
    joined = pair.state == "joined"
    assert DirectiveParty.objects.count() == joined
    states = set(pair.second.assignments.values_list("state", flat=True))
    assert states == ({"withdrawn"} if joined else {"issued"})


def test_each_into_the_other_leaves_one(force: Force, pair: DuplicatePair) -> None:
    def into(by: Any, kept: int) -> str:
        return outcome(joining.join, by=by, pair=pair, kept=kept, reason="")

    said = together(
        lambda: into(force.staff_narcotics, pair.first_id),
        lambda: into(force.staff, pair.second_id),
    )
    assert sorted(said) == ["done", "state"]
    live = [one.assignments.live().count() for one in (pair.first, pair.second)]
    assert sorted(live) == [0, 2]


def test_joining_into_a_task_that_is_being_withdrawn(
    force: Force, pair: DuplicatePair
) -> None:
    """Either it went first, and nothing is joined into it; or both are gone by will."""

    def withdraw() -> str:
        rows = {"directive": pair.first, "reason": "错发"}
        return outcome(issuing.withdraw, by=force.staff, **rows)

    said = together(lambda: join(force, pair), withdraw)
    assert said in (["state", "done"], ["done", "done"])
    spared = pair.second.assignments.live().count() == 0
    assert spared == (said[0] == "done")


def test_the_night_and_a_decision(force: Force, pair: DuplicatePair) -> None:
    together(lambda: dismiss(force, pair), lambda: look(bureau=force.county_a, now=NOW))
    pair.refresh_from_db()
    assert pair.state == "dismissed"

"""Shared steps of the tests in this folder."""

from __future__ import annotations

import datetime as dt
from typing import Any

from organization.models import Department, Station, User
from tasking.models import Difficulty, KnowledgeArticle
from tasking.services import answering_difficulties as answering
from tasking.services import difficulties as raising
from tasking.services.difficulties import Asked, raise_difficulty
from tasking.services.knowledge import Said, publish
from tests.factories import Force, at

NOW = at("2026-06-01 09:00")  # a Monday
TITLE = "电动车火灾现场如何固定证据"
TEXT = "物业要求立即清理现场，来不及等技术人员到场，怎样拍照和提取才能用于认定。"


def asked(department: Department | None = None, **more: Any) -> Asked:
    given: dict[str, Any] = {
        "title": TITLE,
        "text": TEXT,
        "category": "evidence",
        "urgency": "soon",
        "department": department,
    }
    return Asked(**given | more)


def raised(
    force: Force,
    *,
    station: Station | None = None,
    by: User | None = None,
    now: dt.datetime = NOW,
    office: bool = False,
    **more: Any,
) -> Difficulty:
    """Of 柳堰 to 治安; with `office` to whoever the office names."""
    department = None if office else more.pop("department", force.public_order)
    return raise_difficulty(
        by=by or force.chief_a1,
        station=station or force.a1,
        asked=asked(department, **more),
        now=now,
    )


def answered(force: Force, row: Difficulty, **more: Any) -> Difficulty:
    text = "先全景后细目拍照，残骸装防静电袋，两人在场签字。"
    given: dict[str, Any] = {"text": text, "now": NOW}
    given |= {"by": force.staff}
    return answering.answer(difficulty=row, **given | more)


def closed(force: Force, row: Difficulty, outcome: str = "solved") -> Difficulty:
    return raising.say_how_it_was(
        by=force.chief_a1, difficulty=row, outcome=outcome, words="管用", now=NOW
    )


def published(force: Force, **more: Any) -> KnowledgeArticle:
    given: dict[str, Any] = {
        "title": "电动车火灾现场证据固定要点",
        "question": "现场要马上清理，怎样固定证据。",
        "answer": "先全景后细目拍照，再分层提取。",
        "category": "evidence",
        "look_again_on": dt.date(2027, 6, 1),
    }
    source = more.pop("source", None)
    now = more.pop("now", NOW)
    return publish(
        by=force.staff,
        department=force.public_order,
        said=Said(**given | more),
        source=source,
        now=now,
    )


def letters(user: User) -> list[str]:
    found = user.inbox.filter(kind__startswith="difficulty").order_by("pk")
    kinds = found.values_list("kind", flat=True)
    return [kind.removeprefix("difficulty_") for kind in kinds]

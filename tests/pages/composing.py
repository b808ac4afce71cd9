"""Filling in the composer's form, for the tests of this folder."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.urls import reverse

from organization.models import User
from tests.factories import Force
from tests.pages.test_directives import client, day

NEW = "coordination:compose"


def form_of(force: Force, **changes: Any) -> dict[str, Any]:
    """A complete form to 柳堰 and 津堰; None takes a field out."""
    data: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "title": "旅馆业检查",
        "kind": "task",
        "deadline_class": "negotiable",
        "intent": "摸清底数",
        "basis": "砚公治〔2026〕41号",
        "standard": "逐户登记",
        "effort_hours": "10",
        "due": day(14),
        "stations": [force.a1.pk, force.a2.pk],
        "declared": "on",
        "act": "issue",
    } | changes
    return {name: value for name, value in data.items() if value is not None}


def post(user: User, data: dict[str, Any], language: str = "zh-hans") -> Any:
    return client(user, language).post(reverse(NEW), data)


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", "", answer.content.decode())
    return re.sub(r"\s+", " ", text)

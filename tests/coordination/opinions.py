"""Steps that tests about stations' opinions share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from coordination.models import Objection
from coordination.services.deciding import Answer
from coordination.services.objecting import object_to
from tasking.models import Assignment
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def tasked(force: Force, hours: float = 40, **more: Any) -> Assignment:
    """A task of the public order department at 柳堰, due in two weeks."""
    content = task("旅馆业检查", hours, "2026-06-15 18:00", **more)
    done = send(force, "public_order", content, force.a1).directive
    return done.assignments.get()


def overloaded(force: Force) -> Assignment:
    """The same with too much of everything within four days."""
    send(force, "narcotics", task("禁毒宣传", 100, "2026-06-04"), force.a1)
    content = task("旅馆业检查", 120, "2026-06-04 18:00")
    row = send(force, "public_order", content, force.a1).directive.assignments.get()
    check(force.a1)
    return row


def objected(
    force: Force, row: Assignment | None = None, *, now: dt.datetime = NOW, **more: Any
) -> Objection:
    said = {"text": "六月已有高考安保，人手不够。"} | more
    return object_to(
        by=force.chief_a1, assignment=row or tasked(force), now=now, **said
    )


def keep(reason: str = "上级有统一时限") -> Answer:
    return Answer("keep", reason)


def upload(name: str = "排班表.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)

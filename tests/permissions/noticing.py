"""A notice that asks for something, and a station's question, at each of the places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from organization.models import Department, Station, User
from tasking.services.answering_notices import ask
from tasking.services.notices import Declared, Message, issue


def noticed(
    station: Station, department: Department, staff: User, chief: User, now: dt.datetime
) -> dict[str, Any]:
    """Nobody has opened it but whoever asks."""
    due = timezone.localdate(now) + dt.timedelta(days=5)
    title = f"{department.name}告知{station.name}"
    row = issue(
        by=staff,
        department=department,
        message=Message(title, "新口径", due, todo="更换登记表", due_on=due),
        stations=Station.objects.filter(pk=station.pk),
        declared=Declared(nothing=True),
        files=[SimpleUploadedFile("登记表.txt", station.name.encode())],
        now=now,
    )
    receipt = row.receipts.get()
    question = ask(by=chief, receipt=receipt, text=f"{station.name}问", now=now)
    return {
        "notice": row.pk,
        "notice_paper": [row.pk, row.files.get().pk],
        "notice_question": [row.pk, question.pk],
    }

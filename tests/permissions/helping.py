"""A difficulty and a published answer at each of the places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from organization.models import Department, Station, User
from tasking.services.difficulties import Asked, raise_difficulty
from tasking.services.knowledge import Said, publish


def helped(
    station: Station, department: Department, staff: User, chief: User, now: dt.datetime
) -> dict[str, Any]:
    """Nobody has answered it yet; the page is of the same department."""
    title = f"{station.name}问{department.name}"
    row = raise_difficulty(
        by=chief,
        station=station,
        asked=Asked(title, "怎样办理", "law", "soon", department),
        files=[SimpleUploadedFile("附件.txt", station.name.encode())],
        now=now,
    )
    again = timezone.localdate(now) + dt.timedelta(days=300)
    page = publish(
        by=staff,
        department=department,
        said=Said(f"{department.name}解答", "怎样办理", "这样办理", "law", again),
        now=now,
    )
    return {
        "difficulty": row.pk,
        "difficulty_paper": [row.pk, row.files.get().pk],
        "article": page.pk,
    }

"""What each place's chief has done last and may take back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coordination.undoing import LETTERS_READ
from desk.services import remember
from organization.models import User


def done(chief: User, now: dt.datetime) -> dict[str, Any]:
    row = remember(
        by=chief,
        kind=LETTERS_READ,
        subject=None,
        facts={"read_at": now.isoformat()},
        words="已将3条标为已阅。",
        url="/inbox/",
        now=now,
    )
    return {"done": row.pk}

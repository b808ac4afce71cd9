"""A pair of tasks that is found again, and decided on, at the same moment."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from coordination.models import DuplicatePair
from coordination.services import finding_duplicates, joining
from tests.coordination.racing import Runner, until, waiting_for_me
from tests.locks.taking_away import without
from tests.locks.things import thing
from tests.permissions.world import World

KEEP = "coordination/services/finding_duplicates.py::_keep"


@pytest.mark.parametrize("locked", [True, False], ids=["lock", "control"])
def test_a_pair_said_to_be_two_while_the_night_finds_it(
    world: World, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said between reading the pair and writing it. Without: the night breaks over a
    constraint, and the bureau's pairs are not looked through."""
    pair, now = thing(world, DuplicatePair, "duplicate"), timezone.now()
    said: dict[str, Any] = {"by": world.force.coordinator, "reason": "口径不同"}
    store, others = QuerySet.bulk_update, []

    def slowly(rows: Any, *args: Any, **kwargs: Any) -> int:
        if rows.model is DuplicatePair:
            others.append(Runner(lambda: joining.dismiss(pair=pair, now=now, **said)))
            until(lambda: waiting_for_me() or not others[0].is_alive())
        return store(rows, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "bulk_update", slowly)
    if locked:
        finding_duplicates.look(bureau=pair.bureau, now=now)
    else:
        with without(KEEP) as asked, pytest.raises(IntegrityError):
            finding_duplicates.look(bureau=pair.bureau, now=now)
        assert asked == [KEEP]
    others[0].done()
    pair.refresh_from_db()
    assert pair.state == "dismissed"

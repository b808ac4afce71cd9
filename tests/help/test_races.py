"""Two at the same moment, each over a connection of its own: one is heard."""

from __future__ import annotations

from functools import partial

import pytest

from tasking.models import Difficulty
from tasking.services import answering_difficulties as answering
from tasking.services.difficulty_clock import run_clocks
from tests.coordination.racing import together
from tests.coordination.racing import told as became
from tests.factories import force
from tests.help.world import NOW, raised

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_answers_one_joins_and_one_is_silent() -> None:
    """Locks in the order of ids: nobody hangs, nothing is answered twice, and what was
    joined is answered, whichever came first."""
    made = force()
    lead = raised(made, urgency="urgent")
    other = raised(made, station=made.a2, by=made.chief_a2)
    given = {"by": made.staff, "now": NOW}

    def answers(row: Difficulty) -> str:
        return became(lambda: answering.answer(difficulty=row, text="先拍照", **given))

    def joins() -> str:
        return became(lambda: answering.join(difficulty=other, lead=lead, **given))

    due = lead.answer_due
    assert due is not None
    said = together(
        partial(answers, lead),
        partial(answers, lead),
        joins,
        lambda: str(run_clocks(now=due)),
    )
    assert sorted(said[:2]) == ["done", "state"] and said[2] == "done"
    lead.refresh_from_db()
    other.refresh_from_db()
    assert lead.state == "answered"
    assert lead.entries.filter(act="answer").count() == 1
    assert (other.state, other.answer) == ("answered", "先拍照"), (
        "with the lead, or after"
    )

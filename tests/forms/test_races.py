"""Two drafts change one form at the same moment, each over a connection of its own."""

from __future__ import annotations

from functools import partial

import pytest

from tasking.models import Directive, TaskForm
from tasking.services.report_forms import choose_form
from tests.coordination.racing import together
from tests.factories import force
from tests.forms.asking import asked, draft, line

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_new_fields_never_share_a_key() -> None:
    made = force()
    by, lines = made.staff, [line("旅馆数")]
    first = draft(by, made.public_order, made.a1)
    form = asked(by, first, lines).form
    drafts = [draft(by, made.public_order, made.a1) for _n in range(3)]
    for row in drafts:
        choose_form(by=by, directive=row, form=form)

    def writes(row: Directive, label: str) -> str:
        asked(by, row, [*lines, line(label)])
        return "done"

    new = ("床位数", "从业人员数", "网约房数")
    ways = [partial(writes, *one) for one in zip(drafts, new, strict=True)]
    assert together(*ways) == ["done"] * 3
    forms = [TaskForm.objects.get(directive=row).form for row in drafts]
    assert len({one.number for one in forms}) == 3
    assert len({one.fields[-1].key for one in forms}) == 3

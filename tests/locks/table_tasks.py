"""Contests of tasks, notices, plans and forms."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.db import transaction

from tasking.models import (
    Assignment,
    Difficulty,
    Directive,
    KnowledgeArticle,
    Notice,
    NoticeQuestion,
    ProtectedBlock,
    ReportForm,
    StationPlan,
)
from tasking.services import (
    acts,
    answering_notices,
    difficulties,
    directives,
    holding_difficulties,
    knowledge,
    notices,
    plans,
    protected,
    reminding,
    report_forms,
    travel,
)
from tests.locks.contest import Act, Arrange, Lost, decides, won
from tests.locks.things import HOME, now, thing
from tests.permissions.world import World


def progress(world: World) -> Act:
    row, chief = thing(world, Assignment, "assignment"), world.places[HOME].chief
    return lambda who: acts.progress(
        by=chief,
        assignment=row,
        remaining_units=(who + 1) * 60_000,
        now=now(),
        version=row.version,
    )


def notice_answered(world: World) -> Act:
    row = thing(world, NoticeQuestion, "notice_question")
    return lambda who: answering_notices.answer(
        by=world.places[HOME].staff, question=row, text="是", to_all=False, now=now()
    )


def notice_withdrawn(world: World) -> Act:
    row = thing(world, Notice, "notice")
    return decides(lambda: notices._locked(row, now()), row)


def receipt_held(world: World) -> Act:
    receipt = thing(world, NoticeQuestion, "notice_question").receipt
    row = receipt.notice
    return decides(lambda: answering_notices._locked(receipt, now()).notice, row)


def help_terms(world: World) -> Act:
    given: dict[str, Any] = {"by": world.force.leader, "bureau": world.force.county_a}
    first = difficulties.set_terms(urgent=1, soon=3, calm=5, **given)
    return lambda who: difficulties.set_terms(
        urgent=1, soon=3, calm=6 + who, version=first.version, **given
    )


def numbers(world: World) -> Act:
    unit = world.places[HOME].department
    drafts = Directive.objects.filter(department=unit, number="").order_by("pk")[:2]
    rows = list(drafts)
    with transaction.atomic():
        seen = directives.next_number(unit, now())

    def act(who: int) -> None:
        """Each is given the number that comes next; only one may get this one."""
        number = directives.next_number(unit, now())
        Directive.objects.filter(pk=rows[who].pk).update(number=number)
        if number != seen:
            raise Lost

    return act


def difficulty(world: World) -> Act:
    row = thing(world, Difficulty, "difficulty")
    return decides(lambda: holding_difficulties.locked_all([row.pk])[0], row)


def article(world: World) -> Act:
    row, staff = thing(world, KnowledgeArticle, "article"), world.places[HOME].staff
    return decides(lambda: knowledge._held(staff, row, None), row)


def plan_held(world: World) -> Act:
    row, chief = thing(world, StationPlan, "plan"), world.places[HOME].chief
    return decides(lambda: plans._held(chief, row, None), row)


def block_held(world: World) -> Act:
    row, chief = thing(world, ProtectedBlock, "block"), world.places[HOME].chief
    return decides(lambda: protected._held(chief, row, now(), None), row)


def protected_twice(world: World) -> Act:
    start = now() + dt.timedelta(days=200)
    return lambda who: protected.protect(
        by=world.places[HOME].chief,
        station=world.force.a1,
        title="走访日",
        start=start,
        end=start + dt.timedelta(hours=2),
        officers=1,
        now=now(),
    )


def reminded(world: World) -> Act:
    row, staff = thing(world, Assignment, "asked_at"), world.places[HOME].staff
    return lambda who: reminding.remind(by=staff, assignment=row, now=now())


def form_held(world: World) -> Act:
    row, staff = thing(world, Directive, "asking"), world.places[HOME].staff
    return decides(lambda: report_forms._held(staff, row, None)[0], row)


def words_corrected(world: World) -> Act:
    row, staff = thing(world, ReportForm, "form"), world.places[HOME].staff

    names = random.sample(range(10**6), 2)

    def act(who: int) -> None:
        report_forms.correct_words(
            by=staff,
            form=row,
            key="f1",
            label=f"情况{names[who]}",
            help_text="",
            version=row.version,
        )

    return act


def ways(world: World) -> Act:
    bureau, station = world.force.county_a, world.force.a1
    by = world.force.coordinator
    found = travel.keep_ways(by=by, bureau=bureau, minutes={station.pk: None})
    assert found in (0, 1)
    return won(lambda: travel.keep_ways(by=by, bureau=bureau, minutes={station.pk: 25}))


CONTESTS: dict[str, Arrange] = {
    "tasking/services/acts.py::_act": progress,
    "tasking/services/answering_notices.py::answer": notice_answered,
    "tasking/services/answering_notices.py::_locked": receipt_held,
    "tasking/services/notices.py::_locked": notice_withdrawn,
    "tasking/services/difficulties.py::set_terms": help_terms,
    "tasking/services/directives.py::next_number": numbers,
    "tasking/services/holding_difficulties.py::locked_all": difficulty,
    "tasking/services/knowledge.py::_held": article,
    "tasking/services/plans.py::_held": plan_held,
    "tasking/services/protected.py::_held": block_held,
    "tasking/services/protected.py::protect": protected_twice,
    "tasking/services/reminding.py::remind": reminded,
    "tasking/services/report_forms.py::_held": form_held,
    "tasking/services/report_forms.py::correct_words": words_corrected,
    "tasking/services/travel.py::keep_ways": ways,
}

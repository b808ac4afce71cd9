"""What a form asks that stations have answered lately, in a task one may read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch

from coordination.collating.previous import ASKED
from coordination.collating.reach import Reach, reach_from
from coordination.core.duplicates import item_key
from organization.models import User
from tasking.asking.fields import Field
from tasking.models import Directive, DirectiveParty, FormAnswer, TaskForm

LATELY = dt.timedelta(days=31)
MOST_TASKS = 30


@dataclass(frozen=True)
class Known:
    """A task whose answers say the same: `pairs` are (field here, field there)."""

    directive: Directive
    pairs: tuple[tuple[Field, Field], ...]
    stations: tuple[int, ...]

    @property
    def keys(self) -> str:
        """The fields of this form that need not be asked, as the page sends them."""
        return ",".join(here.key for here, _there in self.pairs)


def known_answers(user: User, directive: Directive, held: TaskForm) -> list[Known]:
    """The latest first; only what stations this task is meant for have answered, in
    tasks due within a month of it. Four queries."""
    if directive.due is None:
        return []
    near = (directive.due - LATELY, directive.due + LATELY)
    seen = Directive.objects.visible_to(user).filter(
        due__range=near, reserved=False, department__isnull=False, state__in=ASKED
    )
    rows = TaskForm.objects.filter(directive__in=seen).exclude(directive=directive)
    parties = DirectiveParty.objects.select_related("department__bureau")
    others = rows.select_related("form", "directive__department__bureau")
    others = others.prefetch_related(Prefetch("directive__parties", parties))
    same = {}
    for other in others.order_by("-directive__due")[:MOST_TASKS]:
        reach = _reach(user, other)
        if reach and (pairs := _pairs(reach.fields, held.form.fields)):
            same[other.directive] = reach, pairs
    answered = _answered(directive, same)
    known = []
    for row, (reach, pairs) in same.items():
        stations = answered[row.pk]
        if reach.stations is not None:
            stations &= reach.stations
        if stations:
            known.append(Known(row, tuple(pairs), tuple(sorted(stations))))
    return known


def _reach(user: User, other: TaskForm) -> Reach | None:
    row = other.directive
    try:
        return reach_from(user, row, other, lambda: list(row.parties.all()))
    except PermissionDenied:
        return None


def _pairs(
    there: Sequence[Field], fields: Sequence[Field]
) -> list[tuple[Field, Field]]:
    """(field here, field there) of the same label or item and the same kind."""
    by_word = {item_key(word): one for one in there for word in _words(one)}
    pairs = []
    for field in fields:
        twins = (by_word.get(item_key(word)) for word in _words(field))
        twin = next((one for one in twins if one is not None), None)
        if twin is not None and twin.kind == field.kind:
            pairs.append((field, twin))
    return pairs


def _answered(directive: Directive, others: Iterable[Directive]) -> dict[int, set[int]]:
    """Of the stations this one is meant for, who has answered there; by task."""
    targets = directive.targets.values("station")
    answers = FormAnswer.objects.handed_in().filter(
        assignment__directive__in=[row.pk for row in others],
        assignment__station__in=targets,
    )
    found: dict[int, set[int]] = defaultdict(set)
    pairs = answers.values_list("assignment__directive", "assignment__station")
    for task, station in pairs:
        found[task].add(station)
    return found


def _words(field: Field) -> tuple[str, ...]:
    return (field.label, field.item) if field.item else (field.label,)

"""Whose answers to a form somebody reads, and which fields of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from coordination.core.duplicates import item_key
from organization.models import User
from organization.permissions import authorise, may
from tasking.asking.fields import Field
from tasking.models import Assignment, Directive, DirectiveParty, TaskForm
from tasking.services.report_forms import form_of


@dataclass(frozen=True)
class Reach:
    """A task with its form as somebody sees it: all of it, or of a department that
    joined it the fields it asked for at the stations where it joined (`stations`)."""

    directive: Directive
    task_form: TaskForm
    fields: tuple[Field, ...]
    stations: frozenset[int] | None = None

    @property
    def is_whole(self) -> bool:
        return self.stations is None


def load_reach(user: User, pk: int) -> Reach:
    """Load and authorise: 404 outside one's reach and where nothing is asked by a form,
    403 without the right."""
    seen = Directive.objects.visible_to(user).select_related("department__bureau")
    return reach_of(user, get_object_or_404(seen, pk=pk))


def reach_of(user: User, row: Directive) -> Reach:
    """The same of a task that is known to be seen."""
    held = form_of(row)
    if row.department is None or held is None:
        authorise(user, "form.list")
        raise Http404
    parties = row.parties.select_related("department__bureau")
    return reach_from(user, row, held, lambda: list(parties))


def reach_from(
    user: User,
    row: Directive,
    held: TaskForm,
    parties: Callable[[], Sequence[DirectiveParty]],
) -> Reach:
    """With the form at hand; `parties` is asked where it matters."""
    department = row.department
    whole = may(user, "form.collate", department)
    if whole or may(user, "form.oversee", department):
        return Reach(row, held, held.form.fields)
    own = [one for one in parties() if may(user, "form.collate", one.department)]
    if not own:
        authorise(user, "form.collate", department)
    stations = frozenset(pk for one in own for pk in one.stations)
    return Reach(row, held, _asked_for(held.form.fields, own), stations)


def _asked_for(
    fields: Sequence[Field], parties: Iterable[DirectiveParty]
) -> tuple[Field, ...]:
    """Those whose item or label one of the departments takes from the task."""
    items = {item_key(item) for party in parties for item in party.items}
    return tuple(
        field
        for field in fields
        if {item_key(field.item), item_key(field.label)} & items
    )


def fields_at(user: User, row: Assignment) -> tuple[Field, ...]:
    """A station reads all of its own answer, a department what it asked for."""
    if may(user, "workload.view", row.station):
        held = form_of(row.directive)
        return held.form.fields if held else ()
    reach = reach_of(user, row.directive)
    if reach.stations is not None and row.station_id not in reach.stations:
        raise Http404
    return reach.fields


def reads_before(user: User, row: Assignment) -> bool:
    """Does one read what the station answered the last time? Not who joined this task
    alone."""
    if may(user, "workload.view", row.station):
        return True
    department = row.directive.department
    rights = ("form.collate", "form.oversee")
    return any(may(user, right, department) for right in rights)

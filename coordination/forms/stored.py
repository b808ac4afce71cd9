"""A stored draft as the form's initial values."""

from __future__ import annotations

import uuid
from typing import Any

from coordination.core.facts import hours
from coordination.costs import as_cost, last_said
from coordination.forms.caps import said_of
from coordination.forms.composing import POSTS
from coordination.forms.costing import cost_typed
from coordination.forms.fields import split_end, split_start
from coordination.forms.own import typed_for
from organization.together import together
from tasking.content import Override
from tasking.models import Directive

_SAME = (
    *("title", "kind", "intent", "basis", "standard", "task_class", "deadline_class"),
    *("priority", "max_officers", "officers", "reserved", "version"),
    *("venue", "place"),
)


def blank() -> dict[str, Any]:
    """A new task's form."""
    return {
        "key": uuid.uuid4(),
        "kind": "task",
        "task_class": "prescribed",
        "deadline_class": "negotiable",
    }


def initial_of(directive: Directive) -> dict[str, Any]:
    """What a person would have typed to get this draft; one query, and two more where
    it puts a recalled task right."""
    posts = [token for token, _label in POSTS if token in directive.attendees]
    release, release_time = split_start(directive.release)
    due, due_time = split_end(directive.due)
    units = directive.effort_units
    values = {name: getattr(directive, name) for name in _SAME} | {
        "key": uuid.uuid4(),
        "requester": directive.department_id,
        "data_items": "、".join(directive.data_items),
        "effort_hours": None if units is None else format(hours(units), "f"),
        "posts": posts,
        "attendees": "、".join(n for n in directive.attendees if n not in posts),
        "release": release,
        "release_time": release_time,
        "due": due,
        "due_time": due_time,
        "parent": directive.parent.number if directive.parent else "",
        "approver": directive.approver_id,
        "reason": directive.conflict_reason,
    }
    costs, notes, targets = together(
        directive.costs.order_by("-pk")[:1],
        said_of(directive)[:1],
        directive.targets.order_by("station_id"),
    )
    said = as_cost(costs[0]) if costs else None
    if directive.replaces is not None and not costs:
        said = last_said(directive.replaces)
    values |= cost_typed(said)
    if notes:
        values["cap_reason"] = notes[0].reason
    values["stations"] = [row.station_id for row in targets]
    for row in targets:
        values |= typed_for(row.station_id, Override(row.due, row.effort_units))
        if row.travel is not None:
            values[f"travel_{row.station_id}"] = f"{row.travel}"
    return values

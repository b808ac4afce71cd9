"""The parts a standard piece consists of, and which of them a task leaves unsaid.

Its number is given when it is sent, so it is never missing. What must be there is the
gate's business (`services.pieces`); here it is only told.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from organization.models import Admission
from tasking.content import Content, Targets
from tasking.models import Directive, TaskClass

PARTS = {
    "basis": _("Basis"),
    "intent": _("Intent"),
    "standard": _("Done when"),
    "effort_hours": _("Effort per station"),
}


def is_piece(content: Content | Directive) -> bool:
    """Command orders name the order instead; reserved strength says nothing at all."""
    return not content.reserved and content.task_class != TaskClass.COMMAND


def lacking(content: Content, targets: Targets) -> list[str]:
    """Names of the parts that are not there, in the order of `PARTS`."""
    own = targets.overrides
    everywhere = all(
        pk in own and own[pk].effort_units is not None for pk in targets.stations
    )
    return _lacking(content, estimated=everywhere and bool(targets.stations))


def labels(names: Iterable[str]) -> list[str]:
    """As they are called on the pages."""
    return [str(PARTS[name]) for name in names]


def lacking_at(directive: Directive) -> list[str]:
    """The same of a stored task that passes an office; one query at the most."""
    department = directive.department
    if department is None or not is_piece(directive):
        return []
    if department.bureau.admission == Admission.OFF:
        return []
    known = True
    if directive.effort_units is None and not directive.is_event:
        unsaid = directive.targets.filter(effort_units=None)
        known = not unsaid.exists()
    return _lacking(directive, estimated=known)


def _lacking(content: Content | Directive, *, estimated: bool) -> list[str]:
    said = {"basis": content.basis, "intent": content.intent}
    said["standard"] = content.standard
    words = [name for name, text in said.items() if not text.strip()]
    if content.is_event or content.effort_units is not None or estimated:
        return words
    return [*words, "effort_hours"]

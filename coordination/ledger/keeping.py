"""The sentences about protected time: what it keeps, and what it does to orders."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.ledger.protection import Protection
from coordination.ledger.wording import hours_of, listed, sentences
from coordination.services.protecting import Outcome
from organization.templatetags.formats import short_hours


def answer(found: Protection, count: int, *, past: bool) -> dict[str, str]:
    """The first sentence of the page: how much is kept, and whether orders take it."""
    if past:
        return {
            "fine": ngettext("%(n)s block is over", "%(n)s blocks are over", count)
            % {"n": count}
        }
    if not count:
        return {"fine": _("No time is protected"), "why": cost(found)}
    fine = ngettext(
        "%(n)s block of protected time ahead",
        "%(n)s blocks of protected time ahead",
        count,
    ) % {"n": count}
    said = {"fine": fine, "why": cost(found)}
    if found.taken:
        taken = len(found.taken)
        text = ngettext(
            "; orders take %(n)s of them", "; orders take %(n)s of them", taken
        )
        said["trouble"] = text % {"n": taken}
    return said


def cost(found: Protection) -> str:
    """What the blocks do to the orders as a whole."""
    if found.short is None or found.short_without is None:
        return _(
            "What it does to the tasks nobody can say: staffing data or estimates are"
            " missing."
        )
    if not found.short:
        return _("All tasks can be done beside it.")
    facts = {"h": _up(found.short), "more": _up(found.short - found.short_without)}
    if not found.short_without:
        text = _("The tasks are %(h)s h short; without protected time all would fit.")
    elif found.short > found.short_without:
        text = _("The tasks are %(h)s h short, %(more)s h of it by protected time.")
    else:
        text = _("The tasks are %(h)s h short, with protected time or without.")
    return text % facts


def told(done: Outcome) -> str:
    """What was written, what takes it, and what it changes for the tasks."""
    first = _("Given up; the reason is kept.")
    if done.block is not None:
        first = _("Protected: %(title)s.") % {"title": done.block.title}
    return sentences(first, _taken(done), _difference(done))


def _taken(done: Outcome) -> str:
    orders = {o.pk: o.directive.display_title for t in done.taken for o in t.orders}
    if not orders:
        return ""
    return _("Orders fall on it: %(titles)s.") % {"titles": listed(orders.values())}


def _difference(done: Outcome) -> str:
    before, after = done.short_before, done.short_after
    if before is None or after is None:
        return _("Whether the tasks still fit cannot be judged.")
    if after > before:
        text = _("%(h)s more hours of tasks find no place now.")
        return text % {"h": _up(after - before)}
    if after < before:
        text = _("%(h)s fewer hours of tasks are without a place.")
        return text % {"h": _up(before - after)}
    if after:
        return _("The tasks are as short of hours as before.")
    return _("All tasks still fit.")


def _up(units: int) -> str:
    return short_hours(hours_of(units))

"""The sentence the board opens with: who cannot make it, and what is due today."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.office.queue import Tally
from organization.templatetags.formats import chinese, short_hours


def answer(totals: dict[str, Any], counted: Tally) -> dict[str, Any]:
    """`totals` count the stations: all, short, unknown, overdue, deficit (units)."""
    said: dict[str, Any] = {"today": timezone.localdate()}
    stations, short = totals["stations"], totals["short"]
    if short:
        total = Decimal(totals["deficit"] or 0) / 60_000
        said["fine"] = ngettext(
            "Of %(all)s station, ", "Of %(all)s stations, ", stations
        ) % {"all": stations}
        said["trouble"] = ngettext(
            "%(count)s cannot make it, %(hours)s hours short",
            "%(count)s cannot make it, %(hours)s hours short in all",
            short,
        ) % {"count": short, "hours": short_hours(total)}
    else:
        said["fine"] = _("Every station that can be judged can make it")
    sentences = [*_waiting(counted), *_left_out(totals)]
    said["why"] = ("" if chinese() else " ").join(sentences)
    return said


def _waiting(counted: Tally) -> list[str]:
    """Whose time is up, and what ends by tonight."""
    found = []
    if counted.late:
        text = ngettext(
            "%(n)s matter is past its term.",
            "%(n)s matters are past their term.",
            counted.late,
        )
        found.append(text % {"n": counted.late})
    if counted.today:
        text = ngettext(
            "%(n)s matter runs out today.",
            "%(n)s matters run out today.",
            counted.today,
        )
        found.append(text % {"n": counted.today})
    return found or [_("Nothing runs out today.")]


def _left_out(totals: dict[str, Any]) -> list[str]:
    found = []
    if unknown := totals["unknown"]:
        text = ngettext(
            "%(count)s station cannot be judged: data are missing.",
            "%(count)s stations cannot be judged: data are missing.",
            unknown,
        )
        found.append(text % {"count": unknown})
    if late := totals["overdue"]:
        text = ngettext("%(n)s task is overdue.", "%(n)s tasks are overdue.", late)
        found.append(text % {"n": late})
    return found

"""What this room tells people: one line per kind of letter, see `desk.letters`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.letters import Kind, Said, register


def _conflict(said: Said) -> str:
    """The shortfall is told where there is one: not of a clash."""
    if said["kind"] != "deadline":
        return _("New conflict at %(station)s.") % said
    return _("New conflict at %(station)s: %(shortfall_hours)s hours short.") % said


def _recalled(said: Said) -> str:
    """Of reserved strength nobody is named."""
    if said["by"]:
        return _("%(by)s recalled “%(task)s” (%(number)s); nothing is owed.") % said
    return _("“%(task)s” was recalled; nothing is owed.") % said


register(
    Kind("conflict_new", gettext_lazy("A new conflict"), _conflict),
    Kind(
        "conflict_settled",
        gettext_lazy("A conflict is settled"),
        gettext_lazy("Settled at %(station)s: everything fits again."),
    ),
    Kind(
        "directive_sent_back",
        gettext_lazy("An own task sent back to be changed"),
        gettext_lazy("%(by)s sent “%(task)s” back to be changed."),
        binding=True,
    ),
    Kind(
        "directive_approved",
        gettext_lazy("An own task approved and issued"),
        gettext_lazy("%(by)s approved “%(task)s”; issued as %(number)s."),
    ),
    Kind(
        "directive_recalled",
        gettext_lazy("A task recalled"),
        _recalled,
        binding=True,
    ),
)

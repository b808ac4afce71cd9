"""What people are told of burden budgets and of exceptions from them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.caps.quarters import Quarter
from desk.letters import Kind, Said, register, saying


def _quarter(said: Said) -> Said:
    """The quarter by its name in the present language."""
    found = Quarter.read(said["quarter"])
    return saying(said, quarter=found.label) if found else said


def _proposed(said: Said) -> str:
    text = _("%(by)s proposes the budget of %(department)s for %(quarter)s.")
    return text % _quarter(said)


def _set(said: Said) -> str:
    text = _("%(by)s has set the budget of %(department)s for %(quarter)s.")
    return text % _quarter(said)


def _declined(said: Said) -> str:
    text = _("%(by)s keeps the budget of %(department)s for %(quarter)s as it is.")
    return text % _quarter(said)


register(
    Kind(
        "cap_proposed",
        gettext_lazy("A burden budget proposed by the office"),
        _proposed,
        binding=True,
    ),
    Kind("cap_set", gettext_lazy("A burden budget set"), _set),
    Kind("cap_declined", gettext_lazy("A proposed burden budget declined"), _declined),
    Kind(
        "cap_asked",
        gettext_lazy("An exception from the hard cap asked for"),
        gettext_lazy("“%(task)s” passes the hard cap; %(by)s asks for an exception."),
        binding=True,
    ),
    Kind(
        "cap_granted",
        gettext_lazy("An exception from the hard cap made"),
        gettext_lazy("%(by)s lets “%(task)s” pass the hard cap."),
        binding=True,
    ),
    Kind(
        "cap_refused",
        gettext_lazy("An exception from the hard cap refused"),
        gettext_lazy("%(by)s does not let “%(task)s” pass the hard cap."),
        binding=True,
    ),
)

"""What this room tells people: see `desk.letters`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.letters import Kind, Said, register


def _sign(said: Said) -> str:
    """Of reserved strength nobody is named."""
    if not said["department"]:
        return _("“%(task)s” waits to be signed for, due %(due)s.") % said
    text = _("“%(task)s” of %(department)s waits to be signed for, due %(due)s.")
    return text % said


register(
    Kind("directive_sign", gettext_lazy("A task to sign for"), _sign, binding=True),
    Kind(
        "directive_attends",
        gettext_lazy("Who attends for an officer on leave"),
        gettext_lazy(
            "%(officer)s of %(station)s has leave when “%(task)s” begins"
            " (%(start_at)s). The chief has said who attends."
        ),
    ),
)

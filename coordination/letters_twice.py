"""What people are told of tasks that ask twice, and the summary of a day."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.letters import Kind, Said, register


def _offered(said: Said) -> str:
    """What is missing is named where it is data."""
    if said["items"]:
        text = _(
            "%(department)s would give “%(task)s” up if “%(kept)s” asks for %(items)s"
            " too: please answer."
        )
    else:
        text = _(
            "%(department)s would give “%(task)s” up if “%(kept)s” serves both: please"
            " answer."
        )
    return text % said


def _accepted(said: Said) -> str:
    if said["partly"]:
        text = _("“%(kept)s” now asks for %(items)s too; “%(task)s” keeps the rest.")
    else:
        text = _("“%(kept)s” now serves both; “%(task)s” is asked no more.")
    return text % said


def _ended(said: Said) -> str:
    """Where another department's task served, and does not any more."""
    text = _(
        "“%(kept)s” of %(department)s is not asked any more at %(stations)s stations,"
        " and it served “%(task)s” too: ask for it yourselves again if need be."
    )
    return text % said


def _extended(said: Said) -> str:
    """What changes at the station, in one letter."""
    text = _("“%(kept)s” now serves %(department)s too")
    if said["items"]:
        text = _("“%(kept)s” now asks for %(items)s too, for %(department)s")
    rest = _("; “%(task)s” is owed no more.")
    if said["partly"]:
        rest = _("; “%(task)s” asks for less.")
    return (text + rest) % said


register(
    Kind(
        "digest_day",
        gettext_lazy("The daily summary"),
        gettext_lazy("Daily summary: %(count)s letters of the day."),
    ),
    Kind(
        "directive_folded",
        gettext_lazy("A task done together with another"),
        gettext_lazy(
            "“%(task)s” is done with “%(kept)s”; nothing more is owed for it."
        ),
    ),
    Kind(
        "duplicate_found",
        gettext_lazy("Another department asks for the same"),
        gettext_lazy(
            "%(department)s asks the same stations for the same:"
            " “%(task)s” (%(number)s)."
        ),
    ),
    Kind(
        "duplicate_joined",
        gettext_lazy("A task joined with an own one"),
        gettext_lazy(
            "%(department)s has joined “%(task)s” with “%(kept)s” at %(stations)s"
            " stations; the answers serve both."
        ),
    ),
    Kind(
        "duplicate_dismissed",
        gettext_lazy("Two tasks said not to be the same"),
        gettext_lazy("%(by)s: “%(task)s” and “%(other)s” are not the same."),
    ),
    Kind(
        "duplicate_offered",
        gettext_lazy("An offer to join a task with an own one"),
        _offered,
        binding=True,
    ),
    Kind(
        "duplicate_accepted",
        gettext_lazy("An own offer to join accepted"),
        _accepted,
    ),
    Kind(
        "duplicate_ended",
        gettext_lazy("What served an own task is not asked any more"),
        _ended,
        binding=True,
    ),
    Kind(
        "duplicate_declined",
        gettext_lazy("An own offer to join declined"),
        gettext_lazy("%(by)s does not let “%(kept)s” ask for more; “%(task)s” stays."),
        binding=True,
    ),
    Kind(
        "duplicate_taken_back",
        gettext_lazy("An offer to join taken back"),
        gettext_lazy("%(by)s has taken the offer about “%(kept)s” back."),
    ),
    Kind(
        "directive_extended",
        gettext_lazy("A task asks for more, and another is owed no more"),
        _extended,
        binding=True,
    ),
)

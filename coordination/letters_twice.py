"""What people are told of tasks that ask twice, and the summary of a day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from desk.letters import Kind, register

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
)

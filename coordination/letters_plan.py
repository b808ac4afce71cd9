"""What is told of protected time that orders take."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from desk.letters import Kind, register

register(
    Kind(
        "owed_second",
        gettext_lazy("An order that waits for a second name"),
        gettext_lazy(
            "%(by)s puts “%(task)s” forward: it takes %(taken_hours)s h of protected"
            " time and needs a second name."
        ),
        binding=True,
    ),
    Kind(
        "remit_routed",
        gettext_lazy("Sent on to whose business it is"),
        gettext_lazy("“%(title)s” was sent on to %(to)s."),
    ),
    Kind(
        "owed_taken",
        gettext_lazy("An order took protected time"),
        gettext_lazy(
            "An order takes %(taken_hours)s h of %(title)s; to be made up by %(until)s."
        ),
    ),
)

"""What system administrators are told when changes wait too long for their check."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from desk.letters import Kind, register

register(
    Kind(
        "system_late",
        gettext_lazy("Checks come late"),
        gettext_lazy(
            "A change has waited for its check for more than a minute (%(told_at)s),"
            " %(stations)s stations wait: conflicts are shown late. The system page"
            " leads to what to do."
        ),
        binding=True,
    ),
    Kind(
        "system_late_over",
        gettext_lazy("Checks are in time again"),
        gettext_lazy(
            "Checks are in time again (%(told_at)s); they were late for %(minutes)s"
            " minutes."
        ),
    ),
)

"""What people are told of visits to stations that could be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from desk.letters import Kind, register

register(
    Kind(
        "visit_suggested",
        gettext_lazy("The office asks to make two visits one"),
        gettext_lazy(
            "%(by)s asks to make “%(own)s” and “%(task)s” of %(department)s one visit."
        ),
    )
)

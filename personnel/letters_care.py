"""What is told of visits, notes and commendations, see `desk.letters`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from desk.letters import Kind, register

register(
    Kind(
        "visit_due",
        gettext_lazy("A visit to pay"),
        gettext_lazy("%(name)s: %(occasion)s. Visit by %(until)s. Private."),
        binding=True,
    ),
    Kind(
        "visit_overdue",
        gettext_lazy("A visit is overdue"),
        gettext_lazy("%(name)s: %(occasion)s. The visit was due by %(until)s."),
        binding=True,
    ),
    Kind(
        "visit_paid",
        gettext_lazy("A visit paid to oneself is on record"),
        gettext_lazy("The visit paid to you (%(occasion)s) is on record."),
    ),
    Kind(
        "note_new",
        gettext_lazy("A no-blame note"),
        gettext_lazy("%(name)s has written a no-blame note; only you two read it."),
        binding=True,
    ),
)
register(
    Kind(
        "commendation_endorse",
        gettext_lazy("A nomination to endorse"),
        gettext_lazy("%(by)s nominates %(name)s for “%(task)s”: do you endorse it?"),
        binding=True,
    ),
    Kind(
        "commendation_publish",
        gettext_lazy("A commendation to publish"),
        gettext_lazy("The chief endorses %(name)s for “%(task)s”: publish it?"),
        binding=True,
    ),
    Kind(
        "commendation_published",
        gettext_lazy("One is commended"),
        gettext_lazy("You are commended for “%(task)s”."),
    ),
    Kind(
        "commendation_known",
        gettext_lazy("A commendation is published"),
        gettext_lazy("%(name)s is commended for “%(task)s”."),
    ),
    Kind(
        "commendation_declined",
        gettext_lazy("One's nomination is not taken up"),
        gettext_lazy("Your nomination of %(name)s for “%(task)s” is not taken up."),
    ),
)

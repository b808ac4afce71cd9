"""What this room tells people: see `desk.letters`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.letters import Kind, Said, register


def _sign(said: Said) -> str:
    """Of reserved strength nobody is named."""
    if said["again"] and said["department"]:
        text = _("%(department)s reminds: “%(task)s” is not signed for, due %(due)s.")
        return text % said
    if said["again"]:
        return _("Reminder: “%(task)s” is not signed for, due %(due)s.") % said
    if not said["department"]:
        return _("“%(task)s” waits to be signed for, due %(due)s.") % said
    text = _("“%(task)s” of %(department)s waits to be signed for, due %(due)s.")
    return text % said


def _todo(said: Said) -> str:
    if not said["until"]:
        return _("%(department)s: “%(title)s” asks for something to be done.") % said
    text = _("%(department)s: “%(title)s” asks for something by %(until)s.")
    return text % said


def _owed(said: Said) -> str:
    text = _(
        "“%(title)s” is due %(until)s; nobody at %(station)s has said yet that it"
        " is understood."
    )
    return text % said


register(
    Kind(
        "notice_new",
        gettext_lazy("A notice"),
        gettext_lazy("%(department)s gives notice: “%(title)s”."),
    ),
    Kind("notice_todo", gettext_lazy("A notice that asks for something"), _todo, True),
    Kind("notice_owed", gettext_lazy("What a notice asks is due"), _owed, True),
    Kind(
        "notice_withdrawn",
        gettext_lazy("A notice you have read is withdrawn"),
        gettext_lazy("%(department)s has withdrawn “%(title)s”."),
    ),
    Kind(
        "notice_question",
        gettext_lazy("A question about a notice"),
        gettext_lazy("%(station)s asks about “%(title)s”."),
        binding=True,
    ),
    Kind(
        "notice_answer",
        gettext_lazy("An answer about a notice"),
        gettext_lazy("%(department)s has answered a question about “%(title)s”."),
    ),
)
register(
    Kind(
        "form_due",
        gettext_lazy("A report by a form is due soon"),
        gettext_lazy("“%(title)s” is due %(due)s; %(station)s has not reported yet."),
    ),
    Kind(
        "form_late",
        gettext_lazy("A report by a form was due"),
        gettext_lazy("“%(title)s” was due %(due)s; %(station)s has not reported yet."),
    ),
)
register(
    Kind("directive_sign", gettext_lazy("A task to sign for"), _sign, binding=True),
    Kind(
        "directive_rule_ended",
        gettext_lazy("A recurring task ended with the task it repeats"),
        gettext_lazy("“%(title)s” was taken back and comes back no more."),
    ),
    Kind(
        "directive_attends",
        gettext_lazy("Who attends for an officer on leave"),
        gettext_lazy(
            "%(officer)s of %(station)s has leave when “%(task)s” begins"
            " (%(start_at)s). The chief has said who attends."
        ),
    ),
)

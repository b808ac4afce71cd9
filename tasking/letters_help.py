"""What people are told about difficulties: see `desk.letters`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.letters import Kind, Said, register


def _raised(said: Said) -> str:
    if not said["department"]:
        text = _("%(station)s asks: “%(task)s”. Say by %(until)s whose it is.")
    else:
        text = _("%(station)s asks: “%(task)s”. Answer by %(until)s.")
    return text % said


def _moved(said: Said) -> str:
    if not said["department"]:
        text = _(
            "“%(task)s” of %(station)s has come to the coordination office; it says by"
            " %(until)s whose it is."
        )
    else:
        text = _(
            "“%(task)s” of %(station)s is with %(department)s now, to be answered by"
            " %(until)s."
        )
    return text % said


def _silent(said: Said) -> str:
    if not said["department"]:
        text = _("Nobody has said yet whose “%(task)s” of %(station)s is: one step up.")
    else:
        text = _(
            "%(department)s has not answered “%(task)s” of %(station)s in time: one"
            " step up, new term %(until)s."
        )
    return text % said


register(
    Kind("difficulty_raise", gettext_lazy("A difficulty to answer"), _raised, True),
    Kind("difficulty_route", gettext_lazy("A difficulty given to you"), _moved, True),
    Kind("difficulty_hand_on", gettext_lazy("A difficulty handed on"), _moved, True),
    Kind("difficulty_silence", gettext_lazy("A difficulty unanswered"), _silent, True),
    Kind(
        "difficulty_answer",
        gettext_lazy("An answer to your difficulty"),
        gettext_lazy("“%(task)s” is answered. Say how it was; only you close it."),
        binding=True,
    ),
    Kind(
        "difficulty_visited",
        gettext_lazy("Guidance at your station recorded"),
        gettext_lazy(
            "%(department)s was with you about “%(task)s”. Say how it was; only you"
            " close it."
        ),
        binding=True,
    ),
    Kind(
        "difficulty_visit",
        gettext_lazy("A guidance visit planned"),
        gettext_lazy("%(department)s comes about “%(task)s” on %(on_at)s."),
    ),
    Kind(
        "difficulty_call_off",
        gettext_lazy("A guidance visit called off"),
        gettext_lazy(
            "The visit about “%(task)s” is called off; %(department)s answers by"
            " %(until)s."
        ),
    ),
    Kind(
        "difficulty_note",
        gettext_lazy("Something said about a difficulty"),
        gettext_lazy("%(by)s on “%(task)s” of %(station)s:"),
    ),
    Kind(
        "difficulty_reopen",
        gettext_lazy("A difficulty not solved"),
        gettext_lazy(
            "“%(task)s” of %(station)s is not solved; %(department)s answers again by"
            " %(until)s."
        ),
        binding=True,
    ),
    Kind(
        "difficulty_close",
        gettext_lazy("A difficulty closed by its station"),
        gettext_lazy("%(station)s has closed “%(task)s”."),
    ),
    Kind(
        "difficulty_take_back",
        gettext_lazy("A difficulty taken back"),
        gettext_lazy("%(station)s has taken back “%(task)s”."),
    ),
    Kind(
        "difficulty_due",
        gettext_lazy("An answer to a difficulty is due"),
        gettext_lazy("“%(task)s” of %(station)s is due %(until)s."),
        binding=True,
    ),
    Kind(
        "difficulty_say",
        gettext_lazy("How an answer was"),
        gettext_lazy("“%(task)s” was answered: was it solved?"),
        binding=True,
    ),
)

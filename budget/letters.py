"""What this room tells people: one line per kind of letter, see `desk.letters`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from desk.letters import Kind, register

register(
    Kind(
        "money_release",
        gettext_lazy("A disbursement to release"),
        gettext_lazy(
            "“%(task)s” of %(amount)s yuan for %(station)s waits for a second person."
        ),
        binding=True,
    ),
    Kind(
        "money_release_many",
        gettext_lazy("Disbursements to release, from a file"),
        gettext_lazy(
            "%(count)s disbursements of %(bureau)s wait for a second person; they came"
            " with one file."
        ),
    ),
    Kind(
        "money_confirm",
        gettext_lazy("Money to confirm"),
        gettext_lazy(
            "Has %(amount)s yuan for “%(task)s” arrived? Unconfirmed money does not"
            " count."
        ),
        binding=True,
    ),
    Kind(
        "money_reminder",
        gettext_lazy("Money to confirm, asked again"),
        gettext_lazy(
            "Your word on %(amount)s yuan for “%(task)s” is still missing, reminder"
            " %(times)s: has it arrived?"
        ),
        binding=True,
    ),
    Kind(
        "money_disputed",
        gettext_lazy("A station says that money has not arrived"),
        gettext_lazy(
            "%(station)s says that “%(task)s” of %(amount)s yuan has not arrived."
        ),
        binding=True,
    ),
    Kind(
        "money_unanswered",
        gettext_lazy("A station still waits for an answer about money"),
        gettext_lazy(
            "%(station)s still waits for an answer, reminder %(times)s: “%(task)s” of"
            " %(amount)s yuan has not arrived."
        ),
        binding=True,
    ),
    Kind(
        "money_answered",
        gettext_lazy("An answer about money that has not arrived"),
        gettext_lazy("There is an answer about “%(task)s” of %(amount)s yuan."),
        binding=True,
    ),
    Kind(
        "money_returned",
        gettext_lazy("A station returns money"),
        gettext_lazy("%(station)s returns money of “%(task)s”."),
    ),
    Kind(
        "money_taken_back",
        gettext_lazy("An entry about money is taken back"),
        gettext_lazy("A step of “%(task)s” for %(station)s is taken back."),
        binding=True,
    ),
)

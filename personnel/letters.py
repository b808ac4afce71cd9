"""What this room tells people: one line per kind of letter, see `desk.letters`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.letters import Kind, Said, register


def _said(said: Said) -> str:
    texts = {
        "agree": _("%(station)s agrees to “%(task)s”."),
        "reservation": _("%(station)s has reservations about “%(task)s”."),
        "objection": _("%(station)s objects to “%(task)s”: reply in writing."),
    }
    return texts.get(said["answer"], texts["agree"]) % said


def _level_one(said: Said) -> str:
    text = _("Alert level one from %(first)s to %(last)s: all at post, no leave.")
    if said["away"]:
        text = _(
            "Alert level one from %(first)s to %(last)s: all at post, no leave. On"
            " leave on these days: %(away)s."
        )
    return text % said


def _level_two(said: Said) -> str:
    text = _("Alert level two from %(first)s to %(last)s: half at post.")
    if said["away"]:
        text = _(
            "Alert level two from %(first)s to %(last)s: half at post. On leave on"
            " these days: %(away)s."
        )
    return text % said


register(
    Kind(
        "posting_consult",
        gettext_lazy("A posting to say something about"),
        gettext_lazy(
            "“%(task)s” takes officers from or brings officers to %(station)s: what do"
            " you say? By %(until)s."
        ),
        binding=True,
    ),
    Kind(
        "posting_remind",
        gettext_lazy("A posting still to say something about"),
        gettext_lazy("“%(task)s” waits for the word of %(station)s until %(until)s."),
        binding=True,
    ),
    Kind(
        "posting_said",
        gettext_lazy("A chief's word on a posting"),
        _said,
        binding=True,
    ),
    Kind(
        "posting_silent",
        gettext_lazy("A chief has not answered about a posting"),
        gettext_lazy("%(station)s has not answered about “%(task)s” in time."),
    ),
    Kind(
        "posting_replied",
        gettext_lazy("A reply to one's word on a posting"),
        gettext_lazy("Your word on “%(task)s” has a reply."),
        binding=True,
    ),
    Kind(
        "posting_decided",
        gettext_lazy("A posting is decided"),
        gettext_lazy("“%(task)s” is decided (%(number)s)."),
    ),
    Kind(
        "posting_taken_back",
        gettext_lazy("A posting is taken back to be changed"),
        gettext_lazy("“%(task)s” is taken back to be changed: no answer is needed."),
    ),
    Kind(
        "posting_withdrawn",
        gettext_lazy("A posting is not pursued"),
        gettext_lazy("“%(task)s” is not pursued."),
    ),
    Kind(
        "posting_undone",
        gettext_lazy("A posting is undone before it took effect"),
        gettext_lazy("“%(task)s” is undone before it took effect."),
        binding=True,
    ),
    Kind(
        "posting_request",
        gettext_lazy("A chief asks for officers"),
        gettext_lazy("%(station)s asks for officers: %(post)s."),
        binding=True,
    ),
    Kind(
        "posting_request_taken",
        gettext_lazy("One's request for officers is taken up"),
        gettext_lazy("Your request for %(post)s is taken up."),
    ),
    Kind(
        "posting_request_decided",
        gettext_lazy("A posting made of one's request is decided"),
        gettext_lazy(
            "A posting order made of your request for %(post)s is decided (%(number)s)."
        ),
    ),
    Kind(
        "posting_request_declined",
        gettext_lazy("One's request for officers is not taken up"),
        gettext_lazy("Your request for %(post)s is not taken up."),
    ),
    Kind(
        "leave_asked",
        gettext_lazy("Leave to decide on"),
        gettext_lazy("%(officer)s asks for leave from %(first)s to %(last)s."),
        binding=True,
    ),
    Kind(
        "leave_taken_back",
        gettext_lazy("A request for leave is taken back"),
        gettext_lazy(
            "The leave of %(officer)s from %(first)s is not asked for any more."
        ),
    ),
    Kind(
        "leave_approved",
        gettext_lazy("Leave is approved"),
        gettext_lazy(
            "The leave of %(officer)s from %(first)s to %(last)s is approved."
        ),
    ),
    Kind(
        "leave_refused",
        gettext_lazy("Leave is not approved"),
        gettext_lazy("The leave of %(officer)s from %(first)s is not approved."),
    ),
    Kind(
        "leave_shortened",
        gettext_lazy("Leave ends sooner"),
        gettext_lazy("The leave of %(officer)s ends sooner: back on %(back)s."),
        binding=True,
    ),
    Kind(
        "leave_recalled",
        gettext_lazy("Leave is called off"),
        gettext_lazy("The leave of %(officer)s from %(first)s is called off."),
        binding=True,
    ),
    Kind(
        "leave_alert_one",
        gettext_lazy("Alert level one is announced"),
        _level_one,
        binding=True,
    ),
    Kind(
        "leave_alert_two",
        gettext_lazy("Alert level two is announced"),
        _level_two,
        binding=True,
    ),
)

register(
    Kind(
        "round_open",
        gettext_lazy("A round of two-way selection to choose in"),
        gettext_lazy("“%(task)s” is open: choose your posts by %(until)s."),
        binding=True,
    ),
    Kind(
        "round_remind",
        gettext_lazy("A round still to choose in"),
        gettext_lazy("You have not chosen in “%(task)s” yet; it ends %(until)s."),
        binding=True,
    ),
    Kind(
        "round_rank",
        gettext_lazy("Officers to rank for one's posts"),
        gettext_lazy(
            "Rank the officers who chose your posts in “%(task)s”: %(until)s."
        ),
        binding=True,
    ),
    Kind(
        "round_rank_remind",
        gettext_lazy("Officers still to rank for one's posts"),
        gettext_lazy(
            "Posts of yours in “%(task)s” are not ranked yet: without a list nobody"
            " comes. Until %(until)s."
        ),
        binding=True,
    ),
    Kind(
        "round_post_closed",
        gettext_lazy("A post of a round is open no longer"),
        gettext_lazy("%(post)s is open no longer in “%(task)s”."),
        binding=True,
    ),
    Kind(
        "round_matched",
        gettext_lazy("A round is matched"),
        gettext_lazy("“%(task)s” is matched: look at the result, then publish it."),
        binding=True,
    ),
    Kind(
        "round_published",
        gettext_lazy("The result of a round"),
        gettext_lazy("The result of “%(task)s” is published."),
    ),
    Kind(
        "round_cancelled",
        gettext_lazy("A round is cancelled"),
        gettext_lazy("“%(task)s” is cancelled."),
    ),
)
register(
    Kind(
        "qualification_expires",
        gettext_lazy("A qualification that a post requires expires"),
        gettext_lazy(
            "%(name)s: “%(ability)s”, which the post requires, is valid until %(last)s."
        ),
        binding=True,
    ),
)

"""Reasons of a result in plain words, without naming anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from personnel.models import RoundMatch, SelectionRound

ACTS: dict[str, str | Promise] = {
    "prepare": gettext_lazy("prepared the round"),
    "set_places": gettext_lazy("set the places"),
    "admit": gettext_lazy("named officers by hand"),
    "admit_by_rule": gettext_lazy("named officers by a rule"),
    "dismiss": gettext_lazy("took an officer out"),
    "bar": gettext_lazy("entered a bar"),
    "lift_bar": gettext_lazy("lifted a bar"),
    "group": gettext_lazy("bound several posts together"),
    "dissolve": gettext_lazy("struck out a bound"),
    "pair": gettext_lazy("entered a couple"),
    "part": gettext_lazy("parted a couple"),
    "open": gettext_lazy("opened the round"),
    "prolong": gettext_lazy("set the dates"),
    "remind": gettext_lazy("reminded who was missing"),
    "choose": gettext_lazy("handed in choices"),
    "end_wishes": gettext_lazy("ended the choosing"),
    "rank": gettext_lazy("handed in a list"),
    "shut_post": gettext_lazy("closed a post"),
    "end_ranks": gettext_lazy("ended the ranking"),
    "match": gettext_lazy("matched"),
    "publish": gettext_lazy("published the result"),
    "order": gettext_lazy("drafted posting orders"),
    "close": gettext_lazy("closed the round"),
    "cancel": gettext_lazy("cancelled the round"),
}
"""What was done, as the list of events reads."""


@dataclass(frozen=True)
class Names:
    """Posts with their places, and groups with what they take, by id."""

    posts: dict[str, tuple[str, int]]
    groups: dict[str, tuple[str, int]]

    @classmethod
    def of(cls, round: SelectionRound) -> Names:
        """Two queries."""
        posts = round.posts.with_units()
        return cls(
            {str(one.pk): (one.label, one.places) for one in posts},
            {str(one.pk): (one.title, one.most or 0) for one in round.groups.all()},
        )


def reason(why: dict[str, Any], names: Names) -> str:
    """One reason (`outcome.Because` as kept) as a sentence about its post."""
    post, places = names.posts.get(why["post"], ("", 0))
    group, most = names.groups.get(why["group"], ("", 0))
    said = {"post": post, "n": places, "group": group, "most": most}
    texts = {
        "barred": _("%(post)s: a rule of avoidance stands against it."),
        "not_ranked": _("%(post)s: not on the list of its chief."),
        "closed": _("%(post)s: the post was closed during the round."),
        "group_full": _(
            "%(post)s: the posts of “%(group)s” take %(most)s together, and those who"
            " were taken stand higher."
        ),
        "no_room_for_both": _("%(post)s: there was no room for both."),
        "open": _("%(post)s: nothing stands against it; the result is not stable."),
    }
    if why["reason"] != "filled":
        return texts[why["reason"]] % said
    text = ngettext(
        "%(post)s: its place went to somebody whom the chief ranked higher.",
        "%(post)s: its %(n)s places went to officers whom the chief ranked higher.",
        places,
    )
    return text % said + _last(why)


def reasons(match: RoundMatch, names: Names) -> list[str]:
    """Every reason of one officer, choice by choice."""
    return [reason(each, names) for choice in match.why for each in choice]


def _last(why: dict[str, Any]) -> str:
    """Up to which place of the chief's list officers came."""
    if why.get("last") is None:
        return ""
    return _(" The last who was taken stands in place %(last)s of its list.") % {
        "last": why["last"]
    }

"""What a person meets of a post's conditions, in words.

Of private grounds only the personnel office and the officer himself read which it is;
everybody else, that there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from personnel.fit.bars import Check
from personnel.fit.facts import Held, Kind, holds
from personnel.fit.scoring import YEAR, Factor, Fit
from personnel.models import Ability, Limit, Officer, Post

DAY = dt.timedelta(days=1)
Names = Mapping[str, Ability]


@dataclass(frozen=True)
class Line:
    """One condition on a page: what is asked, what was found, what it brings."""

    label: str
    wanted: str
    found: str
    met: bool
    points: int = 0
    weight: int = 0

    @property
    def width(self) -> int:
        """Per cent of the weight."""
        return 100 * self.points // self.weight if self.weight else 0


def abilities() -> dict[str, Ability]:
    """The catalogue by code; one query."""
    return {row.code: row for row in Ability.objects.all()}


def why_not(check: Check, names: Names) -> str:
    """Why the hard condition is not met, as everybody may read it."""
    if check.condition == "in_force":
        return _("There is no such post on that day.")
    if check.condition == "category":
        return _("This post is not for this category.")
    if check.private or check.wanted is None:
        return _("Something bars this posting; the personnel office knows what.")
    name = names[check.wanted.code].label
    if check.held is None or check.held.during[1] is None:
        return _("“%(name)s” is required and not held.") % {"name": name}
    told = {"name": name, "day": (check.held.during[1] - DAY).isoformat()}
    return _("“%(name)s” is required; it was valid until %(day)s.") % told


def hard_lines(found: Fit, names: Names, day: dt.date, private: bool) -> list[Line]:
    """The hard conditions; `private`: may the reader know the grounds?"""
    lines = [
        Line(
            names[check.wanted.code].label,
            _("valid"),
            _held(check.held, check.wanted, names, day),
            check.met,
        )
        for check in found.checks
        if check.wanted is not None
    ]
    lines += [
        Line(_("Post"), "", why_not(check, names), False)
        for check in found.checks
        if check.condition in ("in_force", "category") and not check.met
    ]
    grounds = [str(Limit.Ground(c.condition).label) for c in found.checks if c.private]
    hidden = [_("there is one; the personnel office knows it")] if grounds else []
    told = _(", ").join(grounds if private else hidden) or _("none")
    lines.append(Line(_("Limits that bar it"), _("none"), told, not grounds))
    return lines


def factor_lines(
    found: Fit, officer: Officer, post: Post, names: Names, day: dt.date
) -> list[Line]:
    """The conditions that bring points, as they add up."""
    return [_factor(f, officer, post, names, day) for f in found.factors]


def _factor(
    factor: Factor, officer: Officer, post: Post, names: Names, day: dt.date
) -> Line:
    label, wanted, found = "", "", ""
    if factor.wanted is not None:
        label, wanted = names[factor.wanted.code].label, _("wished for")
        found = _held(factor.held, factor.wanted, names, day)
    elif factor.condition == "rank":
        label, found = _("Rank"), officer.rank or _("none")
        wanted = "–".join(dict.fromkeys(r for r in (post.rank_from, post.rank_to) if r))
    else:
        label = (
            _("Experience in such a post")
            if factor.condition == "experience"
            else _("Time in the present post")
        )
        years = _("%(n)s years") % {"n": round(factor.full / YEAR)}
        wanted, found = _("all points from %(time)s") % {"time": years}, _time(factor)
    return Line(label, wanted, found, factor.met, factor.points, factor.weight)


def _held(held: Held | None, wanted: Kind, names: Names, day: dt.date) -> str:
    if held is None:
        return _("not held")
    end = held.during[1]
    other = held.kind.code != wanted.code
    name = names[held.kind.code].label if other else ""
    if end is None:
        return name or _("held")
    text = (
        _("valid until %(day)s") if holds(held.during, day) else _("ended on %(day)s")
    )
    told = text % {"day": (end - DAY).isoformat()}
    return f"{name}{_(', ')}{told}" if name else told


def _time(factor: Factor) -> str:
    years, rest = divmod(factor.days, YEAR)
    months = int(rest * 12 / YEAR)
    return _("%(y)s years %(m)s months") % {"y": int(years), "m": months}

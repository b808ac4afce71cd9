"""The figures of one unit, and what each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coordination.ratios.measures import MEASURES
from coordination.ratios.sources import HOUR

FEWEST = 10
"""Under so many rows no per cent is told: one row more or less would change it much."""
ADDING = ("visits", "commendations")


@dataclass(frozen=True)
class Figures:
    """Counts by the names of `MEASURES`; what is not there is nought. A template that
    asks for another name gets the property."""

    counts: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        if name not in MEASURES:
            raise KeyError(name)
        return self.counts.get(name, 0)

    def __bool__(self) -> bool:
        return any(self.counts.values())

    @property
    def hours(self) -> Decimal:
        return Decimal(self["hours"]) / HOUR

    @property
    def taken_hours(self) -> Decimal:
        return Decimal(self["taken_hours"]) / HOUR

    @property
    def short_share(self) -> Fraction | None:
        return share(self["short"], self["assignments"])

    @property
    def same_day_share(self) -> Fraction | None:
        return share(self["same_day"], self["assignments"])

    @property
    def late_share(self) -> Fraction | None:
        return share(self["was_late"], self["fell_due"])

    @property
    def assigned(self) -> int:
        return self["assignments"]

    @property
    def asked(self) -> bool:
        return bool(self["assignments"])

    @property
    def taken(self) -> int:
        return self["withdrawn"] + self["recalled"]


def share(part: int, of: int) -> Fraction | None:
    """None where there are too few to speak of a share."""
    return Fraction(part, of) if of >= FEWEST else None


def merged(parts: Iterable[Mapping[str, int]]) -> Figures:
    """Of one unit, from several sources."""
    found: dict[str, int] = {}
    for one in parts:
        found |= one
    return Figures(found)


@dataclass(frozen=True)
class Shown:
    """A line of the page: one measure or two that are set against each other.

    `share` names the property with the per cent and `base` the measure it is of.
    """

    label: str | Promise
    meaning: str | Promise
    names: tuple[str, ...]
    against: tuple[str, ...] = ()
    share: str = ""
    base: str = ""
    hours: bool = False


SHOWN: tuple[Shown, ...] = (
    Shown(
        _("Officer-hours asked"),
        _(
            "Estimated hours of the tasks issued in the period; of a meeting, training,"
            " inspection or security duty the heads it needs times its length. What"
            " nobody has estimated is not in it. Counted on the day of issue."
        ),
        ("hours",),
        hours=True,
    ),
    Shown(
        _("Without an estimate"),
        _("Assignments in no sum of hours, because nobody has estimated them."),
        ("unknown",),
    ),
    Shown(
        _("Tasks"),
        _("Different tasks issued in the period that were not taken back."),
        ("tasks",),
    ),
    Shown(
        _("Assignments"),
        _("The same, counted once for each station: a task to six stations is six."),
        ("assignments",),
    ),
    Shown(
        _("Short notice"),
        _(
            "Assignments issued less than {n} working days before the date they were"
            " first asked for; the day of issue does not count. Of the assignments."
        ),
        ("short",),
        share="short_share",
        base="assignments",
    ),
    Shown(
        _("Issued and due on one day"),
        _("Asked in the morning for the afternoon. They are among those above."),
        ("same_day",),
        share="same_day_share",
        base="assignments",
    ),
    Shown(
        _("Withdrawn and recalled"),
        _(
            "Assignments of the period taken back since; in no figure above. Work that"
            " went on in another task (relayed, joined) is counted there, not here."
        ),
        ("withdrawn", "recalled"),
    ),
    Shown(
        _("Hours taken back"),
        _("Of these, as they were estimated."),
        ("taken_hours",),
        hours=True,
    ),
    Shown(
        _("Past their date in the period"),
        _(
            "Tasks whose date was in the period and that were not reported by then, or"
            " only later. Of the tasks whose date was in the period and is over."
            " Appointments are not counted."
        ),
        ("was_late",),
        share="late_share",
        base="fell_due",
    ),
    Shown(
        _("Past their date now"),
        _("Still owed today, whenever they were issued."),
        ("is_late",),
    ),
    Shown(
        _("Returns asked for"),
        _("Assignments that ask for a return, once for each station and time."),
        ("returns",),
    ),
    Shown(
        _("Different forms"),
        _(
            "The same by form: department and title without its digits, so that a"
            " weekly return is one form."
        ),
        ("forms",),
    ),
    Shown(
        _("Meetings : notices"),
        _(
            "Different meetings that were called, and notices that were sent instead of"
            " calling people; what was withdrawn or corrected is not counted."
        ),
        ("meetings",),
        against=("notices",),
    ),
    Shown(
        _("Inspections : guidance visits"),
        _(
            "Different inspections announced in the period, and visits paid in it to"
            " show a station that had asked how something is done."
        ),
        ("inspections",),
        against=("guidance",),
    ),
    Shown(
        _("Returned work and reminders : visits and commendations"),
        _(
            "On one side reports returned for completion and stations reminded of a"
            " notice; on the other visits paid to officers of stations and"
            " commendations published. Departments have no part in the latter. Notes"
            " between two people are not known here and never counted."
        ),
        ("returned", "reminders"),
        against=ADDING,
    ),
)

"""The leaders' page from its facts: five blocks, beside each other now and then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.leading.facts import MONEY, Facts
from coordination.leading.kinds import (
    ARRIVES,
    ASKERS,
    AVOIDED,
    KINDS,
    LATE,
    WHERE,
    Kind,
    Text,
    hours,
    read_as,
    short_hours,
)
from coordination.ratios.period import DAY, containing
from coordination.ratios.period import read as read_period
from coordination.ratios.sources import HOUR
from organization.templatetags import formats
from tasking.models import RESERVED

TO_LISTS = {
    **{name: name for name in ("short", "unknown", "owed", "forms", "visits")},
    **{name: name for name in ("notices", "settled", "opinions", "plans", "words")},
    "difficulties": "difficulties",
    **{"deficit": "short", "people": "notices", "minutes": "notices"},
    "askers": "owed",
}
"""Figures of which a list of this room has the rows."""


@dataclass(frozen=True)
class Row:
    """A figure; `later` is what it is today, where the page was kept earlier."""

    label: Text
    text: str
    url: str = ""
    later: str = ""

    @property
    def changed(self) -> bool:
        return self.text != self.later


@dataclass(frozen=True)
class Table:
    """Rows of one kind of unit: stations, weeks, departments. Weeks are others today,
    so they are not `compared`."""

    label: Text
    rows: list[Row]
    nothing: Text = ""
    compared: bool = True


@dataclass(frozen=True)
class Block:
    name: str
    title: Text
    rows: list[Row]
    tables: list[Table] = field(default_factory=list)
    hint: str = ""


@dataclass(frozen=True)
class Page:
    """`today` are the facts of today where those of the page were kept earlier; only a
    page of today leads to rows."""

    facts: Facts
    today: Facts | None = None

    @property
    def figures(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.facts["figures"]
        return found

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.facts["at"])

    @property
    def bureau(self) -> str:
        return name_of(self.facts["bureau"])

    def blocks(self) -> list[Block]:
        quarter = self.facts["quarter"]
        period = read_period(quarter) or containing(self.at.date())
        return [
            Block(
                "where",
                _("Where it is too much"),
                self._rows(WHERE),
                [
                    Table(_("Stations"), self._stations(), _("Every station can.")),
                    Table(_("Windows that end"), self._weeks(), compared=False),
                ],
                _("As of each station's last check."),
            ),
            Block(
                "askers",
                _("Who asks for it"),
                self._rows(ASKERS),
                [Table(_("Departments"), self._departments(), _("Nobody."))],
                _("What is still to be done of their tasks, in the order of codes."),
            ),
            Block(
                "avoided", _("What was avoided"), self._rows(AVOIDED), [], period.label
            ),
            Block(
                "arrives",
                _("What arrives"),
                self._rows(ARRIVES),
                [],
                _("Running costs of %(year)s; police officers.")
                % {"year": self.facts["year"]},
            ),
            Block("late", _("What is overdue"), self._rows(LATE)),
        ]

    def _rows(self, kinds: Mapping[str, Kind]) -> list[Row]:
        later = self.today["figures"] if self.today else {}
        return [
            Row(
                kind.label,
                read_as(name, self.figures),
                self._url(name) if self.figures[name] else "",
                read_as(name, later) if name in later else "",
            )
            for name, kind in kinds.items()
            if name in self.figures
        ]

    def _stations(self) -> list[Row]:
        return list(self._units("stations", short_hours, "short", ""))

    def _departments(self) -> list[Row]:
        return list(self._units("departments", hours, "owed", "department"))

    def _units(
        self, name: str, reads: Callable[[Any], str], of: str, narrow: str
    ) -> Iterator[Row]:
        """Those of then, and those that have come since."""
        then = {one["code"]: one for one in self.facts[name]}
        later = {one["code"]: one for one in self.today[name]} if self.today else {}
        for code, one in sorted({**later, **then}.items(), key=_tree):
            url = self._list(of)
            if narrow and url:
                url = f"{url}&{narrow}={code or RESERVED}"
            elif url:
                url = reverse("coordination:workload", args=[code])
            yield Row(
                name_of(one) or _("Reserved strength"),
                reads(then[code]["units"]) if code in then else "",
                url,
                reads(later[code]["units"]) if code in later else "",
            )

    def _weeks(self) -> list[Row]:
        found = []
        for one in self.facts["weeks"]:
            first = one["first"] and dt.date.fromisoformat(one["first"])
            label = pgettext("weeks", "later")
            if first:
                label = formats.span(first, first + 6 * DAY)
            url = self._list("windows")
            week = one["first"] or "later"
            found.append(
                Row(
                    label,
                    _windows(one),
                    f"{url}&week={week}" if url and one["windows"] else "",
                )
            )
        return found

    def _list(self, of: str) -> str:
        if self.today is not None:
            return ""
        code = self.facts["bureau"]["code"]
        return f"{reverse('coordination:leaders_rows', args=[code])}?of={of}"

    def _url(self, name: str) -> str:
        if self.today is not None:
            return ""
        code = self.facts["bureau"]["code"]
        if name in TO_LISTS:
            return self._list(TO_LISTS[name])
        if name == "spared":
            return self._list("forms" if self.figures["forms"] else "visits")
        if name in ("late", "late_hours"):
            rows = reverse("coordination:bureau_burden_rows", args=[code])
            return f"{rows}?of=is_late"
        if name in MONEY:
            year = self.facts["year"]
            return f"{reverse('budget:bureau', args=[code])}?year={year}"
        return reverse("personnel:bureau_structure", args=[code])

    def answer(self) -> dict[str, str]:
        """The sentence on top."""
        figures = self.figures
        if not figures["short"]:
            fine = _("Every station that can be judged can make it")
            return {"fine": fine, "trouble": "", "rest": self._late()}
        trouble = _("%(n)s cannot make it, %(h)s hours short") % {
            "n": figures["short"],
            "h": formats.short_hours(Decimal(figures["deficit"]) / HOUR),
        }
        fine = _("Of %(n)s stations ") % {"n": figures["of"]}
        return {"fine": fine, "trouble": trouble, "rest": self._late()}

    def _late(self) -> str:
        late = self.figures["late"]
        return _("; %(n)s tasks are past their date") % {"n": late} if late else ""


def label_of(name: str) -> str:
    """What a list of rows is called: as its figure."""
    if name == "windows":
        return _("Windows that are too full")
    return str(KINDS[name].label)


def name_of(unit: Facts) -> str:
    """As `CodedUnit.label`, from what was kept."""
    chosen = unit["name"] if formats.chinese() else unit["name_en"] or unit["name"]
    return str(chosen)


def _windows(one: Facts) -> str:
    if not one["windows"]:
        return "0"
    return _("%(n)s stations, %(h)s h short") % {
        "n": one["stations"],
        "h": formats.short_hours(Decimal(one["units"]) / HOUR),
    }


def _tree(one: tuple[str, Facts]) -> tuple[bool, str]:
    """By code; what must stay secret has none and comes last."""
    return not one[0], one[0]


def changes(blocks: Iterable[Block]) -> int:
    """How many of the figures are others today."""
    return sum(row.changed for block in blocks for row in block.rows)

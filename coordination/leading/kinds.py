"""The figures of the leaders' page: what each is called, and how it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.ratios.sources import HOUR
from organization.templatetags import formats

Text = str | Promise


@dataclass(frozen=True)
class Kind:
    """A figure of the page: what it is called, how it reads."""

    label: Text
    reads: Callable[[Any], str]


def count(number: Any) -> str:
    return formats.hours(number)


def hours(work: Any) -> str:
    return _("%(h)s h") % {"h": formats.hours(Decimal(work) / HOUR)}


def short_hours(work: Any) -> str:
    return _("%(h)s h") % {"h": formats.short_hours(Decimal(work) / HOUR)}


def yuan(amount: Any) -> str:
    if amount is None:
        return _("no norm")
    return _("%(n)s yuan") % {"n": formats.yuan(Decimal(amount))}


WHERE = {
    "short": Kind(gettext_lazy("Stations that cannot make it"), count),
    "deficit": Kind(gettext_lazy("Hours short in all"), short_hours),
    "unknown": Kind(gettext_lazy("Stations without data to judge by"), count),
}
ASKERS = {
    "owed": Kind(gettext_lazy("Still to be done at these stations"), hours),
    "askers": Kind(gettext_lazy("Asked by so many departments"), count),
}
AVOIDED = {
    "forms": Kind(gettext_lazy("Forms spared by asking once"), count),
    "visits": Kind(gettext_lazy("Visits spared by going together"), count),
    "spared": Kind(gettext_lazy("Hours spared by both"), hours),
    "notices": Kind(gettext_lazy("Notices instead of meetings"), count),
    "people": Kind(gettext_lazy("People who stayed at their work"), count),
    "minutes": Kind(gettext_lazy("Their hours, without travel"), hours),
    "settled": Kind(gettext_lazy("Conflicts settled by a plan"), count),
}
ARRIVES = {
    "due": Kind(pgettext_lazy("money of a year", "Due"), yuan),
    "confirmed": Kind(gettext_lazy("Confirmed by stations"), yuan),
    "disbursed": Kind(pgettext_lazy("money of a year", "Disbursed"), yuan),
    "approved": Kind(gettext_lazy("Officers approved for stations"), count),
    "rolls": Kind(gettext_lazy("On their rolls"), count),
    "vacant": Kind(gettext_lazy("Posts vacant"), count),
    "on_post": Kind(gettext_lazy("On post there"), count),
    "lent": Kind(gettext_lazy("Lent elsewhere"), count),
}
LATE = {
    "late": Kind(gettext_lazy("Tasks past their date"), count),
    "late_hours": Kind(gettext_lazy("Hours left of them"), hours),
    "opinions": Kind(gettext_lazy("Opinions without the department's answer"), count),
    "plans": Kind(gettext_lazy("Plans without the department's answer"), count),
    "difficulties": Kind(gettext_lazy("Difficulties not answered in time"), count),
    "words": Kind(gettext_lazy("Payments without the station's word"), count),
}
KINDS = {**WHERE, **ASKERS, **AVOIDED, **ARRIVES, **LATE}


def read_as(name: str, figures: Mapping[str, Any]) -> str:
    """A figure in words; what is confirmed with its share of what is due."""
    text = KINDS[name].reads(figures[name])
    due = Decimal(figures.get("due") or 0)
    if name != "confirmed" or not due:
        return text
    share = Fraction(Decimal(figures[name])) / Fraction(due)
    return _("%(amount)s, %(share)s of it") % {
        "amount": text,
        "share": formats.share(share),
    }

"""The sentence the heat map opens with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.heat.reading import Heat
from organization.templatetags.formats import chinese, month_day


def answer(heat: Heat) -> dict[str, Any]:
    """How many do not fit, in which week most of them, and who cannot be judged."""
    lines, weeks = heat.lines, len(heat.asked.weeks)
    if heat.too_many:
        return {
            "fine": _("%(n)s stations are too many for one picture")
            % {"n": f"{heat.too_many:,}"},
            "why": _("Choose a bureau."),
        }
    if not lines:
        return {"fine": _("No station is like that"), "why": ""}
    short = sum(line.short > 0 for line in lines)
    said: dict[str, Any] = {"why": _why(heat)}
    if not short:
        text = _("Within %(weeks)s weeks everything fits wherever it can be judged")
        return said | {"fine": text % {"weeks": weeks}}
    fine = ngettext("Of %(all)s station, ", "Of %(all)s stations, ", len(lines))
    trouble = ngettext(
        "%(n)s does not fit within %(weeks)s weeks",
        "%(n)s do not fit within %(weeks)s weeks",
        short,
    )
    return said | {
        "fine": fine % {"all": len(lines)},
        "trouble": trouble % {"n": short, "weeks": weeks},
    }


def _why(heat: Heat) -> str:
    found = []
    most = max(heat.short, default=0)
    if most:
        week = month_day(heat.asked.weeks[heat.short.index(most)])
        text = ngettext(
            "Most in the week of %(day)s: %(n)s station.",
            "Most in the week of %(day)s: %(n)s stations.",
            most,
        )
        found.append(text % {"day": week, "n": most})
    if unknown := sum(not line.known for line in heat.lines):
        text = ngettext(
            "%(count)s station cannot be judged: data are missing.",
            "%(count)s stations cannot be judged: data are missing.",
            unknown,
        )
        found.append(text % {"count": unknown})
    if stale := sum(line.stale for line in heat.lines):
        text = ngettext(
            "%(n)s station is being checked again; its figures are the last ones.",
            "%(n)s stations are being checked again; their figures are the last ones.",
            stale,
        )
        found.append(text % {"n": stale})
    return ("" if chinese() else " ").join(found)

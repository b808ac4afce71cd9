"""Due on which day, how many stations fit: each column is a button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.pictures.data import ShareColumn
from coordination.pictures.svg import box, tag, words
from organization.templatetags import formats

_PLOT = 92


def share_columns(
    columns: Sequence[ShareColumn],
    total: int,
    *,
    current: date | None = None,
    earliest: date | None = None,
    name: str = "due",
) -> SafeString:
    """Submit buttons `name=YYYY-MM-DD`, to stand in a form. `total` counts the stations
    with data; `earliest` is the first day on which all of them fit. Pass working days
    only: rest days are never offered."""
    if not columns or total <= 0:
        text = _("No station with staffing data, so no date can be offered.")
        return tag("p", text, class_="yp-unknown")
    chosen = current if current in {one.date for one in columns} else columns[0].date
    return tag(
        "div",
        *(
            _button(one, total, name, current, earliest, one.date == chosen)
            for one in columns
        ),
        class_="yp-sharecols",
        role="group",
        aria_label=_("Due on which day, how many stations fit"),
        data_yp_grid="share",
    )


def _button(
    column: ShareColumn,
    total: int,
    name: str,
    current: date | None,
    earliest: date | None,
    stop: bool,
) -> SafeString:
    said = ngettext(
        "%(day)s: %(fits)s of %(total)s station fits",
        "%(day)s: %(fits)s of %(total)s stations fit",
        total,
    ) % {"day": formats.full_day(column.date), "fits": column.fits, "total": total}
    above = _above(column.date, current, earliest)
    classes = "yp-sharecol"
    if column.date == current:
        classes += " cur"
    if column.date == earliest:
        classes += " best"
    day = tag("span", formats.cell_day(column.date), class_="d")
    week = tag("span", formats.weekday(column.date), class_="w")
    return tag(
        "button",
        tag("span", above, class_="above"),
        _column(column.fits, total),
        tag("span", day, " ", week, class_="dt"),
        type="submit",
        name=name,
        value=column.date.isoformat(),
        class_=classes,
        aria_label=f"{said} {above}".strip(),
        aria_pressed="true" if column.date == current else "false",
        data_yp_cell="on",
        tabindex="0" if stop else "-1",
    )


def _above(day: date, current: date | None, earliest: date | None) -> str:
    if day == earliest and day == current:
        return _("set, all fit")
    if day == earliest:
        return _("first that fits all")
    return _("set now") if day == current else ""


def _column(fits: int, total: int) -> SafeString:
    fits = min(max(fits, 0), total)
    filled = fits / total * (_PLOT - 2)
    parts = []
    if fits < total:
        parts.append(box("sh-no", 1, 1, 98, _PLOT - 2 - filled))
    parts.append(box("bb", 1, _PLOT - 1 - filled, 98, filled))
    y = _PLOT - 1 - filled + 14 if filled > 18 else _PLOT - filled - 5
    parts.append(words("bt mid", 50, y, str(fits)))
    return tag("svg", *parts, height=_PLOT, aria_hidden="true")
